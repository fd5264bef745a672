"""Procrastinate alone, on PostgreSQL: each post a job with ``schedule_at``."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import ClassVar

from typing_extensions import override

from tests.comparison.contender import WORKERS, Contender, installed
from tests.comparison.database import database_size, durable_postgresql, no_postgresql

APP = "tests.comparison.procrastinate_jobs"


class Procrastinate(Contender):
    """``configure_task(schedule_at=…)``, and the guide's periodic task for stalled jobs."""

    name: ClassVar[str] = "procrastinate"
    title: ClassVar[str] = "Procrastinate, PostgreSQL, schedule_at"
    module: ClassVar[str] = APP
    packages: ClassVar[tuple[str, ...]] = ("procrastinate",)
    settings: ClassVar[str] = f"""\
- one job a post with `schedule_at`, added with `batch_defer`, a batch for each time
- the periodic task of its guide “Retry stalled jobs”, every minute (the guide: every ten)
- `fetch_job_polling_interval` of 1 s (the default is 5 s), as nothing wakes a worker when a job's
  time comes
- a worker with `concurrency={WORKERS}`; the task is a plain function, in a thread
- no lock, so no order among the posts of a channel, and none waits for another
"""

    @classmethod
    @override
    def missing(cls) -> str:
        return installed("procrastinate") or no_postgresql()

    @override
    def open(self, stack: ExitStack) -> None:
        self.env["COMPARISON_STORE"] = stack.enter_context(durable_postgresql())
        self.run("-m", APP, "schema")

    @override
    def commands(self) -> list[list[str]]:
        options = ["--concurrency", str(WORKERS), "--fetch-job-polling-interval", "1"]
        program = [sys.executable, "-m", "procrastinate", f"--app={APP}.app"]
        return [[*program, "worker", *options]]

    @override
    def size(self) -> int:
        return database_size(self.env["COMPARISON_STORE"])


class ProcrastinateAsking(Procrastinate):
    """The same with a careful task, on a platform that can be asked."""

    name: ClassVar[str] = "procrastinate-asking"
    title: ClassVar[str] = "Procrastinate, its task asks the platform first"
    settings: ClassVar[str] = """\
- as Procrastinate, and each task looks whether its post is there before it sends it
"""

    @override
    def open(self, stack: ExitStack) -> None:
        super().open(stack)
        self.env["COMPARISON_ASK"] = "1"
