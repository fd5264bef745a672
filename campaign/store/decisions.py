"""What only a person decides: uncertain, missed and failed posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from campaign.lifecycle import State
from campaign.store import events, handoffs, pairs, posts, readings, tally, threads
from campaign.store.models import Attempt, Post
from campaign.store.writing import writing

WAITING = (State.PENDING, State.SCHEDULED, State.MISSED, State.FAILED)


class DecisionError(Exception):
    """The decision does not fit the post; the message says why and what to do."""


def is_there(post_id: int, *, url: str, by: str, now: datetime, note: str = "") -> Post:
    """Record that a post is on the platform, at ``url``: one in doubt, or one posted by hand."""
    with writing():
        post = locked(post_id)
        hand = handoffs.is_open(post)
        if post.state != State.UNCERTAIN and not hand:
            raise DecisionError(f"Post {post_id} is {post.state}, so there is no doubt about it.")
        if not (url or hand):
            raise DecisionError("Say where you saw it: add the post's address (https://…).")
        why = _seen(
            f"{by} posted it by hand" if hand else f"{by} saw it on the platform", url, note
        )
        left = now if hand else _left(post, now)
        columns = {"url": url, "published_at": left, "handle": ""}
        columns |= {"check_at": None, "reading_at": None}
        moved = _moved(post, State.PUBLISHED, by=by, now=now, why=why, **columns)
        if hand:
            go_on(post, by=by, now=now)
    return moved


def _left(post: Post, now: datetime) -> datetime:
    """Return when a post in doubt went out: with its last try, whenever somebody saw it."""
    tries = Attempt.objects.filter(post=post, finished_at__isnull=False).order_by("-number")
    return tries.values_list("finished_at", flat=True).first() or now


def by_hand(by: str, url: str) -> str:
    """Say who posted it by hand, and where."""
    return _seen(f"{by} posted it by hand", url)


def _seen(seen: str, url: str, note: str = "") -> str:
    return f"{seen}{f', {note}' if note else ''}{f': {url}' if url else '.'}"


def go_on(post: Post, *, by: str, now: datetime) -> None:
    """Let the parts of a thread that a person posts follow one that is out."""
    for part in threads.following(post):
        if part.handed:
            _resume(part, from_now(post, now), by=by, now=now)


def numbered(post_id: int, remote_id: str, *, by: str, now: datetime) -> bool:
    """Keep the platform's own number of a post that a person saw; False when it has one.

    From then on it is measured like any other, and the next part of its thread has something to
    reply to.
    """
    with writing():
        rows = Post.objects.filter(pk=post_id, state=State.PUBLISHED, remote_id="")
        channel = rows.values_list("channel_id", flat=True).first()
        reading = None if channel is None else readings.first(channel, now)
        changed = bool(rows.update(remote_id=remote_id, reading_at=reading))
        if changed:
            data = {"remote_id": remote_id}
            events.record("post numbered", actor=by, at=now, post=post_id, data=data)
    return changed


def send_again(post_id: int, *, by: str, now: datetime, not_there: bool = False) -> Post:
    """Send an uncertain, failed or missed post now, under the same key as before.

    It passes the same gate as every other: hold, approval, facts. ``not_there`` says of one that
    lay with a person that somebody looked and did not see it.
    """
    post = found(post_id)
    if post.state not in (State.UNCERTAIN, State.FAILED, State.MISSED):
        raise DecisionError(
            f"Post {post_id} is {post.state}; only a post that went wrong is sent again."
        )
    if handoffs.laid_out(post) and not not_there:
        raise DecisionError(
            f"Post {post_id} lay with a person, who may have posted it: look there first. If it is "
            f"there: campaign posts sent {post_id} --url ADDRESS --by NAME. If it is not: campaign "
            f"posts again {post_id} --not-there --by NAME"
        )
    _refuse_on_another_day(post, now)
    approved = tally.approved(post, now)
    if post.state == State.UNCERTAIN and not approved:
        raise DecisionError(f"Post {post_id} is not approved as it stands: approve it first.")
    new = State.SCHEDULED if approved else State.PENDING
    columns = {**from_now(post, now), "handed": False}
    if post.state == State.FAILED:
        columns["handle"] = ""  # what was staged was refused: it is prepared anew
    moved = _moved(post, new, by=by, now=now, why=f"{by} asked for it to be sent now.", **columns)
    for part in [*threads.following(post), *pairs.others(post)]:
        _resume(part, columns, by=by, now=now)
    return moved


def _refuse_on_another_day(post: Post, now: datetime) -> None:
    """Raise where a post's day, or the last day of its figures, is over: that is no lateness."""
    if post.valid_until is None or post.valid_until > now:
        return
    raise DecisionError(
        f"Post {post.pk} is for a time that is over, so it is not sent late: re-date it. Give "
        f"messages/{post.message}.md a new day, or new figures, and have it approved again."
    )


