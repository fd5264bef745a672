"""Language parity: whether both languages went out together, and how far apart."""

from __future__ import annotations

from campaign.reports import cells
from campaign.reports.cells import counted, measured
from campaign.reports.document import Cell, Line, Table
from campaign.reports.group import Group
from campaign.reports.material import Material
from campaign.reports.parity import Parity, parities


def table(material: Material) -> Table:
    """Return the pairs by organisation: how many went out whole, and their gaps."""
    scope, now = material.question.scope, material.question.now
    found = parities(material.period, now=now, organisation=scope.organisation, theme=scope.theme)
    lines = tuple(
        _line(group, pairs)
        for group in material.results.organisations
        if (pairs := found.get((group.key, group.simulated)))
    )
    columns = (
        *cells.words("Organisation"),
        *cells.counts("Pairs", "Both sent", "Welsh only", "English only"),
        *cells.decimals("Median gap, minutes", "Largest gap, minutes"),
    )
    caption = f"Welsh and English sent together, {material.period.words}"
    return Table("parity", caption, columns, lines)


def _line(group: Group, found: Parity) -> Line:
    numbers = (found.pairs, len(found.gaps), found.welsh_only, found.english_only)
    gaps = (measured(found.median), measured(found.greatest))
    return Line(Cell(group.title), (*map(counted, numbers), *gaps), group.simulated)
