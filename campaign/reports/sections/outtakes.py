"""Outtakes: how people responded to what they saw."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import chart, tables
from campaign.reports.document import Block, Section, Table, Words
from campaign.reports.material import Material
from campaign.reports.results import Results

_NOTHING = Words(
    paragraphs=("Nothing was sent in this period, so there is no response to report.",)
)


def section(material: Material) -> Section:
    """Return the chart of the responses and their tables."""
    results = material.results
    blocks = list(_response(results)) or [_NOTHING]
    return Section("outtakes", "Outtakes: how people responded", (chart.drawing(results), *blocks))


def _response(results: Results) -> Iterator[Block]:
    for heading, group in _groups(results):
        if group[0].lines:
            yield Words(heading=heading)
            yield from group


def _groups(results: Results) -> tuple[tuple[str, tuple[Table, ...]], ...]:
    platforms = (
        tables.performance(results, results.platforms, "platform"),
        tables.counts(results),
        tables.kinds(results),
    )
    return (
        ("Platforms", platforms),
        ("Themes", (tables.performance(results, results.themes, "theme"),)),
        ("Channels", (tables.performance(results, results.channels, "channel"),)),
        ("Messages", (tables.performance(results, results.messages, "message"),)),
    )
