"""The figures of a period, added up in one pass over its posts.

Simulated posts (those of the sandbox network) and real ones are never added together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from campaign.adapter import Capabilities, Metrics
from campaign.library.settings import Campaign
from campaign.reports import figures
from campaign.reports.causes import Cause, cause_of, in_order
from campaign.reports.names import Names
from campaign.reports.period import Period
from campaign.reports.rows import OUT, Outcome, Row, rows
from campaign.store.models import Hold

RIPE = 7 * 86400  # seconds after publication: a younger reading will still grow noticeably

RATES: Mapping[str, str] = {
    "rate": "engagements",
    "amplification": "shares",
    "conversation": "comments",
    "save_rate": "saves",
    "click_through": "link_clicks",
}
"""Rate of a period -> the count that is divided by the impressions."""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the posts that report it: ``None`` when none does."""

    value: int | None
    posts: int  # how many reported it


@dataclass(frozen=True, slots=True)
class Rate:
    """A ratio of sums in per cent, over the posts that report both sides."""

    value: Decimal | None
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The figures of some posts: a platform's, a theme's, a channel's, a message's, or all."""

    key: str
    title: str
    simulated: bool
    outcomes: Mapping[Outcome, int]
    read: int  # posts with a reading
    gone: int  # posts the platform no longer has
    young: int  # posts whose latest reading is younger than RIPE
    once_missed: int  # posts that missed their time before a person sent or cancelled them
    totals: Mapping[str, Total]  # by metric, and "engagements"; reach cannot be added up
    rates: Mapping[str, Rate]  # by the names of RATES
    median: Rate  # of the posts' engagement rates by impressions

    @property
    def due(self) -> int:
        """Return how many posts there were."""
        return sum(self.outcomes.values())

    @property
    def sent(self) -> int:
        """Return how many posts went out."""
        return sum(self.outcomes.get(outcome, 0) for outcome in OUT)

    @property
    def reported(self) -> tuple[str, ...]:
        """Return the names of the metrics that at least one post reports."""
        return tuple(name for name in Metrics.names() if self.totals[name].posts)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything the report and the console say about a period."""

    period: Period
    now: datetime | None
    names: Names
    real: Group
    simulated: Group
    platforms: tuple[Group, ...]
    themes: tuple[Group, ...]
    channels: tuple[Group, ...]
    messages: tuple[Group, ...]
    causes: tuple[Cause, ...]
    days: Mapping[tuple[str, date], Total]  # engagements of ``headline`` by (platform, day)
    holds: tuple[Hold, ...]  # that stood at some time in the period

    @property
    def headline(self) -> Group:
        """Return the real posts' figures, or the simulated ones when nothing else is there."""
        return self.real if self.real.due or not self.simulated.due else self.simulated


@dataclass(slots=True)
class _Sum:
    value: int = 0
    posts: int = 0

    def add(self, value: int | None) -> None:
        if value is not None:
            self.value += value
            self.posts += 1

    def merge(self, other: _Sum) -> None:
        self.value += other.value
        self.posts += other.posts

    def total(self) -> Total:
        return Total(self.value if self.posts else None, self.posts)


@dataclass(slots=True)
class _Pair:
    """The two sides of a ratio of sums."""

    count: int = 0
    base: int = 0
    posts: int = 0

    def add(self, count: int | None, base: int | None) -> None:
        if count is not None and base is not None:
            self.count += count
            self.base += base
            self.posts += 1

    def merge(self, other: _Pair) -> None:
        self.count += other.count
        self.base += other.base
        self.posts += other.posts

    def rate(self) -> Rate:
        return Rate(figures.ratio_of_sums([(self.count, self.base)]), self.posts)


_SUMMED = (*(name for name in Metrics.names() if name != "reach"), "engagements")


def _sums() -> dict[str, _Sum]:
    return {name: _Sum() for name in _SUMMED}


def _pairs() -> dict[str, _Pair]:
    return {name: _Pair() for name in RATES}


