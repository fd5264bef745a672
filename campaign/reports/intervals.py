"""How sure a figure is: 95% intervals, and the words for a difference.

Three kinds of figure have three kinds of interval:

- A share of people asked, visits or sites (``wilson``): each of them counts once, by itself.
- The rate of a period (``of_rates``): engagements and impressions of one post belong together,
  because one person may do several things with it and a post that spreads is shown more. To
  count every impression by itself would make a few posts look like certainty. So whole posts
  are drawn again and again (the bootstrap): another month with such posts could have had these.
- A median of posts (``of_medians``): by the order of the posts' rates, whatever their spread.

The difference of two figures has an interval made of theirs (``difference``). Where it contains
0 the report says ``UNCLEAR``, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from math import comb, sqrt
from operator import itemgetter
from random import Random
from statistics import NormalDist

from campaign.reports import figures

LEVEL = 0.95
"""How many of such intervals hold the true value."""

FEWEST = 10
"""Fewer posts than that say nothing about others: no interval."""

DRAWS = 999
"""Bootstrap samples: the 25th and the 975th of their rates are the ends of the interval."""

UNITS = 100
"""More posts than that are drawn in so many bundles, each put together by lot."""

_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
_SEED = 20_261_122  # any: the same figures must give the same interval
_EXACT = 200  # up to so many posts the ranks of a median are reckoned without rounding


class Verdict(StrEnum):
    """What may be said of a difference."""

    TOO_FEW = "too few posts to tell"
    UNCLEAR = "no clear difference"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval, in per cent or percentage points, unrounded."""

    low: Decimal
    high: Decimal

    @property
    def contains_zero(self) -> bool:
        """Say whether it may be nothing."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure (per cent, or percentage points) and its interval, over ``posts`` (or people)."""

    value: Decimal
    interval: Interval
    posts: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure less another, in percentage points; ``None`` where either has no interval."""

    value: Decimal | None
    interval: Interval | None

    @property
    def verdict(self) -> Verdict:
        """Say what may be said of it; an interval that contains 0 is no clear difference."""
        if self.interval is None or self.value is None:
            return Verdict.TOO_FEW
        if self.interval.contains_zero:
            return Verdict.UNCLEAR
        return Verdict.HIGHER if self.value > 0 else Verdict.LOWER


def wilson(count: int, base: int) -> Estimate | None:
    """Return a share in per cent with Wilson's score interval; ``None`` without a base.

    For counts of people or things, each of which counts by itself: answers of a survey, visits.
    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212.
    """
    if base <= 0 or not 0 <= count <= base:
        return None
    share, square = count / base, _Z * _Z
    middle = share + square / (2 * base)
    reach = _Z * sqrt(share * (1 - share) / base + square / (4 * base * base))
    low, high = ((middle + sign * reach) / (1 + square / base) for sign in (-1, 1))
    found = figures.share(count, base)
    assert found is not None  # noqa: S101 - the base is there
    # What is exactly 0 or 1 must not miss its own interval by the last digit of a float.
    return Estimate(
        found,
        Interval(min(_per_cent(low), found), max(_per_cent(high), found)),
        base,
    )


def of_rates(counts: Sequence[int], bases: Sequence[int]) -> Estimate | None:
    """Return the ratio of sums of some posts in per cent, with a bootstrap interval over posts.

    ``counts`` (such as engagements) and ``bases`` (impressions) are of the same posts, in an order
    that does not change. ``None`` under ``FEWEST`` posts or 100 impressions. The percentile
    interval: Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, ch. 13.
    """
    value = figures.rate(sum(counts), sum(bases))
    if value is None or len(counts) < FEWEST:
        return None
    tops, bottoms = _bundled(counts, bases)
    found = []
    for draw in _draws(len(tops)):
        bottom = sum(draw(bottoms))
        if bottom:
            found.append(sum(draw(tops)) / bottom)
    found.sort()
    edge = round((len(found) + 1) * (1 - LEVEL) / 2)
    ends = found[edge - 1], found[-edge]
    return Estimate(value, Interval(*map(_per_cent, ends)), len(counts))


def of_medians(rates: Sequence[Decimal]) -> Estimate | None:
    """Return the median of posts' rates (per cent) with an interval by their order.

    Distribution-free, at least 95% sure: Conover, W. J. (1999), Practical Nonparametric
    Statistics, 3rd ed., section 3.2. ``None`` under ``FEWEST`` posts.
    """
    value = figures.median(rates)
    if value is None or len(rates) < FEWEST:
        return None
    ordered, rank = sorted(rates), _rank(len(rates))
    return Estimate(value, Interval(ordered[rank - 1], ordered[-rank]), len(rates))


def difference(one: Estimate | None, other: Estimate | None) -> Difference:
    """Return ``one`` less ``other`` with an interval made of theirs, by square and add.

    Of two shares with Wilson's intervals it is method 10 of Newcombe, R. G. (1998), Statistics in
    Medicine 17, 873-890; of any others: Zou, G. Y. and Donner, A. (2008), Statistics in Medicine
    27, 1693-1702. The two must rest on different posts or people.
    """
    if one is None or other is None:
        return Difference(None, None)
    value = one.value - other.value
    below = _hypotenuse(one.value - one.interval.low, other.interval.high - other.value)
    above = _hypotenuse(one.interval.high - one.value, other.value - other.interval.low)
    return Difference(value, Interval(value - below, value + above))


def _hypotenuse(one: Decimal, other: Decimal) -> Decimal:
    return (one * one + other * other).sqrt()


def _per_cent(part: float) -> Decimal:
    return Decimal(repr(part)) * 100


def _bundled(counts: Sequence[int], bases: Sequence[int]) -> tuple[list[int], list[int]]:
    """Put many posts into ``UNITS`` bundles by lot: their spread is that of the posts."""
    if len(counts) <= UNITS:
        return list(counts), list(bases)
    order = list(range(len(counts)))
    Random(_SEED).shuffle(order)  # noqa: S311 - a lot that is always the same, no secret
    tops, bottoms = [0] * UNITS, [0] * UNITS
    for place, index in enumerate(order):
        tops[place % UNITS] += counts[index]
        bottoms[place % UNITS] += bases[index]
    return tops, bottoms


@lru_cache(maxsize=UNITS)
def _draws(size: int) -> tuple[Callable[[Sequence[int]], Sequence[int]], ...]:
    """Return the samples, with putting back, of so many posts or bundles: always the same."""
    dice = Random(_SEED + size).random  # noqa: S311 - as above
    return tuple(itemgetter(*(int(dice() * size) for _ in range(size))) for _ in range(DRAWS))


@lru_cache(maxsize=1024)
def _rank(size: int) -> int:
    """Return r: from the r-th smallest to the r-th greatest of so many values is the interval."""
    if size > _EXACT:
        return max(1, int((size - _Z * sqrt(size)) / 2))
    tails = accumulate(comb(size, k) for k in range(size // 2))
    allowed = (1 - LEVEL) / 2 * 2.0**size
    return max(1, sum(1 for tail in tails if tail <= allowed))
