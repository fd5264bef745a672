"""APScheduler with its SQLAlchemy job store on SQLite: one job a post.

python -m tests.comparison.apscheduler_jobs add FILE | run | open
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from contextlib import ExitStack, closing
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, ClassVar

from typing_extensions import override

from tests.comparison import posts
from tests.comparison.call import send
from tests.comparison.contender import WORKERS, Contender, installed, sqlite_size


class APScheduler(Contender):
    """Three lines of the user guide, and the settings that keep it from dropping jobs."""

    name: ClassVar[str] = "apscheduler"
    title: ClassVar[str] = "APScheduler, SQLAlchemy job store on SQLite"
    module: ClassVar[str] = "tests.comparison.apscheduler_jobs"
    packages: ClassVar[tuple[str, ...]] = ("apscheduler", "sqlalchemy")
    settings: ClassVar[str] = f"""\
- one date job a post with `add_job`, the only way to add one (there is no bulk call)
- `misfire_grace_time=None`: no job is dropped for being late (the default is one second)
- a thread pool of {WORKERS} workers (the default is 10)
- SQLite in WAL mode, which is faster than its default and as safe against a kill
- one scheduler on the store, as its FAQ demands: it is stopped while posts are added
"""
    adds_while_running: ClassVar[bool] = False

    @classmethod
    @override
    def missing(cls) -> str:
        return installed("sqlalchemy")

    @override
    def open(self, stack: ExitStack) -> None:
        with closing(sqlite3.connect(self._path)) as database:
            database.execute("PRAGMA journal_mode=WAL")
        self.env["COMPARISON_STORE"] = str(self._path)

    @property
    def _path(self) -> Path:
        return self.folder / "jobs.sqlite"

    @override
    def commands(self) -> list[list[str]]:
        return [[sys.executable, "-m", self.module, "run"]]

    @override
    def size(self) -> int:
        return sqlite_size(self._path)


def _scheduler() -> Any:
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    url = f"sqlite:///{os.environ['COMPARISON_STORE']}"
    store = SQLAlchemyJobStore(url, engine_options={"connect_args": {"timeout": 20}})
    return BackgroundScheduler(
        timezone=timezone.utc,
        jobstores={"default": store},
        executors={"default": ThreadPoolExecutor(WORKERS)},
        job_defaults={"misfire_grace_time": None},
    )


def _add(file: Path) -> float:
    scheduler, rows = _scheduler(), list(posts.read(file))
    scheduler.start(paused=True)  # before that, jobs are only kept in memory
    start = time.perf_counter()
    for post in rows:
        scheduler.add_job(send, "date", run_date=post.due, args=[post.channel, post.text])
    took = time.perf_counter() - start
    scheduler.shutdown()
    return took


def _run() -> None:
    scheduler = _scheduler()
    scheduler.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    scheduler.shutdown()


def _open() -> int:
    with closing(sqlite3.connect(os.environ["COMPARISON_STORE"], timeout=20)) as database:
        sql = "SELECT count(*) FROM apscheduler_jobs WHERE next_run_time <= ?"
        return int(database.execute(sql, [datetime.now(timezone.utc).timestamp()]).fetchone()[0])


if __name__ == "__main__":
    if sys.argv[1] == "add":
        print(_add(Path(sys.argv[2])))
    elif sys.argv[1] == "open":
        print(_open())
    else:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        _run()
