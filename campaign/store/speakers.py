"""Through whom a channel speaks: its settings at one moment, apart from the row."""

from __future__ import annotations

import json
from dataclasses import dataclass

from campaign.store.models import ChannelState


@dataclass(frozen=True, slots=True)
class Speaker:
    """A channel's settings as they stand at the claim."""

    id: str
    platform: str
    network: str
    handle: str
    base_url: str
    secret_names: str  # JSON: the adapter's name -> the variable's
    option_values: str  # JSON: the adapter's own settings
    handed: bool = False  # a person speaks in its place: no sign-in, no network

    @property
    def secrets(self) -> dict[str, str]:
        """Return the names of the variables that hold the channel's secrets."""
        names: dict[str, str] = json.loads(self.secret_names)
        return names

    @property
    def options(self) -> dict[str, str]:
        """Return the adapter's own settings."""
        values: dict[str, str] = json.loads(self.option_values)
        return values


def speaker(channel: ChannelState, *, handed: bool = False) -> Speaker:
    """Return a channel's settings from its row, for a post of its own or one that was handed on."""
    return Speaker(
        channel.pk,
        channel.platform,
        channel.network,
        channel.handle,
        channel.base_url,
        channel.secret_names,
        channel.option_values,
        handed,
    )
