"""The span of time a report covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from campaign.reports.formats import day, span

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Period:
    """Posts due from ``start`` up to, not including, ``end`` (aware); days are of ``zone``."""

    start: datetime
    end: datetime
    zone: ZoneInfo = LONDON

    @property
    def first(self) -> date:
        """Return the first local day."""
        return self.local(self.start).date()

    @property
    def last(self) -> date:
        """Return the last local day: the one before, when ``end`` is midnight."""
        return self.local(self.end - timedelta(microseconds=1)).date()

    @property
    def words(self) -> str:
        """Say the period: "1 to 31 October 2026"."""
        return span(self.first, self.last)

    @property
    def stem(self) -> str:
        """Return the name of the report's files, without an ending."""
        return f"evaluation-{self.first.isoformat()}-to-{self.last.isoformat()}"

    @property
    def days(self) -> int:
        """Return how many local days the period touches."""
        return (self.last - self.first).days + 1

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the clock on the wall shows it."""
        return moment.astimezone(self.zone)

    def stamp(self, moment: datetime) -> str:
        """Say a moment: "1 October 2026, 17:30"."""
        local = self.local(moment)
        return f"{day(local.date())}, {local:%H:%M}"
