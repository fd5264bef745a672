"""The span of time a report covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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

    @property
    def before(self) -> Period:
        """Return the period just before: whole months before whole months, else as many days."""
        last = self.first - timedelta(days=1)
        first = self.first - timedelta(days=self.days)
        if self._whole_months:
            months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month
            index = 12 * last.year + last.month - 1 - months
            first = date(index // 12, index % 12 + 1, 1)
        return Period(self.midnight(first), self.start, self.zone)

    @property
    def _whole_months(self) -> bool:
        begins = self.first.day == 1 and self.midnight(self.first) == self.start
        ends = (self.last + timedelta(days=1)).day == 1
        return begins and ends and self.midnight(self.last + timedelta(days=1)) == self.end

    def midnight(self, day: date) -> datetime:
        """Return the moment a day begins, on the clock on the wall."""
        return datetime.combine(day, time(), self.zone)

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the clock on the wall shows it."""
        return moment.astimezone(self.zone)

    def stamp(self, moment: datetime) -> str:
        """Say a moment: "1 October 2026, 17:30"."""
        local = self.local(moment)
        return f"{day(local.date())}, {local:%H:%M}"
