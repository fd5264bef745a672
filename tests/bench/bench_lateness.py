"""How late posts are at a platform that answers in 50 ms, and how many go out a second.

Three figures, each beside the bare calls of the same run: a program with little to do; 5,000
posts due in one minute on 1,000 channels, in one process; and four processes on PostgreSQL.
A post's lateness is the time at which its request arrived at the platform, in another process,
less the time it was due. The bare calls are made by the same adapter, as many at a time, and
write nothing down.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.servers.slow_receiver import arrivals, slow_receiver

DELAY = 0.05  # seconds until the platform answers
CHANNELS = 1000
POSTS = 5000
MINUTE = 60  # seconds over which they are due
SLOTS = 32  # calls at a time in one process, as the worker has by default
AT_ONCE = 1000  # posts for the four processes
WORKERS = 4
FEW = 4  # calls at a time in each of the four: 320 calls a second, if they cost nothing
BOUND_P99 = 2.0  # seconds beyond the bare calls
BOUND_IDLE = 0.25  # seconds
BOUND_SHARE = 0.8  # of what bare calls do
PATIENCE = 600  # seconds for one measurement
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # of nobody: the receiver checks nothing


def run() -> list[tuple[str, str]]:
    """Measure all three."""
    os.environ["BENCH_SECRET"] = SECRET
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    with folder as name, slow_receiver(DELAY) as address:
        one = Bench(Path(name), address)
        return [*_machine(Path(name)), *one.idle(), *one.busy(), *one.together()]


@dataclass(frozen=True)
class Job:
    """What a process is told: where to find everything, and which posts it is about."""

    folder: Path
    address: str
    dsn: str = ""
    slots: int = SLOTS
    role: str = "all"

    def connect(self) -> None:
        """Open the database this job is about."""
        sys.stdout = sys.stderr
        os.environ["DATABASE_URL"] = self.dsn
        from campaign.store.database import connect

        connect(self.folder)


class Bench:
    """One platform and the processes that speak to it."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder, self._address = folder, address

    def idle(self) -> list[tuple[str, str]]:
        """Have twenty posts due, one a second, with nothing else to do."""
        job = self._job("idle")
        late, _, _ = self._deliver([job], posts=20, channels=20, seconds=20)
        return [
            ("idle: 20 posts, one a second: latest", f"{max(late) * 1000:.0f} ms"),
            (f"… bound {BOUND_IDLE * 1000:.0f} ms", _kept(max(late) <= BOUND_IDLE)),
        ]

    def busy(self) -> list[tuple[str, str]]:
        """Have 5,000 posts due in a minute, beside the bare calls at the same times."""
        job = self._job("busy")
        size = {"posts": POSTS, "channels": CHANNELS, "seconds": MINUTE}
        bare, cpu_bare, _ = self._call([job], **size)
        late, cpu, _ = self._deliver([job], **size)
        beyond = _p99(late) - _p99(bare)
        what = f"{POSTS:,} posts in a minute on {CHANNELS:,} channels"
        return [
            (f"{what}: bare calls, median / p99", _two(bare)),
            ("… delivered by one process, median / p99", _two(late)),
            ("… p99 beyond the bare calls", f"{beyond:.3f} s"),
            (f"… bound {BOUND_P99:.0f} s", _kept(beyond < BOUND_P99)),
            ("… CPU a post, bare / delivered", f"{_ms(cpu_bare, POSTS)} / {_ms(cpu, POSTS)}"),
        ]

    def together(self) -> list[tuple[str, str]]:
        """Have a scheduler and four workers on PostgreSQL send posts that are due at once."""
        from tests.servers.postgresql import postgresql

        with postgresql(fsync="on", synchronous_commit="on") as dsn:
            job = self._job("together", dsn, FEW)
            jobs = [replace(job, role="worker")] * WORKERS
            size = {"posts": AT_ONCE, "channels": CHANNELS, "seconds": 0}
            _, cpu_bare, bare = self._call(jobs, **size)
            _, cpu, whole = self._deliver([replace(job, role="scheduler"), *jobs], **size)
        share = whole / bare
        return [
            (f"{WORKERS} processes of {FEW} calls at a time: bare calls", f"{bare:.0f} a second"),
            ("… delivered, PostgreSQL with fsync", f"{whole:.0f} a second ({share:.0%})"),
            (f"… bound {BOUND_SHARE:.0%}", _kept(share >= BOUND_SHARE)),
            ("… CPU a post, bare / delivered", f"{_ms(cpu_bare, AT_ONCE)} / {_ms(cpu, AT_ONCE)}"),
        ]

    def _job(self, name: str, dsn: str = "", slots: int = SLOTS) -> Job:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        return Job(folder, self._address, dsn, slots)

    def _deliver(
        self, jobs: Sequence[Job], *, posts: int, channels: int, seconds: int
    ) -> tuple[list[float], float, float]:
        """Return how late each post was, the CPU used, and posts a second while it lasted."""
        due = _in_process(_fill, jobs[0], posts, channels, seconds)
        return self._measure(jobs, _work, due)

    def _call(
        self, jobs: Sequence[Job], *, posts: int, channels: int, seconds: int
    ) -> tuple[list[float], float, float]:
        """Do the same with nothing but the calls."""
        start = time.time() + 4
        due = {f"bare-{n}": start + n * seconds // posts for n in range(posts)}
        return self._measure(jobs, _bare, due, channels)

    def _measure(
        self, jobs: Sequence[Job], target: Callable[..., None], due: dict[str, float], *more: Any
    ) -> tuple[list[float], float, float]:
        arrivals(self._address)
        context = get_context("spawn")
        pipes, processes = [], []
        for number, job in enumerate(jobs):
            ours, theirs = context.Pipe()
            share = dict(list(due.items())[number :: len(jobs)])
            process = context.Process(target=target, args=(job, theirs, share, *more))
            process.start()
            pipes.append(ours)
            processes.append(process)
        there: dict[str, list[float]] = {}
        end = time.monotonic() + PATIENCE
        while len(there) < len(due):
            assert time.monotonic() < end, f"only {len(there)} of {len(due)} went out"
            time.sleep(0.5)
            there |= arrivals(self._address)
            assert all(process.is_alive() for process in processes), "a process died"
        for pipe in pipes:
            pipe.send("stop")
        cpu = sum(pipe.recv() for pipe in pipes)
        for process in processes:
            process.join()
        assert all(len(times) == 1 for times in there.values()), "a post went out twice"
        at = sorted(times[0] for times in there.values())
        late = [there[key][0] - when for key, when in due.items()]
        return late, cpu, len(at) / (at[-1] - max(at[0], min(due.values())) + DELAY)


def _machine(folder: Path) -> list[tuple[str, str]]:
    """Say what else the figures rest on: each post waits for the disk twice, one after another."""
    took = []
    with (folder / "written").open("wb") as file:
        for _ in range(50):
            file.write(bytes(4096))
            file.flush()
            before = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - before)
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return [(f"this machine: {load}; the disk's fsync", f"{statistics.median(took) * 1000:.1f} ms")]


