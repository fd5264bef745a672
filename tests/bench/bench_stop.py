"""From the return of “campaign stop” to the last call that creates something.

A slow platform is spoken to by one process, and by three; a hold is placed in the middle of it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.bench.folder import database

DELAY = 0.3  # seconds the platform takes to answer
CHANNELS = 24
POSTS = 24  # on each: more than there is time for
RUN_UP = 2.5  # seconds before the stop
AFTER = 3.0  # seconds in which it would go on


def run() -> list[tuple[str, str]]:
    """Place a hold while posts go out; measure when the last call was begun."""
    rows = []
    with database() as folder:
        for processes in (1, 3):
            made, last, took = _measure(folder, processes)
            who = "one process" if processes == 1 else f"{processes} processes"
            rows += [
                (f"{who}: calls before the stop, {DELAY * 1000:.0f} ms each", f"{made}"),
                (f"{who}: placing the hold", f"{took * 1000:.1f} ms"),
                (f"{who}: last call begun, after its return", f"{last * 1000:+.1f} ms"),
            ]
    return rows


def _measure(folder: Path, processes: int) -> tuple[int, float, float]:
    """Return the calls made before, seconds from the hold to the last call, and its own."""
    from campaign.store import holds
    from campaign.store.models import Hold

    _fill()
    log = folder / f"calls-{processes}"
    log.touch()
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_work, args=(str(folder), str(log))) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    while not log.stat().st_size:
        time.sleep(0.05)
    time.sleep(RUN_UP)
    place = {"scope": Hold.Scope.ALL, "value": "", "reason": "Measured", "by": "Bench"}
    began = time.time()
    hold = holds.place(**place, now=datetime.now(timezone.utc))
    returned = time.time()
    time.sleep(AFTER)
    for worker in workers:
        worker.terminate()
        worker.join()
    calls = [float(line) for line in log.read_text().split()]
    assert calls, "nothing was sent before the stop"
    assert len(calls) < CHANNELS * POSTS, "all was sent before the stop"
    holds.lift(hold.pk, by="Other", now=datetime.now(timezone.utc))
    return sum(call < began for call in calls), max(calls) - returned, returned - began


def _fill() -> None:
    from django.db import transaction

    from campaign.lifecycle import State
    from campaign.store.models import Post
    from tests.servers.rows import post

    now = datetime.now(timezone.utc)
    with transaction.atomic():
        Post.objects.exclude(state=State.PUBLISHED).update(state=State.CANCELLED)
        for number in range(CHANNELS * POSTS):
            post(f"Text {number}", on=f"channel-{number % CHANNELS}", due=now)


def _work(folder: str, log: str) -> None:
    """Drain the channels in a process of its own; each call writes down when it is begun."""
    sys.stdout = sys.stderr
    from campaign.store.database import connect

    connect(Path(folder))
    from concurrent.futures import ThreadPoolExecutor

    from campaign.adapter import Account
    from campaign.delivery.desk import Desks
    from campaign.delivery.publish import Publisher
    from tests.servers.scripted import Clock, Platform, Scripted

    line = os.open(log, os.O_WRONLY | os.O_APPEND)

    class Slow(Scripted):
        """Answers late; what counts is when it was called."""

        def _create(self, content, key):
            self.account.permit()
            os.write(line, f"{time.time():.6f}\n".encode())
            time.sleep(DELAY)
            return self._receipt(key)

    def build(channel, permit):
        account = Account(channel=channel.id, read=lambda _: b"", permit=permit)
        return Slow(account, Platform(Clock(datetime.now(timezone.utc))))

    def now() -> datetime:
        return datetime.now(timezone.utc)

    publisher = Publisher(
        Desks(build, now), worker=f"w{os.getpid()}", clock=now, lease=timedelta(minutes=5)
    )

    def again(channel: str) -> None:
        while True:
            publisher.drain(channel)
            time.sleep(0.1)

    with ThreadPoolExecutor(CHANNELS) as pool:
        list(pool.map(again, [f"channel-{number}" for number in range(CHANNELS)]))
