"""What people call messages and posts, and what they may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from campaign.cli.show import listed
from campaign.library.nearest import suggestion

if TYPE_CHECKING:
    from campaign.store.models import Post

_MOST = 5  # messages of one name that are listed


def message_id(text: str) -> str:
    """Return a message's id for what a person wrote: its id, or the path of its file."""
    name = text.strip().removeprefix("./")
    return name.removeprefix("messages/").removesuffix(".md")


def meant(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """Ask “Did you mean …?”: a message named without its folder, or one that looks alike."""
    ids = sorted(set(known))
    last = name.rpartition("/")[2].casefold()
    same = [f"“{one}”" for one in ids if one.rpartition("/")[2].casefold() == last]
    if not same:
        return suggestion(name, ids, otherwise=otherwise)
    shown = same[:_MOST]
    return f"Did you mean {listed(shown).replace(' and ', ' or ')}?"


def where(post: Post) -> str:
    """Return a post's channel, with a mark when nobody but this computer sees it."""
    return f"{post.channel_id} (simulated)" if post.simulated else post.channel_id


def part(post: Post) -> str:
    """Return " (2/4)" for a part of a thread, to go behind its name; "" for any other post."""
    return f" ({post.part}/{post.parts})" if post.parts > 1 else ""
