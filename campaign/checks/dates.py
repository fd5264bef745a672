"""Dates as they stand in a text: whether they exist, fall on the weekday named, or are over."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from campaign.checks.words import look_at
from campaign.library.timetoken import month_of, weekday_of

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_DATE = re.compile(
    rf"""
    (?:\b(?P<weekday>{_WEEKDAY})\b\.?,?\s+(?:the\s+)?)?
    (?: \b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{_MONTH})\b\.?
        (?:,?\s+(?P<year>\d{{4}})\b)?
      | \b(?P<day2>\d{{1,2}})/(?P<month2>\d{{1,2}})/(?P<year2>\d{{4}})\b
      | \b(?P<month3>{_MONTH})\s+(?P<year3>\d{{4}})\b )
    | \b(?P<year4>20\d\d)\b(?!\s?[/–-]\s?\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
DECEMBER, LAST_DAY = 12, 31


class Told(NamedTuple):
    """A date in a text; parts that it leaves out are ``None``. ``weekday``: Monday is 0."""

    start: int
    text: str
    weekday: int | None
    day: int | None
    month: int | None
    year: int | None

    def on(self, year: int) -> date | None:
        """Return the day it names in a year; ``None`` where there is no such day."""
        if not (self.day and self.month and date.min.year <= year <= date.max.year):
            return None
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def last_day(self) -> date | None:
        """Return the last day it can mean: of its month, or of its year; ``None`` if unknown."""
        if self.year is None or not date.min.year <= self.year <= date.max.year:
            return None
        if self.day:
            return self.on(self.year)
        if self.month:
            return date(self.year, self.month, monthrange(self.year, self.month)[1])
        return date(self.year, DECEMBER, LAST_DAY)


def dates(text: str) -> Iterator[Told]:
    """Give the dates a text tells: with a day, a month or a year, in figures or words."""
    if not look_at(text).digits:
        return
    for match in _DATE.finditer(text):
        yield _told(match)


def _told(match: re.Match[str]) -> Told:
    weekday = match["weekday"]
    month = match["month"] or match["month3"]
    day, year = match["day"] or match["day2"], match["year"] or match["year2"] or match["year3"]
    number = int(match["month2"]) if match["month2"] else month_of(month.lower()) if month else None
    return Told(
        match.start(),
        " ".join(match[0].split()).rstrip(".,"),
        weekday_of(_full(weekday)) if weekday else None,
        int(day) if day else None,
        number,
        int(year or match["year4"]) if year or match["year4"] else None,
    )


def _full(weekday: str) -> str:
    return weekday.lower()[:3]
