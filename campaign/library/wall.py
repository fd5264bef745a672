"""Wall times and instants, and what the clock change does to them.

The rule for the two nights: a wall time in the hour that does not exist becomes the first
valid minute after the gap (01:30 on 28 March 2027 is 02:00, which is 01:00 UTC); a wall time
that comes twice means the first of the two (01:30 on 31 October 2027 is 00:30 UTC).
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def to_utc(local: datetime, zone: str) -> datetime:
    """Turn a wall time into an instant by the rule above; ``zone`` such as "Europe/London"."""
    place = ZoneInfo(zone)
    wall = local.replace(tzinfo=None, fold=0)
    at = wall.replace(tzinfo=place).astimezone(timezone.utc)
    return at if to_local(at, zone) == wall else _after_gap(wall, place)


def to_local(at: datetime, zone: str) -> datetime:
    """Turn an aware instant into the naive wall time people read at it."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def comes_twice(local: datetime, zone: str) -> bool:
    """Tell whether the clocks show a wall time a second time, because they go back."""
    place = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and to_local(to_utc(local, zone), zone) == local.replace(tzinfo=None)


def _after_gap(wall: datetime, place: ZoneInfo) -> datetime:
    """Find the first whole minute after the gap ``wall`` lies in.

    In a gap fold=1 reads the wall time with the later offset, which gives an instant before
    the change, and fold=0 one after it (PEP 495).
    """
    wall = wall.replace(second=0, microsecond=0)
    early = wall.replace(tzinfo=place, fold=1).astimezone(timezone.utc)
    late = wall.replace(tzinfo=place, fold=0).astimezone(timezone.utc)
    after = late.astimezone(place).utcoffset()
    span = range(int((late - early) / MINUTE) + 1)
    minutes = bisect_left(
        span, True, key=lambda n: (early + n * MINUTE).astimezone(place).utcoffset() == after
    )
    return early + minutes * MINUTE
