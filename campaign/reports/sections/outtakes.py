"""Outtakes: how people responded to what they saw."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import beside, chart, outside_table, rate_chart, tables
from campaign.reports.document import Block, Section, Table, Words
from campaign.reports.followers_chart import Counts
from campaign.reports.material import Material
from campaign.reports.results import Group, Results

_NOTHING = Words(("Nothing was sent in this period, so there is no response to report.",))


def section(material: Material) -> Section:
    """Return the responses: charts, tables, what they are held against, and the followers."""
    results = material.results
    response = list(_response(results))
    blocks: list[Block] = [chart.drawing(results)]
    if response:
        blocks += [rate_chart.drawing(results), *response, *_held_against(results)]
    else:
        blocks.append(_NOTHING)
    blocks += [*_followers(results), *_elsewhere(material)]
    blocks += material.commentary.under("Outtakes")
    return Section("outtakes", "Outtakes: how people responded", tuple(blocks))


def _response(results: Results) -> Iterator[Block]:
    for heading, group in _groups(results):
        if group[0].lines:
            yield Words(heading=heading)
            yield from group


def _groups(results: Results) -> Iterator[tuple[str, tuple[Table, ...]]]:
    yield (
        "Platforms",
        (
            tables.performance(results, results.platforms, "platform"),
            tables.counts(results),
            tables.kinds(results),
        ),
    )
    yield "Themes", (tables.performance(results, results.themes, "theme"),)
    for what, groups in (
        ("organisation", results.organisations),
        ("language", results.languages),
        ("audience", results.audiences),
    ):
        if _several(groups):
            yield f"{what.capitalize()}s", (tables.performance(results, groups, what),)
    yield "Channels", (tables.performance(results, results.channels, "channel"),)
    yield "Messages", (tables.performance(results, results.messages, "message"),)


def _several(groups: tuple[Group, ...]) -> bool:
    return len({group.key for group in groups if group.sent}) > 1


def _held_against(results: Results) -> Iterator[Block]:
    yield Words((beside.RULE,), heading="Beside the past")
    before = beside.before(results)
    if before.lines:
        yield before
    own = beside.own_past(results)
    if own.lines:
        yield own


def _followers(results: Results) -> Iterator[Block]:
    counts = Counts.of(results)
    if counts.by_channel:
        yield counts.drawing()
        yield counts.table()


def _elsewhere(material: Material) -> Iterator[Block]:
    figures = material.outside("outtake")
    if figures:
        caption = f"Outtakes counted elsewhere, {material.period.words}"
        yield Words(heading="Counted elsewhere")
        yield outside_table.table("outtakes-outside", caption, figures, material.results.names)
