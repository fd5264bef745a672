"""When a summary is due, and which days it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

HOUR = time(8)  # on the wall, of the day a summary is due
_MIDNIGHT = time()
_WEEK = timedelta(weeks=1)
_DAY = timedelta(days=1)


class Rhythm(StrEnum):
    """How often there is a summary."""

    DAILY = "daily"  # one line about the day before
    WEEKLY = "weekly"  # on Monday, about Monday to Sunday
    MONTHLY = "monthly"  # on the 1st, about the month before


LATE = {
    Rhythm.DAILY: timedelta(hours=4),
    Rhythm.WEEKLY: timedelta(days=2),
    Rhythm.MONTHLY: timedelta(days=5),
}
"""How late a summary may leave: after that the next one is nearer to what people want to know."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One summary: the days it tells of, ``last`` included, in ``zone``."""

    rhythm: Rhythm
    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Return the moment its days begin (UTC)."""
        return _at(self.first, _MIDNIGHT, self.zone)

    @property
    def end(self) -> datetime:
        """Return the moment its days are over (UTC)."""
        return _at(self.last + _DAY, _MIDNIGHT, self.zone)

    @property
    def due(self) -> datetime:
        """Return when it is sent (UTC): at ``HOUR`` of the day after."""
        return _at(self.last + _DAY, HOUR, self.zone)

    @property
    def until(self) -> datetime:
        """Return when it is too late to send it (UTC)."""
        return self.due + LATE[self.rhythm]


def latest(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> Issue:
    """Return the summary whose time has come last; ``now`` is aware."""
    today = now.astimezone(zone).date()
    issue = about(rhythm, today - _DAY, zone, whole=True)
    return issue if issue.due <= now else about(rhythm, issue.first - _DAY, zone)


def about(rhythm: Rhythm, day: date, zone: ZoneInfo, *, whole: bool = False) -> Issue:
    """Return the summary that tells of a day; ``whole``: the last one that is over by its end."""
    first, last = _around(rhythm, day)
    if whole and last > day:
        first, last = _around(rhythm, first - _DAY)
    return Issue(rhythm, first, last, zone)


def _around(rhythm: Rhythm, day: date) -> tuple[date, date]:
    if rhythm is Rhythm.WEEKLY:
        first = day - timedelta(days=day.weekday())
        return first, first + _WEEK - _DAY
    if rhythm is Rhythm.MONTHLY:
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - _DAY
    return day, day


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(timezone.utc)