@dataclass(slots=True)
class _Tally:
    """Figures of some posts while they are added up."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    read: int = 0
    gone: int = 0
    young: int = 0
    once_missed: int = 0
    reach: int = 0  # posts that report it
    sums: dict[str, _Sum] = field(default_factory=_sums)
    pairs: dict[str, _Pair] = field(default_factory=_pairs)
    post_rates: list[Decimal] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.outcomes[row.outcome] += 1
        self.gone += row.gone
        self.once_missed += bool(row.once_missed)
        if row.age is None:
            return
        metrics = row.metrics
        self.read += 1
        self.young += row.age < RIPE
        self.reach += metrics.reach is not None
        for name, total in self.sums.items():
            total.add(_count(row, name))
        for name, pair in self.pairs.items():
            pair.add(_count(row, RATES[name]), metrics.impressions)
        if row.rate is not None:
            self.post_rates.append(row.rate)

    def merge(self, other: _Tally) -> None:
        self.outcomes.update(other.outcomes)
        self.read += other.read
        self.gone += other.gone
        self.young += other.young
        self.once_missed += other.once_missed
        self.reach += other.reach
        for name, total in self.sums.items():
            total.merge(other.sums[name])
        for name, pair in self.pairs.items():
            pair.merge(other.pairs[name])
        self.post_rates += other.post_rates

    def group(self, key: str, title: str, *, simulated: bool) -> Group:
        totals = {name: total.total() for name, total in self.sums.items()}
        return Group(
            key=key,
            title=title,
            simulated=simulated,
            outcomes=dict(self.outcomes),
            read=self.read,
            gone=self.gone,
            young=self.young,
            once_missed=self.once_missed,
            totals={**totals, "reach": Total(None, self.reach)},
            rates={name: pair.rate() for name, pair in self.pairs.items()},
            median=Rate(figures.median(self.post_rates), len(self.post_rates)),
        )


def _count(row: Row, name: str) -> int | None:
    if name == "engagements":
        return row.engagements
    value: int | None = getattr(row.metrics, name)
    return value


@dataclass(frozen=True, slots=True)
class _Kind:
    """What posts have in common: simulated or not, and each of the report's groupings."""

    simulated: bool
    platform: str
    theme: str
    channel: str
    message: str


class Collector:
    """Adds rows up as they pass by, so that one reading of the database serves everything."""

    def __init__(self, period: Period, names: Names, now: datetime | None) -> None:
        self._period, self._names, self._now = period, names, now
        self._tallies: dict[_Kind, _Tally] = {}
        self._titles: dict[str, str] = {}  # of messages: the latest
        self._causes: Counter[Cause] = Counter()
        self._days: dict[tuple[bool, str, date], _Sum] = {}

    def add(self, row: Row) -> None:
        """Add one row; the groups are made from the finest tallies at the end."""
        kind = _Kind(row.simulated, row.platform, row.theme, row.channel, row.message)
        tally = self._tallies.get(kind)
        if tally is None:
            tally = self._tallies[kind] = _Tally()
        tally.add(row)
        self._titles[row.message] = row.title
        if row.outcome in OUT:
            local = self._period.local(row.due_at).date()
            self._days.setdefault((row.simulated, row.platform, local), _Sum()).add(row.engagements)
        if cause := cause_of(row):
            self._causes[cause] += 1

    def results(self) -> Results:
        """Close the sums."""
        real, simulated = self._whole(simulated=False), self._whole(simulated=True)
        shown = bool(simulated.due and not real.due)
        return Results(
            period=self._period,
            now=self._now,
            names=self._names,
            real=real,
            simulated=simulated,
            platforms=self._groups(lambda kind: kind.platform, self._names.platform),
            themes=self._groups(lambda kind: kind.theme, self._names.theme),
            channels=self._groups(lambda kind: kind.channel, str),
            messages=self._groups(lambda kind: kind.message, lambda key: self._titles[key]),
            causes=in_order(self._causes),
            days={key[1:]: s.total() for key, s in sorted(self._days.items()) if key[0] is shown},
            holds=_holds(self._period, self._now),
        )

    def _whole(self, *, simulated: bool) -> Group:
        whole = _Tally()
        for kind, tally in self._tallies.items():
            if kind.simulated is simulated:
                whole.merge(tally)
        return whole.group("", "All posts", simulated=simulated)

    def _groups(
        self, key_of: Callable[[_Kind], str], title: Callable[[str], str]
    ) -> tuple[Group, ...]:
        """Return real groups, then simulated ones, by title: no league table."""
        merged: dict[tuple[str, bool], _Tally] = {}
        for kind, tally in self._tallies.items():
            merged.setdefault((key_of(kind), kind.simulated), _Tally()).merge(tally)
        groups = [
            tally.group(key, title(key), simulated=simulated)
            for (key, simulated), tally in merged.items()
        ]
        return tuple(sorted(groups, key=lambda g: (g.simulated, g.title.casefold(), g.key)))


def _holds(period: Period, now: datetime | None) -> tuple[Hold, ...]:
    stood = Hold.objects.filter(placed_at__lt=period.end)
    stood = stood.filter(Q(lifted_at__isnull=True) | Q(lifted_at__gte=period.start))
    if now is not None:
        stood = stood.filter(placed_at__lte=now)
    return tuple(stood.order_by("placed_at", "pk"))


def results(
    start: datetime,
    end: datetime,
    *,
    now: datetime | None = None,
    campaign: Campaign | None = None,
    platforms: Mapping[str, Capabilities] | None = None,
) -> Results:
    """Return the figures of the posts due from ``start`` up to, not including, ``end``.

    Aware times. With ``now``, readings taken later are left out; ``campaign`` and
    ``platforms`` give the titles.
    """
    names = Names.of(campaign, platforms)
    period = Period(start, end, names.clock)
    collector = Collector(period, names, now)
    for row in rows(period, now=now):
        collector.add(row)
    return collector.results()
