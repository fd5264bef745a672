"""Writes the .xlsx: instructions, the calendar, the messages, and the lists to choose from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from tempfile import mkstemp

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from campaign.sheets.cells import Value
from campaign.sheets.columns import DATE, ID, TEXT, TIME, YES, Columns
from campaign.sheets.guide import paragraphs
from campaign.sheets.pages import Page
from campaign.sheets.styles import NAVY, TEAL, Styles, height, width

SPARE_ROWS = 500  # below the last one, with lists to choose from
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_A4 = 9
_MARKED = (DATE, TIME, "conflicts")
_GUIDE_WIDTH = 96  # characters
_COLUMN_HEADS = {"Column": 24, "Sheet": 22, "What goes in": 84}


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen in a column; ``closed`` when nothing else may stand there."""

    name: str  # of the list, for formulas
    words: Sequence[str]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that goes into a workbook."""

    name: str  # the campaign's
    pages: Sequence[Page]
    choices: Mapping[str, Choices]  # by column
    now: datetime


def write_workbook(path: Path, export: Export, columns: Columns) -> None:
    """Write a workbook; the file appears whole or not at all."""
    handle, name = mkstemp(prefix=f".{path.name}.", suffix=".xlsx", dir=path.parent)
    os.close(handle)
    try:
        with Workbook(name, _OPTIONS) as book:
            _Writer(book, export, columns).write()
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Writer:
    def __init__(self, book: Workbook, export: Export, columns: Columns) -> None:
        self.book = book
        self.export = export
        self.columns = columns
        self.styles = Styles(book)

    def write(self) -> None:
        self.book.set_properties(
            {
                "title": f"{self.export.name}: calendar and messages",
                "subject": "Campaign calendar",
                "author": self.export.name,
                "created": self.export.now.replace(tzinfo=None),
            }
        )
        guide = self.book.add_worksheet("How to use")
        named = self.book.add_worksheet("Columns")
        sheets = [self.book.add_worksheet(page.title) for page in self.export.pages]
        self._write_lists()
        self._write_guide(guide)
        self._write_columns(named)
        for sheet, page in zip(sheets, self.export.pages, strict=True):
            self._write_page(sheet, page)
        guide.activate()

    def _write_lists(self) -> None:
        """Write the lists; the limit of 255 characters for a list inside a rule is met so."""
        sheet = self.book.add_worksheet("Lists")
        sheet.hide()
        for index, choices in enumerate({c.name: c for c in self.export.choices.values()}.values()):
            sheet.write_string(0, index, choices.name)
            for row, word in enumerate(choices.words, 1):
                sheet.write_string(row, index, word)
            column = chr(ord("A") + index)
            last = max(len(choices.words), 1) + 1
            self.book.define_name(choices.name, f"=Lists!${column}$2:${column}${last}")

    def _write_guide(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, _GUIDE_WIDTH)
        sheet.set_row(0, 40)
        sheet.write_string(0, 0, f"{self.export.name}: how to use this file", self.styles.title())
        for row, (text, heading) in enumerate(paragraphs(), 1):
            sheet.set_row(row, 28 if heading else height([(text, _GUIDE_WIDTH - 4)]))
            style = self.styles.heading() if heading else self.styles.words()
            sheet.write_string(row, 0, text, style)
        self._print(sheet)
        sheet.set_tab_color(TEAL)

    def _write_columns(self, sheet: Worksheet) -> None:
        """Say what goes into each column."""
        rows = self._column_rows()
        for index, (head, wide) in enumerate(_COLUMN_HEADS.items()):
            sheet.set_column(index, index, wide)
            sheet.write_string(0, index, head, self.styles.head(self.columns[ID]))
        for number, cells in enumerate(rows, 1):
            for index, cell in enumerate(cells):
                sheet.write_string(number, index, cell, self.styles.words(bold=index == 0))
        sheet.freeze_panes(1, 0)
        self._print(sheet)
        sheet.set_tab_color(TEAL)

    def _column_rows(self) -> list[tuple[str, str, str]]:
        sheets: dict[str, list[str]] = {}
        for page in self.export.pages:
            for key in page.keys:
                sheets.setdefault(key, []).append(page.title)
        return [
            (self.columns[key].title, ", ".join(titles), self.columns[key].hint)
            for key, titles in sheets.items()
        ]

    def _write_page(self, sheet: Worksheet, page: Page) -> None:
        columns = [self.columns[key] for key in page.keys]
        widths = [width(column, [row.get(column.key) for row in page.rows]) for column in columns]
        for index, (column, wide) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(index, index, wide, self.styles.cell(column, ruled=False))
        for number, row in enumerate(page.rows, 1):
            self._write_row(sheet, number, row, page)
            texts = [str(row.get(column.key) or "") for column in columns]
            sheet.set_row(number, height(list(zip(texts, widths, strict=True))))
        heads = [{"header": c.title, "header_format": self.styles.head(c)} for c in columns]
        last = max(len(page.rows), 1)
        sheet.add_table(
            0, 0, last, len(columns) - 1, {"columns": heads, "name": page.title, "style": None}
        )
        sheet.set_row(0, 34)
        self._offer(sheet, page, last + SPARE_ROWS)
        sheet.freeze_panes(1, page.keys.index("title") + 1)
        sheet.print_area(0, 0, last, page.keys.index(TEXT))  # the rest is for the screen
        sheet.repeat_rows(0)
        self._print(sheet)
        sheet.set_tab_color(NAVY)

    def _write_row(
        self, sheet: Worksheet, number: int, row: Mapping[str, Value], page: Page
    ) -> None:
        clashes = bool(row.get("conflicts"))
        for index, key in enumerate(page.keys):
            value = row.get(key)
            style = self.styles.cell(self.columns[key], marked=clashes and key in _MARKED)
            if isinstance(value, (date, time)):
                sheet.write_datetime(number, index, value, style)
            elif value:
                sheet.write_string(number, index, str(value), style)
            else:
                sheet.write_blank(number, index, None, style)

    def _offer(self, sheet: Worksheet, page: Page, last: int) -> None:
        """Let people choose where there is a choice, in the rows below the last one too."""
        for index, key in enumerate(page.keys):
            choices = self.export.choices.get(YES if key.startswith(YES) else key)
            if choices is None or not choices.words:
                continue
            title = self.columns[key].title
            sheet.data_validation(
                1, index, last, index,
                {
                    "validate": "list",
                    "source": f"={choices.name}",
                    "error_type": "stop" if choices.closed else "warning",
                    "error_title": title[:32],
                    "error_message": "Please choose one of the list."
                    if choices.closed
                    else "This is not in the list. Is it right?",
                },
            )  # fmt: skip

    @staticmethod
    def _print(sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer("&L&A&RPage &P of &N")


def _folded(text: str, wide: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > wide:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
