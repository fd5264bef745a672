"""How many of the posts that were sent pass every check of accessibility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from campaign.checks.check import each_found
from campaign.checks.worst import Worst
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.reports import cells
from campaign.reports.accessibility import Accessible, accessible
from campaign.reports.cells import counted, rated
from campaign.reports.document import Cell, Line, Table
from campaign.reports.group import Group
from campaign.reports.material import Material


def table(material: Material) -> Table:
    """Return the accessible rate; no lines where the library or the limits are not known."""
    columns = (
        *cells.words("Posts"),
        *cells.counts("Passing", "Not passing", "Message gone from the library"),
        *cells.rates("Accessible rate"),
        *cells.words("Checks that were not passed"),
    )
    caption = f"Posts that pass every check of accessibility, {material.period.words}"
    return Table("accessible", caption, columns, tuple(_lines(material)))


def _lines(material: Material) -> list[Line]:
    library = material.question.library
    groups = [group for group in material.results.messages if group.sent]
    if library is None or not material.question.platforms:
        return []
    findings = _findings(material, library, groups)
    kinds = [[g for g in groups if g.simulated is simulated] for simulated in (False, True)]
    return [
        _line(accessible(some, library, findings), simulated=some[0].simulated)
        for some in kinds
        if some
    ]


def _findings(material: Material, library: Library, groups: Sequence[Group]) -> list[Finding]:
    """Check the messages that were sent, and no others, by the files as they are now."""
    keys = {group.key for group in groups}
    messages = {key: one for key, one in library.messages.items() if key in keys}
    platforms = material.question.platforms or {}
    today = material.period.local(material.question.now).date()
    part = replace(library, messages=messages, faulty={})
    found = each_found(part, platforms, today, Worst(library, platforms))
    return [finding for some in found.values() for finding in some]


def _line(found: Accessible, *, simulated: bool) -> Line:
    numbers = (found.passing, found.failing, found.unknown)
    codes = Cell(", ".join(found.codes) or cells.DASH)
    shown = (*map(counted, numbers), rated(found.rate), codes)
    return Line(Cell("All posts sent"), shown, simulated)
