"""A post that a person puts on the calendar for this very moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from campaign.adapter import Capabilities
from campaign.checks.check import check
from campaign.library.library import Library
from campaign.lifecycle import State
from campaign.planning.plan import Planned
from campaign.store import approvals, channels, events
from campaign.store.frozen import freeze, keep_pictures, row
from campaign.store.models import Post
from campaign.store.proposal import without_errors


class NotPlanned(Exception):
    """A post cannot be made now; the message says why and what to do."""


def post_now(
    library: Library,
    platforms: Mapping[str, Capabilities],
    message_id: str,
    channel_id: str,
    *,
    actor: str,
    now: datetime,
) -> Post:
    """Put a message on a channel's calendar for this very moment; approval is needed as ever."""
    clean, findings = without_errors(library, check(library, platforms, now.date()))
    if message_id not in clean.messages:
        faulty = message_id in library.messages or any(message_id in f.file for f in findings)
        why = "has errors: “campaign check” shows them" if faulty else "is not in messages/"
        raise NotPlanned(f"The message “{message_id}” {why}.")
    message = clean.messages[message_id]
    channel = next((c for c in clean.channels_for(message) if c.id == channel_id), None)
    if channel is None:
        raise NotPlanned(f"“{message_id}” is not meant for the channel “{channel_id}”.")
    frozen = freeze(clean, message, channel)
    if not approvals.approved([frozen.digest]):
        raise NotPlanned(
            f"“{message.title}” is not approved for {channel_id} as it stands: someone other "
            f"than its author runs “campaign approve {message_id}”."
        )
    channels.sync(library)
    second = now.replace(microsecond=0)
    planned = Planned(
        message.id,
        channel.id,
        message.theme,
        channel.organisation,
        second.replace(tzinfo=None),
        second,
    )
    keep_pictures(library, [planned])
    post = row(clean, planned, frozen, now)
    post.slot_key, post.state, post.by_hand = None, State.SCHEDULED, True
    with transaction.atomic():
        post.save()
        events.record("post planned by hand", actor=actor, at=now, post=post.pk, subject=message.id)
    return post
