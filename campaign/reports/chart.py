"""The chart: engagements by the day of posting, one line per platform, drawn as SVG.

Colour alone carries nothing: each line has its own dashes, its own points and its name at its
end, and the same figures stand in a table. The drawing is made from a plain Vega-Lite
specification by vl-convert, without a browser and without fetching anything. Its size is
fixed here, so that the fonts of a machine change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from xml.etree import ElementTree as ET

from campaign.reports.document import Drawing
from campaign.reports.formats import count, listed, number
from campaign.reports.results import Results, Total
from campaign.reports.series import Series, series, series_table

WIDTH, HEIGHT = 590, 300  # of the plot, in pixels
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 118, 12, 34
_DIGIT = 9  # pixels of a digit of the axis, at the most
_GAP = 17  # pixels between the names at the lines' ends
_TICKS = 7  # dates on the axis at the most
_STEPS = 5  # lines of the grid, about
_CROWDED = 60  # with more stretches of time the points are left out
_VERSION = "v5.20"  # of Vega-Lite: a newer one must not change old reports
_SVG = "http://www.w3.org/2000/svg"

INK, MUTED, GRID = "#0f172a", "#475569", "#dbe1e8"


@dataclass(frozen=True, slots=True)
class Style:
    """How one line looks: on the white page, on the dark page, its dashes and its points."""

    light: str
    dark: str
    dash: tuple[int, ...]
    shape: str


STYLES = (
    Style("#0b3fa8", "#8ab4ff", (1, 0), "circle"),
    Style("#a8071a", "#ff9aa2", (7, 4), "square"),
    Style("#00663a", "#6fdc9c", (2, 3), "triangle-up"),
    Style("#6b3fa0", "#cfa8ff", (9, 3, 2, 3), "diamond"),
    Style("#7a4f00", "#f0b95c", (13, 5), "triangle-down"),
    Style("#005f6b", "#5fd4de", (4, 2, 4, 6), "cross"),
    Style("#9c0075", "#ff9ae0", (1, 4), "triangle-left"),
    Style("#44505c", "#c3ced9", (16, 3, 3, 3), "triangle-right"),
)
"""One per line; every colour has a contrast of 4.5 : 1 or more on its page."""


def drawing(results: Results) -> Drawing:
    """Draw the engagements of a period's posts by the day, week or month of posting."""
    found = series(results)
    heading = f"Engagements by {found.unit} of posting"
    empty = partial(Drawing, "engagements", heading, "", series_table(results, found))
    if not found.reported:
        return empty(note="No engagement has been reported for these posts, so there is no chart.")
    if not found.top:
        return empty(note="Every post that was read had 0 engagements, so there is no chart.")
    keys = sorted(found.lines, key=lambda key: -_weight(found.lines[key]))[: len(STYLES)]
    keys.sort()
    note = _BROKEN if any(_value(t) is None for key in keys for t in found.lines[key]) else ""
    if len(keys) < len(found.lines):
        most = f"The chart shows the {len(keys)} platforms with the most; the table shows all."
        note = f"{note} {most}".strip()
    drawn = replace(found, lines={key: found.lines[key] for key in keys})
    alt = describe(results, drawn)
    spec = specification(drawn, [(key, results.names.platform(key)) for key in keys])
    if results.headline.simulated:
        spec["layer"].insert(0, WATERMARK)
    table = series_table(results, found)
    return Drawing("engagements", heading, alt, table, spec, draw(spec, alt, "engagements"), note)


_BROKEN = "Where a line is broken, no post went out or nothing was reported."


def _value(total: Total | None) -> int | None:
    return None if total is None else total.value


def _weight(line: Sequence[Total | None]) -> int:
    return sum(total.value or 0 for total in line if total)


