"""What a post costs on a platform that charges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from campaign.capabilities import Capabilities, Costs
from campaign.content import Content
from campaign.library.library import Library
from campaign.library.organisation import Channel
from campaign.text import urls

FREE = Decimal(0)
_CENT = Decimal("0.01")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars: of the call that makes a post public, and of the pictures' before it."""

    post: Decimal = FREE
    pictures: Decimal = FREE

    @property
    def whole(self) -> Decimal:
        """Return what it costs until it is out."""
        return self.post + self.pictures


def costs_of(channel: Channel, platforms: Mapping[str, Capabilities]) -> Costs | None:
    """Return what is charged for a channel's calls; ``None``: nothing, as in the sandbox."""
    limits = platforms.get(channel.platform)
    return limits.costs if limits and channel.network != "sandbox" else None


def charged_channels(library: Library, platforms: Mapping[str, Capabilities]) -> dict[str, Costs]:
    """Return what is charged for each channel that anything is charged for."""
    found = {id_: costs_of(channel, platforms) for id_, channel in library.channels.items()}
    return {id_: costs for id_, costs in found.items() if costs is not None}


def price(content: Content, costs: Costs | None) -> Price:
    """Return what a content costs: a platform may charge more for one with a link."""
    if costs is None:
        return Price()
    post = costs.post_with_link if has_link(content) else costs.post
    return Price(post, costs.picture * len(content.images))


def has_link(content: Content) -> bool:
    """Tell whether a post leads elsewhere, by a card or by an address that becomes a link.

    An address counts with https:// whatever its host, and without as X finds it (twitter-text
    v3).
    """
    text = content.text
    return content.link is not None or bool(_SCHEME.search(text) or urls.links(text))


def shown(dollars: Decimal) -> str:
    """Return an amount as people read it: $12.50, and $0.015 where cents are not enough."""
    exact = dollars.quantize(_CENT) == dollars
    return f"${dollars:,.2f}" if exact else f"${dollars.normalize():,f}"
