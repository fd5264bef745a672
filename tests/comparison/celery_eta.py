"""Celery on Redis, each post a task with an ETA."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import timedelta
from typing import ClassVar

from typing_extensions import override

from tests.comparison import redis_server
from tests.comparison.contender import WORKERS, Contender, installed
from tests.comparison.posts import Post

APP = "tests.comparison.celery_jobs"
ARGUMENTS = ("--pool", "threads", "--concurrency", str(WORKERS), "--loglevel", "WARNING")
LEAN = ("--without-gossip", "--without-mingle", "--without-heartbeat")  # a quicker start


class CeleryEta(Contender):
    """``apply_async(eta=…)``, as the calling guide shows it."""

    name: ClassVar[str] = "celery-eta"
    title: ClassVar[str] = "Celery, Redis, ETA"
    module: ClassVar[str] = APP
    packages: ClassVar[tuple[str, ...]] = ("celery", "redis")
    settings: ClassVar[str] = f"""\
- one task a post with `apply_async(eta=…)`, over one producer
- `task_acks_late` and `task_reject_on_worker_lost`: a task is taken off the queue when it is done
- `visibility_timeout` longer than the longest ETA, as its Redis page asks: 400 days for the year
  ahead, 220 s for the kills, where no ETA is longer than 200 s
- `unacked_restore_interval=5` and `unacked_restore_throttle=1`: what is overdue is looked for
  every 5 s (the default comes to 100 s)
- a worker with a pool of {WORKERS} threads, `worker_prefetch_multiplier=1`, without gossip, mingle
  and heartbeat for a quicker start
- Redis with an append-only file
"""

    @classmethod
    @override
    def missing(cls) -> str:
        return installed("celery", "redis") or redis_server.missing()

    @override
    def open(self, stack: ExitStack) -> None:
        self.env["COMPARISON_BROKER"] = stack.enter_context(redis_server.redis(self.folder))
        self.env["COMPARISON_VISIBILITY"] = "220"

    @override
    def ahead(self, posts: list[Post]) -> float:
        self.env["COMPARISON_VISIBILITY"] = str(int(timedelta(days=400).total_seconds()))
        return self.add(posts)

    @override
    def commands(self) -> list[list[str]]:
        return [[sys.executable, "-m", "celery", "-A", APP, "worker", *ARGUMENTS, *LEAN]]

    @override
    def size(self) -> int:
        return sum(file.stat().st_size for file in self.folder.glob("appendonlydir/*"))
