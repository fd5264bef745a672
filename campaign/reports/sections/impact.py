"""Impact: official figures as context, and what nobody may conclude from them."""

from __future__ import annotations

from campaign.reports import outside_table, wording
from campaign.reports.document import Block, Section, Words
from campaign.reports.material import Material

_CONTEXT = (
    "The figures below are official or come from partners. They are here as context: they do not "
    "say what the campaign did. The rate at which assaults are reported, and the number of people "
    "hurt, are two things: neither stands for the other."
)
_NOTHING = "No official figures have been imported for this period."


def section(material: Material) -> Section:
    """Return the context, after the words of care."""
    figures = material.outside("impact")
    blocks: list[Block] = [Words((wording.CARE, _CONTEXT if figures else _NOTHING))]
    if figures:
        caption = f"Official figures as context, {material.period.words}"
        blocks.append(outside_table.table("impact", caption, figures, material.results.names))
    blocks += material.commentary.under("Impact")
    return Section("impact", "Impact: what it stands beside", tuple(blocks))
