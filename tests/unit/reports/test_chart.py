from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from campaign.reports import chart
from campaign.reports.results import Total
from campaign.reports.series import Series

FOUND = Series(
    "day",
    ("1 Oct", "2 Oct", "3 Oct"),
    {
        "x": (Total(5, 1), Total(None, 0), Total(9, 1)),
        "mastodon": (None, Total(2, 1), Total(8, 2)),
    },
)
TITLED = [("mastodon", "Mastodon"), ("x", "X & Sons <b>")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_names_at_the_lines_ends_can_be_read_on_both_pages():
    for style in chart.STYLES:
        assert contrast(style.light, "#ffffff") >= 4.5, style
        assert contrast(style.dark, "#0f1720") >= 4.5, style
    assert contrast(chart.INK, "#ffffff") >= 7


def test_lines_differ_in_dashes_and_points_not_in_colour_alone():
    assert len({style.dash for style in chart.STYLES}) == len(chart.STYLES)
    assert len({style.shape for style in chart.STYLES}) == len(chart.STYLES)


def test_what_is_missing_is_no_point_of_the_line_and_breaks_it():
    spec = chart.specification(FOUND, TITLED)
    values = spec["layer"][0]["data"]["values"]
    assert [(v["at"], v["value"]) for v in values] == [
        ("1 Oct", None),
        ("2 Oct", 2),
        ("3 Oct", 8),
        ("1 Oct", 5),
        ("2 Oct", None),
        ("3 Oct", 9),
    ]
    svg = chart.draw(spec, "a", "chart")
    lines = re.findall(r'<path [^>]*d="(M[^"]*)"[^>]*stroke-width="2.5"', svg)
    assert sorted(line.count("M") for line in lines) == [1, 2]  # Mastodon whole, X in two parts


def test_a_broken_line_keeps_its_points_however_many_there_are():
    labels = tuple(str(n) for n in range(80))
    whole = Series("day", labels, {"x": tuple(Total(n, 1) for n in range(80))})
    broken = Series("day", labels, {"x": tuple(Total(n, 1) if n % 2 else None for n in range(80))})
    points = [
        chart.specification(found, [("x", "X")])["layer"][0]["mark"]["point"]
        for found in (whole, broken)
    ]
    assert points[0] is False
    assert points[1]


def test_the_specification_holds_its_data_and_asks_for_nothing():
    text = json.dumps(chart.specification(FOUND, TITLED))
    assert '"url"' not in text
    assert text.count("http") == 1  # the name of the language


def test_the_drawing_is_one_picture_with_its_description_and_no_script():
    svg = chart.draw(chart.specification(FOUND, TITLED), "What it <shows> & tells", "chart")
    assert svg.startswith("<svg ")
    title = '<title id="chart-alt">What it &lt;shows&gt; &amp; tells</title>'
    assert re.search(rf'<svg [^>]*role="img"[^>]*>{title}', svg)
    assert "<script" not in svg
    assert set(re.findall(r"https?://[^\"<]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert "X &amp; Sons &lt;b&gt;" in svg


def test_the_same_figures_give_the_same_drawing():
    spec = chart.specification(FOUND, TITLED)
    assert chart.draw(spec, "a", "chart") == chart.draw(spec, "a", "chart")


def test_every_colour_of_the_drawing_follows_the_page():
    svg = chart.with_variables(chart.draw(chart.specification(FOUND, TITLED), "a", "chart"))
    paints = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert paints <= {"none"} | {f"var(--{n}, {c})" for c, n in chart.variables().items()}
    assert "var(--line-1, #0b3fa8)" in paints
    assert "var(--line-2, #a8071a)" in paints


@pytest.mark.parametrize("top", [9, 150_000, 12_000_000])
def test_the_numbers_of_the_axis_have_room(top):
    found = Series("day", ("1 Oct",), {"x": (Total(top, 1),)})
    spec = chart.specification(found, [("x", "X")])
    longest = max(len(f"{tick:,}") for tick in chart.scale(top))
    assert spec["padding"]["left"] >= 9 * longest + 9  # letters of 14 pixels, and their distance


@pytest.mark.parametrize("top", [1, 2, 5, 6, 9, 10, 11, 26, 99, 100, 480, 1001, 12_345, 7_654_321])
def test_the_axis_has_few_round_whole_numbers_and_holds_the_highest(top):
    ticks = chart.scale(top)
    assert ticks[0] == 0
    assert ticks[-2] < top <= ticks[-1]
    assert 2 <= len(ticks) <= 6
    assert len({b - a for a, b in pairwise(ticks)}) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"a": 0, "b": 0, "c": 0},
        {"a": 100, "b": 100, "c": 99},
        {"a": 5, "b": 50, "c": 95},
        {"a": 40, "b": 41, "c": 42, "d": 43, "e": 90},
    ],
)
def test_names_at_the_ends_never_cover_each_other(values):
    places = chart.spread(values, 100)
    gap = 17 * 100 / chart.HEIGHT
    ordered = sorted(places.values())
    assert all(b - a >= gap - 0.001 for a, b in pairwise(ordered))
    assert max(ordered) <= 100
    assert sorted(values, key=lambda n: (values[n], n)) == sorted(places, key=places.get)
