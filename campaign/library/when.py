"""``when:`` lines: dated and recurring messages."""

from __future__ import annotations

from calendar import day_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from campaign.library.recurrence import BETWEEN, VOCABULARY, Recurrence, recurs
from campaign.library.timetoken import WhenError, weekday_of
from campaign.library.timewords import Reader, uk_date

__all__ = ["When", "WhenError", "parse_when"]

EPOCH = date(2024, 1, 1)  # a Monday: where "every 2 weeks" and "every 3 months" count from
WEEK = 7
LAST = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Either fixed local times (``moments``), or days and times between two days.

    Without ``nth``, ``month_days`` and ``months`` it is weekly: on ``weekdays``. With ``nth``
    it is the first, … or last (-1) of these weekdays in the month; with ``month_days`` that
    day of the month, -1 being the last; a month that has no such day is passed over.
    ``every`` is the number of weeks, or of months, between occurrences. They are counted
    from the week, or month, of ``start``; without one from that of Monday 1 January 2024.
    """

    moments: tuple[datetime, ...] = ()  # naive local wall times
    weekdays: tuple[int, ...] = ()  # Monday is 0
    times: tuple[time, ...] = ()
    every: int = 1
    start: date | None = None
    until: date | None = None  # the last day, itself included
    nth: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()  # January is 1; empty: all
    skip: tuple[date, ...] = ()  # days on which it does not happen

    def occurrences(self, first: date, last: date) -> Iterator[datetime]:
        """Give the naive local times from ``first`` to ``last``, both included, in order."""
        if self.moments:
            yield from (m for m in self.moments if first <= m.date() <= last)
            return
        start = max(first, self.start or first).toordinal()
        until = min(last, self.until or last).toordinal()
        for number in range(start, until + 1):
            day = date.fromordinal(number)
            if self._happens(day):
                yield from (datetime.combine(day, at) for at in self.times)

    def _happens(self, day: date) -> bool:
        if day in self.skip or (self.months and day.month not in self.months):
            return False
        if self.nth or self.month_days:
            return self._in_step(_month_number(day)) and self._in_month(day)
        return day.weekday() in self.weekdays and self._in_step(_week_number(day))

    def _in_step(self, number: int) -> bool:
        if self.every == 1:
            return True
        anchor = self.start or EPOCH
        monthly = self.nth or self.month_days
        return (number - (_month_number if monthly else _week_number)(anchor)) % self.every == 0

    def _in_month(self, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        if self.month_days:
            return day.day in self.month_days or (LAST in self.month_days and day.day == length)
        if day.weekday() not in self.weekdays:
            return False
        count = (day.day - 1) // WEEK + 1
        return count in self.nth or (LAST in self.nth and day.day + WEEK > length)


def _week_number(day: date) -> int:
    return (day - EPOCH).days // WEEK


def _month_number(day: date) -> int:
    return day.year * 12 + day.month


def parse_when(text: str) -> When:
    """Read a ``when:`` line; raise ``WhenError`` with the column of what cannot be read.

    Days come first in dates, "until" includes its day, times are local wall times:
    "on 25/1/2027 at 09:00", "every Friday at 17:30 from 1/12/2026 until 31/1/2027",
    "every 2 weeks on Tuesday at 08:00", "every first Monday of the month at 10:00",
    "every month on the 15th at 09:00", "every year on 9 September at 10:00"; with
    "except 25/12/2026" some days are left out.
    """
    reader = Reader(text, VOCABULARY)
    reader.skip(*BETWEEN)
    if reader.done:
        raise reader.refuse("The day", '"on 25/1/2027 at 09:00" or "every Friday at 17:30"')
    if any(recurs(token) for token in reader.tokens):
        return _recurring(reader)
    return _dated(reader)


def _dated(reader: Reader) -> When:
    """Read "on 25/1/2027 at 09:00 and 17:00, 26/1/2027 at 10:00", or times before days."""
    moments: set[datetime] = set()
    while not reader.done:
        if reader.accept("at", "@") or reader.at_time():
            times = reader.times()
            reader.skip("on", ",")
            days = reader.dates()
        else:
            _refuse_bare_weekday(reader)
            days = reader.dates()
            reader.skip("at", "@", "dash", ",")
            times = reader.times()
        moments.update(datetime.combine(day, at) for day in days for at in times)
        reader.skip(*BETWEEN)
    return When(moments=tuple(sorted(moments)))


def _refuse_bare_weekday(reader: Reader) -> None:
    weekday = weekday_of(reader.here.text)
    after = reader.tokens[reader.index + 1] if weekday is not None else None
    if after and (after.kind == "end" or after.text in {"at", "dash"} or after.kind == "time"):
        name = day_name[weekday or 0]
        fix = f'Write "every {name}", or the date.'
        raise WhenError(f'"{name}" alone could be any {name}.', reader.here.column, fix)


def _recurring(reader: Reader) -> When:
    rule = Recurrence(reader).read()
    when = When(
        weekdays=rule.weekdays,
        times=rule.times,
        every=rule.every,
        start=rule.start,
        until=rule.until,
        nth=rule.nth,
        month_days=rule.month_days,
        months=rule.months,
        skip=rule.skipped,
    )
    _check_span(when, rule.until_column)
    return when


def _check_span(when: When, column: int) -> None:
    """Refuse a span that ends before it starts, or in which nothing happens."""
    if when.until is None or when.start is None:
        return
    if when.until < when.start:
        ends, starts = uk_date(when.until), uk_date(when.start)
        message = f"It ends on {ends}, before it starts on {starts}."
        raise WhenError(message, column, 'Write the later day after "until".')
    if next(when.occurrences(when.start, when.until), None) is None:
        message = "No such day comes between the first day and the last."
        raise WhenError(message, column, 'Write a later day after "until".')
