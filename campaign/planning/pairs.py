"""Both languages at the same times: who must speak both plans on one channel, and others follow.

On each platform the organisation's first Welsh channel leads. What it says in a pair of messages,
its other channels there say at the same moment; they choose no time for such a message themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.planning.post import Planned


def lead_of(library: Library, channel: Channel) -> Channel | None:
    """Return the channel whose times this one follows in pairs; ``None`` when it follows none."""
    organisation = library.organisations[channel.organisation]
    welsh = [
        one
        for one in organisation.channels
        if one.platform == channel.platform and one.language.startswith("cy")
    ]
    if not organisation.welsh_required or not welsh or welsh[0].id == channel.id:
        return None
    return welsh[0]


def follows(library: Library, message: Message, channel: Channel) -> bool:
    """Say whether a channel says a message when the channel it follows says its pair."""
    leads = lead_of(library, channel) is not None
    return leads and bool(library.partners(message, channel))


def followers(library: Library, post: Planned) -> Iterator[Planned]:
    """Give what the other channels say together with a post of the channel that leads."""
    lead, message = library.channels[post.channel], library.messages[post.message]
    partners = library.partners(message, lead)
    if not partners or lead_of(library, lead) is not None:
        return
    if not lead.language.startswith("cy"):
        return
    for channel in library.organisations[lead.organisation].channels:
        if channel.platform != lead.platform or channel.id == lead.id:
            continue
        if channel in partners:
            other = library.messages[message.pair_id]
            yield replace(post, message=other.id, channel=channel.id, theme=other.theme)
        elif channel.language == message.language:
            yield replace(post, channel=channel.id)
