"""What went out on live channels, for the page: what, where, when, and its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.lifecycle import State
from campaign.store import notices
from campaign.store.models import ChannelState, Post

SHOWN = 20


@dataclass(frozen=True, slots=True)
class LivePost:
    """One post that people outside can see."""

    name: str
    where: str
    at: datetime | None  # when it went out; a person may not have known
    address: str  # "" where it has none that a browser can open


def are_there() -> tuple[bool, bool]:
    """Say whether the campaign has live channels, and whether it has sandbox channels."""
    networks = set(ChannelState.objects.values_list("network", flat=True).distinct())
    return bool(networks - {"sandbox"}), "sandbox" in networks


def latest() -> Sequence[LivePost]:
    """Return the latest that are out, newest first."""
    rows = Post.objects.filter(state=State.PUBLISHED, simulated=False).select_related("channel")
    return [_shown(post) for post in rows.order_by("-published_at", "-pk")[:SHOWN]]


def _shown(post: Post) -> LivePost:
    channel = post.channel
    return LivePost(
        name=notices.titled(post),
        where=f"{channel.speaker or channel.organisation} on {notices.place(channel)}",
        at=post.published_at,
        address=post.url if post.url.startswith(("https://", "http://")) else "",
    )
