"""200 posts due in the same second on 200 sandbox channels, beside the bare calls."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

from tests.bench.folder import database

POSTS = 200
SLOTS = 32
DELAY = 0.02  # seconds a call takes on the other side
BOUND = 2.0  # ms of our own work a post


def run() -> list[tuple[str, str]]:
    """Time the calls alone, then the whole of delivering, in one process."""
    with database() as folder:
        _fill()
        bare = _bare(folder)
        whole = _whole(folder)
    own = (whole - bare) / POSTS * 1000
    return [
        (f"{POSTS} bare calls of {DELAY * 1000:.0f} ms, {SLOTS} at a time", f"{bare:.3f} s"),
        (f"{POSTS} posts delivered, {SLOTS} at a time", f"{whole:.3f} s"),
        (f"our own work a post (at most {BOUND:.0f} ms)", f"{own:.2f} ms"),
    ]


def _fill() -> None:
    from django.db import transaction

    from tests.servers.rows import post

    now = datetime.now(timezone.utc)
    with transaction.atomic():
        for number in range(POSTS):
            base_url = f"sandbox:?delay={DELAY}"
            post(f"Text {number}", on=f"channel-{number}", due=now, base_url=base_url)


def _adapters(folder: Path):
    from campaign import registry
    from campaign.store.models import ChannelState

    return {
        row.pk: registry.build(row, folder=folder, read=lambda _: b"")
        for row in ChannelState.objects.all()
    }


def _bare(folder: Path) -> float:
    from campaign.store.models import Post

    other = folder / "bare"
    other.mkdir()
    adapters = _adapters(other)
    posts = [(row.channel_id, row.content, row.post_key) for row in Post.objects.all()]
    with ThreadPoolExecutor(SLOTS) as pool:
        start = time.perf_counter()
        list(pool.map(lambda one: adapters[one[0]].publish(one[1], one[2]), posts))
        return time.perf_counter() - start


def _whole(folder: Path) -> float:
    from campaign.lifecycle import State
    from campaign.store.models import Post
    from campaign.worker.worker import Worker

    worker = Worker(folder, slots=SLOTS)
    start = time.perf_counter()
    worker.tick()
    worker.finish()
    took = time.perf_counter() - start
    assert Post.objects.filter(state=State.PUBLISHED).count() == POSTS
    return took
