"""Celery's application for both of its ways, and what adds posts by ETA.

python -m tests.comparison.celery_jobs add FILE | open
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from celery import Celery

from tests.comparison import call, posts

_VISIBILITY = int(os.environ["COMPARISON_VISIBILITY"])  # seconds

app = Celery("comparison", broker=os.environ["COMPARISON_BROKER"])
app.conf.update(
    timezone="UTC",
    enable_utc=True,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": _VISIBILITY,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    },
    beat_sync_every=1,
    beat_max_loop_interval=1,
)


@app.task(name="send", autoretry_for=(OSError,), retry_backoff=True)
def send(channel: str, text: str) -> None:
    """Publish one post; a platform that cannot be reached is tried again."""
    call.send(channel, text)


def _add(file: Path) -> float:
    rows = list(posts.read(file))
    start = time.perf_counter()
    with app.producer_pool.acquire(block=True) as producer:
        for post in rows:
            send.apply_async((post.channel, post.text), eta=post.due, producer=producer)
    return time.perf_counter() - start


def _open() -> int:
    """Count what waits in the queue and what a worker took and did not acknowledge."""
    with app.connection_for_read() as connection:
        client = connection.default_channel.client
        waiting = int(client.llen("celery"))
        taken = client.hvals("unacked")
    now = datetime.now(timezone.utc)
    return waiting + sum(_due(message, now) for message in taken)


def _due(message: bytes, now: datetime) -> bool:
    from kombu.utils.json import loads

    eta = loads(message)[0]["headers"].get("eta")
    return eta is None or datetime.fromisoformat(eta) <= now


if __name__ == "__main__":
    print(_add(Path(sys.argv[2])) if sys.argv[1] == "add" else _open())
