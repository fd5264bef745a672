"""What the contract needs from a platform, and what can befall a post on its way there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

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
"""What can befall a creating call, and the one error each must become.

A platform may say things in its own way: a fake answers "422" with whatever its platform says
when it refuses a text (such as a 400 with a code of its own), and a contract may give a status
another meaning with ``meanings`` (such as ``{"404": Unstaged}``). What breaks the line is doubt
everywhere.
"""


class LocalPlatform(Protocol):
    """What the contract needs from an adapter that keeps its posts by itself."""

    @property
    def posts(self) -> Mapping[str, str]:
        """Return the text of each visible post by its remote id."""

    @property
    def alts(self) -> Mapping[str, Sequence[str]]:
        """Return the alt texts of each visible post's pictures by its remote id."""


@runtime_checkable
class ThreadPlatform(Protocol):
    """What the contract may ask of a platform that has threads."""

    @property
    def parents(self) -> Mapping[str, str | None]:
        """Return what each visible post replies to, by its remote id."""


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
