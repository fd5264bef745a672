"""What people say of a post they were to make by hand: taken down, whatever became of it since.

Somebody who posted it is the only one who knows. So no answer is dropped: it completes the
ledger where it can, and where it contradicts what is known it is written down and told of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaign.lifecycle import SAID, State, check_move
from campaign.store import alerts, decisions, events, handing, handoffs, notices, posts
from campaign.store.models import Post
from campaign.store.writing import writing

WAITING = (State.PENDING, State.SCHEDULED)  # laid out again or to be sent again, but not yet


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that was taken down; ``trouble`` is a sentence where it contradicts the ledger."""

    post: Post
    trouble: str = ""


def out(post_id: int, *, url: str, by: str, now: datetime, note: str = "") -> Taken:
    """Take down that a post is out; raise ``DecisionError`` of one nobody was ever handed.

    One that failed, was missed or cancelled after it lay with a person becomes published. One
    that is to be sent again is stopped first; where a worker has it already people are told.
    """
    with writing():
        post = decisions.locked(post_id)
        if handoffs.is_open(post) or not handoffs.laid_out(post):
            there = decisions.is_there(post_id, url=url, by=by, now=now, note=note)
            return Taken(there)
        state = State(post.state)
        if state in WAITING:
            return _stopped(post, url, by, now)
        if (state, State.PUBLISHED) in SAID:
            return Taken(_publish(post, url, by, now))
        if state == State.UNCERTAIN:
            there = decisions.is_there(post_id, url=url, by=by, now=now)
            return _contradicts(there, _TWICE, {"said": "posted", "url": url}, by, now)
        same = post.url == url and post.cause.startswith(f"{by} posted it by hand")
        if state == State.PUBLISHED and same:
            return Taken(post)  # the same once more
        trouble = _OUT.get(state, _SENDING)
        return _contradicts(post, trouble, {"said": "posted", "url": url}, by, now)


def not_out(post_id: int, *, why: str, by: str, now: datetime) -> Taken:
    """Take down that a person did not make a post, with the reason."""
    with writing():
        post = decisions.locked(post_id)
        if handoffs.is_open(post):
            return Taken(handing.not_posted(post_id, why=why, by=by, now=now))
        if post.state == State.FAILED and post.cause == handing.did_not(by, why):
            return Taken(post)
        said = {"said": "not posted", "why": why}
        if post.state == State.FAILED:  # two people say the same
            _note(post, said, by, now)
            return Taken(post)
        if post.state == State.PUBLISHED:
            return _contradicts(post, _KNOWN_AS_OUT, said, by, now)
        _note(post, said, by, now)
        return Taken(post, f"The post is {post.state} by now, and stays so.")


_TWICE = (
    "The program has tried to send it again meanwhile, so it may be out twice. Look there, and "
    "take the second one down."
)
_SENDING = (
    "The program is sending it again at this moment, and cannot be stopped: it may be out twice."
)
_OUT = {
    State.PUBLISHED: (
        "It was said, or found, to be posted before. If these are two posts, take one down."
    ),
    State.DELETED: "It is known as taken back. If it is out, take it down.",
}
_KNOWN_AS_OUT = "It is known as posted, and stays so. Look whether it is there."
_STOPPED = (
    "It was said not to be posted, and was to go out again. That is stopped: nothing more goes "
    "out. Look whether it is there once."
)


def _stopped(post: Post, url: str, by: str, now: datetime) -> Taken:
    """Stop what is to go out again; the worker that is first makes this fail, never both."""
    why = f"{by} posted it by hand before, so it is not sent again."
    old = State(post.state)
    if not posts.move(post.pk, old, State.CANCELLED, actor=by, at=now, why=why):
        said = {"said": "posted", "url": url}
        return _contradicts(post, _SENDING, said, by, now)
    post.refresh_from_db()
    return _contradicts(
        _publish(post, url, by, now), _STOPPED, {"said": "posted", "url": url}, by, now
    )


def _publish(post: Post, url: str, by: str, now: datetime) -> Post:
    """Move a post to published on a person's word alone."""
    old, why = State(post.state), decisions.by_hand(by, url)
    check_move(old, State.PUBLISHED, said=True)
    columns: dict[str, Any] = {"url": url, "published_at": now, "handle": ""}
    columns |= {"check_at": None, "reading_at": None, "not_before": None}
    rows = Post.objects.filter(pk=post.pk, state=old)
    if not rows.update(state=State.PUBLISHED, cause=why, **columns):
        raise decisions.DecisionError(f"Post {post.pk} has just changed: say it once more.")
    subject = f"{post.message} on {post.channel_id}"
    posts.record_move(post.pk, subject, old, State.PUBLISHED, actor=by, at=now, why=why)
    post.refresh_from_db()
    decisions.go_on(post, by=by, now=now)
    return post


def _contradicts(
    post: Post, trouble: str, said: Mapping[str, str], by: str, now: datetime
) -> Taken:
    """Write down an answer that does not fit, and tell people once."""
    if _note(post, said, by, now):
        where = said.get("url", "")
        alerts.tell(
            key=f"contradiction:{post.pk}:{post.attempt}:{_mark(said, by)}",
            kind=alerts.Kind.HANDOFF,
            subject=f"Look at once: {notices.name(post)} – {notices.place(post.channel)}",
            what=(
                f"{by} says of post {post.pk}, {notices.name(post)} (channel {post.channel_id}): "
                f"{said['said']}{f', at {where}' if where else ''}. {trouble}"
            ),
            advice=f"Look on {notices.place(post.channel)} how often it is there: it must be once.",
            at=now,
        )
    return Taken(post, trouble)


def _note(post: Post, said: Mapping[str, str], by: str, now: datetime) -> bool:
    """Write an answer in the log; False when the very same stands there already."""
    data = {**said, "state": str(post.state), "mark": _mark(said, by)}
    kind = "answer by hand"
    known = post.events.filter(kind=kind, data__contains=data["mark"])
    if known.exists():
        return False
    subject = f"{post.message} on {post.channel_id}"[:200]
    events.record(kind, actor=by, at=now, post=post.pk, subject=subject, data=data)
    return True


def _mark(said: Mapping[str, str], by: str) -> str:
    """Return what tells one answer from another."""
    return hashlib.sha256(repr((sorted(said.items()), by)).encode()).hexdigest()[:16]


def take(post_id: int, *, by: str, now: datetime) -> int:
    """Take down who is posting it from now on; return the number of the turn, 0 when it is over."""
    with writing():
        post = decisions.locked(post_id)
        if not handoffs.is_open(post) or handoffs.barrier(post, now):
            return 0
        data = {"attempt": post.attempt}
        subject = f"{post.message} on {post.channel_id}"[:200]
        events.record(handoffs.TURN, actor=by, at=now, post=post.pk, subject=subject, data=data)
        turn = handoffs.turn(post)
    return turn.pk if turn else 0
