"""A time zone's rules as a calendar file tells them.

icalendar can make them itself, but tells the onset of summer time an hour late, in the time
that begins and not, as RFC 5545 (3.6.5) wants it, in the time that ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """The clocks change: ``onset`` is the wall time before the change at which it happens."""

    name: str
    summer: bool
    before: timedelta
    after: timedelta
    onset: datetime


def rules_of(zone: str, first: date, last: date) -> Timezone:
    """Return the offsets that hold from one day to another, both included."""
    place = ZoneInfo(zone)
    component = Timezone()
    component.add("tzid", zone)
    start = datetime.combine(first, time(), timezone.utc)
    groups: dict[tuple[str, bool, timedelta, timedelta], list[datetime]] = {}
    for change in (_standing(place, start), *_changes(place, start, last)):
        key = change.name, change.summer, change.before, change.after
        groups.setdefault(key, []).append(change.onset)
    for (name, summer, before, after), onsets in groups.items():
        rule = TimezoneDaylight() if summer else TimezoneStandard()
        rule.add("dtstart", onsets[0])
        for onset in onsets[1:]:
            rule.add("rdate", onset)
        rule.add("tzoffsetfrom", before)
        rule.add("tzoffsetto", after)
        rule.add("tzname", name)
        component.add_component(rule)
    return component


def _standing(place: ZoneInfo, at: datetime) -> _Change:
    """Return what holds at the start, as a change that changes nothing."""
    local = at.astimezone(place)
    offset = local.utcoffset() or timedelta()
    onset = local.replace(tzinfo=None)
    return _Change(local.tzname() or "", bool(local.dst()), offset, offset, onset)


def _changes(place: ZoneInfo, start: datetime, last: date) -> Iterator[_Change]:
    day = start
    while day.date() <= last:
        if _offset(place, day) != _offset(place, day + _DAY):
            yield _change(place, day)
        day += _DAY


def _change(place: ZoneInfo, day: datetime) -> _Change:
    """Find the minute of a day at which the offset becomes another."""
    before = _offset(place, day)
    low, high = 0, int(_DAY / _MINUTE)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(place, day + middle * _MINUTE) == before:
            low = middle
        else:
            high = middle
    at = (day + high * _MINUTE).astimezone(place)
    after = at.utcoffset() or timedelta()
    onset = (day + high * _MINUTE + before).replace(tzinfo=None)
    return _Change(at.tzname() or "", bool(at.dst()), before, after, onset)


def _offset(place: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()
