"""One process that is set up once and forks a new one for each piece of work, to be killed.

``python -m tests.chaos.template FOLDER`` reads orders from its input, one JSON object a line, and
answers each with one. It has one thread and no connection of its own, so a fork is a clean copy.
What befalls the fork at a step is real: SIGKILL; a platform that breaks the line; a disk that
takes no more (a limit of the kernel), a database that another process has locked, and on
PostgreSQL a connection that the server ends.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import sqlite3
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

LATER = timedelta(minutes=20)  # by so much it is later when a database was away for long
ROUNDS = 400
HEAVY = (
    "campaign.adapters.wire",
    "campaign.delivery.publish",
    "campaign.delivery.reconcile",
    "campaign.store.chain",
    "campaign.worker.identity",
    "django.db.models.sql.compiler",
    "tests.servers.fake_depot",
    "tests.servers.rows",
    "tests.servers.scripted",
)
BUSY = 0.3  # seconds SQLite waits for a lock, here


def main(folder: Path) -> None:
    """Do what is ordered until the input ends."""
    os.environ |= {"CAMPAIGN_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "campaign.settings"}
    import django
    from django.db import connection

    from campaign.store.database import connect

    django.setup()
    logging.disable()  # what goes wrong here is meant to
    for name in HEAVY:  # once, and not in every fork
        import_module(name)
    _, status = _isolated(lambda: connect(folder))
    assert status == 0, "the database could not be made"
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = BUSY
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        said, status = _isolated(lambda: ORDERS[order.pop("do")](**order))  # noqa: B023 - at once
        print(json.dumps({"said": said, "status": status}), flush=True)


def _isolated(work: Callable[[], object]) -> tuple[Any, int]:
    """Work in a fork; return what it said and how it ended: an exit code, or minus a signal."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        import faulthandler

        faulthandler.dump_traceback_later(8)
    if child == 0:
        os.close(reading)
        code = 1
        try:
            with os.fdopen(writing, "w") as pipe:
                json.dump(work(), pipe)
            code = 0
        except BaseException as error:  # noqa: BLE001 - a fork goes no further than here
            if type(error).__module__ != "django.db.utils":
                import traceback

                traceback.print_exc()
                code = 2
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said else None, os.waitstatus_to_exitcode(status)


def prepare(channel: str, shape: str, text: str, at: str, url: str) -> None:
    """Put an approved post on a channel of its own, due at once."""
    from campaign.adapter import Content
    from campaign.store.writing import writing
    from tests.servers.rows import approve, content_post, speaker_row

    where = {"platform": "depot", "network": "live", "base_url": url}
    options = {"options": {"shape": shape}, "service": f"depot@{channel}"}
    with writing():
        speaker = speaker_row(channel, **where, **options)
        due = datetime.fromisoformat(at)
        approve(content_post(speaker, Content(text), due=due, grace=timedelta(hours=12)))


def drain(channel: str, at: str) -> int:
    """Send what is due on a channel; return how many posts were attempted."""
    return int(Line(at).publisher.drain(channel))


def work(post: dict[str, str], stop: int = -1, how: str = "") -> list[str]:
    """Plan a post and deliver it until it is settled; what befalls the process comes at a step.

    ``stop`` counts the steps from 0. Return the names of those that were reached.
    """
    from campaign.step import watched

    prepare(**post)
    line = Line(post["at"])
    fate = Fate(line, post["url"], stop, how)
    with watched(fate):
        line.settle([post["channel"]])
    return fate.steps


def settle(at: str) -> list[dict[str, Any]]:
    """Start again after whatever happened, go on to the end, and tell how every post stands."""
    from campaign.store import claims
    from campaign.worker import identity

    line = Line(at)
    for dead in identity.dead_workers(line.clock()):
        claims.lose_leases(line.clock(), worker=dead)
    line.settle()
    return report()


def report() -> list[dict[str, Any]]:
    """Tell of every post what the rows say of it."""
    from campaign.store import chain
    from campaign.store.models import Alert, Event, Post

    broken = [one.sentence for one in chain.breaks()]
    found = []
    for post in Post.objects.order_by("pk"):
        last = Event.objects.filter(post_id=post.pk, kind="post moved").order_by("-pk").first()
        told = Alert.objects.filter(key__startswith=f"uncertain:{post.pk}:").exists()
        attempts = list(post.attempts.order_by("number").values_list("number", "outcome"))
        found.append(
            {
                "text": post.content.text,
                "state": post.state,
                "asked": told and post.check_at is None,
                "event": json.loads(last.data)["to"] if last else "",
                "attempts": attempts,
                "attempt": post.attempt,
                "remote": post.remote_id,
                "broken": broken,
            }
        )
    return found


