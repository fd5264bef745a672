"""How figures and dates are written for people: British, and never a 0 that is not one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from campaign.reports.figures import rounded

MISSING = "n/a"

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Written out here: strftime would follow the machine's language.


def number(value: int | None) -> str:
    """Write a count: 12,345."""
    return MISSING if value is None else f"{value:,}"


def percent(value: Decimal | None) -> str:
    """Write a rate, rounded: 2.31%."""
    return MISSING if value is None else f"{rounded(value):,}%"


def decimal(value: Decimal | None) -> str:
    """Write a number that may have decimals, two at the most: 1,234.5."""
    if value is None:
        return MISSING
    return f"{rounded(value):,}".rstrip("0").rstrip(".")


def count(value: int, one: str, many: str = "") -> str:
    """Write a count with its noun: "1 post", "2 posts"."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def day(value: date) -> str:
    """Write a day: 1 October 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(first: date, last: date) -> str:
    """Write two days and what is between: 1 to 31 October 2026."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{first.day} to {day(last)}"


def listed(words: list[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    if len(words) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
