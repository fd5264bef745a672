"""Outputs: what was sent, and what was not and why."""

from __future__ import annotations

from campaign.reports import tables
from campaign.reports.document import Block, Section, Words
from campaign.reports.material import Material


def section(material: Material) -> Section:
    """Return what became of the posts that were due."""
    blocks: tuple[Block, ...] = (Words(paragraphs=("No post was due in this period.",)),)
    if material.due:
        blocks = tuple(_tables(material))
    return Section("outputs", "Outputs: what was sent, and what was not", blocks)


def _tables(material: Material) -> list[Block]:
    results = material.results
    found = (
        tables.outcomes(results, results.channels, "channel"),
        tables.outcomes(results, results.themes, "theme"),
        tables.causes(results),
    )
    return [table for table in found if table.lines]
