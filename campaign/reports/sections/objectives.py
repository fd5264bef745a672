"""Objectives: what was wanted, and how it stands beside its baseline and its target."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from campaign.library.evaluation import Objective
from campaign.reports import cells, gaps, standing
from campaign.reports.cells import dated, measured
from campaign.reports.document import Block, Cell, Line, Section, Table, Words
from campaign.reports.material import Material
from campaign.reports.standing import Colour, Standing

_NONE = "messages/campaign.yaml names no objectives: add some, so that success can be told."


def section(material: Material) -> Section:
    """Return the objectives."""
    blocks = tuple(_blocks(material))
    return Section("objectives", "Objectives", (*blocks, *material.commentary.under("Objectives")))


def _blocks(material: Material) -> Iterator[Block]:
    found = standing.standings(material)
    rest = [one for one in standing.objectives(material) if not one.measurable]
    if not (found or rest):
        library = material.question.library
        yield Words(tuple(gaps.unread(library) if library else ()) or (_NONE,))
    if found:
        yield table(found, material)
        yield Words((standing.RULE,))
    if rest:
        heading = "Without a figure" if found else ""
        yield Words((), tuple(one.text for one in rest), heading)


def table(found: tuple[Standing, ...], material: Material) -> Table:
    """Return the objectives that can be met, each with its numbers."""
    columns = (
        *cells.words("Objective"),
        *cells.decimals("Baseline", "Target"),
        *cells.days("Wanted by"),
        *cells.decimals("Now", "Expected by now"),
        *cells.words("How it stands"),
    )
    lines = tuple(_line(one, material) for one in found)
    caption = f"How the objectives stand on the last day, {material.period.words}"
    return Table("objectives", caption, columns, lines)


def _line(one: Standing, material: Material) -> Line:
    objective = one.objective
    by = dated(objective.by) if objective.by else Cell(cells.DASH)
    found = (
        _or_dash(objective.baseline, objective.baseline_of),
        _or_dash(objective.target, ""),
        by,
        measured(one.value, one.note),
        _or_dash(one.expected, ""),
        Cell(one.colour, _why(one)),
    )
    simulated = material.results.headline.simulated and one.note == standing.OF_PERIOD
    return Line(Cell(objective.text, ", ".join(_about(objective, material))), found, simulated)


def _about(objective: Objective, material: Material) -> Iterator[str]:
    told = objective.unit and objective.unit.casefold() not in objective.measure.casefold()
    yield f"{objective.measure} ({objective.unit})" if told else objective.measure
    if objective.organisation:
        yield material.results.names.organisation(objective.organisation)


def _or_dash(value: Decimal | None, note: str) -> Cell:
    return Cell(cells.DASH, note) if value is None else measured(value, note)


def _why(one: Standing) -> str:
    if one.colour is not Colour.NONE:
        return ""
    if one.value is None:
        return "no figure"
    return "no day or baseline to draw a line from"
