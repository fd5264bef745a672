"""What is said: one message rendered for one channel, and the key of its post."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Image:
    """One picture: its content address and the words for those who cannot see it."""

    sha256: str
    media_type: str
    alt: str
    width: int = 0  # pixels
    height: int = 0  # pixels
    size: int = 0  # bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A link card: where it leads and how it introduces itself."""

    url: str
    title: str = ""
    description: str = ""
    image: Image | None = None


ON = "on"
"""Readers may comment as anywhere else."""

PART_BEFORE = ""
"""What a part of a thread replies to as long as the part before it is not out."""


@dataclass(frozen=True, slots=True)
class Content:
    """One message rendered for one channel: the only thing an adapter is given to say."""

    text: str
    language: str = "en-GB"
    images: tuple[Image, ...] = ()
    link: Link | None = None
    reply_to: str | None = None
    thread: str = ""  # which part of which thread it is: a yes is for the whole, in its order
    comments: str = ON  # whether readers may answer: on, limited or off

    @property
    def flat_text(self) -> str:
        """Return the text with the link's address below it, unless it is there already.

        For platforms that make a link card by themselves, from what they find at the address.
        """
        if self.link is None or self.link.url in self.text:
            return self.text
        return f"{self.text.rstrip()}\n\n{self.link.url}"

    def as_json(self) -> dict[str, Any]:
        """Give the content as plain values, the inverse of ``from_json``."""
        values = asdict(self)
        if not self.thread:
            del values["thread"]  # so that a yes given before there were threads still stands
        if self.comments == ON:
            del values["comments"]  # likewise
        return values

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Content:
        """Build the content from what ``as_json`` gave."""
        link = data.get("link")
        card = link and Link(**{**link, "image": link["image"] and Image(**link["image"])})
        images = tuple(Image(**image) for image in data["images"])
        return cls(**{**data, "images": images, "link": card})

    def digest(self, *context: str) -> str:
        """Return the SHA-256 (hex) of the content and of the ``context`` it is meant for."""
        canonical = json.dumps([*context, self.as_json()], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class PostKey:
    """What makes a repeat recognisable: the same on every attempt to deliver one post.

    ``value`` is 32 hex digits; ``at`` is an aware time fixed before the first attempt,
    for platforms whose records carry a creation time or a time-based identifier.
    """

    value: str
    at: datetime
