"""A chart as Excel draws it itself, from the figures beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from campaign.reports.chart import GRID, INK, STYLES
from campaign.reports.document import Column, Drawing
from campaign.reports.xlsx_table import Spot, cell_at

_DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash", "square_dot", "long_dash_dot")
_POINTS = ("circle", "square", "triangle", "diamond", "x", "plus", "star")
BEHIND = "Chart figures"
_SIZE = {"width": 860, "height": 420}
_AXIS = {"num_font": {"size": 10, "color": INK}, "line": {"color": GRID}}


class Charts:
    """The charts of one workbook, and the hidden sheet with the figures behind them.

    A missing figure is an empty cell there, so that the line breaks: Excel draws words as 0.
    """

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._behind: Worksheet | None = None
        self._row = 0

    def add(self, sheet: Worksheet, drawing: Drawing, spot: Spot) -> None:
        """Draw a chart beside its table."""
        columns = [(index, one) for index, one in enumerate(drawing.table.columns) if one.numeric]
        if not columns or not drawing.table.lines:
            return
        lined = "line" in set(_marks(drawing))
        chart = self._book.add_chart({"type": "line" if lined else "bar"})
        first, last = self._row, self._row + len(drawing.table.lines) - 1
        series = self._figures(drawing, columns)
        for order, (_, column) in enumerate(columns):
            chart.add_series(
                {
                    "name": column.title,
                    "categories": [sheet.name, spot.head + 1, 0, spot.last, 0],
                    "categories_data": [line.head.text for line in drawing.table.lines],
                    "values": [BEHIND, first, order, last, order],
                    "values_data": series[order],
                    **_look(order, lined=lined),
                }
            )
        _dress(chart, drawing, alone=len(columns) == 1, lined=lined)
        place = {"description": drawing.alt, "object_position": 3}
        sheet.insert_chart(spot.head, len(drawing.table.columns) + 1, chart, place)

    def _figures(
        self, drawing: Drawing, columns: list[tuple[int, Column]]
    ) -> list[list[float | None]]:
        """Write the figures behind a chart; return them by column."""
        if self._behind is None:
            self._behind = self._book.add_worksheet(BEHIND)
            self._behind.hide()
        found: list[list[float | None]] = [[] for _ in columns]
        for line in drawing.table.lines:
            for order, (index, _) in enumerate(columns):
                value = cell_at(line, index).value
                figure = float(value) if isinstance(value, (int, Decimal)) else None
                found[order].append(figure)
                if figure is not None:
                    self._behind.write_number(self._row, order, figure)
            self._row += 1
        return found


def _marks(drawing: Drawing) -> Iterator[str]:
    """Yield what a Vega-Lite specification draws with: line, bar, point..."""
    text = json.dumps(drawing.spec or {"mark": "line"}, default=str)
    found = [json.loads(text)]
    while found:
        one = found.pop()
        if isinstance(one, dict):
            mark = one.get("mark")
            yield mark.get("type", "") if isinstance(mark, dict) else mark or ""
            found.extend(one.values())
        elif isinstance(one, list):
            found.extend(one)


def _look(order: int, *, lined: bool) -> dict[str, object]:
    """Return how a line or bar looks: colour, dashes and points, as on the page."""
    colour = STYLES[order % len(STYLES)].light
    if not lined:
        return {"fill": {"color": colour}, "gap": 60}
    point = {"type": _POINTS[order % len(_POINTS)], "size": 6}
    paint = {"fill": {"color": colour}, "border": {"color": colour}}
    dash = _DASHES[order % len(_DASHES)]
    return {
        "line": {"color": colour, "width": 2, "dash_type": dash},
        "marker": point | paint,
    }


def _dress(chart: Chart, drawing: Drawing, *, alone: bool, lined: bool) -> None:
    chart.set_title({"name": drawing.heading, "name_font": {"size": 13, "color": INK}})
    chart.set_size(_SIZE)
    across, up = (
        dict(_AXIS),
        dict(_AXIS) | {"major_gridlines": {"visible": True, "line": {"color": GRID}}},
    )
    if not lined:
        across["reverse"] = True
    chart.set_x_axis(across)
    chart.set_y_axis(up)
    chart.set_legend({"none": True} if alone else {"position": "bottom"})
    chart.show_blanks_as("gap")
    chart.show_hidden_data()
