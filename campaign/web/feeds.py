"""The feeds a campaign writes, for readers, calendars and other websites."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign.web.files import not_found

TYPES = {
    ".xml": "application/rss+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
HEADERS = {"Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True, slots=True)
class Alternate:
    """One feed as the head of a page names it."""

    title: str
    kind: str
    address: str


@require_safe
def feed(request: HttpRequest, channel: str, name: str) -> HttpResponse:
    """Give one file of a channel's feed; it may be shown anywhere."""
    try:
        data = (_folder() / channel / name).read_bytes()
    except OSError:
        return not_found(request, None)
    return HttpResponse(data, content_type=TYPES[Path(name).suffix], headers=HEADERS)


def alternates() -> list[Alternate]:
    """Return every feed there is, by its channel, for the head of a page."""
    found = []
    for path in sorted(_folder().glob("*/feed.json")):
        title = _title(path)
        for name in ("feed.xml", "feed.json"):
            kind = TYPES[Path(name).suffix].partition(";")[0]
            found.append(Alternate(title, kind, f"/feeds/{path.parent.name}/{name}"))
    return found


def _title(path: Path) -> str:
    try:
        return str(json.loads(path.read_bytes())["title"])
    except (OSError, ValueError, KeyError, TypeError):
        return path.parent.name


def _folder() -> Path:
    folder: Path = settings.STATE / "feeds"
    return folder
