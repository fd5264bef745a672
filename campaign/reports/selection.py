"""Which entries of the audit log an export holds: by day, theme, channel and message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from campaign.store import chain
from campaign.store.chain import Row
from campaign.store.models import ChannelState, Post

_EVERYTHING = "everything"


@dataclass(frozen=True)
class Selection:
    """What is asked for; "" and ``None`` stand for no limit, ``end`` is not part of it."""

    start: datetime | None = None
    end: datetime | None = None
    theme: str = ""
    channel: str = ""
    message: str = ""

    def rows(self) -> Iterator[Row]:
        """Yield the events of the days asked for; ``takes`` says which of them are meant."""
        within: dict[str, Any] = {}
        if self.start:
            within["at__gte"] = self.start
        if self.end:
            within["at__lt"] = self.end
        return chain.rows(**within)

    @property
    def narrow(self) -> bool:
        """Say whether a theme, channel or message is asked for."""
        return bool(self.theme or self.channel or self.message)

    @cached_property
    def _messages(self) -> dict[str, set[str]]:
        """Give the themes each message has had."""
        found: dict[str, set[str]] = {}
        for message, theme in Post.objects.values_list("message", "theme").distinct():
            found.setdefault(message, set()).add(theme)
        return found

    @cached_property
    def _channels(self) -> set[str]:
        return set(ChannelState.objects.values_list("pk", flat=True))

    @cached_property
    def _speaker(self) -> ChannelState | None:
        return ChannelState.objects.filter(pk=self.channel).first()

    def takes(self, row: Row, post: Post | None) -> bool:
        """Say whether an event is meant: by its post, or else by what it names."""
        if not self.narrow:
            return True
        if post is not None:
            return self._fits(post.message, post.channel_id, post.theme)
        if row.kind.startswith(("hold", "legal hold")):
            return self._stops(row.subject)
        message, channel = self._named(row.subject)
        if not (message or channel):
            return False
        return self._fits(message, channel)

    def _named(self, subject: str) -> tuple[str, str]:
        """Return the message and the channel a subject names, each "" when it names none."""
        if subject in self._messages:
            return subject, ""
        if subject in self._channels:
            return "", subject
        message, _, channel = subject.rpartition(" on ")
        return (message, channel) if message in self._messages else ("", "")

    def _fits(self, message: str, channel: str, theme: str = "") -> bool:
        """What says nothing of a channel concerns all of its message's, but not the reverse."""
        themes = {theme} if theme else self._messages.get(message, set())
        return (
            (not self.theme or self.theme in themes)
            and (not self.message or self.message == message)
            and (not self.channel or channel in ("", self.channel))
        )

    def _stops(self, where: str) -> bool:
        """Say whether a hold may have stopped what is asked for; in doubt it has."""
        for part in where.split(", "):
            scope, _, value = part.partition(" ")
            mine = self._scopes.get(scope, set())
            if mine and value not in mine:
                return False
        return True

    @cached_property
    def _scopes(self) -> dict[str, set[str]]:
        """Give what is asked for as scopes of holds have it."""
        scopes = {
            "theme": {self.theme} if self.theme else set(),
            "channel": {self.channel} if self.channel else set(),
            "message": {self.message} if self.message else set(),
        }
        if self.message and not self.theme:
            scopes["theme"] = self._messages.get(self.message, set())
        if self._speaker:
            scopes["organisation"] = {self._speaker.organisation}
            scopes["platform"] = {self._speaker.platform}
        return scopes

    def details(self, row: Row, data: dict[str, Any]) -> dict[str, Any] | None:
        """Return an event's details; of many posts planned at once only those asked for.

        ``None``: none of them is.
        """
        if not (self.narrow and row.kind == "posts planned"):
            return data
        keys = [key for key in data.get("keys", ()) if self._fits(*_slot(key))]
        return {"count": len(keys), "keys": keys} if keys else None


def _slot(key: str) -> tuple[str, str]:
    message, channel, *_ = [*key.split("|"), ""]
    return message, channel
