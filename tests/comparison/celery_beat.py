"""Celery beat with its database schedule, each post a one-off clocked task.

python -m tests.comparison.celery_beat add FILE | open
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import ExitStack
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path
from typing import ClassVar

from typing_extensions import override

from tests.comparison import posts, redis_server
from tests.comparison.celery_eta import APP, ARGUMENTS, LEAN
from tests.comparison.contender import WORKERS, Contender, installed, sqlite_size
from tests.comparison.posts import Post

_SLICE = 2000


class CeleryBeat(Contender):
    """``ClockedSchedule`` with ``one_off=True``, and a worker behind Redis."""

    name: ClassVar[str] = "celery-beat"
    title: ClassVar[str] = "Celery beat, its database, Redis"
    module: ClassVar[str] = "tests.comparison.celery_beat"
    packages: ClassVar[tuple[str, ...]] = ("celery", "django-celery-beat", "redis")
    settings: ClassVar[str] = f"""\
- django-celery-beat: a `PeriodicTask` a post with a `ClockedSchedule` and `one_off=True`, added
  with Django's `bulk_create`, then `PeriodicTasks.update_changed()`
- `beat_sync_every=1`: what was sent is written down at once (by default every three minutes,
  after which a kill sends it all again)
- `beat_max_loop_interval=1` (the default of this scheduler is 5 s)
- its tables in SQLite, in WAL mode
- `task_acks_late`, `task_reject_on_worker_lost`, `visibility_timeout` of 30 s (no task waits
  longer, as there is no ETA), looked for every 5 s
- a worker with a pool of {WORKERS} threads, `worker_prefetch_multiplier=1`; beat and the worker are
  killed together
- Redis with an append-only file
"""

    @classmethod
    @override
    def missing(cls) -> str:
        return installed("celery", "django_celery_beat", "redis") or redis_server.missing()

    @override
    def open(self, stack: ExitStack) -> None:
        self.env |= {
            "COMPARISON_BROKER": stack.enter_context(redis_server.redis(self.folder)),
            "COMPARISON_VISIBILITY": "30",
            "COMPARISON_STORE": str(self._path),
            "DJANGO_SETTINGS_MODULE": "tests.comparison.beat_settings",
        }
        self.run("-m", "django", "migrate", "--verbosity", "0")

    @property
    def _path(self) -> Path:
        return self.folder / "beat.sqlite"

    @override
    def commands(self) -> list[list[str]]:
        celery = [sys.executable, "-m", "celery", "-A", APP]
        scheduler = "django_celery_beat.schedulers:DatabaseScheduler"
        pidfile = ["--pidfile", "", "--loglevel", "WARNING"]
        return [
            [*celery, "worker", *ARGUMENTS, *LEAN],
            [*celery, "beat", "--scheduler", scheduler, *pidfile],
        ]

    @override
    def open_posts(self) -> int:
        queued = int(self.run("-m", APP, "open").split()[-1])
        return queued + super().open_posts()

    @override
    def size(self) -> int:
        return sqlite_size(self._path)


class CeleryBeatAsking(CeleryBeat):
    """The same with a careful task, on a platform that can be asked."""

    name: ClassVar[str] = "celery-beat-asking"
    title: ClassVar[str] = "Celery beat, its task asks the platform first"
    settings: ClassVar[str] = """\
- as Celery beat, and each task looks whether its post is there before it sends it
"""

    @override
    def open(self, stack: ExitStack) -> None:
        super().open(stack)
        self.env["COMPARISON_ASK"] = "1"


def _add(file: Path) -> float:
    from django.db import transaction
    from django_celery_beat.models import ClockedSchedule, PeriodicTask, PeriodicTasks

    rows = posts.read(file)
    clocks: dict[datetime, ClockedSchedule] = {}
    took = 0.0
    while batch := list(islice(rows, _SLICE)):
        start = time.perf_counter()
        with transaction.atomic():
            for post in batch:
                if post.due not in clocks:
                    clocks[post.due] = ClockedSchedule.objects.create(clocked_time=post.due)
            tasks = [_task(PeriodicTask, post, clocks[post.due]) for post in batch]
            PeriodicTask.objects.bulk_create(tasks)
        took += time.perf_counter() - start
    PeriodicTasks.update_changed()
    return took


def _task(kind: type, post: Post, clock: object) -> object:
    name, said = f"{post.message} on {post.channel}", json.dumps([post.channel, post.text])
    return kind(name=name, task="send", args=said, clocked=clock, one_off=True, enabled=True)


def _open() -> int:
    from django_celery_beat.models import PeriodicTask

    now = datetime.now(timezone.utc)
    enabled = PeriodicTask.objects.filter(enabled=True, clocked__clocked_time__lte=now)
    return int(enabled.filter(total_run_count=0).count())


if __name__ == "__main__":
    import django

    django.setup()
    print(_add(Path(sys.argv[2])) if sys.argv[1] == "add" else _open())