def describe(results: Results, found: Series) -> str:
    """Say in words what the chart shows, for those who cannot see it."""
    label, key = next(
        (found.labels[index], key)
        for key, line in found.lines.items()
        for index, total in enumerate(line)
        if total and total.value == found.top
    )
    titles = listed([results.names.platform(key) for key in found.lines])
    simulated = "Simulated figures. " if results.headline.simulated else ""
    return (
        f"{simulated}Line chart of engagements by {found.unit} of posting, "
        f"{results.period.words}, on {titles}. The highest value is {number(found.top)}, on "
        f"{results.names.platform(key)}, {label}. The table below has all "
        f"{count(len(found.labels), 'value')} of each line."
    )


def draw(spec: dict[str, Any], alt: str, key: str) -> str:
    """Return a chart as an SVG element with ``alt`` as its description; ``key`` is its own."""
    import vl_convert  # noqa: PLC0415 - heavy, and only needed when a report is made

    svg = vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, allowed_base_urls=[])
    return _tidied(svg, alt, f"{key}-alt")


def picture(drawing: Drawing) -> bytes:
    """Return a chart as a PNG file on white, twice as sharp as it is large."""
    import vl_convert  # noqa: PLC0415 - as above

    spec = {**(drawing.spec or {}), "background": "#ffffff"}
    png: bytes = vl_convert.vegalite_to_png(
        spec, vl_version=_VERSION, scale=2, allowed_base_urls=[]
    )
    return png


def specification(found: Series, titled: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the chart as plain Vega-Lite, its data within; ``titled`` are keys and names."""
    ticks = scale(found.top)
    names = [name for _, name in titled]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "autosize": "none",
        "padding": {"left": _room(ticks[-1]), "right": _RIGHT, "top": _TOP, "bottom": _BOTTOM},
        "background": None,
        "config": CONFIG,
        "layer": [_lines(found, titled, names, ticks), *_ends(found, titled, names, ticks)],
    }


def _room(top: int) -> int:
    """Return the pixels that the numbers of the axis upwards need."""
    return max(_LEFT, 16 + _DIGIT * len(number(top)))


CONFIG = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": 14,
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
        "labelPadding": 9,
        "title": None,
    },
}


WATERMARK: dict[str, Any] = {
    "data": {"values": [{}]},
    "mark": {
        "type": "text",
        "text": "Simulated",
        "x": WIDTH / 2,
        "y": HEIGHT / 2,
        "fontSize": 92,
        "fontWeight": 700,
        "color": MUTED,
        "opacity": 0.13,
    },
}


def _lines(
    found: Series, titled: Sequence[tuple[str, str]], names: list[str], ticks: list[int]
) -> dict[str, Any]:
    values = [  # with no value the line breaks: it must not promise anything between two posts
        {"at": label, "of": name, "value": _value(total)}
        for key, name in titled
        for label, total in zip(found.labels, found.lines[key], strict=True)
    ]
    broken = any(value["value"] is None for value in values)  # a lonely value is a point only
    crowded = len(found.labels) > _CROWDED and not broken
    return {
        "data": {"values": values},
        "mark": {
            "type": "line",
            "strokeWidth": 2.5,
            "strokeJoin": "round",
            "point": False if crowded else {"filled": True, "size": 42},
        },
        "encoding": {
            "x": _x(found),
            "y": _y(ticks),
            "color": _by_name(names, "light"),
            "strokeDash": _by_name(names, "dash"),
            "shape": _by_name(names, "shape"),
        },
    }


def _x(found: Series) -> dict[str, Any]:
    every = -(-len(found.labels) // _TICKS)
    return {
        "field": "at",
        "type": "ordinal",
        "scale": {"domain": list(found.labels), "type": "point", "padding": 0.4},
        "axis": {"values": list(found.labels[::every]), "labelAngle": 0, "labelOverlap": False},
    }


def _y(ticks: list[int], name: str = "value") -> dict[str, Any]:
    return {
        "field": name,
        "type": "quantitative",
        "scale": {"domain": [0, ticks[-1]], "nice": False},
        "axis": {"values": ticks, "format": ",d", "grid": True},
    }


def _by_name(names: list[str], look: str) -> dict[str, Any]:
    styles = STYLES[: len(names)]
    looks = [list(s.dash) if look == "dash" else getattr(s, look) for s in styles]
    return {
        "field": "of",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": names, "range": looks},
    }


def _ends(
    found: Series, titled: Sequence[tuple[str, str]], names: list[str], ticks: list[int]
) -> list[dict[str, Any]]:
    """Return each line's name at its end, led to where it does not stand beside it."""
    ends = {name: _last(found, key) for key, name in titled}
    last = {name: end for name, end in ends.items() if end is not None}
    places = spread({name: end[1] for name, end in last.items()}, ticks[-1])
    values = [
        {"at": label, "of": name, "value": value, "place": places[name]}
        for name, (label, value) in last.items()
    ]
    data, colour = {"values": values}, _by_name(names, "light")
    leader = {
        "data": data,
        "mark": {"type": "rule", "strokeWidth": 1, "opacity": 0.55},
        "encoding": {
            "x": _x(found),
            "y": _y(ticks),
            "x2": {"value": WIDTH + 6},
            "y2": {"field": "place"},
            "color": colour,
        },
    }
    text = {
        "data": data,
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "fontSize": 14,
            "fontWeight": 600,
        },
        "encoding": {
            "x": {"value": WIDTH + 10},
            "y": _y(ticks, "place"),
            "text": {"field": "of"},
            "color": colour,
        },
    }
    return [leader, text]


