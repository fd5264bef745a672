"""Days, dates and times as people in the United Kingdom write them."""

from __future__ import annotations

import re
from calendar import day_name, month_name, monthrange
from collections.abc import Callable, Iterable
from datetime import date, time
from difflib import get_close_matches

from campaign.library.timetoken import (
    MONTHS,
    WEEKDAYS,
    Token,
    WhenError,
    month_of,
    tokens,
    weekday_of,
)

JOINS = frozenset({",", "and", "&", "+", ";"})
FIRST_YEAR, LAST_YEAR = 2000, 2099
LAST_HOUR, LAST_MINUTE, NOON = 23, 59, 12


def uk_date(day: date) -> str:
    """Write a date as 25/1/2027."""
    return f"{day.day}/{day.month}/{day.year}"


def read_date(token: Token) -> date:
    """Read 25/1/2027, 25.1.27 or 2027-01-25."""
    parts = [int(part) for part in re.findall(r"\d+", token.text)]
    if re.match(r"\d{4}", token.text):
        parts.reverse()
    if len(parts) == 2:  # noqa: PLR2004 - day and month
        raise WhenError(
            f'The year is missing after "{token.text}".',
            token.column,
            f'Write the year too, such as "{token.text}/2027".',
        )
    day, month, year = parts
    return make_date(day, month, year, token)


def make_date(day: int, month: int, year: int, token: Token) -> date:
    """Build a date, or say at ``token`` why there is no such day; 27 stands for 2027."""
    year += FIRST_YEAR if year < 100 else 0  # noqa: PLR2004 - two digits
    if not FIRST_YEAR <= year <= LAST_YEAR:
        fix = f"Write a year from {FIRST_YEAR} to {LAST_YEAR}."
        raise WhenError(f"The year {year} cannot be meant.", token.column, fix)
    if not 1 <= month <= len(MONTHS):
        raise WhenError(f"There is no month {month}.", token.column, _turned(day, month, year))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = f"{month_name[month]} {year}"
        fix = f"Write a day from 1 to {last}, such as {last}/{month}/{year}."
        raise WhenError(f"There is no day {day} in {name}.", token.column, fix)
    return date(year, month, day)


def _turned(day: int, month: int, year: int) -> str:
    """Guess at a date written month first."""
    if 1 <= day <= len(MONTHS) and 1 <= month <= monthrange(year, day)[1]:
        return f"Write the day first: did you mean {month}/{day}/{year}?"
    return "Write day/month/year, such as 25/1/2027."


def read_time(token: Token) -> time:
    """Read 17:30, 17.30, 5.30pm, 5pm, 1730hrs, noon."""
    if token.text in {"noon", "midday"}:
        return time(NOON)
    if token.text == "midnight":
        raise WhenError(
            "Midnight could be the start or the end of the day.",
            token.column,
            "Write 00:00 for the start of the day, or 23:59 for its end.",
        )
    if token.kind == "number":
        raise WhenError(f'"{token.text}" is not a time.', token.column, _time_fix(token))
    return _clock(token)


def _clock(token: Token) -> time:
    digits = re.findall(r"\d+", token.text)
    if len(digits) == 1 and re.match(r"\d{4}", token.text):
        digits = [digits[0][:2], digits[0][2:]]
    hour, minute, second = (int(part) for part in [*digits, "0", "0"][:3])
    if second:
        raise WhenError("Times are whole minutes.", token.column, "Leave out the seconds.")
    half = re.search(r"([ap])\.?m", token.text)
    if half:
        hour = _hour(hour, half[1], token)
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        raise WhenError(f"There is no {token.text} on the clock.", token.column, _late(hour))
    return time(hour, minute)


def _hour(hour: int, half: str, token: Token) -> int:
    if not 1 <= hour <= NOON:
        fix = "Write 17:30 or 5.30pm, not both in one."
        raise WhenError(f"There is no {token.text} on the clock.", token.column, fix)
    return hour % NOON + (NOON if half == "p" else 0)


def _late(hour: int) -> str:
    if hour == LAST_HOUR + 1:
        return "Write 00:00 of the day after, or 23:59."
    return "Write a time from 00:00 to 23:59, such as 17:30."


def _time_fix(token: Token) -> str:
    if 0 <= token.number <= LAST_HOUR and not token.is_ordinal:
        later = f" or {token.number + NOON}:00" if 0 < token.number < NOON else ""
        return f"Did you mean {token.number:02}:00{later}?"
    return 'Write a time such as "17:30" or "5.30pm".'


