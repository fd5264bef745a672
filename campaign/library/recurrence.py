"""Rules that come again: "every 2 weeks on Tuesday at 08:00 until 31/1/2027"."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import ClassVar

from campaign.library.timetoken import (
    NUMBERS,
    ORDINALS,
    Token,
    WhenError,
    is_plural_day,
    month_of,
    weekday_of,
)
from campaign.library.timewords import Reader

ALL_DAYS, WORKING_DAYS, WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)
WEEK = 7
LEAP_YEAR = 2024


def recurs(token: Token) -> bool:
    """Tell whether a word makes its line a rule and not a list of dates."""
    return token.text in _RECURRING or is_plural_day(token.text)


class Recurrence:
    """Reads a rule clause by clause, in any order, each once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.weekdays: tuple[int, ...] = ()
        self.nth: tuple[int, ...] = ()
        self.month_days: tuple[int, ...] = ()
        self.months: tuple[int, ...] = ()
        self.times: tuple[time, ...] = ()
        self.skipped: tuple[date, ...] = ()
        self.start: date | None = None
        self.until: date | None = None
        self.every = 1
        self.unit = ""  # week | month | year, once it is said
        self.until_column = 1

    def read(self) -> Recurrence:
        """Read to the end of the line."""
        reader = self.reader
        while not reader.done:
            reader.skip(*BETWEEN)
            if not reader.done:
                self._clause()
        self._complete()
        return self

    def _clause(self) -> None:
        reader = self.reader
        clause = self.clauses.get(reader.here.text)
        if clause is not None:
            clause(self, reader.take())
        elif reader.at_time():
            self._times(reader.here)
        elif self.until is None and self.start and reader.here.kind == "dash":
            self._until(reader.take())
        else:
            self._days(reader.here)

    def _times(self, token: Token) -> None:
        self._once(not self.times, token, "The time")
        self.times = tuple(sorted(set(self.reader.times())))

    def _from(self, token: Token) -> None:
        self._once(self.start is None, token, "The first day")
        self.reader.skip("on")
        self.start = self.reader.one_date()

    def _until(self, token: Token) -> None:
        self._once(self.until is None, token, "The last day")
        self.reader.skip("on", "to")
        self.until_column = self.reader.here.column
        self.until = self.reader.one_date()

    def _between(self, token: Token) -> None:
        self._from(token)
        self.reader.skip("and")
        self._until(token)

    def _except(self, token: Token) -> None:
        self._once(not self.skipped, token, "The exception")
        self.reader.skip("for", "on")
        self.skipped = tuple(sorted(self.reader.dates()))

    def _every(self, token: Token) -> None:
        """Read what follows "every"."""
        reader = self.reader
        if self.unit in {"month", "year"} and reader.accept(self.unit):
            return  # "the 15th of every month": the month is said already
        self._once(not self.unit, token, "The rule")
        if reader.accept("other", "alternate"):
            self.every = 2
        elif reader.here.text in NUMBERS or reader.here.text.isdigit():
            self._count(reader.take())
        self._days(reader.here)

    def _count(self, token: Token) -> None:
        """Take "2" of "every 2 weeks"; the day of "every 9 September" is left to be read."""
        if month_of(self.reader.here.text) is not None:
            self.reader.index -= 1
            return
        self.every = NUMBERS.get(token.text) or token.number
        if not 1 <= self.every <= _LONGEST:
            fix = f"Write a number from 1 to {_LONGEST}."
            raise WhenError(f'"Every {token.text}" cannot be meant.', token.column, fix)
        if self.reader.here.text not in _UNITS:
            raise self.reader.refuse("A number of weeks or months", '"every 2 weeks on Tuesday"')

    def _days(self, token: Token) -> None:
        """Read which days: a set of weekdays, a day of the month, or a unit."""
        reader = self.reader
        if token.text in _DAY_SETS:
            self._weekly(_DAY_SETS[reader.take().text], token)
        elif token.text in _UNITS:
            self._unit(reader.take())
        elif reader.at_weekday():
            self._weekly(self._weekdays(), token)
        elif token.is_ordinal or token.kind == "number":
            self._of_month(token)
        elif month_of(token.text) is not None:
            self._of_year(token)
        else:
            raise reader.refuse("A day", '"every Friday at 17:30"')

    def _weekly(self, days: tuple[int, ...], token: Token) -> None:
        self._once(not self.weekdays and not self.month_days, token, "The day")
        if self.unit in {"month", "year"}:
            fix = f'Write "the first {token.text.capitalize()} of the month" or "the 15th".'
            raise WhenError("A month has many of that day.", token.column, fix)
        if self.every > 1 and days == ALL_DAYS:
            fix = 'Write the weekdays, such as "every Monday, Wednesday and Friday".'
            raise WhenError("Only weeks and months are counted.", token.column, fix)
        self.unit, self.weekdays = "week", days

    def _weekdays(self) -> tuple[int, ...]:
        """Read "Monday and Thursday", "Mon, Wed & Fri", "Monday to Friday"."""
        reader = self.reader
        found = self._weekday_span()
        while reader.another(reader.at_weekday):
            found |= self._weekday_span()
        return tuple(sorted(found))

    def _weekday_span(self) -> set[int]:
        reader = self.reader
        first = weekday_of(reader.take().text) or 0
        before = reader.index
        if reader.accept("to", "dash", "through") and reader.at_weekday():
            after = reader.tokens[reader.index + 1]
            if after.kind not in {"number", "date"} and month_of(after.text) is None:
                last = weekday_of(reader.take().text) or 0
                return {
                    day % WEEK for day in range(first, last + (WEEK if last < first else 0) + 1)
                }
        reader.index = before
        return {first}

    def _unit(self, token: Token) -> None:
        """Read "weeks on Tuesday", "month on the 15th", "year on 9 September", "fortnight"."""
        unit, times = _UNITS[token.text]
        if unit == "day":
            self._weekly(ALL_DAYS, token)
            return
        self._once(not self.unit, token, "The rule")
        self.unit, self.every = unit, self.every * times
        if unit == "year" and self.every > 1:
            fix = 'Write "every year", or the dates.'
            raise WhenError("Only weeks and months are counted.", token.column, fix)

    def _of_month(self, token: Token) -> None:
        """Read "15th", "first Monday", "last day", and "9 September"."""
        reader = self.reader
        if month_of(self._after_number().text) is not None:
            self._of_year(token)
            return
        self._once(not self.nth and not self.month_days, token, "The day of the month")
        counts = self._ordinals()
        if reader.at_weekday():
            self.nth, self.weekdays = counts, self._weekdays()
        else:
            reader.skip("day")
            self.month_days = counts
        self._say_month(token)
        self._check_month(token)

    def _after_number(self) -> Token:
        after = self.reader.tokens[self.reader.index + 1]
        return self.reader.tokens[self.reader.index + 2] if after.text == "of" else after

    def _ordinals(self) -> tuple[int, ...]:
        reader = self.reader
        found = [self._ordinal(reader.take())]
        while reader.another(lambda: reader.here.is_ordinal or reader.here.text == "the"):
            reader.skip("the")
            found.append(self._ordinal(reader.take()))
        return tuple(sorted(set(found)))

    def _ordinal(self, token: Token) -> int:
        if token.text in ORDINALS:
            return ORDINALS[token.text]
        if token.kind != "number":
            raise WhenError(f'"{token.text}" is not a day.', token.column, 'Write "15th".')
        return token.number

    def _say_month(self, token: Token) -> None:
        """Read "of the month", which "every second Friday" needs and "monthly" has said."""
        reader = self.reader
        reader.skip("of", "in", "each", "every", "the", "a")
        if reader.accept("month"):
            self.unit = "month"
        elif self.unit != "month":
            fix = 'Add "of the month", or write "every 2 weeks on Friday".'
            message = f'"{token.text}" could count weeks or days of the month.'
            raise WhenError(message, token.column, fix)

    def _check_month(self, token: Token) -> None:
        highest = 5 if self.nth else 31
        if any(count > highest or count == 0 for count in self.nth + self.month_days):
            fix = 'Write "the 15th", "the first Monday" or "the last day".'
            raise WhenError("No month has that day.", token.column, fix)

    def _of_year(self, token: Token) -> None:
        """Read the day of "every year on 9 September"."""
        self._once(not self.months and self.unit in {"", "year"}, token, "The day")
        reader = self.reader
        words = [reader.take()]
        reader.skip("of")
        words.append(reader.take())
        day = next((word for word in words if word.kind == "number"), None)
        month = next((m for word in words if (m := month_of(word.text))), None)
        if day is None or month is None:
            raise WhenError("The day is missing.", token.column, 'Write "every 9 September".')
        longest = monthrange(LEAP_YEAR, month)[1]
        if not 1 <= day.number <= longest:
            fix = f"Write a day from 1 to {longest}."
            raise WhenError(f"That month has no day {day.number}.", day.column, fix)
        self.unit, self.months, self.month_days = "year", (month,), (day.number,)

    def _complete(self) -> None:
        """Fill the day from "from" where only "weekly" or "monthly" is said."""
        if not self.times:
            raise self.reader.refuse("The time", '"at 09:00"')
        if self.weekdays or self.month_days:
            return
        if self.start is None or not self.unit:
            raise self.reader.refuse("The day", '"on Tuesday" or "on the 15th"')
        if self.unit == "week":
            self.weekdays = (self.start.weekday(),)
        else:
            self.month_days = (self.start.day,)
            self.months = (self.start.month,) if self.unit == "year" else ()

    @staticmethod
    def _once(fresh: bool, token: Token, what: str) -> None:
        if not fresh:
            raise WhenError(f"{what} is given twice.", token.column, "Leave one of them.")

    clauses: ClassVar[Mapping[str, Callable[[Recurrence, Token], None]]] = {
        **dict.fromkeys(("every", "each"), _every),
        **dict.fromkeys(("at", "@"), _times),
        **dict.fromkeys(("from", "starting", "beginning", "since"), _from),
        **dict.fromkeys(("until", "till", "til", "to", "through", "ending"), _until),
        "between": _between,
        **dict.fromkeys(("except", "excluding", "not", "without"), _except),
    }


_LONGEST = 52
BETWEEN = ("join", "and", "but", "on", "the", "then")
_DAY_SETS = {
    "daily": ALL_DAYS,
    "weekday": WORKING_DAYS,
    "weekdays": WORKING_DAYS,
    "weekend": WEEKEND,
    "weekends": WEEKEND,
}
_UNITS = {
    "day": ("day", 1),
    "days": ("day", 1),
    "week": ("week", 1),
    "weeks": ("week", 1),
    "weekly": ("week", 1),
    "fortnight": ("week", 2),
    "fortnightly": ("week", 2),
    "month": ("month", 1),
    "months": ("month", 1),
    "monthly": ("month", 1),
    "year": ("year", 1),
    "years": ("year", 1),
    "yearly": ("year", 1),
    "annually": ("year", 1),
}
_RECURRING = frozenset(
    {"every", "each", "daily", "weekly", "fortnightly", "monthly", "yearly", "annually"}
    | {"weekdays", "weekends", "month"}
)
VOCABULARY = (
    *Recurrence.clauses,
    *_DAY_SETS,
    *_UNITS,
    *BETWEEN,
    *ORDINALS,
    *NUMBERS,
    *("noon", "midday", "midnight", "other", "alternate", "of"),
)
