"""Slots: the times at which a channel may speak.

What the clock change does to them stands in ``campaign.library.wall``; two wall times that fall on
one instant are one slot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from campaign.library.organisation import Channel
from campaign.library.settings import Campaign, SlotRule
from campaign.library.wall import to_local, to_utc

__all__ = ["Slot", "slot_times", "slots", "to_local", "to_utc"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a channel may speak."""

    channel: str
    local: datetime  # naive wall time; one that exists on that day
    at: datetime  # the same instant in UTC


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
