"""Every figure of the report's tables, tiles and charts as CSV: one figure a row.

Written like the table of posts (see ``campaign.reports.csv``). Where a figure is missing it says
"n/a"; a dash, where nothing could be counted, has no row. Words have no rows either.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import IO

from campaign.reports import figures
from campaign.reports.csv import harmless
from campaign.reports.document import (
    Block,
    Cell,
    Column,
    Document,
    Drawing,
    Kind,
    Table,
    Tiles,
    Value,
)
from campaign.reports.formats import MISSING

COLUMNS = (
    "section",
    "table",
    "row",
    "row_note",
    "simulated",
    "column",
    "value",
    "unit",
    "note",
)

_UNITS = {
    Kind.COUNT: "count",
    Kind.PERCENT: "per cent",
    Kind.DECIMAL: "number",
    Kind.DAY: "day",
    Kind.MOMENT: "moment",
}


def write(file: IO[str], document: Document) -> None:
    """Write the figures to a file opened as for the table of posts."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for section in document.sections:
        for block in section.blocks:
            for row in _rows(block, simulated=document.simulated):
                writer.writerow([section.key, *_safe(row)])


_FIGURE = COLUMNS.index("value") - 1  # in a row without its section


def _safe(row: tuple[str, ...]) -> list[str]:
    """Keep texts from being taken for formulas; a figure may begin with its minus sign."""
    return [one if at == _FIGURE else harmless(one) for at, one in enumerate(row)]


def _rows(block: Block, *, simulated: bool) -> Iterator[tuple[str, ...]]:
    match block:
        case Tiles():
            for tile in block.tiles:
                unit, value = _UNITS[tile.kind], _shown(tile.figure)
                yield "tiles", tile.label, "", _yes(simulated), "", value, unit, tile.note
        case Table():
            yield from _of_table(block)
        case Drawing():
            yield from _of_table(block.table)
        case _:
            return


def _of_table(table: Table) -> Iterator[tuple[str, ...]]:
    for line in table.lines:
        about = table.key, line.head.text, line.head.note, _yes(line.simulated)
        cells = (line.head, *line.cells)
        for column, cell in zip(table.columns, cells, strict=True):
            if _is_figure(column, cell):
                unit = _UNITS[column.kind]
                yield *about, column.title, _shown(cell.value), unit, cell.note


def _is_figure(column: Column, cell: Cell) -> bool:
    return column.kind is not Kind.WORDS and (cell.value is not None or cell.text == MISSING)


def _shown(value: Value) -> str:
    match value:
        case None:
            return MISSING
        case datetime():
            return value.isoformat(timespec="seconds")
        case Decimal():
            return str(figures.rounded(value))
        case _:
            return str(value)


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
