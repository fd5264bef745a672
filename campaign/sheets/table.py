"""A sheet's rows, found by the names of its columns, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from typing_extensions import override

from campaign.sheets.cells import BLANK, Cell, Value, read_cell, without_mark
from campaign.sheets.columns import Column, Heads, Kind, letter

_HEAD_ROWS = 30  # the names of the columns stand in one of the first rows
_ENOUGH = 2  # known names that make a row the head of a table


class CannotRead(Exception):
    """A spreadsheet cannot be read at all; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it was read: every row from the first, cells as the program gives them."""

    name: str
    rows: Sequence[Sequence[Value]]
    errors: frozenset[tuple[int, int]] = frozenset()  # (row, column), from 0: #N/A, #NAME? …
    errors_hidden: bool = False  # there are some, and nobody knows where
    loses_tabs: bool = False
    marks_text: bool = False  # an apostrophe before = + - @ says “this is text”


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: sheet, row from 1, and the column's letter and name."""

    sheet: str
    row: int = 0
    column: str = ""
    title: str = ""
    index: int = -1  # of the column, from 0

    @override
    def __str__(self) -> str:
        parts = [f"sheet “{self.sheet}”"] if self.sheet else []
        parts += [f"row {self.row}"] if self.row else []
        name = f" ({self.title})" if self.title else ""
        parts += [f"column {self.column}{name}"] if self.column else []
        return ", ".join(parts)


@dataclass(slots=True)
class Table:
    """A sheet's head and rows; ``strange`` are columns with names nobody knows."""

    sheet: Sheet
    head: int  # the row that names the columns, from 0
    columns: dict[str, int] = field(default_factory=dict)  # key -> index
    titles: dict[str, str] = field(default_factory=dict)  # key -> as the sheet has it
    strange: list[Spot] = field(default_factory=list)
    doubled: list[Spot] = field(default_factory=list)

    def rows(self, known: Heads) -> Iterator[Row]:
        """Give every row below the head that has anything in a column of ours."""
        columns = [(key, index, known[key]) for key, index in self.columns.items()]
        for number, values in enumerate(self.sheet.rows[self.head + 1 :], self.head + 2):
            cells = {key: self._cell(values, index, column) for key, index, column in columns}
            if any(cell.text or cell.fault for cell in cells.values()):
                yield Row(self, number, cells)

    def _cell(self, values: Sequence[Value], index: int, column: Column) -> Cell:
        value = values[index] if index < len(values) else ""
        if self.sheet.marks_text and isinstance(value, str):
            value = without_mark(value)
        return read_cell(value, column)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: its cells by column."""

    table: Table
    number: int  # as the spreadsheet shows it, from 1
    cells: Mapping[str, Cell]

    def __getitem__(self, key: str) -> Cell:
        return self.cells.get(key, BLANK)

    @property
    def sheet(self) -> Sheet:
        """Return the sheet it stands in."""
        return self.table.sheet

    @property
    def spot(self) -> Spot:
        """Return the place of the whole row."""
        return Spot(self.sheet.name, self.number)

    def at(self, key: str) -> Spot:
        """Return the place of a cell, or of the row where there is no such column."""
        index = self.table.columns.get(key)
        if index is None:
            return self.spot
        return Spot(self.sheet.name, self.number, letter(index), self.table.titles[key], index)


def find_table(sheet: Sheet, columns: Heads) -> Table | None:
    """Return the table of a sheet; ``None`` when no row names columns of ours."""
    best: Table | None = None
    for number, values in enumerate(sheet.rows[:_HEAD_ROWS]):
        table = _head(sheet, number, values, columns)
        if best is None or len(table.columns) > len(best.columns):
            best = table
    return best if best and _is_ours(best, columns) else None


def _is_ours(table: Table, columns: Heads) -> bool:
    named = [key for key in table.columns if columns[key].kind is not Kind.NONE]
    return len(named) >= _ENOUGH and bool(columns.telling & table.columns.keys())


def _head(sheet: Sheet, number: int, values: Sequence[Value], columns: Heads) -> Table:
    table = Table(sheet, number)
    for index, value in enumerate(values):
        if not isinstance(value, str) or not value.strip():
            continue
        title = " ".join(value.split())[:60]
        spot = Spot(sheet.name, number + 1, letter(index), title, index)
        column = columns.find(value)
        if column is None:
            table.strange.append(spot)
        elif column.key in table.columns:
            table.doubled.append(spot)
        else:
            table.columns[column.key] = index
            table.titles[column.key] = title
    return table
