"""How the report's workbook looks, and the types its figures have."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from campaign.reports.document import Kind, Value
from campaign.reports.formats import decimal

INK, NAVY, MUTED, RULE = "#0F172A", "#0B1729", "#475569", "#CBD5E1"
AMBER, CREAM, BROWN = "#B45309", "#FFF3C4", "#4A2C00"
FONT = "Calibri"

_NUMBERS = {
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "#,##0.00%",
    Kind.DECIMAL: "#,##0",
    Kind.DAY: "d mmmm yyyy",
    Kind.MOMENT: "d mmmm yyyy, hh:mm",
    Kind.WORDS: "@",
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._figures: dict[tuple[Kind, int, bool], Format] = {}
        self._words: dict[tuple[bool, bool, bool], Format] = {}

    def _format(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"} | look
            )
        return self._made[key]

    def figure(self, kind: Kind, value: Value, *, total: bool = False) -> Format:
        """Return the format of a figure: its type, and as many decimals as on the page."""
        places = _places(value) if kind is Kind.DECIMAL else 0
        key = (kind, places, total)
        if key not in self._figures:
            number = "#,##0." + "0" * places if places else _NUMBERS[kind]
            self._figures[key] = self._format(
                num_format=number, align="right", indent=1, **_weight(total)
            )
        return self._figures[key]

    def words(self, *, right: bool = False, total: bool = False, quoted: bool = False) -> Format:
        """Return the format of a text; a ``quoted`` one stays a text when somebody edits it."""
        key = (right, total, quoted)
        if key not in self._words:
            look: dict[str, Any] = {"quote_prefix": True} if quoted else {}
            look |= {"text_wrap": True, "align": "right" if right else "left", "indent": 1}
            self._words[key] = self._format(**look, **_weight(total))
        return self._words[key]

    def head(self, *, right: bool = False) -> Format:
        """Return the format of a column's heading."""
        return self._format(
            bold=True, font_color="#FFFFFF", bg_color=NAVY, text_wrap=True, valign="bottom",
            align="right" if right else "left", indent=1,
        )  # fmt: skip

    def title(self) -> Format:
        """Return the format of the report's own title."""
        return self._format(bold=True, font_size=20, indent=1)

    def heading(self, level: int) -> Format:
        """Return the format of a heading of level 1 or 2."""
        return self._format(bold=True, font_size=15 if level == 1 else 12, indent=1)

    def caption(self) -> Format:
        """Return the format of what stands above a table."""
        return self._format(bold=True, font_size=13, indent=1)

    def note(self) -> Format:
        """Return the format of a remark."""
        return self._format(font_color=MUTED, indent=1)

    def warning(self) -> Format:
        """Return the format of the warning about simulated posts."""
        return self._format(bold=True, font_color=BROWN, bg_color=CREAM, text_wrap=True, indent=1)

    def caution(self) -> Format:
        """Return the format of the same warning above a table, wider than its cell."""
        return self._format(bold=True, font_color=AMBER, indent=1)

    def link(self) -> Format:
        """Return the format of a way to another sheet."""
        return self._format(font_color="#0B3FA8", underline=1, indent=1)


def _weight(total: bool) -> dict[str, Any]:
    return {"bold": True, "top": 1, "top_color": INK} if total else {}


def _places(value: Value) -> int:
    """Return how many decimals of a number the page shows."""
    shown = decimal(Decimal(value)) if isinstance(value, (int, Decimal)) else ""
    return len(shown.partition(".")[2])
