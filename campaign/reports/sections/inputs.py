"""Inputs: the hours, money, partners and material that went into the campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import Sum

from campaign.library.evaluation import Input
from campaign.reports import cells, gaps, outside_table
from campaign.reports.cells import counted, measured
from campaign.reports.document import Block, Cell, Line, Section, Table, Words
from campaign.reports.formats import span
from campaign.reports.material import Material
from campaign.store.models import ChannelState, Charge

_TITLES = {
    "hours": "Staff hours",
    "spend": "Spend",
    "partner": "Partners",
    "asset": "Assets made",
    "other": "Other",
}
_ADDED = ("hours", "spend")  # kinds whose amounts can be added up, unit by unit
_NOTHING = (
    "Nothing is written down about hours, money or partners: “inputs” in messages/campaign.yaml "
    "has a place for them."
)


def section(material: Material) -> Section:
    """Return what was put in."""
    blocks = (*_blocks(material), *material.commentary.under("Inputs"))
    return Section("inputs", "Inputs: what went into it", blocks)


def _blocks(material: Material) -> Iterator[Block]:
    inputs = of_scope(material)
    told = [one for one in inputs if one.kind != "capacity"]
    figures = material.outside("input")
    if told:
        yield _table(told, material)
    if not (told or figures):
        library = material.question.library
        yield Words(tuple(gaps.unread(library) if library else ()) or (_NOTHING,))
    if figures:
        caption = f"Inputs counted elsewhere, {material.period.words}"
        yield outside_table.table("inputs-outside", caption, figures, material.results.names)
    yield _counted(material)
    capacity = [one for one in inputs if one.kind == "capacity"]
    if capacity:
        bullets = tuple(": ".join(filter(None, (one.what, one.note))) for one in capacity)
        yield Words((), bullets, "What the team had to do with")


def of_scope(material: Material) -> list[Input]:
    """Return the inputs of the period and the scope."""
    campaign, scope = material.question.campaign, material.question.scope
    first, last = material.period.first, material.period.last
    found = campaign.inputs if campaign else ()
    return [one for one in found if one.within(first, last) and scope.touches(one.organisation, "")]


def _table(inputs: Sequence[Input], material: Material) -> Table:
    lines: list[Line] = []
    for kind in _TITLES:
        mine = [one for one in inputs if one.kind == kind]
        lines += [_line(one, material) for one in mine]
        if kind in _ADDED and len(mine) > 1:
            lines += _totals(kind, mine)
    columns = (
        *cells.words("What"),
        *cells.decimals("Amount"),
        *cells.words("Unit", "Kind", "Days", "Note"),
    )
    return Table("inputs", f"Inputs, {material.period.words}", columns, tuple(lines))


def _line(one: Input, material: Material) -> Line:
    amount = Cell(cells.DASH) if one.amount is None else measured(one.amount)
    whose = material.results.names.organisation(one.organisation) if one.organisation else ""
    words = (one.unit, _TITLES[one.kind], _days(one), one.note)
    return Line(Cell(one.what, whose), (amount, *(Cell(word or cells.DASH) for word in words)))


def _days(one: Input) -> str:
    if one.first and one.last:
        return span(one.first, one.last)
    return "the whole campaign"


def _totals(kind: str, inputs: Sequence[Input]) -> Iterator[Line]:
    sums: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    for one in inputs:
        if one.amount is not None:
            sums[one.unit] += 1
            amounts[one.unit] = amounts.get(one.unit, Decimal(0)) + one.amount
    for unit, lines in sums.items():
        if lines > 1:
            dash = Cell(cells.DASH)
            found = (measured(amounts[unit]), Cell(unit or cells.DASH), Cell(_TITLES[kind]))
            yield Line(Cell(f"All {_TITLES[kind].lower()}"), (*found, dash, dash), total=True)


def _counted(material: Material) -> Table:
    """Return what the program itself can count."""
    results = material.results
    simulated = results.headline.simulated
    sent = [g for g in results.messages if g.sent and g.simulated is simulated]
    languages = [
        g.title for g in results.languages if g.sent and g.key and g.simulated is simulated
    ]
    lines = [Line(Cell("Messages sent"), (counted(len(sent)), Cell(cells.DASH)), simulated)]
    named = Cell(", ".join(languages) or cells.DASH)
    lines.append(Line(Cell("Languages"), (counted(len(languages) or None), named), simulated))
    if library := material.question.library:
        listed = sum(asset.listed for asset in library.assets.values())
        where = Cell("listed in assets/assets.yaml")
        lines.append(Line(Cell("Pictures in the library"), (counted(listed), where)))
    columns = (*cells.words("What"), *cells.decimals("Figure"), *cells.words("Which"))
    lines += _charges(material)
    caption = f"Inputs that the program counts, {material.period.words}"
    return Table("inputs-counted", caption, columns, tuple(lines))


def _charges(material: Material) -> Iterator[Line]:
    """Yield what platforms charged for calls, in US dollars, where any did."""
    question = material.question
    rows = Charge.objects.filter(at__gte=question.start, at__lt=min(question.end, question.now))
    if question.scope.organisation:
        ours = ChannelState.objects.filter(organisation=question.scope.organisation)
        rows = rows.filter(channel__in=ours.values("pk"))
    if question.scope.theme:
        rows = rows.filter(post__theme=question.scope.theme)
    dollars = rows.aggregate(sum=Sum("dollars"))["sum"]
    if dollars:
        yield Line(Cell("Charged by platforms"), (measured(dollars), Cell("US dollars, for calls")))
