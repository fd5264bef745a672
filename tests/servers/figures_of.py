"""The figures of a report, read back out of each format by a reader of that format."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from python_calamine import load_workbook

CENT = Decimal("0.01")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass
class Grid:
    """A table of a page: its id, its caption, and its rows, the first their headings."""

    key: str
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)


class Tables(HTMLParser):
    """Every table of a page, its cells without their notes and badges; and its tiles."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Grid] = []
        self.tiles: list[list[str]] = []
        self._kept: list[str] | None = None  # what is being read
        self._apart = 0  # inside a note or a badge

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if self._apart or tag == "small" or about.get("class") == "simulated":
            self._apart += 1
        elif tag == "caption":
            self.found.append(Grid(about["id"] or ""))
            self._kept = []
        elif tag == "tr":
            self.found[-1].rows.append([])
        elif tag == "dt":
            self.tiles.append([])
        if tag in {"th", "td", "dt", "dd"}:
            self._kept = []

    def handle_endtag(self, tag: str) -> None:
        if self._apart:
            self._apart -= 1
            return
        words = " ".join("".join(self._kept or ()).split())
        if tag == "caption":
            self.found[-1].caption = words
        elif tag in {"th", "td"}:
            self.found[-1].rows[-1].append(words)
        elif tag in {"dt", "dd"}:
            self.tiles[-1].append(words)

    def handle_data(self, data: str) -> None:
        if self._kept is not None and not self._apart:
            self._kept.append(data)


def of_page(path: Path) -> Tables:
    """Return the tables and the tiles of a page."""
    reader = Tables()
    reader.feed(path.read_text("utf-8"))
    return reader


def of_workbook(path: Path) -> dict[str, list[list[Any]]]:
    """Return the tables of a workbook by their captions, the first row their headings.

    Columns of notes and of marks, which the page has within its cells, are left out.
    """
    book = load_workbook(str(path))
    found = {}
    for name in book.sheet_names:
        if name in {"Report", "Posts", "Chart figures"}:
            continue
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        head = next(n for n, row in enumerate(rows[1:], 1) if sum(cell != "" for cell in row) > 1)
        kept = [
            n
            for n, title in enumerate(rows[head])
            if title != "" and not str(title).endswith(": note") and title != "Simulated"
        ]
        assert rows[0][0] not in found
        found[rows[0][0]] = [[row[n] for n in kept] for row in rows[head:]]
    return found


def tiles_of_workbook(path: Path) -> list[list[Any]]:
    """Return the rows of the sheet of words that hold a figure."""
    rows = load_workbook(str(path)).get_sheet_by_name("Report").to_python()
    return [row for row in rows if len(row) > 1 and row[1] != ""]


def posts_of_workbook(path: Path) -> list[dict[str, Any]]:
    """Return the rows of the sheet of posts by their headings."""
    _, head, *rows = load_workbook(str(path)).get_sheet_by_name("Posts").to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def posts_of_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of the CSV file by their headings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shown(value: Any, like: str) -> str:
    """Write a spreadsheet's value as the page writes it; ``like`` says in what unit.

    Made apart from the product's own functions, which it is to hold to account.
    """
    match value:
        case str():
            return " ".join(value.split())
        case datetime() if value.hour or value.minute or "," in like:
            return f"{value.day} {MONTHS[value.month - 1]} {value.year}, {value:%H:%M}"
        case date():
            return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    exact = Decimal(str(value))
    if like.endswith("%"):
        return f"{(exact * 100).quantize(CENT, ROUND_HALF_UP):,}%"
    if exact == exact.to_integral_value():
        return f"{int(exact):,}"
    return f"{exact.quantize(CENT, ROUND_HALF_UP):,}".rstrip("0").rstrip(".")
