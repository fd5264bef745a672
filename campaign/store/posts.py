"""The doors to a change of a post's state: each one conditional UPDATE and its event.

Whoever changed the row owns the move; the row count is the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from campaign.adapter import Receipt
from campaign.lifecycle import State, check_move
from campaign.store import barriers, events
from campaign.store.barriers import Barrier, Kind, moment
from campaign.store.models import Attempt, Post

READING_AGES = (3600, 6 * 3600, 24 * 3600, 72 * 3600, 7 * 86400, 28 * 86400)
"""Ages of a post, in seconds, at which its engagement is read."""

_WINDOW = 50  # posts of one channel looked at in one claim, so that a held one hides no other


@dataclass(frozen=True, slots=True)
class Claim:
    """A post that is ours to deliver until the lease is over."""

    post: Post
    number: int  # of this attempt
    until: datetime


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
        with transaction.atomic():
            chosen = _choose(channel, now)
            if chosen is None:
                return None
            until = now + lease
            taken = _take(chosen, until, worker)
            if not taken:
                return None
            post = Post.objects.get(pk=chosen)
            _open_attempt(post, now)
            _event(post, State.SCHEDULED, State.PUBLISHING, actor=worker, at=now)
            return Claim(post, post.attempt, until)
    except IntegrityError:
        return None  # one in flight per channel: the database's own veto


def _choose(channel: str, now: datetime) -> int | None:
    sql, times = barriers.columns()
    at = moment(now)
    lock = " FOR UPDATE OF c, p" if connection.features.has_select_for_update_of else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {sql}, p.id FROM store_post p
            JOIN store_channelstate c ON c.id = p.channel_id
            WHERE p.channel_id = %s AND p.state = 'scheduled' AND p.due_at <= %s
            AND (p.not_before IS NULL OR p.not_before <= %s)
            AND (c.free_at IS NULL OR c.free_at <= %s)
            ORDER BY p.due_at, p.id LIMIT {_WINDOW}{lock}""",  # noqa: S608 - our own text
            [*[at] * times, channel, at, at, at],
        )
        rows = cursor.fetchall()
    for row in rows:
        barrier = barriers.from_row(row[:-1])
        if barrier is None:
            return int(row[-1])
        _set_aside(row[-1], barrier, now)
    return None


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


def _open_attempt(post: Post, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_attempt (post_id, number, worker, started_at, outcome, detail)"
            " VALUES (%s, %s, %s, %s, '', '')",
            [post.pk, post.attempt, post.worker, moment(now)],
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
            [*[moment(now)] * times, claim.post.pk, claim.number],
        )
        row = cursor.fetchone()
    if row is None:
        return Barrier(Kind.LATE, "Another worker has taken over.")
    return barriers.from_row(row)


def finish(
    claim: Claim, new: State, *, now: datetime, why: str = "", actor: str = "", **columns: Any
) -> bool:
    """Write the outcome of an attempt; False when the attempt is no longer ours to end.

    A late outcome is still written on its attempt, where nothing stands yet.
    """
    check_move(State.PUBLISHING, new)
    post, number = claim.post, claim.number
    with transaction.atomic():
        ours = Post.objects.filter(pk=post.pk, state=State.PUBLISHING, attempt=number)
        moved = ours.update(state=new, cause=why, leased_until=None, worker="", **columns)
        Attempt.objects.filter(post_id=post.pk, number=number, finished_at=None).update(
            finished_at=now, outcome=new, detail=why
        )
        if moved:
            _event(post, State.PUBLISHING, new, actor=actor or post.worker, at=now, why=why)
    return bool(moved)


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
    with transaction.atomic():
        moved = Post.objects.filter(pk=pk, state=old).update(state=new, cause=why, **columns)
        if moved:
            post = Post.objects.only("message", "channel_id").get(pk=pk)
            _event(post, old, new, actor=actor, at=at, why=why)
    return bool(moved)


def _event(post: Post, old: State, new: State, *, actor: str, at: datetime, why: str = "") -> None:
    events.record(
        "post moved",
        actor=actor,
        at=at,
        post=post.pk,
        subject=f"{post.message} on {post.channel_id}"[:200],
        data={"from": old, "to": new, "why": why},
    )


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
        claim = Claim(post, post.attempt, now)
        why = "The program stopped while it was being sent; the platform will be asked."
        count += finish(
            claim, State.UNCERTAIN, now=now, why=why, actor="worker", check_at=now, looks=0
        )
    return count
