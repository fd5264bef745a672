"""Platforms as people call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from campaign.adapter import Capabilities

_ALIASES = {
    "twitter": "x",
    "x (twitter)": "x",
    "x/twitter": "x",
    "x (formerly twitter)": "x",
    "insta": "instagram",
    "ig": "instagram",
    "fb": "facebook",
    "meta": "facebook",
    "bsky": "bluesky",
    "blue sky": "bluesky",
    "linked in": "linkedin",
    "masto": "mastodon",
    "webhooks": "webhook",
    "web hook": "webhook",
    "feeds": "feed",
    "rss": "feed",
    "rss feed": "feed",
    "news feed": "feed",
    "hand off": "handoff",
    "by hand": "handoff",
}
_BY_HAND = ("nextdoor", "neighbourhood alert", "neighborhood alert", "whatsapp", "intranet")
_SPLIT = re.compile(r",|&|\+|\band\b|/")


class PlatformNames:
    """Finds the platform somebody means, and knows what it is called in print."""

    def __init__(self, platforms: Mapping[str, Capabilities]) -> None:
        self._titles = {key: limits.title for key, limits in platforms.items()}
        self._options = {key: tuple(limits.options) for key, limits in platforms.items()}
        self._ids = {alias: key for alias, key in _ALIASES.items() if key in platforms}
        self._ids |= {title.lower(): key for key, title in self._titles.items()}
        self._ids |= {key.lower(): key for key in platforms}

    @property
    def ids(self) -> tuple[str, ...]:
        """Return every platform's id."""
        return tuple(self._titles)

    @property
    def titles(self) -> tuple[str, ...]:
        """Return every platform's name in print."""
        return tuple(self._titles.values())

    def find(self, word: str) -> str | None:
        """Return the id of the platform a word stands for, ``None`` when there is none."""
        return self._ids.get(" ".join(word.lower().split()))

    def by_hand(self, word: str) -> str:
        """Say what to write for a place that lets no program in; "" for any other word."""
        plain = " ".join(word.lower().split())
        if "handoff" not in self._titles or not plain.startswith(_BY_HAND):
            return ""
        return (
            f"A person posts there. Write “{self.title('handoff')}” for the platform; its channel "
            "says where: platform: handoff, options: {where: " + word.strip()[:40] + "}."
        )

    def options(self, platform: str) -> tuple[str, ...]:
        """Return the names of the settings a platform has of its own."""
        return self._options.get(platform, ())

    def title(self, platform: str) -> str:
        """Return a platform's name in print."""
        return self._titles.get(platform, platform)

    def in_heading(self, heading: str) -> Iterable[tuple[int, str, str | None]]:
        """Give each platform a heading names: (offset in the heading, word, id or ``None``)."""
        if platform := self.find(heading):
            yield 0, heading, platform
            return
        start = 0
        for match in [*_SPLIT.finditer(heading), None]:
            word = heading[start : match.start() if match else len(heading)]
            if word.strip():
                offset = start + len(word) - len(word.lstrip())
                yield offset, word.strip(), self.find(word)
            start = match.end() if match else start
