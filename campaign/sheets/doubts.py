"""Dates that a spreadsheet may have turned round: 3/4 for 4/3."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from campaign.library.timewords import uk_date
from campaign.sheets.cells import Cell, Fault
from campaign.sheets.table import Row, Spot

_TEXT = re.compile(r"(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<year>\d{4}|\d{2})")
_MONTHS = 12


class Doubts:
    """Knows from its neighbours in a column whether a date may be meant month first."""

    def __init__(self, key: str, rows: Iterable[Row]) -> None:
        self._month_first: tuple[str, Spot] | None = None
        self._kept_as_text: tuple[str, Spot] | None = None
        for row in rows:
            cell = row[key]
            if isinstance(cell.value, str) and (match := _TEXT.fullmatch(cell.text)):
                self._look(match, cell.text, row.at(key))

    def _look(self, match: re.Match[str], text: str, spot: Spot) -> None:
        first, second = int(match["a"]), int(match["b"])
        if first <= _MONTHS < second:
            self._month_first = self._month_first or (text, spot)
        elif second <= _MONTHS < first:
            self._kept_as_text = self._kept_as_text or (text, spot)

    def about(self, cell: Cell) -> Fault | None:
        """Say why a date cannot be trusted; ``None`` when it can."""
        if self._kept_as_text and isinstance(cell.value, date):
            return self._of_real_date(cell.value, *self._kept_as_text)
        if self._month_first and (match := _TEXT.fullmatch(cell.text)):
            return _of_text(match, cell.text, *self._month_first)
        return None

    @staticmethod
    def _of_real_date(day: date, text: str, spot: Spot) -> Fault | None:
        """Doubt a real date beside one that the program did not understand.

        A program that reads the month first keeps 25/1/2027 as text, and turns 3/4/2027 into
        the 4th of March.
        """
        if day.day > _MONTHS or day.day == day.month:
            return None
        turned = date(day.year, day.day, day.month)
        return Fault(
            f"This is {_words(day)}, but {_words(turned)} may be meant: the spreadsheet did not "
            f"take {text} in row {spot.row} for a date, so it seems to read the month first.",
            "Write both with the month as a word, such as 3 April 2027.",
        )


def _of_text(match: re.Match[str], text: str, other: str, spot: Spot) -> Fault | None:
    first, second = int(match["a"]), int(match["b"])
    if first > _MONTHS or second > _MONTHS or first == second:
        return None
    return Fault(
        f"{text} may be day first or month first: {other} in row {spot.row} has the month first.",
        f"Write all of them day first, or with the month as a word; here {_both(match)}.",
    )


def _both(match: re.Match[str]) -> str:
    year = int(match["year"]) % 2000 + 2000
    first, second = int(match["a"]), int(match["b"])
    one, other = date(year, second, first), date(year, first, second)
    return f"{_words(one)} ({uk_date(one)}) or {_words(other)} ({uk_date(other)})"


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
