"""A report by hand, with one of everything a report can hold, for tests of what lays it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from campaign.reports import cells
from campaign.reports.document import (
    Block,
    Cell,
    Column,
    Document,
    Drawing,
    Kind,
    Line,
    Section,
    Table,
    Tile,
    Tiles,
    Words,
)

NOW = datetime(2026, 12, 1, 9, tzinfo=timezone.utc)
_LONDON = ZoneInfo("Europe/London")
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80" viewBox="0 0 200 80">'
    '<path d="M10,70L100,20L190,40" fill="none" stroke="#0b3fa8"/>'
    '<text x="10" y="15" font-family="system-ui, sans-serif" font-size="12">Heddlu’r dŵr</text>'
    "</svg>"
)
EVERY_KIND = (
    Column("Who", numeric=False),
    Column("Posts", kind=Kind.COUNT),
    Column("Rate", kind=Kind.PERCENT),
    Column("Gap", kind=Kind.DECIMAL),
    Column("First day", numeric=False, kind=Kind.DAY),
    Column("Last read", numeric=False, kind=Kind.MOMENT),
    Column("Remark", numeric=False),
)


def line(name: str, posts: int | None, remark: str = "As planned.", **how: bool) -> Line:
    """Return a row of ``EVERY_KIND``; without posts every figure is n/a."""
    there = posts is not None
    moment = datetime(2026, 10, 4, 17, 30, tzinfo=_LONDON) if there else None
    found = (
        cells.counted(posts, "2 of 3 posts" if there else ""),
        cells.rated(Decimal(posts) / 7 if there else None),
        cells.measured(Decimal("1234.5678") if there else None),
        cells.dated(date(2026, 10, 4) if there else None),
        Cell(cells.written(moment, Kind.MOMENT), "", moment),
        Cell(remark),
    )
    return Line(Cell(name), found, **how)


def table(key: str = "kinds", *lines: Line, caption: str = "One of every kind") -> Table:
    """Return a table of ``EVERY_KIND``."""
    usual = (line("Heddlu’r Tŷ Gŵyr", 12_345), line("Northshire", None), line("All", 3, total=True))
    return Table(key, caption, EVERY_KIND, lines or usual, "The first 3 of 9 rows.")


def drawing(key: str = "chart") -> Drawing:
    """Return a chart of two platforms over three days, one of them without a figure."""
    columns = (Column("Day", numeric=False), *cells.counts("Bluesky", "X"))
    lines = tuple(
        Line(Cell(f"{day} Oct"), (cells.counted(value), cells.counted(other)))
        for day, value, other in ((1, 5, 7), (2, None, 9), (3, 11, 2))
    )
    figures = Table(f"{key}-figures", "Engagements by day", columns, lines)
    alt = "Line chart of engagements by day on Bluesky and X."
    return Drawing(key, "Engagements by day", alt, figures, svg=_SVG, note="A line may be broken.")


def document(*blocks: Block, **columns: object) -> Document:
    """Return a report of two sections: a summary and ``blocks``, or one of everything."""
    tiles = Tiles(
        (
            Tile("12,345", "posts sent", "of 12,400 due", 12_345),
            Tile("n/a", "impressions", "not reported"),
            Tile("2.43%", "engagement rate", "Of impressions", Decimal("2.4296"), Kind.PERCENT),
        )
    )
    words = Words(("Of 3 posts due, 2 were sent.",), ("One was held.",), "What happened")
    every = blocks or (words, table(), drawing())
    sections = (Section("summary", "Summary", (tiles,)), Section("rest", "Outputs", tuple(every)))
    whole = Document(
        title="Evaluation: Behind the Badge",
        period="1 to 31 October 2026",
        made="1 December 2026, 09:00",
        now=NOW,
        sections=sections,
        hashtag="#BehindTheBadge",
        lead="Posts due 1 to 31 October 2026.",
    )
    return replace(whole, **columns)
