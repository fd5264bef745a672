"""Outputs: what was sent, and what was not and why."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import outside_table, tables
from campaign.reports.document import Block, Section, Words
from campaign.reports.material import Material

_NOTHING = Words(("No post was due in this period.",))


def section(material: Material) -> Section:
    """Return what became of the posts that were due, and what went out beside them."""
    found: list[Block] = list(_posts(material)) if material.due else [_NOTHING]
    blocks = (*found, *_elsewhere(material), *material.commentary.under("Outputs"))
    return Section("outputs", "Outputs: what was sent, and what was not", blocks)


def _posts(material: Material) -> Iterator[Block]:
    results = material.results
    yield material.weeks.drawing(simulated=results.headline.simulated)
    found = [
        tables.outcomes(results, results.channels, "channel"),
        tables.outcomes(results, results.themes, "theme"),
        tables.causes(results),
    ]
    if len({group.key for group in results.organisations}) > 1:
        found.insert(0, tables.outcomes(results, results.organisations, "organisation"))
    yield from (table for table in found if table.lines)


def _elsewhere(material: Material) -> Iterator[Block]:
    figures = material.outside("output")
    if figures:
        caption = f"Outputs beside the posts, {material.period.words}"
        yield Words(heading="Beside the posts")
        yield outside_table.table("outputs-outside", caption, figures, material.results.names)
