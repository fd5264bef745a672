"""``when:`` lines: dated and recurring messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Either fixed local times (``moments``), or weekdays and times between two days.

    ``every`` is the number of weeks between occurrences.
    """

    moments: tuple[datetime, ...] = ()  # naive local wall times
    weekdays: tuple[int, ...] = ()  # Monday is 0
    times: tuple[time, ...] = ()
    every: int = 1
    start: date | None = None
    until: date | None = None
