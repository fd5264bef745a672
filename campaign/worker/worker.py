"""The worker: APScheduler ticks that call delivery. The rows are the truth, ticks only hints."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import close_old_connections, connection
from django.db.models import F

from campaign import registry
from campaign.adapter import Adapter, Budget
from campaign.delivery import health
from campaign.delivery.count import Counter
from campaign.delivery.desk import Desks
from campaign.delivery.measure import Measurer
from campaign.delivery.outbox import Outbox
from campaign.delivery.publish import LEASE, Publisher
from campaign.delivery.reconcile import Reconciler
from campaign.delivery.renew import Renewer
from campaign.library.zone import zone_of
from campaign.store import (
    anchors,
    claims,
    handoffs,
    integrity,
    pictures,
    posts,
    restored,
    services,
    sharing,
    silence,
    voiding,
)
from campaign.store.models import Beat, ChannelState
from campaign.store.speakers import Speaker
from campaign.store.stop_watch import StopWatch
from campaign.worker import identity
from campaign.worker.clockwatch import ClockWatch
from campaign.worker.digests import Digests
from campaign.worker.role import ALONE, Share

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

ASKING = 4  # jobs that ask the platforms
BEAT = timedelta(seconds=10)  # how often the worker writes down that it lives


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(timezone.utc)


def task(function: Callable[P, R]) -> Callable[P, R]:
    """Mend broken database connections around a function; Django does so around requests only."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return wrapper


