"""Puts the report together: one document, the same for every format."""

from __future__ import annotations

from campaign.reports import wording
from campaign.reports.document import Document
from campaign.reports.material import Material
from campaign.reports.sections import (
    annex,
    assurance,
    impact,
    inputs,
    learning,
    objectives,
    outcomes,
    outputs,
    outtakes,
    summary,
)

_ORDER = (
    summary.section,
    objectives.section,
    inputs.section,
    outputs.section,
    outtakes.section,
    outcomes.section,
    impact.section,
    learning.section,
    assurance.section,
    annex.section,
)
"""The government evaluation cycle, with a summary before it and its proofs behind it."""


def document_of(material: Material) -> Document:
    """Return the whole report, section after section."""
    results = material.results
    made = material.period.stamp(material.question.now)
    return Document(
        title=f"Evaluation: {results.names.campaign or 'the campaign'}",
        period=results.period.words,
        made=made,
        now=material.question.now,
        sections=tuple(section(material) for section in _ORDER),
        simulated=results.headline.simulated,
        banner=wording.banner(results),
        hashtag=results.names.hashtag,
        lead=f"Posts due {results.period.words}. Figures as read by {made}.",
    )
