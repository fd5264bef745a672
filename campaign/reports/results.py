"""The figures of a period, added up in one pass over its posts.

Simulated posts (those of the sandbox network) and real ones are never added together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from campaign.adapter import Capabilities, Metrics
from campaign.library.settings import Campaign
from campaign.reports import figures
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
class Cause:
    """How many posts ended one way for one reason."""

    outcome: Outcome
    cause: str
    simulated: bool
    posts: int


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

    def rate(self) -> Rate:
        return Rate(figures.ratio_of_sums([(self.count, self.base)]), self.posts)


_SUMMED = tuple(name for name in Metrics.names() if name != "reach")


@dataclass(slots=True)
class _Tally:
    """Figures of a group while they are added up."""

    title: str = ""
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    read: int = 0
    gone: int = 0
    young: int = 0
    reach: int = 0  # posts that report it
    sums: dict[str, _Sum] = field(default_factory=dict)
    pairs: dict[str, _Pair] = field(default_factory=dict)
    post_rates: list[Decimal] = field(default_factory=list)

    def add(self, row: Row, title: str) -> None:
        self.title = title
        self.outcomes[row.outcome] += 1
        self.gone += row.gone
        if row.age is None:
            return
        self.read += 1
        self.young += row.age < RIPE
        self.reach += row.metrics.reach is not None
        counts = {name: getattr(row.metrics, name) for name in _SUMMED}
        counts["engagements"] = row.engagements
        for name, value in counts.items():
            self.sums.setdefault(name, _Sum()).add(value)
        for name, count in RATES.items():
            pair = self.pairs.setdefault(name, _Pair())
            pair.add(counts[count], row.metrics.impressions)
        if row.rate is not None:
            self.post_rates.append(row.rate)

    def group(self, key: str, *, simulated: bool) -> Group:
        totals = {name: self.sums.get(name, _Sum()).total() for name in (*_SUMMED, "engagements")}
        return Group(
            key=key,
            title=self.title,
            simulated=simulated,
            outcomes=dict(self.outcomes),
            read=self.read,
            gone=self.gone,
            young=self.young,
            totals={**totals, "reach": Total(None, self.reach)},
            rates={name: self.pairs.get(name, _Pair()).rate() for name in RATES},
            median=Rate(figures.median(self.post_rates), len(self.post_rates)),
        )


_Keyed = dict[tuple[str, bool], _Tally]


class Collector:
    """Adds rows up as they pass by, so that one reading of the database serves everything."""

    def __init__(self, period: Period, names: Names, now: datetime | None) -> None:
        self._period, self._names, self._now = period, names, now
        self._all: _Keyed = {}
        self._kinds: dict[str, tuple[_Keyed, Callable[[Row], tuple[str, str]]]] = {
            "platforms": ({}, lambda row: (row.platform, names.platform(row.platform))),
            "themes": ({}, lambda row: (row.theme, names.theme(row.theme))),
            "channels": ({}, lambda row: (row.channel, row.channel)),
            "messages": ({}, lambda row: (row.message, row.title)),
        }
        self._causes: Counter[tuple[Outcome, str, bool]] = Counter()
        self._days: dict[tuple[bool, str, date], _Sum] = {}

    def passing(self, source: Iterable[Row]) -> Iterator[Row]:
        """Add every row and hand it on."""
        for row in source:
            self.add(row)
            yield row

    def add(self, row: Row) -> None:
        """Add one row to every group it belongs to."""
        self._all.setdefault(("", row.simulated), _Tally()).add(row, "All posts")
        for tallies, name in self._kinds.values():
            key, title = name(row)
            tallies.setdefault((key, row.simulated), _Tally()).add(row, title)
        if row.outcome not in OUT | {Outcome.OPEN}:
            self._causes[row.outcome, row.cause, row.simulated] += 1
        if row.outcome in OUT:
            local = self._period.local(row.due_at).date()
            self._days.setdefault((row.simulated, row.platform, local), _Sum()).add(row.engagements)

    def results(self) -> Results:
        """Close the sums."""
        kinds = {kind: _groups(tallies) for kind, (tallies, _) in self._kinds.items()}
        real = self._whole(simulated=False)
        simulated = self._whole(simulated=True)
        shown = bool(simulated.due and not real.due)
        return Results(
            period=self._period,
            now=self._now,
            names=self._names,
            real=real,
            simulated=simulated,
            **kinds,
            causes=_causes(self._causes),
            days={key[1:]: s.total() for key, s in sorted(self._days.items()) if key[0] is shown},
            holds=_holds(self._period, self._now),
        )

    def _whole(self, *, simulated: bool) -> Group:
        tally = self._all.get(("", simulated), _Tally("All posts"))
        return tally.group("", simulated=simulated)


def _groups(tallies: _Keyed) -> tuple[Group, ...]:
    """Return real groups, then simulated ones, by title: no league table."""
    groups = [tally.group(key, simulated=simulated) for (key, simulated), tally in tallies.items()]
    return tuple(sorted(groups, key=lambda g: (g.simulated, g.title.casefold(), g.key)))


def _causes(counter: Counter[tuple[Outcome, str, bool]]) -> tuple[Cause, ...]:
    order = list(Outcome)
    found = [Cause(*key, posts) for key, posts in counter.items()]
    return tuple(
        sorted(found, key=lambda c: (c.simulated, order.index(c.outcome), -c.posts, c.cause))
    )


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
