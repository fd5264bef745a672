"""What Mastodon says of a status and what we stage for one: read strictly, compared word for word.

Source: https://docs.joinmastodon.org/entities/Status/ and /entities/MediaAttachment/ (2026-08).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from campaign.adapter import Content, Metrics, Receipt
from campaign.adapters.address import web_address
from campaign.adapters.http import Response
from campaign.adapters.plaintext import folded, plain_text

FRESH = timedelta(minutes=50)  # the server forgets our key after an hour, uploads after a day


@dataclass(frozen=True, slots=True)
class Stage:
    """The pictures uploaded for a post: their ids in order, when, and whether they were ready."""

    media: tuple[str, ...]
    at: int  # Unix time
    ready: bool

    @property
    def handle(self) -> str:
        """Return it as the text that is written down."""
        return json.dumps([list(self.media), self.at, self.ready], separators=(",", ":"))

    def sure(self, now: datetime) -> bool:
        """Tell whether the pictures can be used without asking after them."""
        return self.ready and abs(now.timestamp() - self.at) < FRESH.total_seconds()


def read_stage(handle: str) -> Stage:
    """Return what a handle says; no pictures where it says nothing we could have written."""
    try:
        media, at, ready = json.loads(handle)
        return Stage(tuple(map(str, media)), int(at), ready is True)
    except (ValueError, TypeError):
        return Stage((), 0, ready=False)


def has_media(status: Any, media: Sequence[str]) -> bool:
    """Tell whether a status shows any of these uploads, each of which one post alone can have."""
    return any(one.get("id") in media for one in _shown(status))


def same(status: Any, content: Content, media: Sequence[str]) -> bool:
    """Tell whether a status is this content: by the ids of its pictures, or by all its words."""
    if has_media(status, media):
        return True
    alts = [folded(one.get("description") or "") for one in _shown(status)]
    return (
        folded(plain_text(str(status.get("content")))) == folded(content.flat_text)
        and alts == [folded(image.alt) for image in content.images]
        and status.get("in_reply_to_id") == content.reply_to
    )


def _shown(status: Any) -> list[dict[str, Any]]:
    return [one for one in status.get("media_attachments") or [] if isinstance(one, dict)]


def receipt(answer: Response, status: Any) -> Receipt:
    """Return where a status is."""
    try:
        url = web_address(status["url"] or status["uri"])
    except (KeyError, TypeError, ValueError):
        raise answer.garbled() from None
    return Receipt(text(answer, status, "id"), url, time(answer, status))


def text(answer: Response, thing: Any, name: str) -> str:
    """Return a text that must be there."""
    value = thing.get(name) if isinstance(thing, dict) else None
    if not isinstance(value, str) or not value:
        raise answer.garbled()
    return value


def time(answer: Response, status: Any) -> datetime:
    """Return when a status was made."""
    try:
        moment = datetime.fromisoformat(text(answer, status, "created_at"))
    except ValueError:
        raise answer.garbled() from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def metrics(answer: Response, status: Any) -> Metrics:
    """Return a status's counters."""
    text(answer, status, "id")
    reblogs, quotes = _count(status, "reblogs_count"), _count(status, "quotes_count")
    return Metrics(
        reactions=_count(status, "favourites_count"),
        comments=_count(status, "replies_count"),
        shares=None if reblogs is None else reblogs + (quotes or 0),
    )


def _count(status: Mapping[str, Any], name: str) -> int | None:
    value = status.get(name)
    return value if type(value) is int and value >= 0 else None
