"""Procrastinate's own tasks, and what adds posts with ``schedule_at``.

python -m tests.comparison.procrastinate_jobs add FILE | open | schema
"""

from __future__ import annotations

import os
import sys
import time
from itertools import groupby
from pathlib import Path

import procrastinate
from procrastinate import JobContext

from tests.comparison import call, posts

DSN = os.environ["COMPARISON_STORE"]
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=DSN))


@app.task(name="send", retry=procrastinate.RetryStrategy(max_attempts=10, wait=5))
def send(channel: str, text: str) -> None:
    """Publish one post; a failed call is tried again."""
    call.send(channel, text)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of dead workers back, as the guide “Retry stalled jobs” does."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


def _add(file: Path) -> float:
    rows = list(posts.read(file))
    sync = procrastinate.SyncPsycopgConnector(conninfo=DSN)
    with app.replace_connector(sync) as ours, ours.open():
        start = time.perf_counter()
        for due, group in groupby(rows, key=lambda post: post.due):
            jobs = [{"channel": post.channel, "text": post.text} for post in group]
            ours.configure_task("send", schedule_at=due).batch_defer(*jobs)
        return time.perf_counter() - start


def _open() -> int:
    import psycopg

    sql = (
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send'"
        " AND (status = 'doing' OR status = 'todo' AND scheduled_at <= now())"
    )
    with psycopg.connect(DSN) as connection:
        row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _schema() -> int:
    sync = procrastinate.SyncPsycopgConnector(conninfo=DSN)
    with app.replace_connector(sync) as ours, ours.open():
        ours.schema_manager.apply_schema()
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "add":
        print(_add(Path(sys.argv[2])))
    else:
        print(_open() if sys.argv[1] == "open" else _schema())
