"""The time zone of the campaign in a folder, for whatever tells a person when."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONDON = "Europe/London"
_ZONE = re.compile(r"^zone:[ \t]*[\"']?([A-Za-z][\w/+-]*)", re.MULTILINE)


@cache
def zone_of(folder: Path) -> ZoneInfo:
    """Return the zone that campaign.yaml names, or London's.

    Only that one line is looked for: a fault elsewhere in the file must not change the time
    of day.
    """
    try:
        text = (folder / "messages" / "campaign.yaml").read_text(encoding="utf-8", errors="replace")
        named = _ZONE.search(text)
        return ZoneInfo(named[1] if named else LONDON)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return ZoneInfo(LONDON)
