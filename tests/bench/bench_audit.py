"""The audit log with a million entries: time and memory of proving it whole."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.bench.folder import database

EVENTS = 1_000_000
_BATCH = 10_000


def run() -> list[tuple[str, str]]:
    """Fill the log, then walk it; memory is the peak of the walk over what was used before."""
    with database() as folder:
        _fill()
        from campaign.store import anchors, chain

        anchors.drop(folder, now=datetime.now(timezone.utc))
        before = _reset_peak()
        start = time.perf_counter()
        found = list(chain.breaks(anchors.read(folder).anchors))
        took = time.perf_counter() - start
        peak = _memory("VmHWM")
    assert not found, found
    return [
        (f"audit verify, {EVENTS:,} entries", f"{took:.1f} s"),
        ("peak memory", f"{peak} MB ({peak - before} MB more than before)"),
    ]


def _fill() -> None:
    """Write the entries as ``events.record`` does, many in one statement."""
    from campaign.store.hashing import FIRST, digest
    from campaign.store.models import Event
    from campaign.store.writing import writing

    previous = FIRST
    begin = datetime(2026, 12, 1, tzinfo=timezone.utc)
    for offset in range(0, EVENTS, _BATCH):
        rows = []
        for number in range(offset, offset + _BATCH):
            at, data = begin + timedelta(seconds=number), f'{{"n": {number}}}'
            subject = "behind-the-badge/after-the-shift on northshire-x"
            value = digest(previous, at, "worker", "post moved", None, subject, data)
            row = Event(
                at=at, actor="worker", kind="post moved", subject=subject, data=data,
                previous=previous, hash=value,
            )  # fmt: skip
            rows.append(row)
            previous = value
        with writing():
            Event.objects.bulk_create(rows)


def _reset_peak() -> int:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory("VmRSS")


def _memory(name: str) -> int:
    status = Path("/proc/self/status").read_text("utf-8")
    [line] = [line for line in status.splitlines() if line.startswith(name)]
    return int(line.split()[1]) // 1024