def _last(found: Series, key: str) -> tuple[str, int] | None:
    ends = [
        (label, total.value)
        for label, total in zip(found.labels, found.lines[key], strict=True)
        if total is not None and total.value is not None
    ]
    return ends[-1] if ends else None


def spread(values: dict[str, int], top: int) -> dict[str, float]:
    """Move the names at the lines' ends apart, in the axis's unit, keeping their order."""
    gap = _GAP * top / HEIGHT
    order = sorted(values, key=lambda name: (values[name], name))
    places: list[float] = []
    for name in order:
        places.append(max(float(values[name]), places[-1] + gap if places else 0.0))
    over = places[-1] - top if places else 0.0
    if over > 0:
        places[-1] = float(top)
        for index in range(len(places) - 2, -1, -1):
            places[index] = min(places[index], places[index + 1] - gap)
    return {name: round(place, 4) for name, place in zip(order, places, strict=True)}


def scale(top: int) -> list[int]:
    """Return the whole numbers of the axis, from 0 to the first round one not below ``top``."""
    step, power = 1, 1
    while step * _STEPS < top:
        for factor in (2, 5, 10):
            step = factor * power
            if step * _STEPS >= top:
                break
        power *= 10
    return list(range(0, -(-top // step) * step + 1, step))


def _tidied(svg: str, alt: str, name: str) -> str:
    """Leave the drawing only, as one picture with a description; colours become variables."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing, made a moment ago
    for element in root.iter():
        for noise in [n for n in element.attrib if n.startswith("aria-") or n in _NOISE]:
            del element.attrib[noise]
    root.attrib |= {"role": "img", "aria-labelledby": name}
    title = ET.Element(f"{{{_SVG}}}title", {"id": name})
    title.text = alt
    root.insert(0, title)
    return ET.tostring(root, encoding="unicode")


_NOISE = ("role", "class", "pointer-events")


def with_variables(svg: str) -> str:
    """Replace the drawing's colours by CSS variables, so that it follows the page."""
    for colour, name in variables().items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name}, {colour})"')
    return svg


def variables() -> dict[str, str]:
    """Return the name of the CSS variable of each colour of the drawing."""
    lines = {style.light: f"line-{index}" for index, style in enumerate(STYLES, 1)}
    return {INK: "ink", MUTED: "muted", GRID: "grid", **lines}
