"""The days an export is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from campaign.planning.slot import to_utc


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both included; ``None`` is no bound."""

    first: date | None = None
    last: date | None = None

    def bounds(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """Return the instants of the span: from the first to the second, not included."""
        after = self.last + timedelta(days=1) if self.last else None
        return _midnight(self.first, zone), _midnight(after, zone)


def _midnight(day: date | None, zone: str) -> datetime | None:
    return to_utc(datetime.combine(day, time()), zone) if day else None
