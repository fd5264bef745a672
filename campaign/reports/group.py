"""The figures of some posts, and how they are added up.

A group is a platform's posts, a theme's, a channel's, a message's, an organisation's, a language's,
an audience's, one variant's of a message, or all.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import add, attrgetter

from campaign.adapter import Metrics
from campaign.reports import figures
from campaign.reports.intervals import Estimate, of_rates
from campaign.reports.rows import OUT, Outcome, Row

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


@dataclass(frozen=True, slots=True)
class Sample:
    """Engagements and impressions of the posts that report both, in the order of their time."""

    counts: array[int] = field(default_factory=lambda: array("q"))
    bases: array[int] = field(default_factory=lambda: array("q"))

    def add(self, count: int, base: int) -> None:
        """Take in one post."""
        self.counts.append(count)
        self.bases.append(base)

    def merge(self, other: Sample) -> None:
        """Take in all posts of another."""
        self.counts.extend(other.counts)
        self.bases.extend(other.bases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The figures of some posts."""

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
    sample: Sample  # of the posts that "rate" rests on

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

    @property
    def estimate(self) -> Estimate | None:
        """Return ``rates["rate"]`` with its interval; ``None`` where there is none.

        It takes some milliseconds: ask once.
        """
        return of_rates(self.sample.counts, self.sample.bases)


@dataclass(slots=True)
class Sum:
    """A total while it is added up."""

    value: int = 0
    posts: int = 0

    def add(self, value: int | None) -> None:
        """Take in one post's count; ``None`` is not reported."""
        if value is not None:
            self.value += value
            self.posts += 1

    def total(self) -> Total:
        """Close the sum."""
        return Total(self.value if self.posts else None, self.posts)


_SUMMED = (*(name for name in Metrics.names() if name != "reach"), "engagements")
_MANY = len(_SUMMED)
_values = attrgetter(*(f"metrics.{name}" for name in _SUMMED[:-1]), _SUMMED[-1])


def _noughts() -> list[int]:
    return [0] * _MANY


@dataclass(slots=True)
class Tally:
    """Figures of some posts while they are added up; lists have a place per name of _SUMMED.

    It is called for every post of a year: plain numbers, no objects.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    read: int = 0
    gone: int = 0
    young: int = 0
    once_missed: int = 0
    reach: int = 0  # posts that report it
    sums: list[int] = field(default_factory=_noughts)
    posts: list[int] = field(default_factory=_noughts)  # that report it
    tops: list[int] = field(default_factory=_noughts)  # of the posts that report impressions, too
    bases: list[int] = field(default_factory=_noughts)  # their impressions
    both: list[int] = field(default_factory=_noughts)  # how many they are
    post_rates: list[Decimal] = field(default_factory=list)
    sample: Sample = field(default_factory=Sample)

    def add(self, row: Row) -> None:
        """Take in one post."""
        self.outcomes[row.outcome] += 1
        self.gone += row.gone
        self.once_missed += bool(row.once_missed)
        if row.age is None:
            return
        self.read += 1
        self.young += row.age < RIPE
        self.reach += row.metrics.reach is not None
        shown = row.metrics.impressions
        for place, value in enumerate(_values(row)):
            if value is not None:
                self.sums[place] += value
                self.posts[place] += 1
                if shown is not None:
                    self.tops[place] += value
                    self.bases[place] += shown
                    self.both[place] += 1
        if shown is not None and row.engagements is not None:
            self.sample.add(row.engagements, shown)
            if row.rate is not None:
                self.post_rates.append(row.rate)

    def merge(self, other: Tally) -> None:
        """Take in another tally."""
        self.outcomes.update(other.outcomes)
        self.read += other.read
        self.gone += other.gone
        self.young += other.young
        self.once_missed += other.once_missed
        self.reach += other.reach
        for name in ("sums", "posts", "tops", "bases", "both"):
            mine: list[int] = getattr(self, name)
            mine[:] = map(add, mine, getattr(other, name))
        self.post_rates += other.post_rates
        self.sample.merge(other.sample)

    def group(self, key: str, title: str, *, simulated: bool) -> Group:
        """Close the sums."""
        totals = {
            name: Total(self.sums[place] if self.posts[place] else None, self.posts[place])
            for place, name in enumerate(_SUMMED)
        }
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
            rates={name: self._rate(_SUMMED.index(of)) for name, of in RATES.items()},
            median=Rate(figures.median(self.post_rates), len(self.post_rates)),
            sample=self.sample,
        )

    def _rate(self, place: int) -> Rate:
        sides = [(self.tops[place], self.bases[place])]
        return Rate(figures.ratio_of_sums(sides), self.both[place])
