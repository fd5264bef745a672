"""How the workbook looks: few colours, all of them readable, none that carries meaning alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from campaign.sheets.cells import Value
from campaign.sheets.columns import (
    DATE,
    ID,
    READ_ONLY,
    TEXT,
    TIME,
    VERSION,
    YES,
    Column,
    Kind,
)

NAVY, TEAL, GREY, SAND = "#14284B", "#0B5563", "#4A4F57", "#FFF1CC"
_INK, _PALE, _RULE = "#1B1F24", "#5B616A", "#D5D9DF"
FONT = "Calibri"
WIDTHS = {
    ID: 38, DATE: 17, TIME: 8, VERSION: 14, "title": 30, "theme": 20, "platforms": 24, "alt": 40,
    "image": 24, "when": 34, "organisations": 22, "notes": 36, "link": 30, "waive": 30,
    "status": 14, "conflicts": 36, "channels": 30,
}  # fmt: skip
_TEXT_WIDTH, _UNUSED_WIDTH, _PLAIN_WIDTH, _YES_WIDTH = 58, 18, 14, 10.5
_SHORT = 20  # characters: “as Mastodon” is shorter
_FLOWING = 24  # characters: narrower columns do not make a row higher
_LINE, _MOST_LINES = 15, 9  # points; a row shows at the most this many lines


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._cells: dict[tuple[str, bool, bool], Format] = {}
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def _format(self, **settings: Any) -> Format:
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FONT, **settings})
        return self._made[key]

    def head(self, column: Column) -> Format:
        """Return the format of a column's name."""
        if column.key in READ_ONLY or column.key == VERSION:
            colour = GREY
        else:
            colour = TEAL if column.is_text or column.key.startswith(YES) else NAVY
        return self._format(
            bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True, valign="vcenter",
            border=1, border_color=_RULE, font_size=11,
        )  # fmt: skip

    def cell(self, column: Column, *, marked: bool = False, ruled: bool = True) -> Format:
        """Return the format of a cell; ``marked`` ones are in the way of something."""
        known = self._cells.get((column.key, marked, ruled))
        if known is None:
            known = self._cells[column.key, marked, ruled] = self._cell(column, marked, ruled)
        return known

    def _cell(self, column: Column, marked: bool, ruled: bool) -> Format:
        look: dict[str, Any] = {"valign": "top", "font_size": 11, "font_color": _INK}
        look["text_wrap"] = True
        if ruled:
            look |= {"border": 1, "border_color": _RULE}
        if column.key == DATE:
            look["num_format"] = "ddd d mmm yyyy"
        elif column.kind is Kind.DAY:
            look["num_format"] = "d mmm yyyy"
        elif column.kind is Kind.CLOCK:
            look["num_format"] = "hh:mm"
        else:
            look["num_format"] = "@"  # text: nothing typed here becomes a date or a number
        if column.key.startswith(YES):
            look["align"] = "center"
        if column.key == VERSION:
            look |= {"font_color": _PALE, "font_size": 8, "text_wrap": False}
        if marked:
            look["bg_color"] = SAND
        return self._format(**look)

    def title(self) -> Format:
        """Return the format of a sheet's heading."""
        return self._format(bold=True, font_size=20, font_color=NAVY, valign="vcenter")

    def heading(self) -> Format:
        """Return the format of a heading between paragraphs."""
        return self._format(bold=True, font_size=13, font_color=TEAL, valign="bottom")

    def words(self, *, bold: bool = False) -> Format:
        """Return the format of a paragraph."""
        return self._format(font_size=11, font_color=_INK, text_wrap=True, valign="top", bold=bold)


def width(column: Column, values: Iterable[Value]) -> float:
    """Return how many characters wide a column is; a text nobody wrote takes little room."""
    if column.is_text:
        written = any(len(value) > _SHORT for value in values if isinstance(value, str))
        return _TEXT_WIDTH if written or column.key == TEXT else _UNUSED_WIDTH
    if column.key.startswith(YES):
        return _YES_WIDTH
    return WIDTHS.get(column.key, _PLAIN_WIDTH)


def height(cells: list[tuple[str, float]]) -> int:
    """Return the height of a row, in points, from its texts and the widths they have."""
    most = 1
    for text, wide in (cell for cell in cells if cell[1] >= _FLOWING):
        lines = sum(1 + int(len(line) // wide) for line in text.split("\n"))
        most = max(most, lines)
    return 3 + _LINE * min(most, _MOST_LINES)
