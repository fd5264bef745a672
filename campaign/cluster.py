"""The seam among many machines: Procrastinate brings channel ids to workers, over PostgreSQL.

A scheduler puts the ids of channels with something due into Procrastinate's table; PostgreSQL
wakes the workers, and each takes one id at a time and drains that channel. The rows of posts stay
the truth: an id that is lost, doubled, late or of no channel of ours does no harm, so nothing is
asked of the queue but speed. Its locks, its delayed starts and its retries are not used: a lock
would let a post of next month stand before one of today, and what a dead worker left is told of
again by the next look at the posts, and settled by our own sweep.

Only this module knows Procrastinate (the extra ``campaign[cluster]``). Its tables are made by its
own migrations, with ours, on PostgreSQL only.
"""
# ruff: noqa: PLC0415 - the extra may be missing, and what is not used is not loaded

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from campaign.store import hints

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.connector import BaseConnector

logger = logging.getLogger(__name__)

QUEUE = "campaign"
TASK = "drain"
HEARTBEAT = 3.0  # seconds between a worker's signs of life in the queue
GONE = 12.0  # seconds of silence after which what a worker had in hand is told of again
POLL = 2.0  # seconds between looks into the queue, should a wake-up be lost
LONGEST = 16.0  # seconds before a channel is told of again of which nothing came
SWEEP = 5.0  # seconds between looks for what dead workers left in the queue
AGAIN = 1.0  # seconds before a queue that did not answer is tried again
LINES = 4  # connections of a worker to the queue, besides the one that listens


@dataclass(frozen=True, slots=True)
class _Told:
    """When a channel was told of, what was due then, and how often that came of it: nothing."""

    mark: hints.Mark | None
    at: float
    times: int

    def is_enough(self, mark: hints.Mark | None, now: float) -> bool:
        """Say whether to be quiet about it: it cannot go out now, or a worker has only just died.

        The pauses grow: a thousand channels under a hold must not keep the queue busy.
        """
        return mark == self.mark and now - self.at < min(LONGEST, 2.0**self.times)


class Queue:
    """Carries among processes: a scheduler's tells, a worker's brings to its own ``drain``.

    ``works`` says whether this process drains channels, at most ``slots`` at a time.
    """

    def __init__(
        self,
        drain: Callable[[str], object],
        *,
        clock: Callable[[], datetime],
        slots: int,
        works: bool,
    ) -> None:
        self._drain, self._clock, self._slots, self._works = drain, clock, slots, works
        self._told: dict[str, _Told] = {}
        self._swept = 0.0
        self._ended = threading.Event()
        self._leave: Callable[[], object] = lambda: None  # ends the work of the thread below
        self._thread = threading.Thread(target=self._run, name="queue", daemon=True)
        self._teller = _app(_django_connector())
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # we say it in our words

    def start(self) -> None:
        """Begin to bring, if this process works."""
        if self._works:
            self._thread.start()

    def carry(self, channels: Iterable[str]) -> None:
        """Put the channels into the queue that are not in it, nor in a living worker's hands."""
        due = list(channels)
        if not due:
            self._told = {}
            return
        now = time.monotonic()
        if now - self._swept >= SWEEP:
            self._swept = now
            forget_the_dead()
        marks, there = hints.marks(due, self._clock()), _in_the_queue()
        new = [c for c in due if c not in there and self._is_news(c, marks.get(c), now)]
        if new:
            task = self._teller.configure_task(TASK, queue=QUEUE, allow_unknown=True)
            task.batch_defer(*[dict[str, Any](channel=channel) for channel in new])
        told = self._told | {c: self._again(c, marks.get(c), now) for c in new}
        self._told = {c: told[c] for c in due if c in told}

    def _is_news(self, channel: str, mark: hints.Mark | None, now: float) -> bool:
        last = self._told.get(channel)
        return last is None or not last.is_enough(mark, now)

    def _again(self, channel: str, mark: hints.Mark | None, now: float) -> _Told:
        last = self._told.get(channel)
        same = last is not None and last.mark == mark
        return _Told(mark, now, last.times + 1 if last and same else 0)

    def stop(self, *, finish: bool = False) -> None:  # noqa: ARG002 - what it took it finishes
        """Take nothing more; return when what is in hand is done."""
        self._ended.set()
        self._leave()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        """Work until the end, through every trouble of the database."""
        while not self._ended.is_set():
            try:
                asyncio.run(self._work())
            except Exception as error:  # noqa: BLE001 - a queue's own trouble must not end it
                logger.warning("The queue does not answer (%s); it is tried again.", _named(error))
            self._ended.wait(AGAIN)

    async def _work(self) -> None:
        app = _app(_lines())
        with ThreadPoolExecutor(self._slots, thread_name_prefix="carrier") as pool:

            @app.task(name=TASK, queue=QUEUE)
            async def drain(channel: str) -> None:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(pool, self._bring, channel)

            async with app.open_async():
                await self._until_the_end(app)

    async def _until_the_end(self, app: App) -> None:
        work = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=self._slots,
                delete_jobs="always",
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=GONE,
            )
        )
        loop = asyncio.get_running_loop()
        self._leave = lambda: _softly(loop, work.cancel)
        if self._ended.is_set():
            work.cancel()
        with suppress(asyncio.CancelledError):
            await work

    def _bring(self, channel: str) -> None:
        try:
            self._drain(channel)
        except Exception:
            logger.exception("Channel %s could not be drained", channel, extra={"channel": channel})


def forget_the_dead() -> None:
    """Take out of the queue what dead workers had in hand, and whatever is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM procrastinate_jobs j WHERE j.queue_name = %s AND (
                j.status NOT IN ('todo', 'doing') OR (j.status = 'doing' AND NOT EXISTS (
                    SELECT 1 FROM procrastinate_workers w WHERE w.id = j.worker_id
                    AND w.last_heartbeat > now() - make_interval(secs => %s))))""",
            [QUEUE, GONE],
        )


def _in_the_queue() -> set[str]:
    """Return the channels that wait in the queue or that a living worker drains."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT j.args ->> 'channel' FROM procrastinate_jobs j
            LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
            WHERE j.queue_name = %s AND (j.status = 'todo' OR (j.status = 'doing'
                AND w.last_heartbeat > now() - make_interval(secs => %s)))""",
            [QUEUE, GONE],
        )
        return {row[0] for row in cursor.fetchall()}


def _app(connector: BaseConnector) -> App:
    from procrastinate import App

    return App(connector=connector)


def _django_connector() -> BaseConnector:
    from procrastinate.contrib.django.django_connector import DjangoConnector

    return DjangoConnector()


def _lines() -> BaseConnector:
    """Return connections of the queue's own, to the database of the settings."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django.utils import connector_params

    return PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=LINES)


def _softly(loop: asyncio.AbstractEventLoop, what: Callable[[], object]) -> None:
    with suppress(RuntimeError):  # the loop has ended by itself
        loop.call_soon_threadsafe(what)


def _named(error: BaseException) -> str:
    """Name an error; a database's own words may hold its address and user."""
    return type(error.__cause__ or error).__name__
