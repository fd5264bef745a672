"""The doors to a change of a post's state: each one conditional UPDATE and its event.

Whoever changed the row owns the move; the row count is the answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection

from campaign.adapter import Content, PostKey, Receipt
from campaign.lifecycle import State, check_move
from campaign.store import barriers, events
from campaign.store.barriers import Barrier, Kind, moment
from campaign.store.models import Post
from campaign.store.writing import writing

READING_AGES = (3600, 6 * 3600, 24 * 3600, 72 * 3600, 7 * 86400, 28 * 86400)
"""Ages of a post, in seconds, at which its engagement is read."""

_WINDOW = 50  # posts of one channel looked at in one claim, so that a held one hides no other


@dataclass(frozen=True, slots=True)
class Claim:
    """A post that is ours to deliver until the lease is over."""

    post: int
    number: int  # of this attempt
    until: datetime
    worker: str
    channel: str
    subject: str
    key: PostKey
    body: str  # the frozen content, as JSON
    more: bool = False  # the channel has further posts that are due

    @property
    def content(self) -> Content:
        """Return the frozen content."""
        return Content.from_json(json.loads(self.body))


def due_channels(now: datetime) -> list[str]:
    """Return the channels with something to send; a hint that may be lost or doubled."""
    at = moment(now)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT p.channel_id FROM store_post p
            JOIN store_channelstate c ON c.id = p.channel_id
            WHERE p.state = 'scheduled' AND p.due_at <= %s
            AND (p.not_before IS NULL OR p.not_before <= %s)
            AND NOT c.paused AND (c.free_at IS NULL OR c.free_at <= %s)""",
            [at, at, at],
        )
        return [row[0] for row in cursor.fetchall()]


def begin(channel: str, *, now: datetime, lease: timedelta, worker: str) -> Claim | None:
    """Claim the channel's next due post: the only door to the network.

    ``None``: nothing to send, not now, or another worker was first. Posts that must not go
    out any more are moved out of the way here, with their cause.
    """
    try:
        with writing():
            rows = _due_rows(channel, now)
            for index, row in enumerate(rows):
                barrier = barriers.from_row(row[: barriers.WIDTH])
                if barrier is None:
                    more = index + 1 < len(rows)
                    return _claim(channel, row[barriers.WIDTH :], now + lease, worker, now, more)
                _set_aside(row[barriers.WIDTH], barrier, now)
            return None
    except IntegrityError:
        return None  # one in flight per channel: the database's own veto


def _due_rows(channel: str, now: datetime) -> list[tuple[Any, ...]]:
    sql, times = barriers.columns()
    at = moment(now)
    lock = " FOR UPDATE OF c, p" if connection.features.has_select_for_update_of else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {sql}, p.id, p.attempt, p.message, p.key, p.keyed_at, p.body
            FROM store_post p JOIN store_channelstate c ON c.id = p.channel_id
            WHERE p.channel_id = %s AND p.state = 'scheduled' AND p.due_at <= %s
            AND (p.not_before IS NULL OR p.not_before <= %s)
            AND (c.free_at IS NULL OR c.free_at <= %s)
            ORDER BY p.due_at, p.id LIMIT {_WINDOW}{lock}""",  # noqa: S608 - our own text
            [*[at] * times, channel, at, at, at],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _claim(
    channel: str, row: tuple[Any, ...], until: datetime, worker: str, now: datetime, more: bool
) -> Claim | None:
    pk, attempt, message, key, keyed_at, body = row
    if not _take(pk, until, worker):
        return None
    number = attempt + 1
    _open_attempt(pk, number, worker, now)
    subject = f"{message} on {channel}"
    _event(pk, subject, State.SCHEDULED, State.PUBLISHING, actor=worker, at=now)
    post_key = PostKey(key, barriers.aware(keyed_at))
    return Claim(pk, number, until, worker, channel, subject, post_key, body, more)


_ASIDE = {
    Kind.LATE: State.MISSED,
    Kind.EXPIRED: State.MISSED,
    Kind.UNAPPROVED: State.PENDING,
}


def _set_aside(pk: int, barrier: Barrier, now: datetime) -> None:
    """Move what will not go out by itself any more; the rest waits where it is."""
    if barrier.kind in _ASIDE:
        move(
            pk, State.SCHEDULED, _ASIDE[barrier.kind], actor="worker", at=now, why=barrier.sentence
        )


def _take(pk: int, until: datetime, worker: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_post SET state = 'publishing', attempt = attempt + 1, worker = %s,"
            " leased_until = %s, cause = '' WHERE id = %s AND state = 'scheduled'",
            [worker, moment(until), pk],
        )
        return bool(cursor.rowcount == 1)


def _open_attempt(pk: int, number: int, worker: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_attempt (post_id, number, worker, started_at, outcome, detail)"
            " VALUES (%s, %s, %s, %s, '', '')",
            [pk, number, worker, moment(now)],
        )


def permitted(claim: Claim, now: datetime) -> Barrier | None:
    """Ask again whether this attempt may go on, right before a call that creates something.

    A lease that is over, or an attempt that is not ours any more, is a barrier too.
    """
    if now >= claim.until:
        return Barrier(Kind.LATE, "The lease is over.")
    sql, times = barriers.columns()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {sql} FROM store_post p JOIN store_channelstate c ON c.id = p.channel_id
            WHERE p.id = %s AND p.state = 'publishing' AND p.attempt = %s""",  # noqa: S608 - our own text
            [*[moment(now)] * times, claim.post, claim.number],
        )
        row = cursor.fetchone()
    if row is None:
        return Barrier(Kind.LATE, "Another worker has taken over.")
    return barriers.from_row(row)


