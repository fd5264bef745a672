"""Finds adapters and builds one for a channel.

A third-party package adds a platform with an entry point in the group ``campaign.adapters``;
nothing in this program changes for it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol

from campaign.adapter import Account, Adapter, Capabilities, Disconnected, Spoken
from campaign.adapters.limits import LIMITS
from campaign.secret import SecretUnreadable, secret

GROUP = "campaign.adapters"

OWN = {
    "sandbox": "campaign.adapters.sandbox:Sandbox",
    "mastodon": "campaign.adapters.mastodon:Mastodon",
    "bluesky": "campaign.adapters.bluesky:Bluesky",
}
"""Our own adapters: they are found even where the program was not installed as a package."""


NOT_FOR_CHANNELS = frozenset({"DATABASE_URL", "CAMPAIGN_SECRET_KEY"})
"""Variables that hold the program's own secrets: no channel may send them anywhere."""


class UnknownAdapter(Disconnected):
    """No adapter speaks to this platform; the message says what to do."""


class ChannelSettings(Spoken, Protocol):
    """What a channel must say of itself, whether it comes from a file or from a row."""

    @property
    def secrets(self) -> Mapping[str, str]: ...


@cache
def _foreign() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in OWN}


def platforms() -> dict[str, Capabilities]:
    """Return every platform's limits by its id: ours, then those of installed packages."""
    return dict(LIMITS) | {name: adapter_class(name).capabilities for name in _foreign()}


def adapter_class(name: str) -> type[Adapter]:
    """Return the class that speaks to a platform; raise ``UnknownAdapter`` when none does."""
    if name in OWN:
        module, _, attribute = OWN[name].partition(":")
        found: type[Adapter] = getattr(importlib.import_module(module), attribute)
        return found
    if name in _foreign():
        loaded: type[Adapter] = _foreign()[name].load()
        return loaded
    title = LIMITS[name].title if name in LIMITS else name
    raise UnknownAdapter(
        f"This version of Campaign cannot publish on {title} by itself yet: write "
        "“network: sandbox” for the channel, or install a package that brings the platform."
    )


def warm() -> None:
    """Load what speaks HTTP before the first post is due: it takes longer than a post may."""
    importlib.import_module("campaign.adapters.wire")


def _now() -> datetime:
    return datetime.now(timezone.utc)


def build(
    channel: ChannelSettings,
    *,
    folder: Path,
    read: Callable[[str], bytes],
    permit: Callable[[], None] = lambda: None,
    clock: Callable[[], datetime] = _now,
    pages: str = "",
) -> Adapter:
    """Return the adapter that speaks for a channel.

    ``read`` returns a picture's bytes by its SHA-256, ``folder`` is where local files live,
    ``permit`` is asked right before every request that creates something, ``pages`` is where
    the sandbox's posts can be seen. Raise
    ``Disconnected`` when a secret is not set, ``UnknownAdapter`` when nothing speaks to the
    platform.
    """
    kind = adapter_class("sandbox" if channel.network == "sandbox" else channel.platform)
    account = Account(
        channel=channel.id,
        handle=channel.handle,
        base_url=_address(channel, pages),
        platform=channel.platform,
        secrets=_secrets(channel, kind),
        read=read,
        folder=folder,
        options=channel.options,
        permit=permit,
        clock=clock,
    )
    return kind(account)


def _address(channel: ChannelSettings, pages: str) -> str:
    if channel.network != "sandbox" or channel.base_url.startswith("sandbox:"):
        return channel.base_url
    return f"sandbox:?pages={pages}" if pages else ""


def _secrets(channel: ChannelSettings, kind: type[Adapter]) -> dict[str, str]:
    values = {}
    for name in kind.secrets:
        variable = channel.secrets.get(name)
        if not variable:
            raise Disconnected(
                f"The channel {channel.id} does not say which variable holds its {name}: add "
                f"“{name}: NAME_OF_THE_VARIABLE” under “secrets:” in its organisation's file."
            )
        if variable in NOT_FOR_CHANNELS:
            raise Disconnected(f"{variable} is not for channels: name another variable.")
        try:
            values[name] = secret(variable)
        except SecretUnreadable as exc:
            raise Disconnected(str(exc)) from exc
        if not values[name]:
            raise Disconnected(
                f"The {name} of the channel {channel.id} is not set: put it into the "
                f"environment variable {variable}, or its file's path into {variable}_FILE."
            )
    return values
