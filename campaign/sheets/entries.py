"""The posts of the calendar, from the database."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from campaign.lifecycle import State
from campaign.planning.slot import to_local
from campaign.sheets.entry import Entry
from campaign.store.models import Post


def entries(start: datetime | None, end: datetime | None, zone: str) -> list[Entry]:
    """Return the posts due in [start, end) in order of time; ``None`` is no bound."""
    rows = Post.objects.select_related("channel").order_by("due_at", "pk")
    if start:
        rows = rows.filter(due_at__gte=start)
    if end:
        rows = rows.filter(due_at__lt=end)
    return [_entry(post, zone) for post in rows.iterator()]


def _entry(post: Post, zone: str) -> Entry:
    content: dict[str, Any] = json.loads(post.body)
    return Entry(
        key=post.key,
        message=post.message,
        title=post.title,
        theme=post.theme,
        channel=post.channel_id,
        organisation=post.channel.organisation,
        platform=post.channel.platform,
        state=State(post.state),
        at=post.due_at,
        local=to_local(post.due_at, zone),
        text=content.get("text", ""),
        alts=tuple(image.get("alt", "") for image in content.get("images", ())),
        link=(content.get("link") or {}).get("url", ""),
        url=post.url,
        cause=post.cause,
    )