def from_now(post: Post, now: datetime) -> dict[str, Any]:
    """Return the columns of a post that is due at once, with the grace it had."""
    grace = post.late_at - post.due_at
    return {
        "due_at": now,
        "local": f"{now.astimezone(ZoneInfo(post.channel.zone)):%Y-%m-%dT%H:%M}",
        "late_at": now + max(grace, timedelta(minutes=1)),
        "not_before": None,
        "check_at": None,
        "absent_at": now,  # a person says so; it says nothing of the next try
        "looks": 0,
        "by_hand": True,
    }


def _resume(part: Post, columns: Mapping[str, Any], *, by: str, now: datetime) -> None:
    """Let a thread go on behind a part that is sent again: what was missed gets new time."""
    old = State(part.state)
    if old in (State.PENDING, State.SCHEDULED):
        Post.objects.filter(pk=part.pk, state=old).update(**_later(columns, part))
    elif old == State.MISSED:
        approved = tally.approved(part, now)
        new = State.SCHEDULED if approved else State.PENDING
        why = f"{by} asked for what it goes with to be sent now."
        posts.move(part.pk, old, new, actor=by, at=now, why=why, **_later(columns, part))


def _later(columns: Mapping[str, Any], part: Post) -> dict[str, Any]:
    more = handoffs.TIME if part.handed else threads.MORE_TIME  # a person takes longer
    own = {"late_at": columns["late_at"] + more * part.part, "handle": part.handle}
    return {**columns, **own}


def cancel(post_id: int, *, by: str, now: datetime) -> Post:
    """Take a post off the calendar for good; the plan does not bring it back."""
    post = found(post_id)
    if post.state == State.UNCERTAIN:
        raise DecisionError(
            f"Post {post_id} may be on the platform already: look, then say that it is there "
            "or send it again."
        )
    if post.state in (State.PUBLISHED, State.DELETED, State.CANCELLED):
        raise DecisionError(f"Post {post_id} is {post.state}: there is nothing to cancel.")
    if handoffs.is_open(post):
        raise DecisionError(
            f"Post {post_id} is in a person's hands. If it was not posted, say so first: "
            f"campaign posts not-sent {post_id} --why REASON --by NAME"
        )
    if post.state in (State.PUBLISHING, State.PROCESSING):
        raise DecisionError(f"Post {post_id} is being sent at this moment: it is too late.")
    cancelled = _moved(post, State.CANCELLED, by=by, now=now, why=f"{by} cancelled it.")
    if cancelled.state == State.UNCERTAIN:
        raise DecisionError(
            f"Post {post_id} may be on the platform already, and was about to be sent again under "
            "its key. That is stopped: look, then say that it is there or send it again."
        )
    _cancel_with_it(threads.following(post), f"{by} cancelled the part before it.", by, now)
    _cancel_with_it(pairs.others(post), f"{by} cancelled its other language.", by, now)
    return cancelled


def _cancel_with_it(rows: Iterable[Post], why: str, by: str, now: datetime) -> None:
    for part in rows:
        if part.state in WAITING:
            posts.move(part.pk, State(part.state), State.CANCELLED, actor=by, at=now, why=why)


def found(post_id: int) -> Post:
    """Return a post by its number; raise ``DecisionError`` when there is none."""
    return _of(Post.objects.filter(pk=post_id), post_id)


def locked(post_id: int) -> Post:
    """Return a post that nobody else changes before this transaction ends."""
    return _of(Post.objects.select_for_update().filter(pk=post_id), post_id)


def _of(rows: QuerySet[Post], post_id: int) -> Post:
    post = rows.first()
    if post is None:
        raise DecisionError(f"There is no post number {post_id}: “campaign posts list” shows them.")
    return post


def _moved(post: Post, new: State, *, by: str, now: datetime, why: str, **columns: object) -> Post:
    old = State(post.state)
    if not posts.move(post.pk, old, new, actor=by, at=now, why=why, **columns):
        raise DecisionError(f"Post {post.pk} has just changed: look again, then decide.")
    post.refresh_from_db()
    return post
