"""The report before it has a format: sections of words, figures, tables and charts.

It is worked out once; the writers (HTML, PDF, XLSX, CSV) and the console only lay it out, so that
no figure can differ from one format to another. ``text`` is what people read, rounded and with
its unit; ``value`` is the same figure for a spreadsheet, unrounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Value = int | Decimal | date | datetime | None
"""A figure: a count, a rate in per cent, a day, a moment with its zone; ``None``: n/a or words."""


class Kind(StrEnum):
    """What stands in a column."""

    WORDS = "words"
    COUNT = "count"
    PERCENT = "percent"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, a smaller note below it, and its figure."""

    text: str
    note: str = ""
    value: Value = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; numbers stand on the right."""

    title: str
    numeric: bool = True
    kind: Kind = Kind.WORDS


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its heading, its cells, and whether it is about simulated posts."""

    head: Cell
    cells: tuple[Cell, ...]
    simulated: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people: ``key`` is unique in the document."""

    key: str
    caption: str
    columns: tuple[Column, ...]  # the first heads the rows
    lines: tuple[Line, ...]
    left_off: str = ""  # what was too much to show, in a sentence


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs, then a list; ``heading`` stands above them, a level below the section's."""

    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the figures at the top: ``value`` is its text, ``figure`` the figure itself."""

    value: str
    label: str
    note: str
    figure: Value = None
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True)
class Tiles:
    """The figures at the top, side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: its Vega-Lite specification, its drawing, the same in words, and its table.

    ``svg`` is "" where there is nothing to draw; ``note`` then says why. ``alt`` is what
    somebody hears who cannot see it.
    """

    key: str
    heading: str
    alt: str
    table: Table
    spec: Mapping[str, Any] | None = None
    svg: str = ""
    note: str = ""

    @property
    def caption(self) -> str:
        """Return what stands below the drawing."""
        return f"{self.table.caption.split('. ')[0]}. {self.note}".strip()


Block = Words | Tiles | Table | Drawing


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the evaluation cycle, or a part around it."""

    key: str  # unique in the document
    title: str  # such as "Inputs: what went into it"
    blocks: tuple[Block, ...]

    @property
    def step(self) -> str:
        """Return the title's first part: "Inputs"."""
        return self.title.partition(":")[0]

    @property
    def rest(self) -> str:
        """Return the other part as a line of its own: "What went into it"; "" without one."""
        words = self.title.partition(": ")[2]
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report."""

    title: str
    period: str  # such as "1 to 31 October 2026"
    made: str  # when its figures were read, in words
    now: datetime  # the same, for a file's own date
    sections: tuple[Section, ...]
    simulated: bool = False  # everything in it is
    banner: str = ""  # a warning above everything
    hashtag: str = ""
    lead: str = ""

    @property
    def name(self) -> str:
        """Return what the file itself is called, in a window's title or a list."""
        return f"{'SIMULATED. ' if self.simulated else ''}{self.title}, {self.period}"

    @property
    def warning(self) -> str:
        """Return the banner's heading; empty without a banner."""
        if not self.banner:
            return ""
        if self.simulated:
            return "Simulated: these are not real results"
        return "This report contains simulated posts"
