"""Builders of rows: real ones, in the real tables."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from campaign.adapter import Content
from campaign.lifecycle import State
from campaign.store.content_hash import content_digest
from campaign.store.models import Approval, ChannelState, Post
from campaign.store.people import person

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=timezone.utc)


def channel(name: str = "northshire-x", **columns: object) -> ChannelState:
    """Make a channel on the sandbox network, or return it when it is there."""
    settings = {"organisation": "northshire", "platform": "x", "network": "sandbox", **columns}
    return ChannelState.objects.get_or_create(id=name, defaults=settings)[0]


def post(
    text: str = "Call 999 first.",
    *,
    on: str = "northshire-x",
    due: datetime = NOW,
    approved: bool = True,
    base_url: str = "",
    **columns: Any,
) -> Post:
    """Make a post; an approved one is scheduled, with a yes from another than its author."""
    state = State.SCHEDULED if approved else State.PENDING
    columns = {"state": state, "simulated": True, **columns}
    row = post_of(Content(text), channel(on, base_url=base_url), due=due, **columns)
    row.save()
    if approved:
        approve(row)
    return row


def post_of(
    content: Content,
    speaker: ChannelState,
    *,
    due: datetime,
    grace: timedelta = timedelta(minutes=15),
    **columns: Any,
) -> Post:
    """Return a post of any content that is not saved."""
    message = columns.setdefault("message", "bystander-guidance/call-first")
    return Post(
        **{
            "channel": speaker,
            "title": "Call 999 first",
            "theme": "bystander-guidance",
            "author": "Alex Writer",
            "author_person": person("Alex Writer"),
            "due_at": due,
            "keyed_at": due,
            "local": f"{due:%Y-%m-%dT%H:%M}",
            "late_at": due + grace,
            "body": json.dumps(content.as_json()),
            "digest": content_digest(content, message, speaker),
            "state": State.SCHEDULED,
            **columns,
        }
    )


def approve(row: Post) -> None:
    """Say yes to a post, as another than its author."""
    approval_of(row).save()


def approval_of(row: Post) -> Approval:
    """Return a yes to a post that is not saved."""
    return Approval(
        digest=row.digest,
        message=row.message,
        channel=row.channel_id,
        author=row.author,
        by="Blake Approver",
        by_person=person("Blake Approver"),
        at=row.due_at - timedelta(days=1),
    )


def speaker_row(name: str, **settings: Any) -> ChannelState:
    """Make a channel from what an organisation's file would say of it."""
    names, values = settings.pop("secrets", {}), settings.pop("options", {})
    return ChannelState.objects.create(
        id=name,
        organisation="northshire",
        secret_names=json.dumps(names),
        option_values=json.dumps(values),
        **settings,
    )


def content_post(
    speaker: ChannelState, content: Content, *, due: datetime, grace: timedelta
) -> Post:
    """Make a scheduled post of any content on a channel; nobody has approved it yet."""
    row = post_of(content, speaker, due=due, grace=grace)
    row.save()
    return row
