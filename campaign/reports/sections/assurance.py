"""Assurance: what kept the campaign safe, and where somebody went past it."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import outside_table, story
from campaign.reports.assurance import (
    accessible,
    elections,
    languages,
    let_through,
    stops,
    yeses,
)
from campaign.reports.document import Block, Section, Words
from campaign.reports.material import Material

_WAIVERS = (
    "A waiver lets a warning or a piece of advice stand. The message gives the reason and the "
    "name of whoever decided; an error cannot be waived. These are the waivers in the message "
    "files as they are now."
)
_ELECTIONS = (
    "What was approved before the notice of election was planned before it. The proof is the "
    "approval of the very text: a change of one letter makes another text."
)
_NO_COMPLAINTS = "No figure about complaints has been imported for this period."


def section(material: Material) -> Section:
    """Return approvals, stops, what went past them, accessibility, languages, complaints."""
    parts = (
        _approvals, _holds, _let_through, _emergencies, _waivers, _accessible, _languages,
        _elections, _complaints,
    )  # fmt: skip
    blocks = tuple(block for part in parts for block in part(material))
    return Section("assurance", "Assurance", (*blocks, *material.commentary.under("Assurance")))


def _approvals(material: Material) -> Iterator[Block]:
    table = yeses.table(material.question)
    none = () if table.lines else ("Nothing was sent, so no approval was used.",)
    yield Words((*none, *yeses.sentences(material.question)), heading="Approvals")
    if table.lines:
        yield table


def _holds(material: Material) -> Iterator[Block]:
    holds = stops.of_scope(material.results.holds, material.question)
    yield Words((stops.sentence(holds),), heading="Holds in this period")
    if holds:
        simulated = material.results.headline.simulated
        yield stops.table(holds, material.question, simulated=simulated)


def _let_through(material: Material) -> Iterator[Block]:
    table = let_through.table(material.question)
    if table.lines:
        yield Words(heading="Let through a stop")
        yield table


def _emergencies(material: Material) -> Iterator[Block]:
    yield Words((material.emergencies.sentence,), heading="Approved in an emergency")
    if material.emergencies.found:
        yield material.emergencies.table


def _waivers(material: Material) -> Iterator[Block]:
    waivers = material.waivers
    if waivers is not None:
        yield Words((_WAIVERS, " ".join(waivers.sentences)), heading="Waivers")
        yield from waivers.tables


def _accessible(material: Material) -> Iterator[Block]:
    table = accessible.table(material)
    if table.lines:
        words = "The target is 100%. A check that is waived is not passed."
        yield Words((words,), heading="Accessibility")
        yield table


def _languages(material: Material) -> Iterator[Block]:
    table = languages.table(material)
    if table.lines:
        words = "The target is a gap of 0 minutes, and both languages or neither."
        yield Words((words,), heading="Welsh and English")
        yield table


def _elections(material: Material) -> Iterator[Block]:
    tables = list(elections.tables(material.question))
    if tables:
        yield Words((_ELECTIONS,), heading="Before elections")
        yield from tables


def _complaints(material: Material) -> Iterator[Block]:
    first, last = material.period.first, material.period.last
    found = [
        one
        for one in material.figures
        if story.complaint(one) and one.first >= first and one.last <= last
    ]
    yield Words(() if found else (_NO_COMPLAINTS,), heading="Complaints")
    if found:
        caption = f"Complaints, {material.period.words}"
        yield outside_table.table("complaints", caption, found, material.results.names)
