"""What the contract needs from a platform, and what can befall a post on its way there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from campaign.adapter import (
    AdapterError,
    BadContent,
    Disconnected,
    Gone,
    Refused,
    Throttled,
    Uncertain,
)

MISHAPS: Mapping[str, type[AdapterError]] = {
    "401": Disconnected,
    "403": Disconnected,
    "404": Gone,
    "422": BadContent,
    "429": Throttled,
    "500": Uncertain,
    "503": Uncertain,
    "302": Refused,
    "cut before": Uncertain,
    "answer lost": Uncertain,
    "garbled answer": Uncertain,
}
"""What can befall a creating call, and the one error each must become."""


class LocalPlatform(Protocol):
    """What the contract needs from an adapter that keeps its posts by itself."""

    @property
    def posts(self) -> Mapping[str, str]:
        """Return the text of each visible post by its remote id."""

    @property
    def alts(self) -> Mapping[str, Sequence[str]]:
        """Return the alt texts of each visible post's pictures by its remote id."""


class FakePlatform(LocalPlatform, Protocol):
    """What the contract needs from a platform: what it shows, what it heard, one mishap."""

    @property
    def writes(self) -> int:
        """Return how many calls that create a post were heard, whatever became of them."""

    def next_write(self, mishap: str) -> None:
        """Misbehave once, at the next call that creates a post.

        ``mishap`` is a status code to answer instead of acting (429 with Retry-After: 30),
        or "cut before" (the line breaks and nothing is created), "answer lost" (created,
        then the line breaks) or "garbled answer" (created, then a 200 that is not JSON).
        """
