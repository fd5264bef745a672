"""What a report is asked for: which days, for whom, and as things were known when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from campaign.adapter import Capabilities
from campaign.library.library import Library
from campaign.library.settings import Campaign
from campaign.reports.names import Names
from campaign.reports.period import Period
from campaign.reports.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a period, for whom, and as things were known at ``now`` (aware)."""

    start: datetime
    end: datetime  # not part of it
    now: datetime
    scope: Scope = EVERYTHING
    campaign: Campaign | None = None
    platforms: Mapping[str, Capabilities] | None = None
    library: Library | None = None

    @property
    def names(self) -> Names:
        """Return what things are called."""
        speakers = self.library.organisations if self.library else None
        return Names.of(self.campaign, self.platforms, speakers)

    @property
    def period(self) -> Period:
        """Return the span of time, in the campaign's zone."""
        return Period(self.start, self.end, self.names.clock)

    @property
    def stem(self) -> str:
        """Return the name of the report's files, without an ending."""
        return f"{self.period.stem}{self.scope.stem}"

    @property
    def begun(self) -> date:
        """Return the day from which the campaign's own figures are added up."""
        start = self.campaign.start if self.campaign else None
        return min(start or self.period.first, self.period.first)
