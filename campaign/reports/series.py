"""The figures behind the chart: engagements by the day, week or month of posting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from campaign.reports import cells
from campaign.reports.document import Cell, Line, Table
from campaign.reports.formats import MISSING, MONTHS
from campaign.reports.period import Period
from campaign.reports.results import Results, Total

_WEEKLY, _MONTHLY = 45, 200  # periods of more days are shown by week, by month


@dataclass(frozen=True, slots=True)
class Series:
    """One line per platform, one value per stretch of time."""

    unit: str  # "day", "week" or "month"
    labels: tuple[str, ...]  # one per stretch, all different
    lines: Mapping[str, tuple[Total | None, ...]]  # by platform; None: no post went out

    @property
    def top(self) -> int:
        """Return the greatest value."""
        return max((t.value or 0 for line in self.lines.values() for t in line if t), default=0)

    @property
    def reported(self) -> bool:
        """Say whether there is any value at all."""
        return any(t.posts for line in self.lines.values() for t in line if t)


def series(results: Results) -> Series:
    """Add the days' engagements up to stretches that the eye can tell apart."""
    unit = unit_of(results.period)
    starts = starts_of(results.period, unit)
    found: dict[str, dict[date, list[Total]]] = {}
    for (platform, on), total in results.days.items():
        stretch = stretch_of(on, unit, results.period)
        found.setdefault(platform, {}).setdefault(stretch, []).append(total)
    lines = {
        key: tuple(_merged(found[key].get(start, [])) for start in starts) for key in sorted(found)
    }
    return Series(unit, tuple(labelled(start, unit, starts) for start in starts), lines)


def _merged(totals: list[Total]) -> Total | None:
    if not totals:
        return None
    known = [total.value for total in totals if total.value is not None]
    return Total(sum(known) if known else None, sum(total.posts for total in totals))


def unit_of(period: Period) -> str:
    """Say by what a period is shown: "day", "week" or "month"."""
    if period.days > _MONTHLY:
        return "month"
    return "week" if period.days > _WEEKLY else "day"


def _start(on: date, unit: str) -> date:
    if unit == "month":
        return on.replace(day=1)
    return on - timedelta(days=on.weekday()) if unit == "week" else on


def starts_of(period: Period, unit: str) -> tuple[date, ...]:
    """Return the first day of each stretch of a period."""
    days = (period.first + timedelta(days=n) for n in range(period.days))
    return tuple(dict.fromkeys(stretch_of(on, unit, period) for on in days))


def stretch_of(on: date, unit: str, period: Period) -> date:
    """Return the first day of the stretch a day lies in; the first one may be cut off."""
    return max(_start(on, unit), period.first)


def labelled(start: date, unit: str, starts: tuple[date, ...]) -> str:
    """Return what a stretch is called beside the others."""
    month = MONTHS[start.month - 1][:3]
    if unit == "month":
        return f"{month} {start.year}"
    year = f" {start.year}" if starts[0].year != starts[-1].year else ""
    return f"{start.day} {month}{year}"


def series_table(results: Results, found: Series) -> Table:
    """Return the same figures as a table."""
    first = {"day": "Day", "week": "Week from", "month": "Month"}[found.unit]
    titles = [results.names.platform(key) for key in found.lines]
    columns = (*cells.words(first), *cells.counts(*titles))
    lines = tuple(
        Line(
            Cell(label),
            tuple(_value(line[index]) for line in found.lines.values()),
            results.headline.simulated,
        )
        for index, label in enumerate(found.labels)
    )
    caption = (
        f"Engagements by {found.unit} of posting and platform, {results.period.words}. "
        f"A dash means that no post went out; {MISSING} that nothing was reported"
    )
    return Table("series", caption, columns, lines if found.lines else ())


def _value(total: Total | None) -> Cell:
    return Cell(cells.DASH) if total is None else cells.counted(total.value)
