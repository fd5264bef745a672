"""Many machines: a scheduler and 1, 2 and 4 workers on one PostgreSQL, real processes on loopback.

All posts are due in the same second, one on each channel. The platform is a fake on the same
machine, and PostgreSQL waits for the disk: the processor is shared by everything that is measured
and by what measures it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.cluster.machines import Machines
from tests.servers.fake_mastodon import FakeMastodon
from tests.servers.postgresql import clone, postgresql

CHANNELS = 300
LEAD = 6  # seconds from the rows to their time
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
LATE = """SELECT percentile_cont(%s) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - due_at))
    FROM store_attempt a JOIN store_post p ON p.id = a.post_id"""
LASTED = "SELECT extract(epoch FROM max(published_at) - min(due_at)) FROM store_post"
LINES = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


def run() -> list[tuple[str, str]]:
    """Send the same posts with 1, 2 and 4 workers."""
    home = Path(tempfile.mkdtemp(prefix="campaign-bench-"))
    rows: list[tuple[str, str]] = []
    try:
        with postgresql(max_connections="300", **DURABLE) as server:
            for workers in (1, 2, 4):
                with FakeMastodon() as platform:
                    where = clone(server, f"bench_{workers}")
                    machines = Machines(home / str(workers), where, platform.url)
                    rows += _measure(machines, workers, platform)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return rows


def _measure(machines: Machines, workers: int, platform: Any) -> list[tuple[str, str]]:
    try:
        scheduler, *them = machines.start("scheduler", *["worker"] * workers)
        console = machines.start("console")[0] if workers == 1 else None
        idle = machines.ask(LINES) - 1
        machines.fill(CHANNELS, LEAD)
        before = [_cpu([scheduler.pid]), _cpu(one.pid for one in them), _cpu(_backends(machines))]
        machines.until(lambda: machines.count("published") == CHANNELS, patience=120)
        busy = machines.ask(LINES) - 1
        after = [_cpu([scheduler.pid]), _cpu(one.pid for one in them), _cpu(_backends(machines))]
        spent = [
            1000 * (late - early) / CHANNELS for early, late in zip(before, after, strict=True)
        ]
        first, half, last = (machines.ask(LATE, part) for part in (0, 0.5, 0.99))
        assert platform.writes == CHANNELS
        who = f"{workers} worker{'s' * (workers > 1)}"
        rows = [
            (f"{who}: {CHANNELS} posts due in one second", f"{_rate(machines):.0f} a second"),
            (f"{who}: begun late, first / p50 / p99", f"{first:.2f} / {half:.2f} / {last:.2f} s"),
            (
                f"{who}: processor for a post: scheduler / workers / PostgreSQL",
                " / ".join(f"{one:.1f}" for one in spent) + " ms",
            ),
            (f"{who}: lines to the database, idle / busy", f"{idle} / {busy}"),
        ]
        if console is not None:
            named = {"scheduler": scheduler, "worker": them[0], "console": console}
            rows += [(f"{role}: memory", f"{_memory(one.pid)} MB") for role, one in named.items()]
        return rows
    finally:
        machines.end()


def _rate(machines: Machines) -> float:
    return CHANNELS / float(machines.ask(LASTED))


def _backends(machines: Machines) -> list[int]:
    """Return PostgreSQL's processes that serve this database."""
    pids = "SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database()"
    return list(machines.ask(pids + " AND pid <> pg_backend_pid()"))


def _cpu(pids: Iterable[int]) -> float:
    """Return the seconds that processes have had of a processor; it tells more than the clock."""
    spent = 0
    for pid in pids:
        with suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
            spent += int(stat[11]) + int(stat[12])
    return spent / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> int:
    """Return the resident memory of a process, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0
