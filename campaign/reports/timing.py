"""The best hour and the best day to post, where the figures show one; a sentence where not.

Each comparable post (see ``baselines``) is held against the median of its own channel, so that a
strong channel that posts in the evening does not make the evening look strong. Then, for each hour
and each day of the week with at least ``FEWEST`` posts, the posts of that time are ranked among all
others: the rank-sum test of Mann and Whitney (Annals of Mathematical Statistics 18, 1947, 50-60),
with ties corrected. Whoever looks at many times finds a best one by chance; so the level of 5% is
shared among all of them (Bonferroni). Even so the figures show only that posts of that time did
better, not that the time was why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import sqrt
from statistics import NormalDist, median

from campaign.reports.formats import count
from campaign.reports.intervals import LEVEL

FEWEST = 20
"""Posts an hour or a day needs, and the others beside it, to be looked at."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Point:
    """One post: its channel, when it was due on the clock on the wall, and its rate (per cent)."""

    channel: str
    weekday: int  # Monday is 0
    hour: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Best:
    """A time whose posts did better than all others; ``pairs`` of 100 say how much.

    Of 100 pairs of one post of this time and one of another, so many times the former had the
    higher rate beside its channel's median (a tie counts half).
    """

    name: str  # "17:00 to 17:59", "Friday"
    posts: int
    pairs: Decimal


@dataclass(frozen=True, slots=True)
class Timing:
    """What the figures say about when to post."""

    posts: int  # that could be compared
    looked_at: int  # hours and days with enough posts
    hour: Best | None
    day: Best | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say it, the hour first."""
        if not self.looked_at:
            return (
                _TOO_FEW.format(
                    posts=f"only {count(self.posts, 'post')}" if self.posts else "no post"
                ),
            )
        told = (_told(self.hour, "hour"), _told(self.day, "day of the week"))
        return (*told, _CARE) if self.hour or self.day else told


_TOO_FEW = (
    "The figures do not support naming a best hour or day: {posts} could be compared, and an "
    f"hour or a day needs {FEWEST} of its own, and as many at other times."
)
_CARE = (
    "This does not show that the time was why: other messages may have gone out at that time than "
    "at others. To know, send the same message at both."
)


def _told(best: Best | None, what: str) -> str:
    if best is None:
        return f"The figures do not support naming a best {what}: no clear difference."
    return (
        f"The best {what} was {best.name}: of every 100 pairs of a post of that time and one of "
        f"another, the former did better {best.pairs:.0f} times, beside its channel’s median "
        f"({count(best.posts, 'post')})."
    )


def timing(points: Iterable[Point]) -> Timing:
    """Say which hour and which day did clearly better than the others, if any."""
    known = list(points)
    ranks, ties = _ranked(_beside_their_channels(known))
    groups = {
        "hour": _sums(known, ranks, lambda one: one.hour),
        "day": _sums(known, ranks, lambda one: one.weekday),
    }
    fit = {
        name: {key: found for key, found in sums.items() if _enough(found, len(known))}
        for name, sums in groups.items()
    }
    looked_at = sum(map(len, fit.values()))
    level = 1 - (1 - LEVEL) / 2 / max(looked_at, 1)
    needed = NormalDist().inv_cdf(level)
    hour, day = (_best(fit[name], len(known), ties, needed) for name in ("hour", "day"))
    return Timing(
        len(known),
        looked_at,
        hour and Best(f"{hour[0]:02}:00 to {hour[0]:02}:59", *hour[1:]),
        day and Best(DAYS[day[0]], *day[1:]),
    )


_Sum = tuple[int, float]  # posts, sum of their ranks


def _enough(found: _Sum, whole: int) -> bool:
    return FEWEST <= found[0] <= whole - FEWEST


def _beside_their_channels(points: Sequence[Point]) -> list[float]:
    """Return each post's rate as a multiple of its channel's median."""
    by_channel: dict[str, list[Decimal]] = defaultdict(list)
    for one in points:
        by_channel[one.channel].append(one.rate)
    usual = {channel: float(median(rates)) for channel, rates in by_channel.items()}
    # A channel most of whose posts drew nothing: only the order of its own posts is left.
    return [float(one.rate) / (usual[one.channel] or 1.0) for one in points]


def _ranked(values: Sequence[float]) -> tuple[list[float], int]:
    """Return the rank of each value from 1, equal ones sharing theirs, and the ties' t³ - t."""
    ranks, ties, passed = [0.0] * len(values), 0, 0
    order = sorted(range(len(values)), key=values.__getitem__)
    for _, same in groupby(order, key=values.__getitem__):
        places = list(same)
        for place in places:
            ranks[place] = passed + (len(places) + 1) / 2
        passed += len(places)
        ties += len(places) ** 3 - len(places)
    return ranks, ties


def _sums(
    points: Sequence[Point], ranks: Sequence[float], key: Callable[[Point], int]
) -> dict[int, _Sum]:
    found: dict[int, _Sum] = {}
    for one, rank in zip(points, ranks, strict=True):
        posts, total = found.get(key(one), (0, 0.0))
        found[key(one)] = posts + 1, total + rank
    return found


def _best(
    sums: Mapping[int, _Sum], whole: int, ties: int, needed: float
) -> tuple[int, int, Decimal] | None:
    """Return the time that did best, its posts and pairs; ``None`` where none clearly did."""
    found = [
        (pairs, key, posts)
        for key, (posts, total) in sums.items()
        for pairs, z in [_superiority(posts, total, whole, ties)]
        if z >= needed
    ]
    if not found:
        return None
    pairs, key, posts = max(found, key=lambda one: (one[0], -one[1]))
    return key, posts, Decimal(repr(100 * pairs))


def _superiority(posts: int, total: float, whole: int, ties: int) -> tuple[float, float]:
    """Return U / (n1 n2) of Mann and Whitney, and its distance from chance in standard errors."""
    rest = whole - posts
    u = total - posts * (posts + 1) / 2
    spread = posts * rest / 12 * ((whole + 1) - ties / (whole * (whole - 1)))
    z = (u - posts * rest / 2) / sqrt(spread) if spread > 0 else 0.0
    return u / (posts * rest), z
