"""Weeks of the plan played on a simulated clock, on the sandbox network only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from campaign import registry
from campaign.adapter import Adapter, Capabilities, Refused
from campaign.checks.tiers import TWO
from campaign.delivery.count import Counter
from campaign.delivery.desk import Desks
from campaign.delivery.measure import Measurer
from campaign.delivery.publish import Publisher
from campaign.library.library import Library
from campaign.library.organisation import Organisation
from campaign.planning.rehearsal import instants, spaced
from campaign.store import approvals, calendar, claims, events, pictures, posts
from campaign.store.models import ChannelState, Event, Post
from campaign.store.proposal import propose
from campaign.store.speakers import Speaker

APPROVER = "Rehearsal (simulated approver)"
SECOND = "Rehearsal (simulated second approver)"
ACTOR = "rehearsal"
CHIEF = TWO - 1  # the weight of their yes: it is enough for every tier
WEEKS = 4

_STARTED, _FINISHED = "rehearsal started", "rehearsal finished"


@dataclass(slots=True)
class SimulatedClock:
    """A clock that stands still until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks that are played."""

    start: datetime
    end: datetime


def sandbox_only(library: Library) -> Library:
    """Leave out every channel that leads to a real network."""
    return replace(
        library, organisations={id_: _safe(o) for id_, o in library.organisations.items()}
    )


def _safe(organisation: Organisation) -> Organisation:
    channels = tuple(c for c in organisation.channels if c.network == "sandbox")
    return replace(organisation, channels=channels)


def pending_window(now: datetime) -> Window | None:
    """Return the weeks still to be played: new ones for an empty calendar, or unfinished ones."""
    if Event.objects.filter(kind=_FINISHED).exists():
        return None
    begun = Event.objects.filter(kind=_STARTED).order_by("id").first()
    if begun is not None:
        data = json.loads(begun.data)
        return Window(datetime.fromisoformat(data["start"]), datetime.fromisoformat(data["end"]))
    if Post.objects.exists():
        return None
    end = now.replace(second=0, microsecond=0)
    return Window(end - timedelta(weeks=WEEKS), end)


class Rehearsal:
    """Plays a window: plans it, approves it as a simulated person, delivers it, measures it."""

    def __init__(
        self,
        folder: Path,
        library: Library,
        platforms: Mapping[str, Capabilities],
        window: Window,
        *,
        pages: str = "",
    ) -> None:
        self._pages = pages
        self._folder, self._window, self._platforms = folder, window, platforms
        self._library = sandbox_only(library)
        self._clock = SimulatedClock(window.start)
        desks = Desks(self._build, self._clock)
        self._publisher = Publisher(desks, worker=ACTOR, clock=self._clock)
        self._measurer = Measurer(desks, clock=self._clock)
        self._counter = Counter(desks, clock=self._clock)

    def _build(self, channel: Speaker, permit: Callable[[], None]) -> Adapter:
        if channel.network != "sandbox":
            raise Refused("A rehearsal speaks on the sandbox network only.")
        return registry.build(
            channel,
            folder=self._folder / ".campaign",
            read=pictures.read,
            permit=permit,
            clock=self._clock,
            pages=self._pages,
        )

    def prepare(self) -> int:
        """Plan and approve the window; return how many instants there are to play."""
        start, end = self._window.start, self._window.end
        if not Event.objects.filter(kind=_STARTED).exists():
            data = {"start": start.isoformat(), "end": end.isoformat()}
            events.record(_STARTED, actor=ACTOR, at=start, data=data)
        claims.lose_leases(start, worker=ACTOR)
        proposal = propose(self._library, self._platforms, start=start, end=end, today=start.date())
        calendar.apply(proposal, self._library, actor=ACTOR, now=start)
        approve_sandbox(start)
        campaign, channels = self._library.campaign, self._library.channels.values()
        read = {age for channel in channels for age in campaign.ages(channel.platform)}
        ages = [timedelta(seconds=age) for age in sorted(read)]
        self._instants = list(
            instants(
                spaced(proposal.plan.posts, self._library), reading_ages=ages, start=start, end=end
            )
        )
        return len(self._instants)

    def play(
        self,
        progress: Callable[[int], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Tick at every instant; ``progress`` is told how many have passed.

        When ``stopped`` says so it ends early; the next start goes on from there.
        """
        ours = set(self._library.channels)
        for count, instant in enumerate(self._instants, start=1):
            if stopped():
                return
            self._clock.now = instant
            for _ in range(2):  # the second time for the language that follows another
                for channel in ours.intersection(posts.due_channels(instant)):
                    self._publisher.drain(channel)
            self._measurer.measure()
            self._counter.count(only=ours)
            progress(count)
        events.record(_FINISHED, actor=ACTOR, at=self._window.end)

    def published(self) -> int:
        """Return how many posts of the window went out."""
        start, end = self._window.start, self._window.end
        return Post.objects.filter(published_at__gte=start, published_at__lte=end).count()


def approve_sandbox(now: datetime) -> int:
    """Say yes, as two simulated people, to everything that waits for the sandbox network."""
    note = "Given by the rehearsal."
    for item in _on_sandbox(now):
        for partner in item.tally.unsigned(item.need):
            approvals.sign_off([item], partner, who=APPROVER, by=APPROVER, now=now)
    freed = approvals.approve(_on_sandbox(now), by=APPROVER, now=now, note=note, rank=CHIEF)
    return freed + approvals.approve(_on_sandbox(now), by=SECOND, now=now, note=note, rank=CHIEF)


def _on_sandbox(now: datetime) -> list[approvals.Waiting]:
    sandbox = set(ChannelState.objects.filter(network="sandbox").values_list("pk", flat=True))
    return [
        item
        for item in approvals.waiting(now)
        if item.channel in sandbox and item.ends is None and item.need.author
    ]
