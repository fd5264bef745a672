"""A rehearsal plays weeks of a plan on a simulated clock: these are its ticks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import merge

from campaign.planning.post import Planned

SECOND = timedelta(seconds=1)


def instants(
    posts: Iterable[Planned],
    *,
    reading_ages: Sequence[timedelta],
    start: datetime,
    end: datetime,
) -> Iterator[datetime]:
    """Give the whole seconds from ``start`` to ``end``, both included, at which to tick.

    They are the time of each post and of each of its readings, in order and each once; a
    time between two seconds is due at the later one.
    """
    due = sorted({_whole(post.at) for post in posts})
    last = None
    for at in merge(*([at + age for at in due] for age in {timedelta(), *reading_ages})):
        tick = _whole(at)
        if tick != last and start <= tick <= end:
            yield tick
            last = tick


def _whole(at: datetime) -> datetime:
    floor = at.replace(microsecond=0)
    return floor if floor == at else floor + SECOND
