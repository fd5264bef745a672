"""One table on a sheet of its own: typed figures below frozen headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import ceil

from xlsxwriter.worksheet import Worksheet

from campaign.reports.csv import harmless
from campaign.reports.document import Cell, Kind, Line, Table, Value
from campaign.reports.xlsx_styles import Styles

LONGEST = 32_767
"""Letters a cell can hold. Source: Microsoft, Excel specifications and limits."""

_NARROW, _WIDE = 10, 60  # characters
_BOLD = 1.15  # how much wider bold letters are
_LINE, _HIGHEST = 15, 409  # points; no row can be higher
_A4 = 9


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a table stands on its sheet, counted from 0."""

    head: int  # the row of its headings
    last: int  # its last row


def write_table(sheet: Worksheet, table: Table, styles: Styles, warning: str, *above: str) -> Spot:
    """Write a table and what stands above it; the row of headings stays in sight."""
    columns = list(_columns(table))
    row = _above(sheet, table.caption, styles, warning, *above, table.left_off)
    sheet.set_row(row, height([(column.title, column.width / _BOLD) for column in columns]))
    for index, column in enumerate(columns):
        sheet.write_string(row, index, column.title, styles.head(right=column.numeric))
        sheet.set_column(index, index, column.width)
    for number, line in enumerate(table.lines, row + 1):
        sheet.set_row(number, height([(column.text(line), column.width) for column in columns]))
        for index, column in enumerate(columns):
            column.write(sheet, number, index, line, styles)
    spot = Spot(row, row + len(table.lines))
    frame(sheet, spot, len(columns))
    paper(sheet)
    return spot


def height(texts: list[tuple[str, float]]) -> int:
    """Return how high a row must be, in points, for texts in columns so many letters wide.

    It is set here: not every program finds it for itself.
    """
    lines = max(
        (sum(ceil(max(len(line), 1) / (wide - 2)) for line in text.splitlines() or [""]))
        for text, wide in texts
    )
    return min(_LINE * lines + 1, _HIGHEST)


def frame(sheet: Worksheet, spot: Spot, columns: int) -> None:
    """Freeze the headings, let rows be chosen by their values, and print on A4."""
    sheet.freeze_panes(spot.head + 1, 1)
    sheet.autofilter(spot.head, 0, max(spot.last, spot.head + 1), columns - 1)
    sheet.repeat_rows(spot.head)


def paper(sheet: Worksheet) -> None:
    """Print a sheet on A4, as wide as a page, with its name and numbers below."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")


def _above(sheet: Worksheet, caption: str, styles: Styles, warning: str, *notes: str) -> int:
    """Write the caption and what there is to say; return the row below."""
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, fitting(caption), styles.caption())
    told = [(warning, styles.caution())] if warning else []
    told += [(note, styles.note()) for note in notes if note]
    for row, (text, style) in enumerate(told, 1):
        sheet.write_string(row, 0, fitting(text), style)
    return len(told) + 1


@dataclass(frozen=True, slots=True)
class _Printed:
    """A column of the sheet; what is a note below a figure on paper has its own."""

    title: str
    numeric: bool
    width: float
    kind: Kind
    index: int  # in the line; 0 is its head
    note: bool = False

    def text(self, line: Line) -> str:
        """Return what stands in the column, as text."""
        if self.index == _MARK:
            return "yes" if line.simulated else "no"
        cell = cell_at(line, self.index)
        return cell.note if self.note else cell.text

    def write(self, sheet: Worksheet, row: int, column: int, line: Line, styles: Styles) -> None:
        cell = cell_at(line, self.index)
        plain = self.note or self.index == _MARK
        if plain or cell.value is None:
            look = {"right": self.numeric, "total": line.total}
            write_text(sheet, row, column, self.text(line), styles, **look)
        else:
            kind = self.kind if self.kind is not Kind.WORDS else _kind(cell)
            write_figure(sheet, row, column, cell.value, kind, styles, total=line.total)


_MARK = -1


def cell_at(line: Line, index: int) -> Cell:
    """Return a line's cell by its column; the first column is the line's head."""
    return line.cells[index - 1] if index > 0 else line.head


def _columns(table: Table) -> Iterator[_Printed]:
    for index, column in enumerate(table.columns):
        found = [cell_at(line, index) for line in table.lines]
        wide = _width(column.title, [cell.text for cell in found])
        yield _Printed(column.title, column.numeric, wide, column.kind, index)
        notes = [cell.note for cell in found]
        if any(notes):
            title = f"{column.title}: note"
            yield _Printed(title, False, _width(title, notes), Kind.WORDS, index, note=True)
    if any(line.simulated for line in table.lines):
        yield _Printed("Simulated", False, 12, Kind.WORDS, _MARK)


def _width(title: str, texts: list[str]) -> float:
    longest = max((len(line) for text in texts for line in text.splitlines()), default=0)
    word = max((len(word) for word in title.split()), default=0)
    return min(_WIDE, max(_NARROW, _BOLD * word + 3, _BOLD * longest + 3))


def _kind(cell: Cell) -> Kind:
    """Return the kind of a figure in a column where figures of several kinds stand."""
    match cell.value:
        case datetime():
            return Kind.MOMENT
        case date():
            return Kind.DAY
        case _ if cell.text.endswith("%"):
            return Kind.PERCENT
        case Decimal():
            return Kind.DECIMAL
        case _:
            return Kind.COUNT


def write_text(
    sheet: Worksheet, row: int, column: int, text: str, styles: Styles, **look: bool
) -> None:
    """Write a text that stays one, whatever it begins with."""
    quoted = harmless(text).startswith("'") and not text.startswith("'")
    sheet.write_string(row, column, fitting(text), styles.words(quoted=quoted, **look))


def write_figure(
    sheet: Worksheet, row: int, column: int, value: Value, kind: Kind, styles: Styles,
    *, total: bool = False,
) -> None:  # fmt: skip
    """Write a figure with its type: a rate in per cent as Excel's own, times without a zone."""
    style = styles.figure(kind, value, total=total)
    match value:
        case datetime():
            sheet.write_datetime(row, column, value.replace(tzinfo=None, microsecond=0), style)
        case date():
            sheet.write_datetime(row, column, datetime.combine(value, time()), style)
        case int() | Decimal():
            figure = value / Decimal(100) if kind is Kind.PERCENT else value
            sheet.write_number(row, column, float(figure), style)
        case None:
            raise ValueError("There is no figure to write.")


def fitting(text: str) -> str:
    """Return a text as a cell can hold it; what is too long ends in "…"."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
