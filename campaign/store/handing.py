"""Handing a post on to a person, on the day a platform's own way in fails; and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from campaign.lifecycle import State
from campaign.store import decisions, events, handoffs, posts, tally, threads
from campaign.store.decisions import DecisionError
from campaign.store.models import Post
from campaign.store.writing import writing

_NOW = (State.MISSED, State.FAILED, State.UNCERTAIN)  # these are due at once
_STILL = (State.SCHEDULED, State.MISSED, State.FAILED)  # these may still be made


def hand_over(post_id: int, *, by: str, now: datetime, not_there: bool = False) -> Post:
    """Let a person make a post of any platform; from here on no worker sends it.

    ``not_there`` says of a post in doubt that somebody looked and did not see it. It keeps its
    place in the one queue and passes the same gate: hold, approval, facts. Later parts of a
    thread go with it. The worker that is first owns the post: then this is refused.
    """
    with writing():
        # Locked before it is read: a claim at the same moment waits, and then sees the mark.
        post = decisions.locked(post_id)
        _refuse(post, now, not_there=not_there)
        _hand(post, by, now)
        for part in threads.following(post):
            if part.state in _STILL and tally.approved(part, now):
                _hand(part, by, now, more=handoffs.TIME * (part.part - post.part))
    post.refresh_from_db()
    return post


def _hand(post: Post, by: str, now: datetime, more: timedelta = timedelta()) -> None:
    """Mark a post as a person's; ``more`` is the time the parts before it may take."""
    mark: dict[str, Any] = {
        "handed": True,
        "by_hand": True,
        "handle": "",
        "not_before": None,
        "check_at": None,
    }
    old = State(post.state)
    if old in _NOW:
        why = f"{by} asked for it to be posted by hand."
        columns = {**decisions.from_now(post, now), **mark}
        columns["late_at"] += more
        done = posts.move(post.pk, old, State.SCHEDULED, actor=by, at=now, why=why, **columns)
    else:
        mark["late_at"] = post.late_at + more
        done = bool(Post.objects.filter(pk=post.pk, state=old).update(**mark))
        subject = f"{post.message} on {post.channel_id}"[:200]
        events.record("post handed over", actor=by, at=now, post=post.pk, subject=subject)
    if not done:
        raise DecisionError(f"Post {post.pk} has just changed: look again, then decide.")


def _refuse(post: Post, now: datetime, *, not_there: bool) -> None:
    """Raise unless a person may make this post now without making it twice."""
    reason = _never(post) or _doubt(post, not_there=not_there) or _not_now(post, now)
    if reason:
        raise DecisionError(reason)


def _never(post: Post) -> str:
    """Say why a post is not one to hand over at all."""
    number, channel = post.pk, post.channel
    if channel.network == "sandbox":
        return f"Post {number} is on the sandbox network, where nobody can post by hand."
    if handoffs.is_open(post):
        return f"Post {number} is in a person's hands already: {post.url}"
    if channel.platform == "handoff":
        said = f"Post {number} is for a person anyway, as its channel says."
        if post.state in (State.PUBLISHED, State.DELETED, State.CANCELLED):
            return said  # there is nothing to have once more
        again = f"campaign posts again {number} --not-there --by NAME"
        return f"{said} To have it laid out again: {again}"
    if post.handed and post.state == State.SCHEDULED:
        return f"Post {number} was handed over already: a person is told when it is due."
    return ""


def _doubt(post: Post, *, not_there: bool) -> str:
    """Let a doubt go to a person only when nobody else works on it and somebody has looked."""
    number = post.pk
    if handoffs.laid_out(post) and not not_there:
        return (
            f"Post {number} lay with a person before, who may have posted it: look there first. If "
            f"it is there: campaign posts sent {number} --url ADDRESS --by NAME. If it is not: "
            f"campaign posts hand-off {number} --not-there --by NAME"
        )
    if post.state != State.UNCERTAIN:
        return ""
    if post.check_at is not None:
        return (
            f"Post {number} may be on the platform, and the program is still asking there. Wait "
            "until it asks you."
        )
    if not not_there:
        return (
            f"Post {number} may be on the platform already, so look there first. If it is there: "
            f"campaign posts sent {number} --url ADDRESS --by NAME. If it is not: campaign posts "
            f"hand-off {number} --not-there --by NAME"
        )
    return ""


def _not_now(post: Post, now: datetime) -> str:
    """Say what must come first, or what comes too late."""
    if post.state in (*_STILL, State.UNCERTAIN) and tally.approved(post, now):
        return ""
    if post.state in (*_STILL, State.UNCERTAIN, State.PENDING):
        return f"Post {post.pk} awaits approval first: campaign approvals {post.message}"
    sending = post.state in (State.PUBLISHING, State.PROCESSING)
    why = "it is being sent at this moment" if sending else "there is nothing to post"
    return f"Post {post.pk} is {post.state}: {why}."


def not_posted(post_id: int, *, why: str, by: str, now: datetime) -> Post:
    """Record that a person did not, or could not, make a post that lay ready for it."""
    if not why.strip():
        raise DecisionError("Say why it was not posted, so that others know what to put right.")
    with writing():
        post = decisions.locked(post_id)
        if not handoffs.is_open(post):
            raise DecisionError(f"Post {post_id} is {post.state}: nobody was asked to post it.")
        columns = {"handle": "", "url": "", "check_at": None}
        reason = did_not(by, why)
        posts.move(post.pk, State.PROCESSING, State.FAILED, actor=by, at=now, why=reason, **columns)
    post.refresh_from_db()
    return post


def did_not(by: str, why: str) -> str:
    """Say who did not post it, and why."""
    return f"{by} did not post it: {why.strip().rstrip('.')}."
