"""The figures of a period, added up in one pass over its posts.

Simulated posts (those of the sandbox network) and real ones are never added together. What the
period is held against, the one before it and each channel's own past, is read besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from campaign.adapter import Capabilities
from campaign.library.settings import Campaign
from campaign.reports import baselines
from campaign.reports.baselines import Comparison
from campaign.reports.causes import Cause, cause_of, in_order
from campaign.reports.group import RATES, RIPE, Group, Rate, Sum, Tally, Total
from campaign.reports.health import Drawn, Health, health
from campaign.reports.names import Names
from campaign.reports.period import Period
from campaign.reports.rows import OUT, Row, rows
from campaign.reports.timing import Point, Timing, timing
from campaign.reports.variants import Trial, trials
from campaign.store.models import Hold

__all__ = ["RATES", "RIPE", "Collector", "Group", "Rate", "Results", "Total", "results"]


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
    organisations: tuple[Group, ...]
    languages: tuple[Group, ...]
    audiences: tuple[Group, ...]
    causes: tuple[Cause, ...]
    days: Mapping[tuple[str, date], Total]  # engagements of ``headline`` by (platform, day)
    holds: tuple[Hold, ...]  # that stood at some time in the period
    trials: tuple[Trial, ...]  # messages sent in two versions
    timing: Timing  # of ``headline``: whether an hour or a day did better
    comparisons: tuple[Comparison, ...]  # channels beside their own past
    health: tuple[Health, ...]  # of the channels of ``headline``: followers
    previous: Results | None  # of the period before, as long; that has neither

    @property
    def headline(self) -> Group:
        """Return the real posts' figures, or the simulated ones when nothing else is there."""
        return self.real if self.real.due or not self.simulated.due else self.simulated


class _Kind(NamedTuple):
    """What posts have in common: simulated or not, and each of the report's groupings."""

    simulated: bool
    organisation: str
    platform: str
    theme: str
    channel: str
    message: str
    language: str
    audience: str
    variant: str


class Collector:
    """Adds rows up as they pass by, so that one reading of the database serves everything.

    ``organisation`` and ``theme`` are those the rows were chosen by: the period before is read
    for the same. A channel's own past is that of all its posts, whatever their theme. Without
    ``beside`` neither is read.
    """

    def __init__(
        self,
        period: Period,
        names: Names,
        now: datetime | None,
        *,
        organisation: str = "",
        theme: str = "",
        beside: bool = True,
    ) -> None:
        self._period, self._names, self._now = period, names, now
        self._organisation, self._theme, self._beside = organisation, theme, beside
        self._tallies: dict[_Kind, Tally] = {}
        self._titles: dict[str, str] = {}  # of messages: the latest
        self._causes: Counter[Cause] = Counter()
        self._days: dict[tuple[bool, str, date], Sum] = {}
        self._rates: dict[baselines.Key, list[Decimal]] = {}
        self._drawn: dict[bool, dict[str, list[Drawn]]] = {False: {}, True: {}}
        self._points: dict[bool, list[Point]] = {False: [], True: []}

    def add(self, row: Row) -> None:
        """Add one row; the groups are made from the finest tallies at the end."""
        kind = _Kind(
            row.simulated,
            row.organisation,
            row.platform,
            row.theme,
            row.channel,
            row.message,
            row.language,
            row.audience,
            row.variant,
        )
        tally = self._tallies.get(kind)
        if tally is None:
            tally = self._tallies[kind] = Tally()
        tally.add(row)
        self._titles[row.message] = row.title
        if cause := cause_of(row):
            self._causes[cause] += 1
        if row.outcome in OUT:
            self._add_sent(row)

    def _add_sent(self, row: Row) -> None:
        local = self._period.local(row.due_at)
        key = row.simulated, row.platform, local.date()
        total = self._days.get(key)
        if total is None:
            total = self._days[key] = Sum()
        total.add(row.engagements)
        if row.engagements is not None:
            drawn = self._drawn[row.simulated].setdefault(row.channel, [])
            drawn.append((local.date(), row.engagements))
        if not baselines.comparable(row) or row.rate is None:
            return
        self._rates.setdefault(baselines.key_of(row), []).append(row.rate)
        if row.ranked and _in_time(row):
            point = Point(row.channel, local.weekday(), local.hour, row.rate)
            self._points[row.simulated].append(point)

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
            organisations=self._groups(lambda kind: kind.organisation, self._names.organisation),
            languages=self._groups(lambda kind: kind.language, self._names.language),
            audiences=self._groups(lambda kind: kind.audience, str),
            trials=trials(self._variants()),
            timing=timing(self._points[shown]),
            comparisons=self._comparisons(),
            health=health(self._period, self._drawn[shown], now=self._now) if self._beside else (),
            previous=self._previous() if self._beside else None,
        )

    def _comparisons(self) -> tuple[Comparison, ...]:
        if not self._beside:
            return ()
        channels = {channel for _, channel, _ in self._rates}
        before = baselines.trailing(self._period, channels, now=self._now)
        return baselines.compared(self._rates, before)

    def _previous(self) -> Results:
        before = self._period.before
        collector = Collector(before, self._names, self._now, beside=False)
        asked = {"organisation": self._organisation, "theme": self._theme}
        for row in rows(before, now=self._now, **asked):
            collector.add(row)
        return collector.results()

    def _variants(self) -> dict[tuple[str, bool, str], Group]:
        """Return the two versions of messages under test, by message, simulated, variant."""
        merged: dict[tuple[str, bool, str], Tally] = {}
        for kind, tally in self._tallies.items():
            if kind.variant:
                key = kind.message, kind.simulated, kind.variant
                merged.setdefault(key, Tally()).merge(tally)
        return {
            key: tally.group(key[0], self._titles[key[0]], simulated=key[1])
            for key, tally in merged.items()
        }

    def _whole(self, *, simulated: bool) -> Group:
        whole = Tally()
        for kind, tally in self._tallies.items():
            if kind.simulated is simulated:
                whole.merge(tally)
        return whole.group("", "All posts", simulated=simulated)

    def _groups(
        self, key_of: Callable[[_Kind], str], title: Callable[[str], str]
    ) -> tuple[Group, ...]:
        """Return real groups, then simulated ones, by title: no league table."""
        merged: dict[tuple[str, bool], Tally] = {}
        for kind, tally in self._tallies.items():
            merged.setdefault((key_of(kind), kind.simulated), Tally()).merge(tally)
        groups = [
            tally.group(key, title(key), simulated=simulated)
            for (key, simulated), tally in merged.items()
        ]
        return tuple(sorted(groups, key=lambda g: (g.simulated, g.title.casefold(), g.key)))


def _in_time(row: Row) -> bool:
    """Say whether a post went out at about its time: its hour is else not known for certain."""
    return row.published_at is not None and abs(row.published_at - row.due_at) < _HOUR


_HOUR = timedelta(hours=1)


def _holds(period: Period, now: datetime | None) -> tuple[Hold, ...]:
    stood = Hold.objects.filter(placed_at__lt=period.end, drill=False)
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
    organisation: str = "",
    theme: str = "",
) -> Results:
    """Return the figures of the posts due from ``start`` up to, not including, ``end``.

    Aware times. With ``now``, readings taken later are left out; ``campaign`` and
    ``platforms`` give the titles; ``organisation`` and ``theme`` choose the posts, by their ids.
    """
    names = Names.of(campaign, platforms)
    period = Period(start, end, names.clock)
    collector = Collector(period, names, now, organisation=organisation, theme=theme)
    for row in rows(period, now=now, organisation=organisation, theme=theme):
        collector.add(row)
    return collector.results()
