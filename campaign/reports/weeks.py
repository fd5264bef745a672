"""What became of the posts, by the day, week or month they were due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaign.reports import axes, cells, chart
from campaign.reports.cells import counted
from campaign.reports.document import Cell, Drawing, Line, Table
from campaign.reports.formats import count
from campaign.reports.period import Period
from campaign.reports.rows import OUT, Outcome, Row
from campaign.reports.series import labelled, starts_of, stretch_of, unit_of

SENT, HELD, MISSED, REST = "Sent", "Held", "Missed", "Not sent for other causes"
_KINDS = {Outcome.HELD: HELD, Outcome.MISSED: MISSED}
_ROW = 96  # pixels of one row of bars
_ROOM = 2.0  # a row's height as a multiple of its highest bar: its title stands above
_FEW = 32  # with more bars no number stands above each


@dataclass(frozen=True, slots=True)
class _Shown:
    """The counts by kind and stretch of time, with the stretches' names."""

    unit: str
    kinds: tuple[str, ...]
    labels: tuple[str, ...]
    posts: dict[str, tuple[int, ...]]  # by kind, one for each label


class Weeks:
    """Counts posts by what became of them as they pass by."""

    def __init__(self, period: Period) -> None:
        self._period = period
        self._found: Counter[tuple[bool, str, date]] = Counter()

    def add(self, row: Row) -> None:
        """Count one row; what is still open is not told yet."""
        if row.outcome is not Outcome.OPEN:
            kind = SENT if row.outcome in OUT else _KINDS.get(row.outcome, REST)
            self._found[row.simulated, kind, self._period.local(row.due_at).date()] += 1

    def drawing(self, *, simulated: bool) -> Drawing:
        """Return a row of bars for each thing that can become of a post."""
        shown = self._shown(simulated=simulated)
        heading = f"What became of the posts, by {shown.unit}"
        table = self._table(shown, simulated=simulated)
        if not shown.kinds:
            note = "Nothing has become of any post yet, so there is no chart."
            return Drawing("weeks", heading, "", table, note=note)
        alt = self._words(shown, simulated=simulated)
        spec = _bars(shown, simulated=simulated)
        return Drawing("weeks", heading, alt, table, spec, chart.draw(spec, alt, "weeks"))

    def _shown(self, *, simulated: bool) -> _Shown:
        unit = unit_of(self._period)
        starts = starts_of(self._period, unit)
        sums: Counter[tuple[str, date]] = Counter()
        for (sim, kind, day), posts in self._found.items():
            if sim is simulated:
                sums[kind, stretch_of(day, unit, self._period)] += posts
        found = {kind for kind, _ in sums}
        kinds = tuple(kind for kind in (SENT, HELD, MISSED, REST) if kind in found)
        by_kind = {kind: tuple(sums[kind, start] for start in starts) for kind in kinds}
        return _Shown(unit, kinds, tuple(labelled(s, unit, starts) for s in starts), by_kind)

    def _table(self, shown: _Shown, *, simulated: bool) -> Table:
        first = {"day": "Day", "week": "Week from", "month": "Month"}[shown.unit]
        lines = tuple(
            Line(Cell(label), tuple(counted(shown.posts[k][at]) for k in shown.kinds), simulated)
            for at, label in enumerate(shown.labels)
        )
        what = f"Posts by what became of them and the {shown.unit} they were due"
        columns = (*cells.words(first), *cells.counts(*shown.kinds))
        return Table(
            "weeks-figures",
            f"{what}, {self._period.words}",
            columns,
            lines if shown.kinds else (),
        )

    def _words(self, shown: _Shown, *, simulated: bool) -> str:
        told = "; ".join(
            f"{kind.lower()}: {count(sum(shown.posts[kind]), 'post')}" for kind in shown.kinds
        )
        return (
            f"{'Simulated figures. ' if simulated else ''}Bars by {shown.unit} of what became of "
            f"the posts, {self._period.words}, one row of bars each. In all, {told}. The table "
            "below has every value."
        )


def _bars(shown: _Shown, *, simulated: bool) -> dict[str, Any]:
    """Return one row of bars for each kind, all on one scale: no colour tells them apart."""
    top = max(max(posts) for posts in shown.posts.values())
    room, height = top * _ROOM, _ROW * len(shown.kinds)
    values, rows = _values(shown, room), _rows(shown, room, top)
    across, up = axes.along(shown.labels, "band"), axes.up(room * len(shown.kinds))
    layers: list[dict[str, Any]] = [axes.watermark(height)] if simulated else []
    layers += [_line(rows, up), _bar(values, across, up), _title(rows, up)]
    if len(shown.labels) <= _FEW:
        layers.append(_number(values, across, up))
    return axes.frame(height, layers, left=20, right=20, top=6, bottom=34)


def _values(shown: _Shown, room: float) -> list[dict[str, Any]]:
    floors = _floors(shown.kinds, room)
    return [
        {"at": label, "of": kind, "value": posts, "low": floors[kind], "high": floors[kind] + posts}
        for kind in shown.kinds
        for label, posts in zip(shown.labels, shown.posts[kind], strict=True)
        if posts
    ]


def _rows(shown: _Shown, room: float, top: int) -> list[dict[str, Any]]:
    floors = _floors(shown.kinds, room)
    return [
        {
            "of": f"{kind}: {sum(shown.posts[kind]):,}",
            "low": floors[kind],
            "title": floors[kind] + top * (_ROOM - 0.14),
        }
        for kind in shown.kinds
    ]


def _floors(kinds: Sequence[str], room: float) -> dict[str, float]:
    return {kind: (len(kinds) - 1 - at) * room for at, kind in enumerate(kinds)}


def _line(rows: list[dict[str, Any]], up: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": rows},
        "mark": {"type": "rule", "color": chart.GRID, "strokeWidth": 1},
        "encoding": {"y": {"field": "low", **up}},
    }


def _bar(values: list[dict[str, Any]], across: Any, up: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "color": chart.STYLES[0].light},
        "encoding": {"x": across, "y": {"field": "low", **up}, "y2": {"field": "high"}},
    }


def _title(rows: list[dict[str, Any]], up: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": rows},
        "mark": axes.label(align="left", baseline="top"),
        "encoding": {
            "x": {"value": 0},
            "y": {"field": "title", **up},
            "text": {"field": "of"},
        },
    }


def _number(values: list[dict[str, Any]], across: Any, up: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": values},
        "mark": axes.label(12, 400, baseline="bottom", dy=-2),
        "encoding": {
            "x": across,
            "y": {"field": "high", **up},
            "text": {"field": "value", "format": ",d"},
        },
    }
