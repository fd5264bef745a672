"""Cells that carry a figure: the text people read is made from the value, in one place."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from campaign.reports.document import Cell, Column, Kind, Value
from campaign.reports.formats import MISSING, day, decimal, number, percent
from campaign.reports.period import Period

DASH = "–"
"""Stands where there is nothing of which a figure could be missing."""


def counted(value: int | None, note: str = "") -> Cell:
    """Return a count's cell; ``None`` is n/a."""
    return Cell(number(value), note, value)


def rated(value: Decimal | None, note: str = "") -> Cell:
    """Return the cell of a rate in per cent; the note stands only where there is a rate."""
    return Cell(percent(value), note if value is not None else "", value)


def measured(value: Decimal | int | None, note: str = "") -> Cell:
    """Return the cell of a number that may have decimals."""
    exact = None if value is None else Decimal(value)
    return Cell(decimal(exact), note, exact)


def dated(value: date | None, note: str = "") -> Cell:
    """Return a day's cell."""
    return Cell(MISSING if value is None else day(value), note, value)


def timed(value: datetime | None, period: Period, note: str = "") -> Cell:
    """Return a moment's cell, as the clock on the wall of the period's zone shows it."""
    if value is None:
        return Cell(MISSING, note)
    return Cell(period.stamp(value), note, period.local(value))


def written(value: Value, kind: Kind) -> str:
    """Return the text of a figure of a kind: what every cell with a value must show."""
    match value:
        case None:
            return MISSING
        case datetime():
            return f"{day(value.date())}, {value:%H:%M}"
        case date():
            return day(value)
        case _ if kind is Kind.PERCENT:
            return percent(Decimal(value))
        case _ if kind is Kind.DECIMAL:
            return decimal(Decimal(value))
        case _:
            return number(int(value))


def words(*titles: str) -> tuple[Column, ...]:
    """Return columns of words."""
    return tuple(Column(title, numeric=False) for title in titles)


def counts(*titles: str) -> tuple[Column, ...]:
    """Return columns of counts."""
    return tuple(Column(title, kind=Kind.COUNT) for title in titles)


def rates(*titles: str) -> tuple[Column, ...]:
    """Return columns of rates in per cent."""
    return tuple(Column(title, kind=Kind.PERCENT) for title in titles)


def days(*titles: str) -> tuple[Column, ...]:
    """Return columns of days."""
    return tuple(Column(title, numeric=False, kind=Kind.DAY) for title in titles)


def moments(*titles: str) -> tuple[Column, ...]:
    """Return columns of moments."""
    return tuple(Column(title, numeric=False, kind=Kind.MOMENT) for title in titles)


def decimals(*titles: str) -> tuple[Column, ...]:
    """Return columns of numbers that may have decimals."""
    return tuple(Column(title, kind=Kind.DECIMAL) for title in titles)
