"""Outcomes: what people did, as others counted it: footage, witnesses, reports, referrals."""

from __future__ import annotations

from campaign.reports import outside_table, story
from campaign.reports.document import Block, Section, Words
from campaign.reports.material import Material

_NOTHING = (
    "No figure has been imported about what people did: footage sent in, witnesses who came "
    "forward, answers of a survey. Posts and clicks alone do not tell it."
)
_CARE = (
    "These figures stand beside the campaign: other things may have moved them as well. A figure "
    "under 10 of one audience is not shown."
)


def section(material: Material) -> Section:
    """Return the figures of outcomes that somebody else counted."""
    figures = story.outcomes(material)
    caption = f"Outcomes, {material.period.words}"
    found = outside_table.table("outcomes", caption, figures, material.results.names)
    blocks: tuple[Block, ...] = (found, Words((_CARE,))) if figures else (Words((_NOTHING,)),)
    blocks += material.commentary.under("Outcomes")
    return Section("outcomes", "Outcomes: what people did", blocks)
