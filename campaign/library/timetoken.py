"""The words, dates, times and marks a line about time is made of."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from dataclasses import dataclass

WEEKDAYS = tuple(day.lower() for day in day_name)
MONTHS = tuple(month.lower() for month in month_name)[1:]
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

_SHORT_DAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_DAY_NAMES = {
    **{name: number for number, day in enumerate(WEEKDAYS) for name in (day, day[:3])},
    **_SHORT_DAYS,
}
_MONTH_NAMES = {
    **{name: n for n, month in enumerate(MONTHS, 1) for name in (month, month[:3])},
    "sept": 9,
}
_TOKEN = re.compile(
    r"""
    (?P<iso>\d{4}-\d{1,2}-\d{1,2}(?:t(?=\d))?)
  | (?P<date>\d{1,2}\s?/\s?\d{1,2}(?:\s?/\s?\d{1,4})? | \d{1,2}([.-])\d{1,2}\3\d{2,4})(?!\d)
  | (?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\b\.?|h(?:rs?|ours)?\b)?
           | \d{1,2}\s*[ap]\.?m\b\.? | \d{4}\s*h(?:rs?|ours)?\b )
  | (?P<number>\d{1,9}(?:st|nd|rd|th)?)
  | (?P<word>@|[^\W\d_]+(?:['’][^\W\d_]+)?)
  | (?P<dash>[-‐‑‒–—−])
  | (?P<join>[,;&+])
  | (?P<other>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)


class WhenError(Exception):
    """A time that cannot be read: one sentence, where (column from 1), and what to write."""

    def __init__(self, message: str, column: int, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Token:
    """One word, date, time, number or mark; ``text`` is in lower case."""

    kind: str  # date | time | number | word | dash | join | end
    text: str
    column: int

    @property
    def number(self) -> int:
        """Return the value of a number, written in digits or as "1st"."""
        return int(self.text.rstrip("stndrh"))

    @property
    def is_ordinal(self) -> bool:
        """Tell "15th" and "first" from "15"."""
        return self.text in ORDINALS or (self.kind == "number" and not self.text.isdigit())


def tokens(text: str) -> list[Token]:
    """Cut a text into tokens, the last of them of kind "end"."""
    found = [_token(match) for match in _TOKEN.finditer(text)]
    while found and found[-1].text == ".":
        found.pop()
    for token in found:
        if token.kind == "other":
            raise WhenError(f'"{token.text}" has no meaning here.', token.column, "Leave it out.")
    return [*found, Token("end", "", len(text.rstrip()) + 1)]


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or "other"
    return Token("date" if kind == "iso" else kind, match[0].lower(), match.start() + 1)


def weekday_of(word: str) -> int | None:
    """Return 0 (Monday) to 6 for "fri", "Friday" or "Fridays"."""
    return _DAY_NAMES.get(word, _DAY_NAMES.get(word.removesuffix("s")))


def is_plural_day(word: str) -> bool:
    """Tell "Fridays", which comes again, from "Friday"."""
    return word.endswith("s") and word.removesuffix("s") in WEEKDAYS


def month_of(word: str) -> int | None:
    """Return 1 to 12 for "jan" or "January"."""
    return _MONTH_NAMES.get(word)
