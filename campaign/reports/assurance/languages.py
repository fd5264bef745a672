"""Language parity: whether both languages went out together, and how far apart."""

from __future__ import annotations

from campaign.reports import cells
from campaign.reports.cells import counted, measured
from campaign.reports.document import Cell, Line, Table
from campaign.reports.group import Group
from campaign.reports.material import Material
from campaign.reports.parity import Parity, parity


def table(material: Material) -> Table:
    """Return the pairs by organisation: how many went out whole, and their gaps."""
    groups = [(group, _parity(group, material)) for group in material.results.organisations]
    lines = tuple(_line(group, found) for group, found in groups if found.pairs)
    columns = (
        *cells.words("Organisation"),
        *cells.counts("Pairs", "Both sent", "Welsh only", "English only"),
        *cells.decimals("Median gap, minutes", "Largest gap, minutes"),
    )
    caption = f"Welsh and English sent together, {material.period.words}"
    return Table("parity", caption, columns, lines)


def _parity(group: Group, material: Material) -> Parity:
    return parity(
        material.period,
        now=material.question.now,
        simulated=group.simulated,
        organisation=group.key,
        theme=material.question.scope.theme,
    )


def _line(group: Group, found: Parity) -> Line:
    numbers = (found.pairs, len(found.gaps), found.welsh_only, found.english_only)
    gaps = (measured(found.median), measured(found.greatest))
    return Line(Cell(group.title), (*map(counted, numbers), *gaps), group.simulated)
