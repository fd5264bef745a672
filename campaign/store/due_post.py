"""The due posts of a channel, as a claim reads them: each with all that could be in its way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from campaign.adapter import Content, PostKey
from campaign.store import barriers, due, prepared
from campaign.store.barriers import moment
from campaign.store.speakers import Speaker

_FIRST = 2  # due posts of one channel that are read at first: the one to send, if one follows it
_WINDOW = 50  # … and then at a time


@dataclass(frozen=True, slots=True)
class DuePost:
    """A due post as the claim reads it."""

    barriers: tuple[Any, ...]
    post: int
    due_at: Any  # as the database gave it
    attempt: int
    message: str
    key: PostKey
    body: str
    digest: str
    grounds: str  # what the digest covers beside the body
    handle: str
    doubts: int
    parent: str | None  # the remote id of the part before, in a thread
    down: str | None  # the server it depends on, when its breaker is open
    gap: timedelta
    charged: bool
    leads: bool  # it is the first half of a pair
    channel: Speaker

    @property
    def approved(self) -> Content:
        """Return the content a person said yes to."""
        return Content.from_json(json.loads(self.body))

    @property
    def content(self) -> Content:
        """Return what is sent: the approved content, below the part before it."""
        return replace(self.approved, reply_to=self.parent) if self.parent else self.approved


def of_channel(channel: str, now: datetime) -> Iterator[tuple[DuePost, bool]]:
    """Give the channel's due posts in their order, and whether there may be more behind each."""
    last: DuePost | None = None
    size = _FIRST
    while rows := _page(channel, now, last, size):
        last, full = rows[-1], len(rows) == size
        size = _WINDOW
        for row in rows:
            yield row, full or row is not last
        if not full:
            return


def _page(channel: str, now: datetime, last: DuePost | None, size: int) -> list[DuePost]:
    sql, times = barriers.columns()
    turn, moments = due.where(now)
    further = "AND (p.due_at, p.id) > (%s, %s)" if last else ""
    place = [last.due_at, last.post] if last else []
    lock = " FOR UPDATE OF c, p" if connection.features.has_select_for_update_of else ""
    found = prepared.rows(
        f"""SELECT {sql}, p.id, p.due_at, p.attempt, p.message, p.key, p.keyed_at, p.body,
        p.digest, p.grounds, p.handle, (SELECT COUNT(*) FROM store_attempt a
            WHERE a.post_id = p.id AND a.outcome IN ('uncertain', 'processing')),
        b.remote_id, (SELECT s.id FROM store_service s WHERE s.id = c.service
            AND s.opened_at IS NOT NULL AND NOT p.handed),
        c.gap, p.price + p.picture_price > 0,
        p.pair <> '' AND p.part = 1 AND p.language LIKE 'cy%%',
        c.id, c.platform, c.network, c.handle, c.base_url, c.secret_names, c.option_values,
        p.handed
        FROM store_post p JOIN store_channelstate c ON c.id = p.channel_id
        LEFT JOIN store_post b ON b.id = p.after_id
        WHERE p.channel_id = %s AND {turn} {further}
        AND NOT EXISTS (SELECT 1 FROM store_post o WHERE o.channel_id = p.channel_id
            AND o.state = 'publishing')
        ORDER BY p.due_at, p.id LIMIT {size}{lock}""",  # noqa: S608 - our own text
        [*[moment(now)] * times, channel, *moments, *place],
    )
    return [_of(row) for row in found]


def _of(row: tuple[Any, ...]) -> DuePost:
    width = barriers.WIDTH
    post, due_at, attempt, message, key, keyed_at, *rest = row[width:]
    body, digest, grounds, handle, doubts, parent, down, gap, charged, leads, *channel = rest
    return DuePost(
        barriers=row[:width],
        post=post,
        due_at=due_at,
        attempt=attempt,
        message=message,
        key=PostKey(key, barriers.aware(keyed_at)),
        body=body,
        digest=digest,
        grounds=grounds,
        handle=handle,
        doubts=doubts,
        parent=parent,
        down=down,
        gap=timedelta(minutes=gap),
        charged=bool(charged),
        leads=bool(leads),
        channel=Speaker(*channel),
    )
