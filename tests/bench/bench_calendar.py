"""100,000 future posts: start, memory, and whether the next wake-up is on time."""

from __future__ import annotations

import resource
import sys
import time
from datetime import datetime, timedelta, timezone

from tests.bench.folder import database

POSTS = 100_000
CHANNELS = 100


def run() -> list[tuple[str, str]]:
    """Fill the calendar, start a worker on it, and see when the next post leaves."""
    with database() as folder:
        took = _fill()
        start = time.perf_counter()
        worker, due = _start(folder)
        started = time.perf_counter() - start
        late = _lateness(due)
        worker.stop()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform == "linux" else 1024**2
    )
    return [
        (f"{POSTS:,} future posts added", f"{took:.1f} s"),
        ("worker started on them (at most 3 s)", f"{started:.2f} s"),
        ("next post left after its second (at most 250 ms)", f"{late * 1000:.0f} ms"),
        ("peak memory (at most 200 MB)", f"{peak:.0f} MB"),
    ]


def _fill() -> float:
    from django.db import transaction

    from campaign.store.models import Post
    from tests.servers.rows import channel, post

    first = post("The pattern", on="channel-0", due=datetime.now(timezone.utc) - timedelta(days=9))
    values = {
        field.attname: getattr(first, field.attname)
        for field in Post._meta.concrete_fields
        if field.name not in {"id", "key"}
    }
    for number in range(CHANNELS):
        channel(f"channel-{number}")
    begin = datetime.now(timezone.utc) + timedelta(days=1)
    start = time.perf_counter()
    for offset in range(0, POSTS, 5000):
        with transaction.atomic():
            Post.objects.bulk_create(
                [
                    Post(**_at(values, begin + timedelta(minutes=5 * number), number))
                    for number in range(offset, offset + 5000)
                ],
                batch_size=500,
            )
    return time.perf_counter() - start


def _at(values, due, number):
    at = {
        "due_at": due,
        "late_at": due + timedelta(minutes=15),
        "channel_id": f"channel-{number % CHANNELS}",
    }
    return {**values, **at, "state": "scheduled"}


def _start(folder):
    from campaign.worker.worker import Worker
    from tests.servers.rows import post

    worker = Worker(folder)
    worker.start()
    due = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=3)
    post("On time", on="channel-1", due=due)
    return worker, due


def _lateness(due: datetime) -> float:
    from campaign.store.models import Attempt

    while not Attempt.objects.filter(finished_at__isnull=False).exists():
        time.sleep(0.01)
    started = Attempt.objects.order_by("-id").first().started_at
    return (started - due).total_seconds()
