"""The report as an Excel workbook: typed figures, one table a sheet, charts Excel draws itself.

The sheet "Report" has the words and says where each table is; "Posts" has every post, a row
each, with the columns of the CSV file. A figure that is missing is the text n/a. Times are those
of the clock on the wall, because Excel knows no zones. The same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Self

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from campaign.reports.document import Document, Drawing, Kind, Section, Table, Tile, Tiles, Words
from campaign.reports.formats import MISSING
from campaign.reports.period import Period
from campaign.reports.rows import Row
from campaign.reports.tidy import FIELDS
from campaign.reports.xlsx_chart import Charts
from campaign.reports.xlsx_styles import Styles
from campaign.reports.xlsx_table import (
    Spot,
    fitting,
    frame,
    height,
    paper,
    write_figure,
    write_table,
    write_text,
)

ROWS = 1_048_576
"""Rows of a sheet. Source: Microsoft, Excel specifications and limits."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FRONT = (80, 18, 60)  # characters: words, a figure, what it rests on
_POST_WIDTHS = {"title": 40, "cause": 40, "missed_first": 40, "address": 40, "message": 34}
_MOMENT_WIDTH, _PLAIN_WIDTH = 24, 17
_POSTS_HEAD = 1  # the row of headings


class Book:
    """A workbook in the making: first the posts, as they are read, then the document."""

    def __init__(self, path: Path, period: Period, *, rows: int = ROWS) -> None:
        self._path = path
        self._period = period
        self._rows = rows
        self._book = Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
        self._styles = Styles(self._book)
        self._front = self._book.add_worksheet("Report")
        self._posts = self._book.add_worksheet("Posts")
        self._charts = Charts(self._book)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close what an error left open: the file is then a draft that nobody will see."""
        if not self._book.fileclosed:
            self._close()

    def passing(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Write each post to its sheet and pass it on."""
        told = f"Posts due {self._period.words}. Times are those of {self._period.zone.key}."
        self._posts.write_string(0, 0, told, self._styles.caption())
        for index, field in enumerate(FIELDS):
            wide = _MOMENT_WIDTH if field.kind is Kind.MOMENT else _PLAIN_WIDTH
            self._posts.set_column(index, index, _POST_WIDTHS.get(field.name, wide))
            right = field.kind is not Kind.WORDS
            self._posts.write_string(_POSTS_HEAD, index, field.name, self._styles.head(right=right))
        number = _POSTS_HEAD
        for row in rows:
            number += 1
            self._post(number, row)
            yield row
        frame(self._posts, Spot(_POSTS_HEAD, min(number, self._rows - 1)), len(FIELDS))

    def _post(self, number: int, row: Row) -> None:
        if number == self._rows - 1:
            words = "A sheet has no more rows: the CSV file has every post."
            self._posts.write_string(number, 0, words, self._styles.note())
        if number >= self._rows - 1:
            return
        for index, field in enumerate(FIELDS):
            value = field.of(row)
            if isinstance(value, str):
                write_text(self._posts, number, index, value or MISSING, self._styles)
            elif value is None:
                write_text(self._posts, number, index, MISSING, self._styles, right=True)
            else:
                if isinstance(value, datetime):
                    value = self._period.local(value)
                write_figure(self._posts, number, index, value, field.kind, self._styles)

    def finish(self, document: Document) -> None:
        """Write the document's sheets and the file itself. Raise ``OSError`` if it cannot be."""
        self._describe(document)
        sheets = dict(_sheets(document))
        _Front(self._front, self._styles).write(document, sheets)
        for name, block in sheets.items():
            sheet = self._book.add_worksheet(name)
            if isinstance(block, Table):
                write_table(sheet, block, self._styles, document.warning)
            else:
                self._draw(sheet, block, document.warning)
        self._front.activate()
        self._close()

    def _close(self) -> None:
        try:
            self._book.close()
        except XlsxWriterException as exc:
            raise OSError(str(exc)) from exc

    def _draw(self, sheet: Worksheet, drawing: Drawing, warning: str) -> None:
        told = (drawing.alt, drawing.note)
        spot = write_table(sheet, drawing.table, self._styles, warning, *told)
        if drawing.svg:
            self._charts.add(sheet, drawing, spot)

    def _describe(self, document: Document) -> None:
        made = document.now.astimezone(timezone.utc).replace(tzinfo=None)
        self._book.set_properties(
            {
                "title": document.name,
                "subject": document.lead,
                "comments": document.banner,
                "created": made,
            }
        )
        self._book.set_custom_property("Language", "en-GB")


