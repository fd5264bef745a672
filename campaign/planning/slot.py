"""Slots: the times at which a channel may speak, and what the clock change does to them.

The rule for the two nights: a wall time in the hour that does not exist becomes the first
valid minute after the gap (01:30 on 28 March 2027 is 02:00, which is 01:00 UTC); a wall time
that comes twice means the first of the two (01:30 on 31 October 2027 is 00:30 UTC). Two wall
times that fall on one instant are one slot.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from campaign.library.organisation import Channel
from campaign.library.settings import Campaign, SlotRule

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a channel may speak."""

    channel: str
    local: datetime  # naive wall time; one that exists on that day
    at: datetime  # the same instant in UTC


def to_utc(local: datetime, zone: str) -> datetime:
    """Turn a wall time into an instant by the rule above; ``zone`` such as "Europe/London"."""
    place = ZoneInfo(zone)
    wall = local.replace(tzinfo=None, fold=0)
    at = wall.replace(tzinfo=place).astimezone(timezone.utc)
    return at if to_local(at, zone) == wall else _after_gap(wall, place)


def to_local(at: datetime, zone: str) -> datetime:
    """Turn an aware instant into the naive wall time people read at it."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


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


def slots(campaign: Campaign, channel: Channel, start: datetime, end: datetime) -> Iterator[Slot]:
    """Give the slots of a channel in [start, end), in order; both are aware.

    A channel's own rules replace the campaign's.
    """
    for local, at in slot_times(channel.slots or campaign.slots, campaign.zone, start, end):
        yield Slot(channel.id, local, at)


def slot_times(
    rules: Sequence[SlotRule], zone: str, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Give (wall time, instant) of rules in [start, end), in order, each instant once."""
    week = _week(rules)
    first, last = to_local(start, zone).date(), to_local(end, zone).date()
    found = set()
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        found |= {to_utc(datetime.combine(day, at), zone) for at in week[day.weekday()]}
    return [(to_local(at, zone), at) for at in sorted(found) if start <= at < end]


def _week(rules: Sequence[SlotRule]) -> list[set[time]]:
    week: list[set[time]] = [set() for _ in range(7)]
    for rule in rules:
        for weekday in rule.weekdays:
            week[weekday].update(rule.times)
    return week
