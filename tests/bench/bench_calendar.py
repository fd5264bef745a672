"""100,000 future posts: start, memory, and whether the next wake-up is on time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.bench.folder import database
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports

POSTS = 100_000
CHANNELS = 100


def run() -> list[tuple[str, str]]:
    """Fill the calendar, start the program on it, and see when the next post leaves."""
    with database() as folder:
        for part in ("messages", "assets"):
            shutil.copytree(ROOT / part, folder / part)
        took = _fill()
        program, started = _start(folder)
        try:
            late = _lateness()
            peak = _peak(program.pid)
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(60)
    return [
        (f"{POSTS:,} future posts added", f"{took:.1f} s"),
        ("campaign run is live on them (at most 3 s)", f"{started:.2f} s"),
        ("next post left after its second (at most 250 ms)", f"{late * 1000:.0f} ms"),
        ("peak memory (at most 200 MB)", f"{peak} MB"),
    ]


def _fill() -> float:
    from django.db import transaction

    from campaign.store.models import Post
    from tests.servers.rows import NOW, channel, post

    for number in range(CHANNELS):
        channel(f"channel-{number}")
    pattern = post("The pattern", on="channel-0", due=NOW - timedelta(days=900), by_hand=True)
    Post.objects.filter(pk=pattern.pk).update(state="cancelled")
    values = {
        field.attname: getattr(pattern, field.attname)
        for field in Post._meta.concrete_fields
        if field.name not in {"id", "key"}
    }
    begin = datetime.now(timezone.utc) + timedelta(days=1)
    start = time.perf_counter()
    for offset in range(0, POSTS, 5000):
        numbers = range(offset, offset + 5000)
        with transaction.atomic():
            rows = [Post(**values | _at(begin, number)) for number in numbers]
            Post.objects.bulk_create(rows, batch_size=500)
    return time.perf_counter() - start


def _at(begin: datetime, number: int) -> dict[str, object]:
    due = begin + timedelta(minutes=5 * number)
    where = f"channel-{number % CHANNELS}"
    late = due + timedelta(minutes=15)
    return {"due_at": due, "late_at": late, "channel_id": where, "state": "scheduled"}


def _start(folder: Path) -> tuple[subprocess.Popen[bytes], float]:
    [port] = free_ports(1)
    log = folder / "run.log"
    command = [sys.executable, "-m", "campaign", "run", "--folder", str(folder)]
    start = time.perf_counter()
    with log.open("wb") as file:
        program = subprocess.Popen(
            [*command, "--port", str(port), "--no-rehearse"],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    while "Running." not in log.read_text("utf-8"):
        assert program.poll() is None, log.read_text("utf-8")
        time.sleep(0.01)
    return program, time.perf_counter() - start


def _lateness() -> float:
    from campaign.store.models import Attempt
    from tests.servers.rows import post

    due = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=4)
    row = post("On time", on="channel-1", due=due, by_hand=True)
    while not Attempt.objects.filter(post=row, finished_at__isnull=False).exists():
        time.sleep(0.01)
    return (Attempt.objects.get(post=row).started_at - due).total_seconds()


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024
