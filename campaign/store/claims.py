"""Claims: the door to the network, opened for one attempt and closed with its outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection

from campaign.adapter import Content, PostKey
from campaign.lifecycle import State, check_move
from campaign.step import Step, reached
from campaign.store import (
    barriers,
    channels,
    charges,
    due_post,
    live_cases,
    notices,
    pairs,
    posts,
    prepared,
    services,
    tally,
)
from campaign.store.barriers import Barrier, Kind, moment
from campaign.store.content_hash import content_digest
from campaign.store.due_post import DuePost
from campaign.store.models import Post
from campaign.store.posts import Overdue
from campaign.store.speakers import Speaker
from campaign.store.writing import writing


@dataclass(frozen=True, slots=True)
class Claim:
    """A post that is ours to deliver until the lease is over."""

    post: int
    number: int  # of this attempt
    until: datetime
    worker: str
    channel: Speaker
    message: str
    key: PostKey
    content: Content
    handle: str = ""  # what an earlier attempt staged: it is released, not published anew
    doubts: int = 0  # earlier attempts that may have sent it
    more: bool = False  # the channel has further posts that are due
    gap: timedelta = timedelta()  # that the channel keeps between two posts
    charged: bool = True  # the platform may charge for it
    leads: bool = False  # the other language of its pair follows it

    @property
    def subject(self) -> str:
        """Return what the audit log calls it."""
        return f"{self.message} on {self.channel.id}"


def begin(
    channel: str, *, clock: Callable[[], datetime], lease: timedelta, worker: str
) -> Claim | None:
    """Claim the channel's next due post: the only door to the network.

    The clock is read when one's turn to write has come: a yes that was given while this waited
    is one that this sees, and must not seem to have been given after the post was sent.

    ``None``: nothing to send, not now, or another worker was first. Posts that must not go
    out any more are moved out of the way here, with their cause. Where the platform's breaker
    is open, the claim is its probe.
    """
    try:
        with writing():
            now, aside = clock(), list[tuple[int, Barrier]]()
            found = _first_free(channel, now, aside)
            _set_aside(channel, aside, now)
            if found is None:
                return None
            row, more = found
            return _claim(row, until=now + lease, worker=worker, now=now, more=more)
    except IntegrityError as exc:
        if "channel" in str(exc):
            return None  # one in flight per channel: the database's own veto
        raise


def _first_free(
    channel: str, now: datetime, aside: list[tuple[int, Barrier]]
) -> tuple[DuePost, bool] | None:
    """Return the first due post that nothing stands before; ``aside`` is given those before it."""
    for row, more in due_post.of_channel(channel, now):
        barrier = (
            barriers.from_row(row.barriers)
            or _unlike_approved(row)
            or _live_case(row.approved, now)
            or (pairs.in_the_way(row.post, now) if row.leads else None)
        )
        if barrier is None:
            return row, more
        if barrier.kind is Kind.BUDGET:
            charges.tell_of_cap(row.post, barrier.sentence, at=now)
        aside.append((row.post, barrier))
    return None


def _unlike_approved(row: DuePost) -> Barrier | None:
    """Hold the frozen content against the hash that was approved, network included."""
    if content_digest(row.approved, row.message, row.channel, row.grounds) == row.digest:
        return None
    return Barrier(Kind.UNAPPROVED, "The text or its channel is not what was approved.")


def _live_case(content: Content, now: datetime) -> Barrier | None:
    why = live_cases.in_the_way(content, now)
    return None if why is None else Barrier(Kind.CASE, why)


def _claim(
    row: DuePost, *, until: datetime, worker: str, now: datetime, more: bool
) -> Claim | None:
    if row.down and not services.probe(row.down, now=now):
        return None
    if not _take(row.post, until, worker):
        return None
    reached(Step.TAKEN)
    number = row.attempt + 1
    _open_attempt(row.post, number, worker, now)
    reached(Step.ATTEMPTED)
    claim = Claim(
        post=row.post,
        number=number,
        until=until,
        worker=worker,
        channel=row.channel,
        message=row.message,
        key=row.key,
        content=row.content,
        handle=row.handle,
        doubts=row.doubts,
        more=more,
        gap=row.gap,
        charged=row.charged,
        leads=row.leads,
    )
    posts.record_move(
        row.post, claim.subject, State.SCHEDULED, State.PUBLISHING, actor=worker, at=now
    )
    reached(Step.CLAIM_RECORDED)
    return claim


# What is over for good; the time of a live case may come again, and a person decides.
_OVER = (Kind.LATE, Kind.EXPIRED, Kind.CASE)


def _set_aside(channel: str, aside: Sequence[tuple[int, Barrier]], now: datetime) -> None:
    """Move what will not go out by itself any more; the rest waits where it is.

    What was missed for one reason, such as an outage, is told of together.
    """
    old = State.SCHEDULED
    over = [Overdue(pk, old, channel, b.sentence) for pk, b in aside if b.kind in _OVER]
    posts.miss(over, actor="worker", at=now)
    for pk, barrier in aside:
        if barrier.kind is Kind.UNAPPROVED:
            why = tally.told(pk, barrier.sentence, now)
            posts.move(pk, old, State.PENDING, actor="worker", at=now, why=why)


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
    # First: the holds are read last, right before the call.
    case = _live_case(claim.content, now) or (
        pairs.in_the_way(claim.post, now) if claim.leads else None
    )
    sql, times = barriers.columns()
    channel = claim.channel
    found = prepared.rows(
        f"""SELECT {sql} FROM store_post p JOIN store_channelstate c ON c.id = p.channel_id
        WHERE p.id = %s AND p.state = 'publishing' AND p.attempt = %s
        AND c.platform = %s AND c.network = %s AND c.handle = %s AND c.base_url = %s
        AND c.option_values = %s""",  # noqa: S608 - our own text
        [
            *[moment(now)] * times,
            claim.post,
            claim.number,
            channel.platform,
            channel.network,
            channel.handle,
            channel.base_url,
            channel.option_values,
        ],
    )
    if not found:
        return Barrier(Kind.LATE, "Another worker has taken over, or the channel was changed.")
    return case or barriers.from_row(found[0])


def finish(
    claim: Claim,
    new: State,
    *,
    now: datetime,
    why: str = "",
    refused: bool = False,
    **columns: Any,
) -> bool:
    """Write the outcome of an attempt; False when the attempt is no longer ours to end.

    A late outcome is still written on its attempt, where nothing stands yet. ``refused`` says
    that the platform certainly made nothing, and so charges nothing, though there is a doubt.
    """
    ours = _Try(
        post=claim.post,
        number=claim.number,
        channel=claim.channel.id,
        subject=claim.subject,
        actor=claim.worker,
        gap=claim.gap,
        refused=refused,
        charged=claim.charged,
    )
    return _close(ours, new, now, why, columns)


_SPOKEN = (State.PUBLISHED, State.PROCESSING, State.UNCERTAIN)  # readers may see it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """Which attempt an outcome belongs to, and who writes it."""

    post: int
    number: int
    channel: str
    subject: str
    actor: str
    gap: timedelta
    refused: bool = False
    charged: bool = True


def _close(ours: _Try, new: State, now: datetime, why: str, columns: Mapping[str, Any]) -> bool:
    check_move(State.PUBLISHING, new)
    values = {"state": new, "cause": why, "leased_until": None, "worker": "", **columns}
    settings = ", ".join(f"{name} = %s" for name in values)
    with writing(), connection.cursor() as cursor:
        reached(Step.FINISHING)
        staged, refused = bool(columns.get("handle")), ours.refused
        if ours.charged:
            charges.of_attempt(ours.post, ours.number, new, staged=staged, refused=refused, at=now)
        cursor.execute(
            f"UPDATE store_post SET {settings}"  # noqa: S608 - names of our own columns
            " WHERE id = %s AND state = 'publishing' AND attempt = %s",
            [*map(_stored, values.values()), ours.post, ours.number],
        )
        moved = bool(cursor.rowcount == 1)
        reached(Step.FINISHED_POST)
        cursor.execute(
            "UPDATE store_attempt SET finished_at = %s, outcome = %s, detail = %s"
            " WHERE post_id = %s AND number = %s AND finished_at IS NULL",
            [moment(now), new, why, ours.post, ours.number],
        )
        reached(Step.FINISHED_ATTEMPT)
        if moved:
            if ours.gap and new in _SPOKEN:
                channels.spoke(ours.channel, until=now + ours.gap)
            old = State.PUBLISHING
            posts.record_move(ours.post, ours.subject, old, new, actor=ours.actor, at=now, why=why)
            notices.of_move(ours.post, new, why=why, at=now)
        reached(Step.FINISH_RECORDED)
    return moved


def _stored(value: Any) -> Any:
    return moment(value) if isinstance(value, datetime) else value


def lose_leases(now: datetime, *, worker: str | None = None) -> int:
    """Give up attempts whose lease is over, or all of a worker's that is known to be dead.

    They become uncertain, never scheduled: the worker may have sent before it died.
    """
    lost = Post.objects.filter(state=State.PUBLISHING)
    lost = lost.filter(leased_until__lte=now) if worker is None else lost.filter(worker=worker)
    why = "The program stopped while it was being sent; the platform will be asked."
    count = 0
    for post in lost.select_related("channel"):
        theirs = _Try(
            post=post.pk,
            number=post.attempt,
            channel=post.channel_id,
            subject=f"{post.message} on {post.channel_id}",
            actor="worker",
            gap=timedelta(minutes=post.channel.gap),
        )
        count += _close(
            theirs, State.UNCERTAIN, now, why, {"check_at": now, "looks": 0, "absent_at": None}
        )
    return count
