"""A rehearsal plays weeks of a plan on a simulated clock: these are its ticks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import merge

from campaign.library.library import Library
from campaign.planning.post import Planned

SECOND = timedelta(seconds=1)


def spaced(posts: Iterable[Planned], library: Library) -> Iterator[datetime]:
    """Give when posts are due, in their order, as the gaps of their channels let them go out."""
    free: dict[str, datetime] = {}
    for post in posts:
        own = library.channels[post.channel].gap
        gap = timedelta(minutes=library.campaign.gap if own is None else own)
        at = max(post.at, free.get(post.channel, post.at))
        free[post.channel] = at + gap
        yield from {post.at, at}


def instants(
    times: Iterable[datetime],
    *,
    reading_ages: Sequence[timedelta],
    start: datetime,
    end: datetime,
) -> Iterator[datetime]:
    """Give the whole seconds from ``start`` to ``end``, both included, at which to tick.

    They are the ``times`` of posts and of each of their readings, in order and each once; a
    time between two seconds is due at the later one.
    """
    due = sorted({_whole(at) for at in times})
    last = None
    for at in merge(*([at + age for at in due] for age in {timedelta(), *reading_ages})):
        tick = _whole(at)
        if tick != last and start <= tick <= end:
            yield tick
            last = tick


def _whole(at: datetime) -> datetime:
    floor = at.replace(microsecond=0)
    return floor if floor == at else floor + SECOND