@dataclass
class Line:
    """The whole of delivery over the depot, at a time that we set."""

    at: str
    clock: Any = field(init=False)

    def __post_init__(self) -> None:
        from campaign.delivery.desk import Desks
        from campaign.delivery.publish import Publisher
        from campaign.delivery.reconcile import Reconciler
        from campaign.worker import identity
        from tests.servers.scripted import Clock

        self.clock = Clock(datetime.fromisoformat(self.at))
        desks = Desks(self._build, self.clock)
        name = identity.name()
        self.publisher = Publisher(desks, worker=name, clock=self.clock)
        self.reconciler = Reconciler(desks, worker=name, clock=self.clock)

    def _build(self, channel: Any, permit: Callable[[], None]) -> Any:
        from campaign.adapter import Account
        from tests.servers.fake_depot import Depot

        account = Account(
            channel=channel.id,
            base_url=channel.base_url,
            options=channel.options,
            read=lambda _: b"",
            permit=permit,
            clock=self.clock,
        )
        return Depot(account)

    def settle(self, channels: list[str] | None = None) -> None:
        """Tick and sweep, from one time at which something is due to the next."""
        from campaign.store import posts

        for _ in range(ROUNDS * (1 if channels else 100)):
            for channel in channels or posts.due_channels(self.clock.now):
                self.publisher.drain(channel)
            self.reconciler.sweep()
            posts.expire(self.clock.now)
            later = self._next(channels)
            if later is None:
                return
            self.clock.now = max(later, self.clock.now + timedelta(seconds=1))
        raise AssertionError("It came to no end.")

    def _next(self, channels: list[str] | None) -> datetime | None:
        """Return when something is to be done next for a post; ``None``: for none, ever."""
        from campaign.store.models import Post, Service

        rows = Post.objects.exclude(state__in=["published", "failed", "missed", "cancelled"])
        rows = rows.filter(channel__in=channels) if channels else rows
        rests = {one.pk: one.open_until for one in Service.objects.all()}
        times = []
        for row in rows.select_related("channel"):
            if row.state in {"uncertain", "processing"}:
                times.append(row.check_at)
            elif row.state == "publishing":
                times.append(row.leased_until)
            else:
                own = (row.due_at, row.not_before, row.channel.free_at)
                times.append(max(t for t in (*own, rests.get(row.channel.service)) if t))
        return min((time for time in times if time), default=None)


@dataclass
class Fate:
    """Watches the steps, and lets one thing befall the process at one of them."""

    line: Line
    url: str
    stop: int
    how: str
    steps: list[str] = field(default_factory=list)
    keep: list[Any] = field(default_factory=list)

    def __call__(self, step: str) -> None:
        self.steps.append(str(step))
        if len(self.steps) - 1 == self.stop:
            getattr(self, f"_{self.how}")()

    def _killed(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def _cut(self) -> None:
        self._next("cut-before")

    def _lost(self) -> None:
        self._next("answer-lost")

    def _down(self) -> None:
        self._next("down")

    def _next(self, mishap: str) -> None:
        from tests.servers.fake import Fake

        headers = {"Authorization": f"Bearer {Fake.TOKEN}"}
        at = f"{self.url}/next/{mishap}"
        urllib.request.urlopen(urllib.request.Request(at, b"", headers), timeout=5).read()

    def _database_away(self) -> None:
        """Take the database away until this process has ended."""
        self.line.clock.now += LATER
        if "DATABASE_URL" in os.environ:
            self._end_connections(stay_away=True)
        else:
            _no_more_room()

    def _database_blinks(self) -> None:
        """Take the database away for a moment."""
        if "DATABASE_URL" in os.environ:
            self._end_connections(stay_away=False)
            return
        _no_more_room()
        signal.signal(signal.SIGALRM, lambda *_: _room())
        signal.setitimer(signal.ITIMER_REAL, 0.15)

    def _locked(self) -> None:
        """Have another connection hold the lock until this process has ended."""
        from django.db import connection

        self.line.clock.now += LATER
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return  # the lock is ours; on PostgreSQL rows are locked, never all
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        self.keep.append(other)

    @staticmethod
    def _end_connections(*, stay_away: bool) -> None:
        import psycopg
        from django.db import connection

        name = connection.settings_dict["NAME"]
        with psycopg.connect(os.environ["ADMIN_URL"], autocommit=True) as admin:
            if stay_away:
                admin.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            admin.execute(ended, [name])


def _no_more_room() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def _room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


ORDERS: dict[str, Callable[..., Any]] = {
    "prepare": prepare,
    "drain": drain,
    "work": work,
    "settle": settle,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
