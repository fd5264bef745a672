"""How an account is doing: what its posts drew for every 100 who followed it at the time.

For the health of an account only, never to compare posts or channels: many who see a post of a
public body do not follow it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from campaign.reports import figures
from campaign.reports.period import Period
from campaign.store import followers

STALE = timedelta(days=7)
"""A count older than that says nothing of the day a post went out."""

Drawn = tuple[date, int]
"""The local day a post was due, and its engagements."""


@dataclass(frozen=True, slots=True)
class Health:
    """One channel's followers, and the median of its posts' engagement rates by followers."""

    channel: str
    first: int | None  # followers on the first day of the period that was counted
    last: int | None  # … and on the last
    median: Decimal | None  # per cent
    posts: int  # it rests on

    @property
    def growth(self) -> int | None:
        """Return how many more follow it at the end than at the beginning."""
        return None if self.first is None or self.last is None else self.last - self.first


def health(
    period: Period, drawn: Mapping[str, Sequence[Drawn]], *, now: datetime | None = None
) -> tuple[Health, ...]:
    """Return how the channels of some posts are doing, in order; ``drawn`` is by channel."""
    counts: dict[str, list[Drawn]] = defaultdict(list)
    for row in followers.series(drawn, period.first - STALE, period.last):
        if now is None or row.taken_at <= now:
            counts[row.channel].append((row.day, row.count))
    return tuple(_of(channel, drawn[channel], counts[channel], period) for channel in sorted(drawn))


def _of(channel: str, drawn: Iterable[Drawn], counts: Sequence[Drawn], period: Period) -> Health:
    rates = [figures.rate_by_followers(value, _then(counts, day)) for day, value in drawn]
    within = [count for day, count in counts if day >= period.first]
    return Health(
        channel,
        within[0] if within else None,
        within[-1] if within else None,
        figures.median(rates),
        sum(rate is not None for rate in rates),
    )


def _then(counts: Sequence[Drawn], day: date) -> int | None:
    """Return the followers on a day: the newest count up to it, unless that is stale."""
    place = bisect_right(counts, day, key=lambda one: one[0])
    if not place or day - counts[place - 1][0] > STALE:
        return None
    return counts[place - 1][1]