def finish(claim: Claim, new: State, *, now: datetime, why: str = "", **columns: Any) -> bool:
    """Write the outcome of an attempt; False when the attempt is no longer ours to end.

    A late outcome is still written on its attempt, where nothing stands yet.
    """
    check_move(State.PUBLISHING, new)
    values = {"state": new, "cause": why, "leased_until": None, "worker": "", **columns}
    settings = ", ".join(f"{name} = %s" for name in values)
    with writing(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE store_post SET {settings}"  # noqa: S608 - names of our own columns
            " WHERE id = %s AND state = 'publishing' AND attempt = %s",
            [*map(_stored, values.values()), claim.post, claim.number],
        )
        moved = bool(cursor.rowcount == 1)
        cursor.execute(
            "UPDATE store_attempt SET finished_at = %s, outcome = %s, detail = %s"
            " WHERE post_id = %s AND number = %s AND finished_at IS NULL",
            [moment(now), new, why, claim.post, claim.number],
        )
        if moved:
            who = claim.worker
            _event(claim.post, claim.subject, State.PUBLISHING, new, actor=who, at=now, why=why)
    return moved


def _stored(value: Any) -> Any:
    return moment(value) if isinstance(value, datetime) else value


def published(receipt: Receipt) -> dict[str, Any]:
    """Return the columns that keep a receipt, and the time of the first reading."""
    return {
        "remote_id": receipt.remote_id,
        "url": receipt.url,
        "published_at": receipt.published_at,
        "reading_at": receipt.published_at + timedelta(seconds=READING_AGES[0]),
        "handle": "",
        "check_at": None,
    }


def move(
    pk: int,
    old: State,
    new: State,
    *,
    actor: str,
    at: datetime,
    why: str = "",
    **columns: Any,
) -> bool:
    """Move a post that stands in ``old``; False when it does not stand there any more."""
    check_move(old, new)
    with writing():
        moved = Post.objects.filter(pk=pk, state=old).update(state=new, cause=why, **columns)
        if moved:
            post = Post.objects.only("message", "channel_id").get(pk=pk)
            subject = f"{post.message} on {post.channel_id}"
            _event(pk, subject, old, new, actor=actor, at=at, why=why)
    return bool(moved)


def _event(
    pk: int, subject: str, old: State, new: State, *, actor: str, at: datetime, why: str = ""
) -> None:
    data = {"from": old, "to": new, "why": why}
    events.record("post moved", actor=actor, at=at, post=pk, subject=subject[:200], data=data)


def expire(now: datetime, *, limit: int = 500) -> int:
    """Mark what is past its grace as missed, with the cause; nothing overdue ever goes out."""
    sql, times = barriers.columns()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {sql}, p.id, p.state FROM store_post p
            JOIN store_channelstate c ON c.id = p.channel_id
            WHERE p.state IN ('pending', 'scheduled') AND p.late_at <= %s
            ORDER BY p.late_at LIMIT {limit}""",  # noqa: S608 - our own text
            [*[moment(now)] * times, moment(now)],
        )
        rows = cursor.fetchall()
    count = 0
    for *columns, pk, state in rows:
        barrier = barriers.from_row(tuple(columns))
        why = barrier.sentence if barrier else "Its time passed."
        count += move(pk, State(state), State.MISSED, actor="worker", at=now, why=why)
    return count


def lose_leases(now: datetime, *, worker: str | None = None) -> int:
    """Give up attempts whose lease is over, or all of a worker's that is known to be dead.

    They become uncertain, never scheduled: the worker may have sent before it died.
    """
    lost = Post.objects.filter(state=State.PUBLISHING)
    lost = lost.filter(leased_until__lte=now) if worker is None else lost.filter(worker=worker)
    count = 0
    for post in lost:
        subject = f"{post.message} on {post.channel_id}"
        claim = Claim(
            post.pk, post.attempt, now, "worker", post.channel_id, subject, post.post_key, post.body
        )
        why = "The program stopped while it was being sent; the platform will be asked."
        count += finish(claim, State.UNCERTAIN, now=now, why=why, check_at=now, looks=0)
    return count
