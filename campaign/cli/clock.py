"""The campaign's own time, for whatever tells a person when."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign.library.zone import zone_of


def zone() -> ZoneInfo:
    """Return the zone of the campaign at hand; London's where it names none."""
    return zone_of(Path(os.environ.get("CAMPAIGN_FOLDER", ".")))


def today() -> date:
    """Return today's date where the campaign is."""
    return datetime.now(timezone.utc).astimezone(zone()).date()


def day_of(moment: datetime) -> date:
    """Return the day of a moment where the campaign is."""
    return moment.astimezone(zone()).date()
