"""Shares among the figures from elsewhere: task rate, positive share, poster coverage, others.

Each that names what it is a part of (``base``) is a share with Wilson's interval: people asked,
visits and sites each count by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from campaign.reports import figures
from campaign.reports.intervals import Interval, wilson
from campaign.store.models import ExternalFigure

Formula = Callable[[Decimal | None, Decimal | None], Decimal | None]

NAMED: Mapping[str, Formula] = {
    "task rate": figures.task_rate,
    "positive share": figures.positive_share,
    "poster coverage": figures.poster_coverage,
    "completion": lambda ended, started: figures.completion(_whole(ended), _whole(started)),
}
"""The formulas of the measures that are given under their own name; others are plain shares."""


@dataclass(frozen=True, slots=True)
class Share:
    """A figure from elsewhere as a share of its base; per cent."""

    value: Decimal | None
    interval: Interval | None  # None: not of whole numbers, or there is no share


def share_of(figure: ExternalFigure) -> Share | None:
    """Return a figure's share of its base by the formula of its name; ``None`` without a base."""
    if figure.base is None:
        return None
    value = NAMED.get(figure.name.strip().casefold(), figures.share)(figure.value, figure.base)
    part, whole = _whole(figure.value), _whole(figure.base)
    found = wilson(part, whole) if part is not None and whole is not None else None
    return Share(value, found.interval if found and value is not None else None)


def site_days_of(figure: ExternalFigure) -> int | None:
    """Return the site-days of a figure that counts sites; ``None`` for any other."""
    sites = _whole(figure.value)
    if figure.unit.strip().casefold() != "sites" or sites is None:
        return None
    return figures.site_days([(sites, (figure.last - figure.first).days + 1)])


def _whole(value: Decimal | None) -> int | None:
    return int(value) if value is not None and value == int(value) else None