def _sheets(document: Document) -> Iterator[tuple[str, Table | Drawing]]:
    """Yield the tables and charts with the names of their sheets: "Outputs 1", "Outputs 2"."""
    for section in document.sections:
        found = [block for block in section.blocks if isinstance(block, (Table, Drawing))]
        for number, block in enumerate(found, 1):
            yield f"{section.key.capitalize()} {number}", block


class _Front:
    """The sheet of words: everything of the report but its tables, in its order."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self._sheet = sheet
        self._styles = styles
        self._row = 0

    def write(self, document: Document, sheets: dict[str, Table | Drawing]) -> None:
        for index, wide in enumerate(_FRONT):
            self._sheet.set_column(index, index, wide)
        self._sheet.hide_gridlines(2)
        self._line(document.title, self._styles.title(), 32)
        self._line(document.lead)
        if document.banner:
            self._line(document.warning, self._styles.warning())
            self._line(document.banner, self._styles.warning())
        self._contents(sheets)
        for section in document.sections:
            self._section(section, sheets)
        paper(self._sheet)

    def _contents(self, sheets: dict[str, Table | Drawing]) -> None:
        self._row += 1
        self._line("Sheets", self._styles.heading(1), 26)
        self._link("Posts", "Every post, one a row")
        for name, block in sheets.items():
            self._link(name, block.heading if isinstance(block, Drawing) else block.caption)

    def _section(self, section: Section, sheets: dict[str, Table | Drawing]) -> None:
        self._row += 1
        self._line(section.title, self._styles.heading(1), 26)
        for block in section.blocks:
            match block:
                case Words():
                    self._words(block)
                case Tiles():
                    for tile in block.tiles:
                        self._tile(tile)
                case Table():
                    self._link(_name(sheets, block), block.caption)
                case Drawing():
                    self._line(block.heading, self._styles.heading(2), 20)
                    self._link(_name(sheets, block), block.caption)

    def _words(self, words: Words) -> None:
        if words.heading:
            self._line(words.heading, self._styles.heading(2), 20)
        for paragraph in words.paragraphs:
            self._line(paragraph)
        for bullet in words.bullets:
            self._line(f"• {bullet}")

    def _tile(self, tile: Tile) -> None:
        write_text(self._sheet, self._row, 0, tile.label, self._styles)
        if tile.figure is None:
            write_text(self._sheet, self._row, 1, tile.value, self._styles, right=True)
        else:
            write_figure(self._sheet, self._row, 1, tile.figure, tile.kind, self._styles)
        write_text(self._sheet, self._row, 2, tile.note, self._styles)
        self._row += 1

    def _line(self, text: str, style: object = None, high: int = 0) -> None:
        """Write a line of its own; without a height it gets what its words need."""
        self._sheet.set_row(self._row, high or height([(text, _FRONT[0])]))
        if style is None:
            write_text(self._sheet, self._row, 0, text, self._styles)
        else:
            self._sheet.write_string(self._row, 0, fitting(text), style)
        self._row += 1

    def _link(self, name: str, text: str) -> None:
        words = f"{name}: {text}"
        self._sheet.write_url(
            self._row, 0, f"internal:'{name}'!A1", self._styles.link(), fitting(words)
        )
        self._row += 1


def _name(sheets: dict[str, Table | Drawing], block: Table | Drawing) -> str:
    return next(name for name, one in sheets.items() if one is block)
