"""What a post looks like inside LinkedIn: its body, its name, and how it is recognised again.

Source: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/
posts-api, /multiimage-post-api (2026-08). That the upper 41 bits of a post's number are the
milliseconds since 1970 at which it was made is not documented; numbers of known posts agree.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from campaign.adapter import Content
from campaign.adapters.linkedin_errors import NAMED
from campaign.adapters.plaintext import folded
from campaign.text.linkedin import escape, unescape

ADDRESS = "https://www.linkedin.com/feed/update"
_NUMBER = re.compile(r"\d+$")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Handle:
    """What settles a doubt: the pictures a post names, and the post a refusal named."""

    images: tuple[str, ...] = ()
    thumbnail: str = ""
    post: str = ""

    @classmethod
    def read(cls, text: str) -> Handle:
        """Read what ``write`` wrote; what cannot be read holds nothing."""
        try:
            said = json.loads(text or "{}")
            return cls(tuple(said.get("images", ())), said.get("thumbnail", ""), said["post"])
        except (AttributeError, KeyError, TypeError, ValueError):
            return cls()

    def write(self) -> str:
        """Return the handle as delivery keeps it."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @property
    def pictures(self) -> tuple[str, ...]:
        """Return the names of all that was uploaded."""
        return (*self.images, self.thumbnail) if self.thumbnail else self.images

    def suits(self, content: Content) -> bool:
        """Tell whether all that the content shows was uploaded."""
        return len(self.images) == len(content.images) and bool(self.thumbnail) == bool(
            thumbnail_of(content)
        )


def thumbnail_of(content: Content) -> Any:
    """Return the picture of the link card, where the post has a card with one."""
    return content.link.image if content.link and not content.images else None


def words(content: Content) -> str:
    """Return the text: with the link's address where pictures take the card's place."""
    return content.flat_text if content.images else content.text


def body(author: str, content: Content, handle: Handle) -> dict[str, Any]:
    """Return the post as it is sent: the same for the same content and handle."""
    post: dict[str, Any] = {
        "author": author,
        "commentary": escape(words(content)),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    shown = _shown(content, handle)
    return {**post, "content": shown} if shown else post


def _shown(content: Content, handle: Handle) -> dict[str, Any]:
    pairs = zip(handle.images, content.images, strict=True)
    pictures = [{"id": urn, "altText": image.alt} for urn, image in pairs]
    if len(pictures) == 1:
        return {"media": pictures[0]}
    if pictures:
        return {"multiImage": {"images": pictures}}
    if not (link := content.link):
        return {}
    card = {"source": link.url, "title": link.title or link.url}
    if link.description:
        card["description"] = link.description
    if handle.thumbnail:
        card["thumbnail"] = handle.thumbnail
    return {"article": card}


def is_post(urn: object) -> bool:
    """Tell whether something is the name of a post."""
    return isinstance(urn, str) and NAMED.fullmatch(urn) is not None


def made_at(urn: str) -> datetime:
    """Return the time in a post's own number."""
    number = _NUMBER.search(urn)
    try:
        return _EPOCH + timedelta(milliseconds=int(number[0]) >> 22 if number else 0)
    except OverflowError:
        return _EPOCH


def moment(milliseconds: object) -> datetime:
    """Return a time as LinkedIn writes it; raise ``ValueError`` when it is none."""
    if type(milliseconds) is not int:
        raise ValueError("not a time")
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise ValueError("not a time") from None


def is_same(post: Mapping[str, Any], content: Content, handle: Handle) -> bool:
    """Tell whether a post is this content: by its pictures' names, or else by every word."""
    shown = post.get("content") or {}
    pictures = _pictures(shown)
    if handle.images:
        return [one.get("id") for one in pictures] == list(handle.images)
    card = shown.get("article") or {}
    source = content.link.url if content.link and not content.images else None
    return (
        folded(unescape(str(post.get("commentary", "")))) == folded(words(content))
        and [folded(str(one.get("altText", ""))) for one in pictures]
        == [folded(image.alt) for image in content.images]
        and card.get("source") == source
    )


def _pictures(shown: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Any] = (shown.get("multiImage") or {}).get("images") or []
    if one := shown.get("media"):
        found = [one]
    return [one for one in found if isinstance(one, dict)]
