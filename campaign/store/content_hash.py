"""The hash a person approves."""

from __future__ import annotations

from campaign.adapter import Content, Spoken
from campaign.store.models import Post


def content_digest(content: Content, message: str, channel: Spoken, grounds: str = "") -> str:
    """Return the hash a person approves: the content, where it goes, and what it rests on.

    A yes given for the sandbox is no yes for the real network, nor one for another account; see
    ``campaign.store.grounds`` for the rest.
    """
    where = (channel.id, channel.platform, channel.network, channel.handle, channel.base_url)
    options = [f"{name}={value}" for name, value in sorted(channel.options.items())]
    return content.digest(message, *where, *options, *([grounds] if grounds else []))


def is_as_approved(post: Post) -> bool:
    """Say whether a post would still say what its hash stands for, and on that account."""
    found = content_digest(post.content, post.message, post.channel, post.grounds)
    return found == post.digest
