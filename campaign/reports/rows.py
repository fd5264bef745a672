"""One row per post of a period, each with its latest reading: the report's only query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from heapq import merge
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from campaign.adapter import Metrics
from campaign.lifecycle import OPEN, State
from campaign.reports import figures
from campaign.reports.misses import Misses
from campaign.reports.period import Period
from campaign.store import holds
from campaign.store.models import Hold, Post, Reading


class Outcome(StrEnum):
    """What became of a post, as the report tells it."""

    SENT = "sent"
    WITHDRAWN = "sent, later taken down"
    HELD = "held"
    MISSED = "missed"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELLED = "cancelled"
    OPEN = "still open"


OUT = frozenset({Outcome.SENT, Outcome.WITHDRAWN})
"""Outcomes of posts that went out."""

_OUTCOMES = {
    State.PUBLISHED: Outcome.SENT,
    State.DELETED: Outcome.WITHDRAWN,
    State.MISSED: Outcome.MISSED,
    State.UNCERTAIN: Outcome.UNCERTAIN,
    State.FAILED: Outcome.FAILED,
    State.CANCELLED: Outcome.CANCELLED,
}

SOLEMN = ("solemn", "sensitive")
"""Tones of posts that are held against no others: likes on sad news are no success."""

LATE = "Its time passed"  # how the cause of a missed post begins
HELD = "A hold is in place"  # how it goes on when a hold was in the way
WAS_HELD = "A hold was in place"  # the same, afterwards
FELL_DUE = "It fell due under a hold"  # how the cause begins when the hold was lifted in time


@dataclass(eq=False)
class Row:
    """A post and what was last read of it; its figures are worked out once.

    Nobody changes one; it is not frozen because a year has very many, and those take twice as long.
    """

    pk: int
    organisation: str
    channel: str
    platform: str
    theme: str
    message: str
    title: str
    due_at: datetime
    published_at: datetime | None
    state: State
    outcome: Outcome
    cause: str
    once_missed: str  # why it missed its time, when a person then sent or cancelled it
    url: str
    simulated: bool
    gone: bool  # the platform no longer has it; the figures are the last ones read
    age: int | None  # of the reading, in seconds after publication; None: never read
    taken_at: datetime | None
    metrics: Metrics
    audience: str = ""
    language: str = ""
    variant: str = ""  # of an A/B test: a, b; "": it is part of none
    tone: str = ""  # normal, solemn or sensitive; "": not known
    format: str = ""  # words, picture or link; "": not known
    engagements: int | None = field(init=False)
    rate: Decimal | None = field(init=False)  # by impressions, in per cent

    def __post_init__(self) -> None:
        """Work out the figures that everybody asks for."""
        self.engagements = figures.engagements(self.metrics)
        self.rate = figures.rate(self.engagements, self.metrics.impressions)

    @property
    def solemn(self) -> bool:
        """Say whether its tone is solemn or sensitive."""
        return self.tone in SOLEMN

    @property
    def ranked(self) -> bool:
        """Say whether it may stand in a ranking: where its tone is not known it may not."""
        return self.tone == "normal"


_POST = (
    "pk", "channel__organisation", "channel_id", "channel__platform", "theme", "message", "title",
    "published_at", "state", "cause", "url", "simulated",
    "audience", "language", "variant", "tone", "format", "tags",
)  # fmt: skip
_READING = ("reading__age", "reading__taken_at", "reading__simulated")
_NAMES = Metrics.names()
_METRICS = tuple(f"reading__{name}" for name in _NAMES)


def rows(
    period: Period, *, now: datetime | None = None, organisation: str = "", theme: str = ""
) -> Iterator[Row]:
    """Return the posts due in the period in the order of their time, one in memory at a time.

    Those of one ``organisation`` or ``theme`` where one is named, by its id.

    A post that a person sent again counts at the time it was first due. Readings taken after
    ``now`` are not known yet, so that a report can be made again as it was. The latest reading
    is the one at the greatest age that found the post.
    """
    standing = [hold for hold in holds.standing() if now is None or hold.placed_at <= now]
    posts = with_readings(now)
    if organisation:
        posts = posts.filter(channel__organisation=organisation)
    if theme:
        posts = posts.filter(theme=theme)
    posts = posts.filter(state__in=list(State))  # all of them: the index begins with the state
    planned, by_hand = due_between(period.start, period.end)
    found = [
        posts.filter(one).values_list(*_POST, due, "is_gone", *_READING, *_METRICS)
        for one, due in ((planned, "due_at"), (by_hand, "keyed_at"))
    ]
    misses = Misses.of(period.start, period.end)
    return merge(
        (_row(values, standing, misses) for values in found[0].iterator(chunk_size=2000)),
        sorted((_row(values, standing, misses) for values in found[1]), key=_order),
        key=_order,
    )


def due_between(start: datetime, end: datetime) -> tuple[Q, Q]:
    """Return what finds the posts of a span: those of the plan, and those sent again by hand.

    The latter count at the time they were first due, everywhere: a post belongs to one period.
    """
    planned = Q(by_hand=False, due_at__gte=start, due_at__lt=end)
    return planned, Q(by_hand=True, keyed_at__gte=start, keyed_at__lt=end)


def with_readings(now: datetime | None) -> QuerySet[Post]:
    """Return all posts, each with its latest ``reading`` by ``now`` and whether it ``is_gone``."""
    known = Reading.objects.filter(post=OuterRef("pk"))
    if now is not None:
        known = known.filter(taken_at__lte=now)
    latest = known.filter(gone=False).order_by("-age").values("pk")[:1]
    return (
        Post.objects.annotate(
            reading=FilteredRelation("readings", condition=Q(readings__pk=Subquery(latest)))
        )
        .annotate(is_gone=Exists(known.filter(gone=True)))
        .order_by("due_at", "pk")
    )


def _order(row: Row) -> tuple[datetime, int]:
    return row.due_at, row.pk


def _row(values: tuple[Any, ...], standing: list[Hold], misses: Misses) -> Row:
    pk, organisation, channel, platform, theme, message, title = values[:7]
    published_at, state, cause, url, simulated = values[7:12]
    audience, language, variant, tone, format_, tags = values[12:18]
    due_at, gone, age, taken_at, read_simulated = values[18:23]
    place = (organisation, channel, platform, theme, audience, language)
    hold = next((hold for hold in standing if covers(hold, place, tags)), None)
    if hold is not None and state in OPEN:
        cause = f"{HELD}: {hold.reason}"
    missed, state = misses.cause(pk), State(state)
    if missed and state is State.MISSED:
        cause, missed = missed, ""
    return Row(
        pk=pk,
        organisation=organisation,
        channel=channel,
        platform=platform,
        theme=theme,
        message=message,
        title=title or message,
        due_at=due_at,
        published_at=published_at,
        state=state,
        outcome=outcome(state, cause, stopped=hold is not None),
        cause=cause,
        once_missed=missed,
        url=url,
        simulated=bool(simulated or read_simulated),
        gone=bool(gone),
        age=age,
        taken_at=taken_at,
        metrics=Metrics(**dict(zip(_NAMES, values[23:], strict=True))),
        audience=audience,
        language=language,
        variant=variant,
        tone=tone,
        format=format_,
    )


def outcome(state: State, cause: str, *, stopped: bool = False) -> Outcome:
    """Say what became of a post; ``stopped``: a hold that stands now covers it.

    A post that missed its time under a hold was held.
    """
    if state is State.MISSED and plain_cause(cause).startswith((HELD, WAS_HELD, FELL_DUE)):
        return Outcome.HELD
    if state in OPEN and stopped:
        return Outcome.HELD
    return _OUTCOMES.get(state, Outcome.OPEN)


def covers(hold: Hold, place: tuple[str, ...], tags: str) -> bool:
    """Say whether a hold stops a post; ``place`` is what ``_SCOPES`` names, in that order."""
    if hold.scope == Hold.Scope.AREA:
        return f",{hold.value}," in tags
    return hold.scope == Hold.Scope.ALL or hold.value == place[_SCOPES.index(hold.scope)]


_SCOPES = (
    Hold.Scope.ORGANISATION, Hold.Scope.CHANNEL, Hold.Scope.PLATFORM, Hold.Scope.THEME,
    Hold.Scope.AUDIENCE, Hold.Scope.LANGUAGE,
)  # fmt: skip


def plain_cause(cause: str) -> str:
    """Return a cause as the report shows it: without what the heading says already."""
    words = cause.removeprefix(f"{LATE}: ")
    if words != cause:
        words = words.replace(HELD, WAS_HELD, 1)
    return words or "No cause is recorded."
