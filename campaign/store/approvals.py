"""Approval: a person's yes to the hash of a content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from campaign.lifecycle import State
from campaign.store import events, posts
from campaign.store.models import Approval, Post
from campaign.store.people import person, same_person
from campaign.store.writing import writing


class ApprovalError(Exception):
    """The yes does not count; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A content on the calendar that nobody has approved yet."""

    message: str
    title: str
    channel: str
    author: str
    digest: str
    posts: int
    first_due: datetime


def approved(digests: Iterable[str]) -> set[str]:
    """Return those of the digests that hold a standing approval by another than the author."""
    rows = Approval.objects.filter(digest__in=list(digests), revoked_at__isnull=True)
    return {row.digest for row in rows if not same_person(row.by, row.author)}


def approvers(digests: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return who said yes to each of the digests, as ``person`` compares names."""
    rows = Approval.objects.filter(digest__in=list(digests), revoked_at__isnull=True)
    found: dict[str, set[str]] = {}
    for digest, by in rows.values_list("digest", "by_person"):
        found.setdefault(digest, set()).add(by)
    return {digest: frozenset(people) for digest, people in found.items()}


def approved_for(digest: str, author_person: str) -> bool:
    """Say whether a content holds a yes that counts, given who its author is now."""
    rows = Approval.objects.filter(digest=digest, revoked_at__isnull=True)
    return rows.exclude(by_person=author_person).exists()


def code(items: Iterable[Waiting]) -> str:
    """Return a short code for exactly these contents: what a person has read, and no other."""
    digests = "".join(sorted({item.digest for item in items}))
    return hashlib.sha256(digests.encode()).hexdigest()[:8]


def waiting() -> list[Waiting]:
    """Return what awaits approval, what is due first at the top."""
    rows = (
        Post.objects.filter(state=State.PENDING)
        .values("message", "title", "channel_id", "author", "digest")
        .annotate(count=Count("pk"), first=Min("due_at"))
        .order_by("first", "message", "channel_id")
    )
    return [
        Waiting(
            row["message"],
            row["title"],
            row["channel_id"],
            row["author"],
            row["digest"],
            row["count"],
            row["first"],
        )
        for row in rows
    ]


def approve(items: Iterable[Waiting], *, by: str, now: datetime, note: str = "") -> int:
    """Approve contents and schedule the posts that were waiting for it; return how many posts."""
    items = list(items)
    own = next((item for item in items if same_person(item.author, by)), None)
    if own is not None:
        raise ApprovalError(
            f"{by} wrote “{own.title}”, so someone else approves it: nobody approves their own."
        )
    nameless = next((item for item in items if not person(item.author)), None)
    if nameless is not None:
        raise ApprovalError(
            f"“{nameless.title}” names no author, so nobody can tell who may approve it: add "
            "“author:” to the message or to campaign.yaml."
        )
    if not by.strip():
        raise ApprovalError("An approval needs a name: add --by with yours.")
    return sum(_approve(item, by, now, note) for item in items)


def _approve(item: Waiting, by: str, now: datetime, note: str) -> int:
    with writing():
        Approval.objects.create(
            digest=item.digest,
            message=item.message,
            channel=item.channel,
            author=item.author,
            by=by.strip(),
            by_person=person(by),
            at=now,
            note=note,
        )
        events.record(
            "content approved",
            actor=by,
            at=now,
            subject=f"{item.message} on {item.channel}"[:200],
            data={"digest": item.digest, "note": note},
        )
        freed = Post.objects.filter(state=State.PENDING, digest=item.digest).values_list("pk")
        return sum(
            posts.move(pk, State.PENDING, State.SCHEDULED, actor=by, at=now, why="")
            for (pk,) in list(freed)
        )


def revoke(message: str, *, by: str, now: datetime, why: str) -> int:
    """Take back every standing approval of a message; its open posts wait again."""
    with writing():
        standing = Approval.objects.filter(message=message, revoked_at__isnull=True)
        digests = list(standing.values_list("digest", flat=True))
        count = standing.update(revoked_at=now, revoked_by=by)
        if count:
            events.record(
                "approval revoked", actor=by, at=now, subject=message[:200], data={"why": why}
            )
        for pk in list(
            Post.objects.filter(state=State.SCHEDULED, digest__in=digests).values_list(
                "pk", flat=True
            )
        ):
            posts.move(
                pk,
                State.SCHEDULED,
                State.PENDING,
                actor=by,
                at=now,
                why=f"Its approval was taken back: {why}",
            )
    return count
