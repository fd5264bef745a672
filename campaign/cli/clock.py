"""The campaign's own time, for whatever tells a person when."""

from __future__ import annotations

import os
import re
from datetime import date, datetime, timezone
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONDON = "Europe/London"
_ZONE = re.compile(r"^zone:[ \t]*[\"']?([A-Za-z][\w/+-]*)", re.MULTILINE)


def zone() -> ZoneInfo:
    """Return the zone of the campaign at hand; London's where it names none."""
    return _zone_of(Path(os.environ.get("CAMPAIGN_FOLDER", ".")))


@cache
def _zone_of(folder: Path) -> ZoneInfo:
    """Look for the one line: a file with a fault elsewhere must not change the time of day."""
    try:
        text = (folder / "messages" / "campaign.yaml").read_text(encoding="utf-8", errors="replace")
        named = _ZONE.search(text)
        return ZoneInfo(named[1] if named else LONDON)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return ZoneInfo(LONDON)


def today() -> date:
    """Return today's date where the campaign is."""
    return datetime.now(timezone.utc).astimezone(zone()).date()


def day_of(moment: datetime) -> date:
    """Return the day of a moment where the campaign is."""
    return moment.astimezone(zone()).date()
