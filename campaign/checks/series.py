"""Whether figures can be compared: one series, one place, one population, one way of counting."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign.library.register import Fact

NEW_COUNT = 2017
"""Since 1 April of this year “assault with injury on a constable” is recorded as such."""

_ENDING = re.compile(r"\byear ending (?:\d{1,2} )?[a-z]* ?(\d{4})", re.IGNORECASE)
_SPLIT = re.compile(r"\b((?:19|20)\d\d) ?[/–-] ?(?:(?:19|20)?\d\d)\b")
_ALONE = re.compile(r"\b((?:19|20)\d\d)\b")


def compared_wrongly(facts: Sequence[Fact]) -> str:
    """Return why figures cannot be compared, as “of …”, or "" where they can."""
    different = {fact.id: fact for fact in facts}.values()
    if len(different) < 2:  # noqa: PLR2004 - one alone is not compared
        return ""
    for what, told in (
        ("series", {fact.series for fact in different}),
        ("places", {fact.geography for fact in different}),
        ("populations", {fact.population for fact in different}),
    ):
        if len(told) > 1:
            return f"of different {what}"
    if not next(iter(different)).series:
        return "of which the register names no series"
    sides = {old(fact.period) for fact in different} - {None}
    return f"from both sides of 1 April {NEW_COUNT}" if len(sides) > 1 else ""


def old(period: str) -> bool | None:
    """Tell whether a period ended by 31 March 2017; ``None`` where it names no year."""
    if ending := _ENDING.search(period):
        return int(ending[1]) <= NEW_COUNT
    if split := _SPLIT.search(period):
        return int(split[1]) < NEW_COUNT
    alone = _ALONE.search(period)
    return int(alone[1]) < NEW_COUNT if alone else None
