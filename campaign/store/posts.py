"""The doors to a change of a post's state: each one conditional UPDATE and its event.

Whoever changed the row owns the move; the row count is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from campaign.adapter import Receipt
from campaign.lifecycle import State, check_move
from campaign.step import Step, reached
from campaign.store import barriers, due, events, grounds, notices, own_line, readings
from campaign.store.barriers import moment
from campaign.store.content_hash import is_as_approved
from campaign.store.models import Attempt, Post
from campaign.store.writing import writing

REPEATING = frozenset({State.SCHEDULED, State.PROCESSING})
"""States in which a post can be that an earlier try may have put on the platform already."""

NOT_OUT = frozenset({State.PENDING, State.CANCELLED, State.MISSED, State.FAILED})
"""States that say of a post that it is not out."""

MAYBE_OUT = (
    "It may be out already. It was to be sent again under its key, which would have made no second "
    "post; that is stopped, so look on the platform."
)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A post that will not go out any more by itself."""

    post: int
    state: State
    channel: str
    why: str


def due_channels(now: datetime) -> list[str]:
    """Return the channels with something to send; a hint that may be lost or doubled."""
    turn, moments = due.where(now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT p.channel_id FROM store_post p
            JOIN store_channelstate c ON c.id = p.channel_id
            WHERE (p.handed OR NOT c.paused) AND {turn}
            GROUP BY p.channel_id ORDER BY MIN(p.due_at), p.channel_id""",  # noqa: S608 - our own text
            moments,
        )
        return [row[0] for row in cursor.fetchall()]


def published(receipt: Receipt, channel: str) -> dict[str, Any]:
    """Return the columns that keep a receipt, and the time of the channel's first reading."""
    return {
        "remote_id": receipt.remote_id,
        "url": receipt.url,
        "published_at": receipt.published_at,
        "reading_at": readings.first(channel, receipt.published_at),
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
    """Move a post that stands in ``old``; False when it does not stand there any more.

    What needs a person is told in the same transaction. A post that may be out becomes uncertain
    instead of anything that says it is not.
    """
    with writing():
        became = _change(pk, old, new, actor=actor, at=at, why=why, **columns)
        if became is not None:
            asked = became is not new or columns.get("check_at", at) is None
            notices.of_move(
                pk, became, why=why if became is new else MAYBE_OUT, at=at, person=asked
            )
            reached(Step.MOVE_RECORDED)
    return became is not None


def in_doubt(pk: int) -> bool:
    """Say whether a try may have been heard, and nobody has said since that it is not there."""
    tries = Attempt.objects.filter(post=pk, outcome=State.UNCERTAIN)
    return tries.filter(post__absent_at=None).exists()


def prove(pk: int, receipt: Receipt, *, actor: str, at: datetime) -> bool:
    """Keep a receipt that came after its attempt was given up: whatever became of it, it is out.

    False where it is known to be out, or another attempt is on its way, which will hear of it.
    Where it is known to be out at another place it is there twice, and people are told.
    """
    why = "The platform's late answer proved it."
    with writing():
        rows = Post.objects.select_for_update().filter(pk=pk)
        state, channel, known = rows.values_list("state", "channel_id", "remote_id")[0]
        old = State(state)
        if old in {State.PUBLISHED, State.DELETED} and known not in {"", receipt.remote_id}:
            notices.out_twice(pk, receipt.remote_id, receipt.url, at)
        if old in {State.PUBLISHING, State.PUBLISHED, State.DELETED}:
            return False
        columns = {**published(receipt, channel), "not_before": None}
        became = _change(
            pk, old, State.PUBLISHED, actor=actor, at=at, why=why, proved=True, **columns
        )
        return became is not None


def _change(
    pk: int,
    old: State,
    new: State,
    *,
    actor: str,
    at: datetime,
    why: str,
    proved: bool = False,
    **columns: Any,
) -> State | None:
    """Return the state the post has now; ``None`` where it did not stand in ``old``."""
    check_move(old, new, proved=proved)
    reached(Step.MOVING)
    if old in REPEATING and new in NOT_OUT and in_doubt(pk):
        new, why, columns = State.UNCERTAIN, f"{MAYBE_OUT} {why}".strip(), {"check_at": None}
    changed = Post.objects.filter(pk=pk, state=old).update(state=new, cause=why, **columns)
    if changed:
        reached(Step.MOVED)
        post = Post.objects.only("message", "channel_id").get(pk=pk)
        subject = f"{post.message} on {post.channel_id}"
        record_move(pk, subject, old, new, actor=actor, at=at, why=why)
    return new if changed else None


def miss(rows: Iterable[Overdue], *, actor: str, at: datetime) -> int:
    """Mark posts as missed; those of one channel with one reason are told of together."""
    groups: dict[tuple[str, str], list[Overdue]] = {}
    for row in rows:
        groups.setdefault((row.channel, row.why), []).append(row)
    count = 0
    for (_, why), group in groups.items():
        with writing():
            became = {
                row.post: _change(row.post, row.state, State.MISSED, actor=actor, at=at, why=why)
                for row in group
            }
            moved = [pk for pk, new in became.items() if new is State.MISSED]
            notices.missed(moved, why, at)
            for pk, new in became.items():
                if new is State.UNCERTAIN:
                    notices.of_move(pk, new, why=MAYBE_OUT, at=at, person=True)
        count += len(moved)
    return count


def look_later(
    post: Post, check_at: datetime | None, *, why: str, at: datetime, **columns: Any
) -> bool:
    """Note when to ask about a post again; ``None`` leaves a doubt to a person, who is told."""
    with writing():
        same = Post.objects.filter(pk=post.pk, state=post.state, looks=post.looks)
        looks = post.looks + 1
        changed = same.update(check_at=check_at, looks=looks, cause=why, **columns)
        if changed and check_at is None:
            notices.of_move(post.pk, State(post.state), why=why, at=at, person=True)
        reached(Step.LOOK_NOTED)
    return bool(changed)


def record_move(
    pk: int, subject: str, old: State, new: State, *, actor: str, at: datetime, why: str = ""
) -> None:
    """Write the event of a move, inside the move's own transaction."""
    data = {"from": old, "to": new, "why": why}
    events.record("post moved", actor=actor, at=at, post=pk, subject=subject[:200], data=data)


def expire(now: datetime, *, limit: int = 500) -> int:
    """Mark what is past its grace as missed, with the cause; nothing overdue ever goes out."""
    sql, times = barriers.columns()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {sql}, p.grounds, p.id, p.state, p.cause, p.channel_id, c.free_at, s.free_at,
            s.open_until, s.why, c.spaced_until, c.gap FROM store_post p
            JOIN store_channelstate c ON c.id = p.channel_id
            LEFT JOIN store_service s ON s.id = c.service
            WHERE p.state IN ('pending', 'scheduled') AND p.late_at <= %s AND p.due_at <= %s
            ORDER BY p.late_at LIMIT {limit}""",  # noqa: S608 - due before late: for its index
            [*[moment(now)] * times, moment(now), moment(now)],
        )
        rows = cursor.fetchall()
    return miss((_overdue(row, now) for row in rows), actor="worker", at=now)


def _overdue(row: tuple[Any, ...], now: datetime) -> Overdue:
    *columns, rests_on, pk, state, cause, channel = row[:-_RESTS]
    barrier = barriers.from_row(tuple(columns))
    why = barrier.sentence if barrier else "Its time passed."
    if why == "Its time passed." and state == State.SCHEDULED:
        why += _rest(*row[-_RESTS:], now=now)
    if barriers.held(tuple(columns)):
        why += grounds.redate(rests_on)
    if cause and cause not in why:
        why = f"{why} The last word on it: {cause}"
    return Overdue(pk, State(state), channel, why)


_RESTS = 6  # columns that _rest is given


def _rest(
    own: Any, service: Any, trouble: Any, why: str | None, spaced: Any, gap: int, *, now: datetime
) -> str:
    """Say what kept a post that nothing stood before: a rest, a platform in trouble, a gap."""
    if trouble is not None and barriers.aware(trouble) > now:
        ours = "This machine had no connection" if own_line.down() else ""
        return f" {ours or 'The platform was in trouble'}: {why}"
    if any(until is not None and barriers.aware(until) > now for until in (own, service)):
        return " The platform had asked us to slow down."
    if spaced is not None and barriers.aware(spaced) > now:
        minutes = f"{gap} minute{'' if gap == 1 else 's'}"
        return f" Its channel had just spoken, and keeps {minutes} between two posts."
    return ""


def free(now: datetime, *, limit: int = 500) -> int:
    """Schedule what waits though its exact text holds a yes, such as one given meanwhile."""
    enough = barriers.yes_to("p")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT p.id FROM store_post p WHERE p.state = 'pending' AND p.late_at > %s
            AND EXISTS (SELECT 1 FROM store_approval a
                WHERE a.digest = p.digest AND a.revoked_at IS NULL)
            AND {enough.replace("{now}", "%s")} = 1
            LIMIT {limit}""",  # noqa: S608 - our own text
            [moment(now)] * (1 + enough.count("{now}")),
        )
        waiting = [row[0] for row in cursor.fetchall()]
    rows = Post.objects.filter(pk__in=waiting).select_related("channel")
    why = "Its text was approved."
    return sum(
        move(row.pk, State.PENDING, State.SCHEDULED, actor="worker", at=now, why=why)
        for row in rows
        if is_as_approved(row)  # else the claim would only put it back
    )