def seldom(function: Callable[P, R]) -> Callable[P, R]:
    """Do as ``task`` does, and hold no line to the database until the next time.

    A PostgreSQL server has a hundred for all processes together, and most jobs here only look.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return task(function)(*args, **kwargs)
        finally:
            if not connection.in_atomic_block:
                connection.close()

    return wrapper


class Worker:
    """Keeps time and delivers, in threads of this process, until it is stopped."""

    def __init__(
        self,
        folder: Path,
        *,
        plan: Callable[[], str] = str,
        slots: int = 32,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = utc_now,
        pages: str = "",
        share: Share = ALONE,
    ) -> None:
        self._pages, self._role = pages, share.role
        self.name = identity.name()
        self._folder, self._clock, self._plan = folder, clock, plan
        # Each has adapters of its own: a slow reading must not keep a post waiting.
        sending, asking, reading = (Desks(self._build, clock) for _ in range(3))
        self._publisher = Publisher(
            sending, worker=self.name, clock=clock, lease=lease, pages=pages
        )
        self._reconciler = Reconciler(asking, worker=self.name, clock=clock)
        self._measurer = Measurer(reading, clock=clock)
        self._counter = Counter(reading, clock=clock)
        self._renewer = Renewer(self._build, worker=self.name, clock=clock)
        self._zone = zone_of(folder)
        self._outbox = Outbox(clock=clock, zone=self._zone)
        self._digests = Digests(folder, clock=clock, zone=self._zone)
        self._carrier = share.carrier(task(self._publisher.drain), slots=slots)
        self._scheduler = _scheduler()
        self._watch = ClockWatch(self._clock_was_put_back)
        self._planning = threading.Lock()
        self._stop_watch = StopWatch()
        self._started_at = clock()
        self._beat_at: datetime | None = None
        self._went_back = False  # the clock, and what was noted by the old time still counts

    def _build(self, channel: Speaker, permit: Callable[[], None]) -> Adapter:
        return registry.build(
            channel,
            folder=self._folder / ".campaign",
            read=pictures.read,
            permit=permit,
            clock=self._clock,
            heard=partial(self._heard, channel.id),
            share=sharing.sharer(channel.base_url),
            pages=self._pages,
        )

    def _heard(self, channel: str, budget: Budget) -> None:
        health.heard(channel, budget, now=self._clock())

    def start(self, *, plan_after: timedelta = timedelta(0), trouble: str = "") -> None:
        """Take over from whoever died here, then keep time; first plan after a while."""
        if ChannelState.objects.exclude(network="sandbox").exists():
            registry.warm()
        services.forget_impossible_rests(self._clock())
        silence.notice(self._clock(), zone=self._zone)
        self._succeed()
        self._beat(self._clock())
        Beat.objects.filter(worker=self.name).update(trouble=trouble)
        now = self._clock()
        self._scheduler.add_job(task(self.tick), "cron", second="*", id="tick", executor="tick")
        every = partial(self._scheduler.add_job, trigger="interval", next_run_time=now)
        every(seldom(self._tell), seconds=5, id="tell", executor="tell")
        every = partial(every, executor="steady")
        every(seldom(self._succeed), seconds=5, id="succeed")
        every(seldom(self._anchor), minutes=10, id="anchor")
        if self._role.delivers:
            ask = partial(every, executor="asking")
            ask(seldom(self._reconciler.sweep), seconds=5, id="reconcile")
            ask(seldom(self._measurer.measure), seconds=60, id="measure")
            ask(seldom(self._counter.count), minutes=10, id="count")
            ask(seldom(self._renewer.renew), seconds=60, id="renew")
        if self._role.keeps_time:
            every(seldom(self._remind), seconds=60, id="remind")
            every(seldom(self._free), seconds=15, id="free")
            every(seldom(self._digests.send), seconds=30, id="digests", executor="digests")
            every(seldom(self._replan), hours=1, id="plan", next_run_time=now + plan_after)
        self._carrier.start()
        self._scheduler.start()
        self._watch.start()

    def _succeed(self) -> None:
        """Take over what processes of this machine died over; notice an older database."""
        restored.watch(self._folder, now=self._clock())
        if self._went_back:  # here, for the database may have been away when it did
            services.forget_impossible_rests(self._clock())
            self._went_back = False
        for worker in identity.dead_workers(self._clock()):
            claims.lose_leases(self._clock(), worker=worker)
        living = Beat.objects.filter(stopped_at__isnull=True).values_list("worker", flat=True)
        dead = [worker for worker in living if identity.is_dead(worker, self._clock())]
        Beat.objects.filter(worker__in=dead).update(stopped_at=F("at"))

    def _tell(self) -> None:
        """Notice who fell silent, were it our own tick, and tell people what they must know."""
        silence.notice(self._clock(), zone=self._zone)
        self._outbox.send()

    def _remind(self) -> None:
        handoffs.remind(self._clock(), pages=self._pages)

    def _free(self) -> None:
        now = self._clock()
        voiding.run_out(now)
        posts.free(now)

    def _anchor(self) -> None:
        """Write the audit log's newest hash outside the database, having looked for the last."""
        now = self._clock()
        integrity.watch(self._folder, now=now)
        for trouble in anchors.drop(self._folder, now=now):
            logger.warning(trouble)

    def _replan(self) -> None:
        self.replan(self._plan)

    def replan(self, plan: Callable[[], str]) -> None:
        """Make a plan, one at a time; what went wrong stands where status and the page show it."""
        with self._planning:
            Beat.objects.filter(worker=self.name).update(trouble=plan())

    def _clock_was_put_back(self) -> None:
        """Run every job at once: APScheduler would sleep until the old time comes again."""
        logger.warning("The clock was put back; all work goes on at the new time")
        self._went_back = True
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=utc_now())

    def tick(self) -> None:
        """Say what is due, set aside what is too late, write down that we live."""
        now = self._clock()
        self._stop_watch.look(now)
        if self._role.keeps_time:
            claims.lose_leases(now)
            posts.expire(now)  # first: what one outage made late is told of as one
            self._carrier.carry(posts.due_channels(now))
        if self._beat_at is None or abs(now - self._beat_at) >= BEAT:
            self._beat(now)

    def _beat(self, now: datetime) -> None:
        Beat.objects.update_or_create(
            worker=self.name,
            defaults={
                "at": now,
                "started_at": self._started_at,
                "stopped_at": None,
                "role": self._role,
            },
        )
        Beat.objects.filter(at__lt=now - timedelta(days=7)).delete()
        self._beat_at = now

    def finish(self) -> None:
        """Do everything that is due and told of, then stop."""
        self._carrier.stop(finish=True)

    def stop(self) -> None:
        """Finish the calls in hand, begin nothing more, leave nothing claimed."""
        self._publisher.stop()
        self._reconciler.stop()
        self._measurer.stop()
        self._counter.stop()
        self._outbox.stop()
        self._digests.stop()
        self._watch.stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._carrier.stop()
        task(self._anchor)()
        now = self._clock()
        task(Beat.objects.filter(worker=self.name).update)(at=now, stopped_at=now)


def _scheduler() -> BackgroundScheduler:
    # Memory job store, no grace that drops a late tick, late ticks melted into one; and the
    # tick has a thread of its own, which no slow platform can keep busy. So have the digests,
    # which a slow mail server may hold up, and the alerts, which it may hold up as well, and
    # which notice when the tick itself stands still. What asks the platforms has a thread for
    # each job: a thousand slow readings keep no doubt from being settled and no sign-in from being
    # renewed, and none of it keeps what only looks at our own rows.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return BackgroundScheduler(
        timezone=timezone.utc,
        executors={
            "tick": ThreadPoolExecutor(1),
            "steady": ThreadPoolExecutor(3),
            "asking": ThreadPoolExecutor(ASKING),
            "tell": ThreadPoolExecutor(1),
            "digests": ThreadPoolExecutor(1),
        },
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
