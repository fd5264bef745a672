"""Figures from elsewhere as tables: what was counted, of how many, by whom."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.reports import cells
from campaign.reports.cells import measured, rated
from campaign.reports.document import Cell, Line, Table
from campaign.reports.formats import count, percent, span
from campaign.reports.names import Names
from campaign.reports.outside import Share, share_of, site_days_of
from campaign.store.models import ExternalFigure

SMALLEST = 10
"""Smaller counts of one part of an audience are not shown: they could point at somebody."""

FEW = f"under {SMALLEST}"


def table(key: str, caption: str, found: Sequence[ExternalFigure], names: Names) -> Table:
    """Return figures from elsewhere, one a line."""
    columns = (
        *cells.words("What was counted"),
        *cells.decimals("Figure", "Of"),
        *cells.rates("Share"),
        *cells.words("Who counted it, and how"),
    )
    return Table(key, caption, columns, tuple(_line(one, names) for one in found))


def _line(one: ExternalFigure, names: Names) -> Line:
    head = Cell(one.name, ", ".join(_about(one, names)))
    source = Cell(one.source, one.note)
    if small(one):
        return Line(head, (Cell(FEW, one.unit), Cell(cells.DASH), Cell(cells.DASH), source))
    share = share_of(one)
    base = Cell(cells.DASH) if one.base is None else measured(one.base)
    part = Cell(cells.DASH) if share is None else rated(share.value, sure(share))
    return Line(head, (measured(one.value, _unit(one)), base, part, source))


def _unit(one: ExternalFigure) -> str:
    """Return what was counted; of sites, the site-days as well."""
    days = site_days_of(one)
    return one.unit if days is None else f"{one.unit}, {count(days, 'site-day')}"


def small(one: ExternalFigure) -> bool:
    """Say whether a figure is about too few of one audience to be shown."""
    return bool(one.audience) and 0 < one.value < SMALLEST


def sure(share: Share) -> str:
    """Say how sure a share is; "" where it is no count of people or things."""
    if share.interval is None:
        return ""
    return f"95% interval {percent(share.interval.low)} to {percent(share.interval.high)}"


def _about(one: ExternalFigure, names: Names) -> list[str]:
    parts = [span(one.first, one.last)]
    if one.organisation:
        parts.append(names.organisation(one.organisation))
    if one.theme:
        parts.append(names.theme(one.theme))
    return parts + [part for part in (one.message, one.channel, one.audience) if part]