def _in_process(target: Callable[..., None], *arguments: Any) -> Any:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *arguments))
    process.start()
    try:
        return ours.recv()
    finally:
        process.join()


def _fill(pipe: Connection, job: Job, posts: int, channels: int, seconds: int) -> None:
    """Put approved posts on the calendar; say by their keys when they are due."""
    job.connect()
    from campaign.store.models import ChannelState

    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    ChannelState.objects.bulk_create(
        ChannelState(
            id=f"channel-{number}",
            organisation="northshire",
            platform="webhook",
            network="live",
            base_url=job.address,
            secret_names='{"secret": "BENCH_SECRET"}',
            service="webhook@127.0.0.1",
            count_at=tomorrow,  # their followers were counted today: no day's first minutes
        )
        for number in range(channels)
    )
    start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=10)
    rows = _rows(start, posts, seconds)
    pipe.send({row.key: row.due_at.timestamp() for row in rows})


def _rows(start: datetime, posts: int, seconds: int) -> list[Any]:
    from campaign.adapter import Content
    from campaign.store.models import Approval, ChannelState, Post
    from tests.servers.rows import approval_of, post_of

    channels = list(ChannelState.objects.order_by("pk"))
    rows = []
    for number in range(posts):
        due = start + timedelta(seconds=number * seconds // posts)
        channel = channels[number % len(channels)]
        rows.append(post_of(Content(f"Text {number}"), channel, due=due))
    Post.objects.bulk_create(rows, batch_size=500)
    Approval.objects.bulk_create(map(approval_of, rows), batch_size=500)
    return rows


def _work(job: Job, pipe: Connection, _: dict[str, float]) -> None:
    """Run a worker until told to stop; say how much CPU it used."""
    job.connect()
    from functools import partial

    from campaign.cluster import Queue
    from campaign.delivery.carrier import Threads
    from campaign.worker.role import Role, Share
    from campaign.worker.worker import Worker, utc_now

    role = Role(job.role)
    queue = partial(Queue, clock=utc_now, works=role.delivers)
    carrier = Threads if role is Role.ALL else queue
    worker = Worker(job.folder, slots=job.slots, share=Share(role, carrier))
    worker.start(plan_after=timedelta(days=1))
    before = time.process_time()
    pipe.recv()
    used = time.process_time() - before
    worker.stop()
    pipe.send(used)


def _bare(job: Job, pipe: Connection, due: dict[str, float], channels: int) -> None:
    """Make the calls at their times, with as many threads and nothing else."""
    job.connect()
    from campaign import registry
    from campaign.adapter import Content, PostKey
    from campaign.store.speakers import Speaker

    secrets = '{"secret": "BENCH_SECRET"}'
    adapters = [
        registry.build(
            Speaker(f"channel-{n}", "webhook", "live", "", job.address, secrets, "{}", False),
            folder=job.folder,
            read=lambda _: b"",
        )
        for n in range(channels)
    ]
    before = time.process_time()
    with ThreadPoolExecutor(job.slots) as pool:
        for number, (key, at) in enumerate(due.items()):
            time.sleep(max(0.0, at - time.time()))
            adapter = adapters[number % channels]
            at_utc = datetime.fromtimestamp(at, timezone.utc)
            pool.submit(adapter.publish, Content(f"Text {number}"), PostKey(key, at_utc))
    used = time.process_time() - before
    with suppress(EOFError):
        pipe.recv()
    pipe.send(used)


def _p99(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def _two(values: Sequence[float]) -> str:
    return f"{statistics.median(values) * 1000:.0f} ms / {_p99(values):.3f} s"


def _ms(seconds: float, posts: int) -> str:
    return f"{seconds / posts * 1000:.1f} ms"


def _kept(yes: bool) -> str:
    return "kept" if yes else "NOT KEPT"
