"""What one Mastodon server allows: its own limits, asked for at most once a day.

Source: https://docs.joinmastodon.org/entities/Instance/#configuration (2026-08).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from campaign.adapter import AdapterError, Content, Image
from campaign.adapters.limits import LIMITS
from campaign.text import mastodon

DEFAULTS = LIMITS["mastodon"]
GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A server's limits; ``host`` is how it is called in a sentence."""

    host: str = "Mastodon"
    characters: int = DEFAULTS.text_limit  # graphemes
    link: int = mastodon.LINK  # what a link counts
    pictures: int = DEFAULTS.images
    alt_text: int = DEFAULTS.alt_text_limit  # characters
    picture_bytes: int = DEFAULTS.image_bytes
    picture_types: tuple[str, ...] = DEFAULTS.image_types

    def faults(self, content: Content) -> Iterator[str]:
        """Say, a sentence each, why this server would refuse the content."""
        length = mastodon.length(content.flat_text, link=self.link)
        if length > self.characters:
            yield (
                f"{self.host} takes {self.characters} characters and this post has {length}:"
                " shorten it, or write a shorter section for Mastodon."
            )
        if len(content.images) > self.pictures:
            yield (
                f"{self.host} takes {self.pictures} pictures and this post has"
                f" {len(content.images)}: leave some out."
            )
        for image in content.images:
            yield from self._picture_faults(image)

    def _picture_faults(self, image: Image) -> Iterator[str]:
        if len(image.alt) > self.alt_text:
            yield (
                f"{self.host} takes an alt text of {self.alt_text} characters and one here has"
                f" {len(image.alt)}: shorten it."
            )
        if image.size > self.picture_bytes:
            yield (
                f"{self.host} takes pictures of up to {self.picture_bytes:,} bytes and one here"
                f" has {image.size:,}: save it smaller."
            )
        if image.media_type not in self.picture_types:
            yield f"{self.host} takes no {image.media_type} files from us: use a JPEG picture."


class Instance:
    """Remembers a server's limits for a day; a server that does not say has Mastodon's own.

    ``ask`` returns the host's name and what /api/v2/instance answered, or raises an
    ``AdapterError``. What cannot be had or read is not asked for again before the day is
    over either: the limits are there to say sooner what the server would say later.
    """

    def __init__(self, ask: Callable[[], tuple[str, Any]], clock: Callable[[], datetime]) -> None:
        self._ask, self._clock = ask, clock
        self._limits = Limits()
        self._asked_at: datetime | None = None

    def limits(self) -> Limits:
        """Return the server's limits, asking for them when the last answer is a day old."""
        now = self._clock()
        if self._asked_at is None or not timedelta() <= now - self._asked_at < GOOD_FOR:
            self._asked_at = now
            try:
                self._limits = read_limits(*self._ask())
            except AdapterError:
                self._limits = Limits()
        return self._limits


def read_limits(host: str, said: Any) -> Limits:
    """Return the limits from an answer; whatever it lacks, or gives oddly, is as by default."""
    configuration = _part(said, "configuration")
    statuses, media = (_part(configuration, name) for name in ("statuses", "media_attachments"))
    return Limits(
        host=host,
        characters=_number(statuses, "max_characters", DEFAULTS.text_limit),
        link=_number(statuses, "characters_reserved_per_url", mastodon.LINK),
        pictures=_number(statuses, "max_media_attachments", DEFAULTS.images),
        alt_text=_number(media, "description_limit", DEFAULTS.alt_text_limit),
        picture_bytes=_number(media, "image_size_limit", DEFAULTS.image_bytes),
        picture_types=_types(media),
    )


def _part(whole: Any, name: str) -> Mapping[str, Any]:
    part = whole.get(name) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}


def _number(part: Mapping[str, Any], name: str, otherwise: int) -> int:
    value = part.get(name)
    return value if type(value) is int and value > 0 else otherwise


def _types(media: Mapping[str, Any]) -> tuple[str, ...]:
    given = media.get("supported_mime_types")
    if not isinstance(given, list):
        return DEFAULTS.image_types
    return tuple(str(one) for one in given if str(one).startswith("image/")) or DEFAULTS.image_types
