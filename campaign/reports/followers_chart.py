"""How many follow each channel: the chart and the table of a period's counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from campaign.reports import axes, cells, chart
from campaign.reports.cells import counted, rated
from campaign.reports.document import Cell, Drawing, Line, Table
from campaign.reports.formats import MISSING, count, day, listed, number
from campaign.reports.health import Health
from campaign.reports.results import Results, Total
from campaign.reports.series import Series, labelled, starts_of, stretch_of, unit_of
from campaign.store import followers
from campaign.store.models import FollowerCount

_MOST = len(chart.STYLES)
_NAME = 9.2  # pixels of a letter at the end of a line, at the most


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a period by channel, the earliest first; none without any."""

    results: Results
    by_channel: Mapping[str, Sequence[FollowerCount]]

    @classmethod
    def of(cls, results: Results) -> Counts:
        """Read the counts of the channels that had posts due."""
        simulated = results.headline.simulated
        channels = sorted({g.key for g in results.channels if g.simulated is simulated})
        found: dict[str, list[FollowerCount]] = {}
        period = results.period
        for row in followers.series(channels, period.first, period.last):
            if row.simulated is simulated and (results.now is None or row.taken_at <= results.now):
                found.setdefault(row.channel, []).append(row)
        return cls(results, found)

    @property
    def change(self) -> int | None:
        """Return by how many the follows of all channels changed; ``None`` without two counts."""
        both = [rows for rows in self.by_channel.values() if len(rows) > 1]
        return sum(rows[-1].count - rows[0].count for rows in both) if both else None

    def table(self) -> Table:
        """Return the first and the last count of each channel."""
        columns = (
            *cells.words("Channel"),
            *cells.counts("Followers at the start", "Followers at the end", "Change"),
            *cells.rates("Median rate by followers"),
        )
        known = {one.channel: one for one in self.results.health}
        lines = tuple(
            _line(channel, rows, known.get(channel))
            for channel, rows in sorted(self.by_channel.items())
        )
        caption = f"Followers by channel, {self.results.period.words}"
        return Table("followers", caption, columns, lines)

    def drawing(self) -> Drawing:
        """Return the lines of the channels' followers."""
        found = self._series()
        heading = "Followers"
        table = _series_table(self.results, found)
        empty = partial(Drawing, "followers-chart", heading, "", table)
        if not found.lines:
            return empty(note="Nobody has counted the followers in this period.")
        if max(sum(map(bool, line)) for line in found.lines.values()) == 1:
            return empty(note="The followers were counted once, so there is no line to draw.")
        keys = sorted(found.lines, key=lambda key: (-_last(found.lines[key]), key))[:_MOST]
        spec = chart.specification(found, [(key, key) for key in sorted(keys)])
        spec["padding"] = {**spec["padding"], "right": round(20 + _NAME * max(map(len, keys)))}
        simulated = self.results.headline.simulated
        if simulated:
            spec["layer"].insert(0, axes.watermark(chart.HEIGHT))
        alt = self._words(keys, found)
        note = f"The {_MOST} channels with the most; the table shows all."
        drawn = chart.draw(spec, alt, "followers-chart")
        return Drawing(
            "followers-chart",
            heading,
            alt,
            table,
            spec,
            drawn,
            note if len(keys) < len(found.lines) else "",
        )

    def _series(self) -> Series:
        period = self.results.period
        unit = unit_of(period)
        starts = starts_of(period, unit)
        latest = {
            channel: {stretch_of(row.day, unit, period): row.count for row in rows}
            for channel, rows in self.by_channel.items()
        }
        lines = {
            channel: tuple(_total(found.get(start)) for start in starts)
            for channel, found in sorted(latest.items())
        }
        return Series(unit, tuple(labelled(start, unit, starts) for start in starts), lines)

    def _words(self, keys: Sequence[str], found: Series) -> str:
        simulated = "Simulated figures. " if self.results.headline.simulated else ""
        told = [f"{key} {number(_last(found.lines[key]))}" for key in keys]
        return (
            f"{simulated}Line chart of followers by {found.unit}, {self.results.period.words}. At "
            f"the end: {listed(told)}. The table below has all {count(len(found.labels), 'value')} "
            "of each line."
        )


def _total(value: int | None) -> Total | None:
    return None if value is None else Total(value, 1)


def _last(line: Sequence[Total | None]) -> int:
    return next((total.value or 0 for total in reversed(line) if total), 0)


def _line(channel: str, rows: Sequence[FollowerCount], health: Health | None) -> Line:
    first, last = rows[0], rows[-1]
    change = last.count - first.count if len(rows) > 1 else None
    found = (
        counted(first.count, day(first.day)),
        counted(last.count, day(last.day)),
        counted(change),
        rated(health.median, count(health.posts, "post")) if health else Cell(MISSING),
    )
    return Line(Cell(channel), found, first.simulated)


def _series_table(results: Results, found: Series) -> Table:
    first = {"day": "Day", "week": "Week from", "month": "Month"}[found.unit]
    columns = (*cells.words(first), *cells.counts(*found.lines))
    lines = tuple(
        Line(
            Cell(label),
            tuple(_cell(line[at]) for line in found.lines.values()),
            results.headline.simulated,
        )
        for at, label in enumerate(found.labels)
    )
    caption = (
        f"Followers by {found.unit} and channel, {results.period.words}. A dash means that nobody "
        "counted then"
    )
    return Table("followers-figures", caption, columns, lines if found.lines else ())


def _cell(total: Total | None) -> Cell:
    return Cell(cells.DASH) if total is None else counted(total.value)
