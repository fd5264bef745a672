"""What only a person decides: uncertain, missed and failed posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from campaign.lifecycle import State
from campaign.store import approvals, posts, threads
from campaign.store.models import Post

WAITING = (State.PENDING, State.SCHEDULED, State.MISSED, State.FAILED)


class DecisionError(Exception):
    """The decision does not fit the post; the message says why and what to do."""


def is_there(post_id: int, *, url: str, by: str, now: datetime) -> Post:
    """Record that an uncertain post is on the platform, at ``url``."""
    post = _post(post_id)
    if post.state != State.UNCERTAIN:
        raise DecisionError(f"Post {post_id} is {post.state}, so there is no doubt about it.")
    why = f"{by} saw it on the platform."
    columns = {"url": url, "published_at": now, "check_at": None, "reading_at": None}
    return _moved(post, State.PUBLISHED, by=by, now=now, why=why, **columns)


def send_again(post_id: int, *, by: str, now: datetime) -> Post:
    """Send an uncertain, failed or missed post now, under the same key as before.

    It passes the same gate as every other: hold, approval, facts.
    """
    post = _post(post_id)
    if post.state not in (State.UNCERTAIN, State.FAILED, State.MISSED):
        raise DecisionError(
            f"Post {post_id} is {post.state}; only a post that went wrong is sent again."
        )
    approved = post.digest in approvals.approved([post.digest])
    if post.state == State.UNCERTAIN and not approved:
        raise DecisionError(f"Post {post_id} is not approved as it stands: approve it first.")
    new = State.SCHEDULED if approved else State.PENDING
    grace = post.late_at - post.due_at
    columns = {
        "due_at": now,
        "local": f"{now.astimezone(ZoneInfo(post.channel.zone)):%Y-%m-%dT%H:%M}",
        "late_at": now + max(grace, timedelta(minutes=1)),
        "not_before": None,
        "check_at": None,
        "by_hand": True,
    }
    moved = _moved(post, new, by=by, now=now, why=f"{by} asked for it to be sent now.", **columns)
    for part in threads.following(post):
        _resume(part, columns, by=by, now=now)
    return moved


def _resume(part: Post, columns: Mapping[str, Any], *, by: str, now: datetime) -> None:
    """Let a thread go on behind a part that is sent again: what was missed gets new time."""
    old = State(part.state)
    if old in (State.PENDING, State.SCHEDULED):
        Post.objects.filter(pk=part.pk, state=old).update(**_later(columns, part))
    elif old == State.MISSED:
        approved = part.digest in approvals.approved([part.digest])
        new = State.SCHEDULED if approved else State.PENDING
        why = f"{by} asked for the part before it to be sent now."
        posts.move(part.pk, old, new, actor=by, at=now, why=why, **_later(columns, part))


def _later(columns: Mapping[str, Any], part: Post) -> dict[str, Any]:
    return {**columns, "late_at": columns["late_at"] + threads.MORE_TIME * part.part}


def cancel(post_id: int, *, by: str, now: datetime) -> Post:
    """Take a post off the calendar for good; the plan does not bring it back."""
    post = _post(post_id)
    if post.state == State.UNCERTAIN:
        raise DecisionError(
            f"Post {post_id} may be on the platform already: look, then say that it is there "
            "or send it again."
        )
    if post.state in (State.PUBLISHED, State.DELETED, State.CANCELLED):
        raise DecisionError(f"Post {post_id} is {post.state}: there is nothing to cancel.")
    if post.state in (State.PUBLISHING, State.PROCESSING):
        raise DecisionError(f"Post {post_id} is being sent at this moment: it is too late.")
    cancelled = _moved(post, State.CANCELLED, by=by, now=now, why=f"{by} cancelled it.")
    why = f"{by} cancelled the part before it."
    waiting = [part for part in threads.following(post) if part.state in WAITING]
    for part in waiting:
        posts.move(part.pk, State(part.state), State.CANCELLED, actor=by, at=now, why=why)
    return cancelled


def _post(post_id: int) -> Post:
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise DecisionError(f"There is no post number {post_id}: “campaign posts list” shows them.")
    return post


def _moved(post: Post, new: State, *, by: str, now: datetime, why: str, **columns: object) -> Post:
    old = State(post.state)
    if not posts.move(post.pk, old, new, actor=by, at=now, why=why, **columns):
        raise DecisionError(f"Post {post.pk} has just changed: look again, then decide.")
    post.refresh_from_db()
    return post
