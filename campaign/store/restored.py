"""A back-up that was put back: what it does not know must not be taken for not done.

The database tells how everything stood when the back-up was made. Since then posts went out,
approvals were taken back, holds were placed, and it knows of none of that: a post that is out looks
as if it were due. So everything is held, what is due already is left to people, post by post, and a
person lifts the hold who has looked at what was done meanwhile.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from campaign.lifecycle import OPEN, State
from campaign.store import anchors, events, holds, integrity, posts
from campaign.store.models import Event, Hold, Post
from campaign.store.posts import Overdue
from campaign.store.writing import writing

KIND = "back-up put back"  # the event
WATCH = "restore watch"  # who acts when nobody said that a back-up was put back
OUT_ALREADY = (
    "A back-up was put back after its time came or while it was due, so it may be out already: "
    "look on the platform before anything else."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done about a back-up that was put back."""

    hold: int
    missed: int  # posts that were due, and are left to people
    since: datetime | None  # the last thing that the back-up knows of


def watch(folder: Path, *, now: datetime) -> Restored | None:
    """Act where an anchor of the audit log knows more than the log: its database is an older one.

    A database without a single post is a new one, and knows of nothing that could go out twice.
    """
    denied = anchors.denied(folder)
    if denied is None:
        return None
    integrity.watch(folder, now=now)
    if not Post.objects.exists():
        events.record("database begun anew", actor=WATCH, at=now)
        anchors.drop(folder, now=now)
        return None
    return note(
        folder,
        by=WATCH,
        now=now,
        why=f"An older copy of the database was put back: {denied} knows more than it does.",
    )


def note(folder: Path, *, by: str, now: datetime, why: str = "A back-up was put back.") -> Restored:
    """Hold everything, leave what is due to people, and begin a new line of anchors."""
    with writing():
        last = Event.objects.order_by("-pk").values_list("at", flat=True).first()
        hold = _standing() or holds.place(
            scope=Hold.Scope.ALL,
            value="",
            reason=f"{why} What was sent, stopped or taken back since then is not known here: "
            "look at it, then let somebody else lift this.",
            by=by,
            now=now,
        )
        due = list(Post.objects.filter(state__in=OPEN, due_at__lte=now))
        rows = [Overdue(p.pk, State(p.state), p.channel_id, OUT_ALREADY) for p in due]
        missed = posts.miss(rows, actor=by, at=now)
        data = {"hold": hold.pk, "missed": missed, "since": last}
        events.record(KIND, actor=by, at=now, subject="everything", data=data)
    anchors.drop(folder, now=now)
    return Restored(hold.pk, missed, last)


def _standing() -> Hold | None:
    """Return the hold of another process that noticed it, too."""
    placed = Event.objects.filter(kind=KIND).order_by("-pk").values_list("data", flat=True).first()
    if placed is None:
        return None
    return Hold.objects.filter(pk=json.loads(placed)["hold"], lifted_at__isnull=True).first()
