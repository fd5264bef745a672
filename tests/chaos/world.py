"""The world in which a post lives: the store, workers, people, a platform and a clock.

A worker is a thread that stands still at every step outside a transaction until it is told to go
on, or is killed there: then what it holds is left as a killed process leaves it. Store and
delivery are the real ones. The platform is a ledger outside the database.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from campaign import step as steps
from campaign.adapter import (
    Account,
    Adapter,
)
from campaign.delivery.desk import Desks
from campaign.delivery.publish import Publisher
from campaign.delivery.reconcile import Reconciler
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.planning.diff import Diff
from campaign.planning.plan import Plan, Planned
from campaign.step import Step
from campaign.store import approvals, calendar, chain, claims, decisions, holds, posts, voiding
from campaign.store.models import Alert, Attempt, Event, Hold, Post
from campaign.store.proposal import Change, Proposal
from tests.chaos.hand import Hand, Ledger, Playing, tell_the_hand
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign
from tests.servers.fake_depot import SHAPES

BEGAN = datetime(2026, 12, 1, 17, 30, tzinfo=timezone.utc)
MESSAGES = tuple(f"behind-the-badge/{word}" for word in ("one", "two", "three", "four", "five"))
VERSIONS = 3
SETTLED = {"published", "failed", "missed", "cancelled"}
POLICE = "name: Northshire Police\nkind: force\nchannels:\n" + "".join(
    f"  {shape}: {{platform: x, network: sandbox}}\n" for shape in SHAPES
)


@cache
def library(versions: tuple[int, ...]) -> Library:
    """Return the campaign whose messages have these versions of their texts."""
    head = "---\ntitle: Late shift\ntheme: behind-the-badge\nplatforms: X\naudience: public\n---\n"
    said = {
        f"{name}.md": f"{head}{text(name, version)}\n"
        for name, version in zip(MESSAGES, versions, strict=True)
    }
    with tempfile.TemporaryDirectory() as folder:
        own = {"organisations/northshire-police.yaml": POLICE}
        own["campaign.yaml"] = f"{CAMPAIGN}grace: 2 hours\n"
        write_campaign(Path(folder), {**said, **own})
        (Path(folder) / "messages/organisations/commissioner.yaml").unlink()
        found = read_library(Path(folder), PLATFORMS)
    assert not found.errors, found.errors
    return found


def text(message: str, version: int) -> str:
    """Return what a message says in one of its versions."""
    return f"Thank you, shift {message.rpartition('/')[2]}, in version {version}."


class World:
    """The store, the platform, the clock, the workers, and what people have said."""

    def __init__(self, hands: int) -> None:
        empty()
        self.now = BEGAN
        self.ledger = Ledger()
        self.dead: list[str] = []
        self.faults: list[str] = []
        self.yes: set[tuple[str, str]] = set()  # channel and text that hold a person's yes
        self.holds: dict[int, str] = {}  # number -> channel, "" for all
        self.versions = dict.fromkeys(MESSAGES, 0)
        self.watching = steps.watched(tell_the_hand)
        self.watching.__enter__()
        self.hands = [Hand(self, number) for number in range(hands)]

    def clock(self) -> datetime:
        return self.now

    # -- what people do -----------------------------------------------------------------------

    def apply(self, **what: Any) -> None:
        read = library(tuple(self.versions.values()))
        planned = what.pop("add", ())
        proposal = Proposal(Plan(), Diff(add=planned), what.pop("changed", ()), ())
        calendar.apply(proposal, read, actor="plan", now=self.now)

    def plan(self, message: str, channel: str, due: datetime) -> None:
        self.apply(add=(planned(message, channel, due),))

    def edit(self, message: str) -> None:
        self.versions[message] = (self.versions[message] + 1) % VERSIONS
        rows = Post.objects.filter(message=message, state__in=["pending", "scheduled"])
        changed = [Change(r.pk, planned(message, r.channel_id, r.due_at)) for r in rows]
        self.apply(changed=tuple(changed))

    def approve(self) -> bool:
        """Say yes to what is due first; False when nothing waits."""
        items = approvals.waiting(self.now)[:1]
        for item in items:
            row = Post.objects.filter(state="pending", digest=item.digest).first()
            assert row is not None
            approvals.approve(items, by="Blake Approver", now=self.now)
            self.yes.add((row.channel_id, row.content.text))
        return bool(items)

    def revoke(self, message: str) -> None:
        voiding.revoke(message, by="Blake Approver", now=self.now, why="A mistake")
        said = {text(message, version) for version in range(VERSIONS)}
        self.yes = {(channel, words) for channel, words in self.yes if words not in said}

    def hold(self, channel: str) -> None:
        scope = Hold.Scope.CHANNEL if channel else Hold.Scope.ALL
        placed = holds.place(scope=scope, value=channel, reason="Wait", by="Duty", now=self.now)
        self.holds[placed.pk] = channel

    def lift(self) -> None:
        number = min(self.holds)
        holds.lift(number, by="Second", now=self.now)
        del self.holds[number]

    def decide(self, post: Post, what: str) -> None:
        """Say what a person would who has looked at the platform."""
        there = self.ledger.copies(post.key)
        with contextlib.suppress(decisions.DecisionError):
            if what == "cancel":
                decisions.cancel(post.pk, by="Kim", now=self.now)
            elif there:
                url = f"https://social.example/{post.key}"
                decisions.is_there(post.pk, url=url, by="Kim", now=self.now)
            else:
                decisions.send_again(post.pk, by="Kim", now=self.now)

    # -- what the machine does ----------------------------------------------------------------

    def tick(self) -> None:
        claims.lose_leases(self.now)
        posts.expire(self.now)
        posts.free(self.now)

    def restart(self) -> None:
        """Do what a program does that starts where others died."""
        while self.dead:
            claims.lose_leases(self.now, worker=self.dead.pop())

    def may_pass(self, span: timedelta) -> bool:
        """Say whether so much time may pass: between a permission and its request there is none.

        A process that stands still there for a whole lease is what docs/delivery.md leaves open.
        """
        sending = any(hand.at is Step.PERMITTED for hand in self.hands)
        return not sending or span < timedelta()

    # -- what must hold -----------------------------------------------------------------------

    def allowed(self, hand: Hand) -> None:
        """Note a fault unless what a worker is about to send may go out at this moment."""
        channel, said, key = hand.sending
        if any(scope in {"", channel} for scope in self.holds.values()):
            self.faults.append(f"{said} goes out under a hold")
        if (channel, said) not in self.yes:
            self.faults.append(f"{said} goes out without a yes")
        row = Post.objects.get(key=key)
        if row.content.text != said:
            self.faults.append(f"{said} goes out, which is not its text any more")
        if row.late_at <= self.now:
            self.faults.append(f"{said} goes out late")
        if row.leased_until is None or row.leased_until <= self.now:
            self.faults.append(f"{said} goes out without a lease")

    def check(self) -> None:
        """Hold the rows, the log and the platform against each other."""
        for hand in self.hands:
            assert not hand.errors, hand.errors
        assert not self.faults, self.faults
        rows = list(Post.objects.order_by("pk").defer("body"))
        tries, moves = _by_post(Attempt, "number", "outcome"), _by_post(Event, "kind", "data")
        for row in rows:
            self._check_row(row, tries.get(row.pk, []), moves.get(row.pk, []))
        in_flight = Counter(row.channel_id for row in rows if row.state == "publishing")
        assert all(count == 1 for count in in_flight.values()), in_flight

    def _check_row(
        self, row: Post, tries: list[tuple[Any, ...]], events: list[tuple[Any, ...]]
    ) -> None:
        there = self.ledger.copies(row.key)
        assert there <= 1, f"{row} is there {there} times"
        assert row.state != "published" or there, f"{row} is published, and not there"
        assert [number for number, _ in tries] == list(range(1, row.attempt + 1)), tries
        running = [number for number, outcome in tries if not outcome]
        assert running == ([row.attempt] if row.state == "publishing" else []), tries
        moved = [
            json.loads(data) for kind, data in events if kind in {"post moved", "post changed"}
        ]
        if moved:
            assert moved[-1].get("to", moved[-1].get("state")) == row.state, (moved, row.state)

    def end(self) -> None:
        """Let everything come to its end, and hold the outcome against the promise."""
        for hand in self.hands:
            hand.end()
        self.watching.__exit__(None, None, None)
        self.check()
        self.ledger.mishaps.clear()
        self.restart()
        self._drain()
        self.check()
        for row in Post.objects.all():
            there = self.ledger.copies(row.key)
            if row.state == "uncertain":
                assert Alert.objects.filter(key__startswith=f"uncertain:{row.pk}:").exists()
                assert row.check_at is None
            else:
                assert row.state in SETTLED, f"{row} is {row.state} in the end"
                assert there == (row.state == "published"), f"{row} is {row.state}, there {there}"
        assert [one.sentence for one in chain.breaks()] == []

    def _drain(self) -> None:
        desks = Desks(self._last_build, self.clock)
        publisher = Publisher(desks, worker="last", clock=self.clock)
        reconciler = Reconciler(desks, worker="last", clock=self.clock)
        for number in range(500):
            for channel in posts.due_channels(self.now):
                publisher.drain(channel)
            reconciler.sweep()
            self.tick()
            later = list(next_times(self.now))
            if not later:
                return
            # A clock that was put back leaves rests that are long to wait for.
            at_least = timedelta(seconds=1 if number < 100 else 60)
            self.now = max(min(later), self.now + at_least)
        raise AssertionError(f"It comes to no end: {list(Post.objects.values())}")

    def _last_build(self, channel: Any, permit: Callable[[], None]) -> Adapter:
        return Playing(Account(channel=channel.id, read=lambda _: b"", permit=permit), self)


def _by_post(model: Any, *columns: str) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for post, *values in model.objects.order_by("pk").values_list("post_id", *columns):
        found.setdefault(post, []).append(tuple(values))
    return found


def next_times(now: datetime) -> Iterator[datetime]:
    """Yield when something is to be done next, for each post that is not settled."""
    for row in Post.objects.exclude(state__in=SETTLED).select_related("channel"):
        if row.state in {"uncertain", "processing"}:
            time = row.check_at
        elif row.state == "publishing":
            time = row.leased_until
        else:
            waits = [row.due_at, row.not_before, row.channel.free_at]
            later = [time for time in waits if time is not None and time > now]
            time = min([*later, row.late_at])  # what could go and did not is kept, until it is late
        if time is not None:
            yield time


def planned(message: str, channel: str, due: datetime) -> Planned:
    """Return what a plan would say of a message on a channel."""
    local = due.replace(tzinfo=None)  # GMT all through these days
    return Planned(message, channel, "behind-the-badge", "northshire-police", local, due)


def empty() -> None:
    """Take every row out of the store, as it was before the first."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in apps.get_app_config("store").get_models():
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