class Reader:
    """Walks over the tokens of one text; what it cannot read it says, with the column."""

    def __init__(self, text: str, vocabulary: Iterable[str]) -> None:
        self.tokens = tokens(text)
        self.index = 0
        self.vocabulary = [
            *(word for word in vocabulary if len(word) > 1),
            *WEEKDAYS,
            *MONTHS,
            *(f"{day}s" for day in WEEKDAYS),
        ]

    @property
    def here(self) -> Token:
        """Return the token to be read next."""
        return self.tokens[self.index]

    @property
    def done(self) -> bool:
        """Tell whether everything is read."""
        return self.here.kind == "end"

    def take(self) -> Token:
        """Return the next token and go on."""
        token = self.here
        self.index += not self.done
        return token

    def accept(self, *words: str) -> bool:
        """Read the next token if it is one of ``words``."""
        if self.done or (self.here.text not in words and self.here.kind not in words):
            return False
        self.index += 1
        return True

    def skip(self, *words: str) -> None:
        """Read over any number of ``words``."""
        while self.accept(*words):
            pass

    def another(self, starts: Callable[[], bool]) -> bool:
        """Read over commas and "and" if what follows is one more of the same list."""
        before = self.index
        self.skip(*JOINS)
        if self.index > before and starts():
            return True
        self.index = before
        return False

    def refuse(self, what: str, example: str) -> WhenError:
        """Say what should stand here; a word nobody knows gets a "did you mean"."""
        here = self.here
        if here.kind == "end":
            return WhenError(f"{what} is missing.", here.column, f"Add it, such as {example}.")
        if here.kind != "word" or here.text in self.vocabulary:
            message = f'{what} should stand here, not "{here.text}".'
            return WhenError(message, here.column, f"Write {example}.")
        near = get_close_matches(here.text, self.vocabulary, 1, 0.6)
        fix = f'Did you mean "{_capital(near[0])}"?' if near else f"Write {example}."
        return WhenError(f'"{here.text}" is not understood.', here.column, fix)

    def at_time(self) -> bool:
        """Tell whether a time comes next."""
        return self.here.kind == "time" or self.here.text in {"noon", "midday", "midnight"}

    def at_date(self) -> bool:
        """Tell whether a date comes next."""
        here = self.here
        return (
            here.kind in {"date", "number"} or self.at_weekday() or month_of(here.text) is not None
        )

    def at_weekday(self) -> bool:
        """Tell whether the name of a weekday comes next."""
        return weekday_of(self.here.text) is not None

    def times(self) -> list[time]:
        """Read "09:00, 12:30 and 5pm"."""
        if not self.at_time() and self.here.kind != "number":
            raise self.refuse("The time", '"at 09:00"')
        found = [read_time(self.take())]
        while self.another(self.at_time):
            found.append(read_time(self.take()))
        return found

    def dates(self) -> list[date]:
        """Read "25/1/2027, Tuesday 26 January 2027 and 1 February 2027"."""
        found = self._dates_of_one_month()
        while self.another(self.at_date):
            found += self._dates_of_one_month()
        return found

    def one_date(self) -> date:
        """Read one date."""
        here = self.here
        found = self._dates_of_one_month()
        if len(found) > 1:
            raise WhenError("One date belongs here.", here.column, 'Write it as "25/1/2027".')
        return found[0]

    def _dates_of_one_month(self) -> list[date]:
        said = self.take() if self.at_weekday() else None
        self.skip(",", "the")
        if self.here.kind == "date":
            token = self.take()
            return [_verified(read_date(token), said)]
        if month_of(self.here.text) is not None:
            month = self._month()
            token = self._number("The day", '"25 January 2027"')
            return [_verified(make_date(token.number, month, self._year(), token), said)]
        days = [(said, self._number("The date", '"25/1/2027"'))]
        while self.another(self._at_day_of_list):
            said = self.take() if self.at_weekday() else None
            days.append((said, self.take()))
        self.skip("of", "in")
        month, year = self._month(), self._year()
        return [_verified(make_date(d.number, month, year, d), said) for said, d in days]

    def _at_day_of_list(self) -> bool:
        """Tell "25 and 26 January" from "25 January, 26 February": no month is due here."""
        after = self.tokens[min(self.index + self.at_weekday(), len(self.tokens) - 1)]
        return after.kind == "number"

    def _number(self, what: str, example: str) -> Token:
        if self.here.kind != "number":
            raise self.refuse(what, example)
        return self.take()

    def _month(self) -> int:
        month = month_of(self.here.text)
        if month is None:
            raise self.refuse("The month", '"25 January 2027" or "25/1/2027"')
        self.take()
        return month

    def _year(self) -> int:
        self.skip(",")
        here = self.here
        if here.kind != "number":
            fix = 'Write the year too, such as "25 January 2027".'
            raise WhenError("The year of the date is missing.", here.column, fix)
        return self.take().number


def _verified(day: date, said: Token | None) -> date:
    if said is None or weekday_of(said.text) == day.weekday():
        return day
    right = day_name[day.weekday()]
    written = _capital(WEEKDAYS[weekday_of(said.text) or 0])
    message = f"{uk_date(day)} is a {right}, not a {written}."
    raise WhenError(message, said.column, f"Write {right}, or another date.")


def _capital(word: str) -> str:
    return word.capitalize() if weekday_of(word) is not None or month_of(word) else word
