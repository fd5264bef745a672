"""The chart of rates with their intervals: a point for each platform, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from campaign.reports import axes, cells, chart
from campaign.reports.cells import counted, rated
from campaign.reports.document import Cell, Drawing, Line, Table
from campaign.reports.formats import listed, percent
from campaign.reports.group import Group
from campaign.reports.intervals import FEWEST, Estimate
from campaign.reports.results import Results

_ROW = 46  # pixels of one platform
_LEFT, _RIGHT = 130, 78

Found = Sequence[tuple[Group, Estimate | None]]


def drawing(results: Results) -> Drawing:
    """Return the engagement rates of the platforms with their 95% intervals."""
    simulated = results.headline.simulated
    groups = [g for g in results.platforms if g.sent and g.simulated is simulated]
    found = [(group, group.estimate) for group in groups]
    table = _table(results, found)
    known = [(group, estimate) for group, estimate in found if estimate is not None]
    heading = "How sure the engagement rates are"
    if not known:
        note = (
            f"No platform has {FEWEST} posts with impressions, so there is no interval to draw: "
            "so few posts say little about others."
        )
        return Drawing("rates", heading, "", table, note=note)
    alt = _words(results, known)
    spec = _specification(known, simulated=simulated)
    return Drawing("rates", heading, alt, table, spec, chart.draw(spec, alt, "rates"), _NOTE)


_NOTE = (
    "Where two lines overlap widely, the figures do not tell the two apart: another month with "
    "such posts could have had any rate along its line."
)


def _table(results: Results, found: Found) -> Table:
    caption = f"Engagement rate by platform with its 95% interval, {results.period.words}"
    columns = (
        *cells.words("Platform"),
        *cells.counts("Posts with a rate"),
        *cells.rates("Engagement rate", "From", "To"),
    )
    lines = tuple(_line(group, estimate) for group, estimate in found)
    return Table("rates-figures", caption, columns, lines)


def _line(group: Group, estimate: Estimate | None) -> Line:
    rate = group.rates["rate"]
    low, high = (estimate.interval.low, estimate.interval.high) if estimate else (None, None)
    few = f"under {FEWEST} posts" if estimate is None and rate.value is not None else ""
    found = (counted(rate.posts), rated(rate.value), rated(low), rated(high))
    return Line(Cell(group.title, few), found, group.simulated)


def _words(results: Results, known: Sequence[tuple[Group, Estimate]]) -> str:
    told = [
        f"{group.title} {percent(one.value)} ({percent(one.interval.low)} to "
        f"{percent(one.interval.high)})"
        for group, one in known
    ]
    simulated = "Simulated figures. " if results.headline.simulated else ""
    return (
        f"{simulated}Points with lines of the engagement rates by platform and their 95% "
        f"intervals, {results.period.words}: {listed(told)}. The table below has the same."
    )


def _specification(known: Sequence[tuple[Group, Estimate]], *, simulated: bool) -> dict[str, Any]:
    values: list[dict[str, Any]] = [
        {
            "of": group.title,
            "rate": float(one.value),
            "low": float(one.interval.low),
            "high": float(one.interval.high),
            "text": percent(one.value),
        }
        for group, one in known
    ]
    height = _ROW * len(values)
    domain = [value["of"] for value in values]
    layers = [axes.watermark(height)] if simulated else []
    layers += [_interval(domain), _point(domain), _figure(domain)]
    spec = axes.frame(height, layers, left=_LEFT, right=_RIGHT, top=8, bottom=34)
    return {**spec, "data": {"values": values}}


def _rows(domain: list[str]) -> dict[str, Any]:
    return {
        "field": "of",
        "type": "ordinal",
        "scale": {"domain": domain, "type": "band"},
        "axis": {"grid": False, "labelFontWeight": 600, "labelLimit": _LEFT - 12},
    }


def _rates(field: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {
            "grid": True,
            "tickCount": 6,
            "labelFlush": False,
            "labelExpr": "datum.label + '%'",
        },
    }


def _interval(domain: list[str]) -> dict[str, Any]:
    return {
        "mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.45, "color": _COLOUR},
        "encoding": {"y": _rows(domain), "x": _rates("low"), "x2": {"field": "high"}},
    }


def _point(domain: list[str]) -> dict[str, Any]:
    return {
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": _COLOUR},
        "encoding": {"y": _rows(domain), "x": _rates("rate")},
    }


def _figure(domain: list[str]) -> dict[str, Any]:
    return {
        "mark": axes.label(align="left", baseline="middle", dx=10),
        "encoding": {"y": _rows(domain), "x": _rates("high"), "text": {"field": "text"}},
    }


_COLOUR = chart.STYLES[0].light
