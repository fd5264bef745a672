"""The annex: how to read the figures, what is missing, the facts used, and the single posts."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import cells, facts_told, figures, tables, wording
from campaign.reports.document import Block, Cell, Line, Section, Table, Words
from campaign.reports.material import Material
from campaign.store.chain import Head


def section(material: Material) -> Section:
    """Return the annex."""
    return Section("annex", "Annex", tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    results = material.results
    yield Words((wording.CARE,), tuple(wording.notes(results)), "How to read these figures")
    yield from _gaps(material)
    yield Words(heading="Definitions")
    yield definitions()
    facts = facts_told.table(material.question)
    yield Words(() if facts.lines else (_NO_FACTS,), heading="Facts used")
    if facts.lines:
        yield facts
    posts = tables.posts(material.posts, material.period, whole=material.due)
    if posts.lines:
        yield Words(heading="The posts")
        yield posts
    yield Words(tuple(_about(material)), heading="About this report")


_NO_FACTS = "No post that went out in this period used a fact of the register."
_NO_GAPS = "Beside what the tables show as n/a, nothing is known to be missing."


def _gaps(material: Material) -> Iterator[Block]:
    found = material.gaps
    yield Words(() if found else (_NO_GAPS,), found, "Data gaps")
    reported = tables.reported(material.results)
    if reported.lines:
        yield reported


def definitions() -> Table:
    """Return what each measure is."""
    lines = tuple(
        Line(Cell(one.name), (Cell(one.formula), Cell(one.unit), Cell(one.rule, one.source)))
        for one in figures.DEFINITIONS
    )
    columns = cells.words("Measure", "Formula", "Unit", "Rule")
    return Table("definitions", "What each measure is and how it is worked out", columns, lines)


def _about(material: Material) -> Iterator[str]:
    stem = material.question.stem
    waived = f" The waivers, one a row: {stem}-waivers.csv." if material.waivers else ""
    made = material.period.stamp(material.question.now)
    yield (
        f"The same figures, one row per post: {stem}.csv. What is added up, one figure a row: "
        f"{stem}-figures.csv.{waived} Made {made}."
    )
    if material.newest:
        yield _proof(material.newest)
    if material.results.simulated.due:
        yield (
            "The posts of the sandbox network, as they look, are on the program’s own page while "
            "“campaign run” runs: 127.0.0.1:8000 in a browser on that computer, unless another "
            "port was chosen."
        )


def _proof(newest: Head) -> str:
    return (
        f"The audit log stood at entry {newest.event} when this was made; its hash: "
        f"{newest.hash}. Whoever keeps this report can prove that no entry up to then was "
        "changed: campaign audit verify --hash and the hash."
    )
