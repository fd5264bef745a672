"""What one row asks for: its cells held against the cells the file has now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from pydantic_core import PydanticCustomError

from campaign.library.timewords import uk_date
from campaign.library.values import clock
from campaign.library.values import uk_date as read_day
from campaign.sheets.cells import Cell, Fault, read_cell
from campaign.sheets.columns import DATE, TIME, YES, Column, Columns, Kind
from campaign.sheets.doubts import Doubts
from campaign.sheets.limits import fitting
from campaign.sheets.outcome import Problem
from campaign.sheets.table import Row

_ERROR = Fault("The formula in this cell shows an error.", "Type the text itself into the cell.")
_LOST = Fault(
    "Letters became question marks when this file was saved.",
    "Save it as “CSV UTF-8”, or as .xlsx.",
)
_HIDDEN = Fault(
    "The cell is empty, and a formula in this file shows an error, which reads as an empty cell.",
    "Delete the formula, or save the file as .xlsx.",
)


@dataclass(slots=True)
class Asked:
    """The cells a row changes, the moment it moves, and what is wrong with it."""

    row: Row
    cells: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, key: str, fault: Fault) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(self.row.at(key), fault.message, fault.fix))


@dataclass(frozen=True, slots=True)
class Asking:
    """Compares rows with files; ``doubts`` are those about each column of days."""

    columns: Columns
    doubts: Mapping[str, Doubts]

    def changes(self, row: Row, current: Mapping[str, str], *, whole: bool = True) -> Asked:
        """Return the settings and texts of a row that differ from the file's.

        An empty cell takes away what the file has, if the row is known to be ``whole``: one
        that was exported.
        """
        asked = Asked(row)
        for column, cell in self._own(row):
            now = fitting(current.get(column.key, ""))
            left_open = not whole and not cell.text and not cell.fault
            if left_open or self._is_same(row, column, cell, now):
                continue
            if fault := self._fault(row, column, cell, now):
                asked.refuse(column.key, fault)
            else:
                asked.cells[column.key] = cell.text
        return asked

    def _own(self, row: Row) -> Iterator[tuple[Column, Cell]]:
        for key, cell in row.cells.items():
            column = self.columns[key]
            if column.is_setting or column.is_text:
                yield column, cell

    def _is_same(self, row: Row, column: Column, cell: Cell, now: str) -> bool:
        if is_error(row, column.key):
            return False
        if cell.value == now or (not cell.fault and cell.text == now):
            return True
        if cell.fault or not cell.text or not now:
            return False
        expected = read_cell(now, column).text
        if row.sheet.loses_tabs and cell.text == read_cell(now.replace("\t", ""), column).text:
            return True
        return cell.text == expected or column.meaning(cell.text) == column.meaning(now)

    def _fault(self, row: Row, column: Column, cell: Cell, now: str) -> Fault | None:
        if is_error(row, column.key):
            return _ERROR
        if cell.fault:
            return cell.fault
        if not cell.text and column.required:
            return Fault(f"“{column.title}” is empty.", f"It must be there. {column.hint}")
        if not cell.text:
            return _HIDDEN if now and row.sheet.errors_hidden else None
        lost = _LOST if lost_letters(now, cell.text) else None
        doubt = self.doubts[column.key].about(cell) if column.kind is Kind.DAY else None
        return lost or doubt or misjudged(column, cell.text)

    def moment(self, row: Row, asked: Asked) -> datetime | None:
        """Return the day and time of a row of the calendar, ``None`` where one is missing."""
        faults = [
            (key, fault)
            for key in (DATE, TIME)
            if (fault := self._fault(row, self.columns[key], row[key], ""))
        ]
        for key, fault in faults:
            asked.refuse(key, fault)
        if faults:
            return None
        day, at = row[DATE].text, row[TIME].text
        if not day or not at:
            missing = TIME if day else DATE
            example = "17:30" if day else "25/1/2027"
            what = self.columns[missing].title.lower()
            asked.refuse(missing, Fault(f"The {what} is missing.", f"Write it like {example}."))
            return None
        return datetime.combine(read_day(day), clock(at))

    def chosen(self, row: Row, asked: Asked) -> list[str]:
        """Return the platforms a row says Yes to."""
        found = []
        for key, cell in row.cells.items():
            if not key.startswith(YES):
                continue
            fault = self._fault(row, self.columns[key], cell, "")
            if fault:
                asked.refuse(key, fault)
            elif cell.text and self.columns[key].meaning(cell.text) is True:
                found.append(key.removeprefix(YES))
        return found


def lost_letters(now: str, text: str) -> bool:
    """Tell whether a text is another one with question marks for some of its letters."""
    if "?" not in text or now.isascii():
        return False
    one_or_two = ("" if letter.isascii() else r"|\?{1,2}" for letter in now)
    shapes = (f"(?:{re.escape(x)}{or_mark})" for x, or_mark in zip(now, one_or_two, strict=True))
    return re.fullmatch("".join(shapes), text) is not None


def is_error(row: Row, key: str) -> bool:
    """Tell whether a cell shows #NAME?, #N/A or the like."""
    return (row.number - 1, row.at(key).index) in row.sheet.errors


def misjudged(column: Column, text: str) -> Fault | None:
    """Say what is wrong with a value, as the reader of message files would."""
    if column.judge is None:
        return None
    try:
        column.judge(text)
    except PydanticCustomError as error:
        context = error.context or {}
        message = context.get("message") or f"“{column.title}” is empty."
        return Fault(message, context.get("fix", ""))
    return None


def dated(moments: list[datetime]) -> str:
    """Return moments as a “when” line."""
    return ", ".join(f"on {uk_date(moment.date())} at {moment:%H:%M}" for moment in moments)


def has_passed(moment: datetime, today: date) -> bool:
    """Tell whether a day is over; a post of that day would never go out."""
    return datetime.combine(moment.date(), time()) < datetime.combine(today, time())
