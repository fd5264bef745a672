"""Disposal: taking away texts and pictures that need not be kept any more.

The rows of posts, attempts, approvals and events stay, with the hashes of what was said: what
happened can be told and proved for ever, only the words and pictures themselves are gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from campaign.adapter import Content
from campaign.library.retention import INCIDENT, ROUTINE, Retention
from campaign.lifecycle import State
from campaign.store import events, legal_holds, pictures
from campaign.store.legal_holds import LegalHold
from campaign.store.models import Event, Post
from campaign.store.people import person, same_person
from campaign.store.writing import writing

DISPOSED = json.dumps(Content("").as_json(), sort_keys=True)
"""The body of a post whose text was disposed of; it fits no approval, so it is never sent."""

TEXT, PICTURE = "text disposed", "pictures disposed"

_SETTLED = (State.PUBLISHED, State.DELETED, State.CANCELLED, State.MISSED, State.FAILED)
_SLICE = 200  # posts in one transaction: publishing waits no longer than that takes


class RetentionError(Exception):
    """Nothing is disposed of; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Expired:
    """A post whose text need not be kept any more."""

    post: int
    message: str
    channel: str
    state: str
    since: datetime
    kept_as: str  # its class
    digest: str


@dataclass(frozen=True, slots=True)
class Review:
    """What could be disposed of, and what only legal holds keep."""

    expired: tuple[Expired, ...]
    held: int
    holds: tuple[LegalHold, ...]

    @property
    def code(self) -> str:
        """Return a short code for exactly these posts: what a person has seen, and no other."""
        lines = "\n".join(f"{one.post} {one.digest}" for one in self.expired)
        return hashlib.sha256(lines.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Disposal:
    """What was taken away."""

    posts: int
    pictures: int


def review(rules: Retention, now: datetime) -> Review:
    """Return what has passed its time."""
    holds = legal_holds.standing()
    expired, held = [], 0
    for post in _old(rules, now):
        if any(hold.covers(post) for hold in holds):
            held += 1
        else:
            expired.append(_expired(post, rules))
    return Review(tuple(expired), held, tuple(holds))


def _old(rules: Retention, now: datetime) -> Iterator[Post]:
    rows = (
        Post.objects.filter(state__in=_SETTLED)
        .exclude(body=DISPOSED)
        .annotate(since=Coalesce("published_at", "due_at"))
        .defer("body")
        .order_by("pk")
    )
    shorter = min((ROUTINE, INCIDENT), key=rules.years)
    for post in rows.iterator(chunk_size=2000):
        if rules.ends(shorter, _since(post)) <= now and _ends(post, rules) <= now:
            yield post


def _since(post: Post) -> datetime:
    return post.published_at or post.due_at


def _class(post: Post, rules: Retention) -> str:
    deleted = post.state == State.DELETED
    return rules.class_of(theme=post.theme, message=post.message, deleted=deleted)


def _ends(post: Post, rules: Retention) -> datetime:
    return rules.ends(_class(post, rules), _since(post))


def _expired(post: Post, rules: Retention) -> Expired:
    return Expired(
        post.pk,
        post.message,
        post.channel_id,
        post.state,
        _since(post),
        _class(post, rules),
        post.digest,
    )


def dispose(
    rules: Retention,
    *,
    code: str,
    by: str,
    agreed_by: str,
    now: datetime,
    in_use: Collection[str] = (),
) -> Disposal:
    """Take away for good the texts that ``code`` stands for, and pictures nobody needs then.

    ``in_use`` are the hashes of pictures that the campaign's files still hold. Two people
    answer for it; raise ``RetentionError`` when it is one, or when something has changed.
    """
    if not (person(by) and person(agreed_by)):
        raise RetentionError("Two people dispose of records: name both, --by and --agreed-by.")
    if same_person(by, agreed_by):
        raise RetentionError(f"{by} cannot agree with themselves: somebody else must have looked.")
    found = review(rules, now)
    if not found.expired:
        raise RetentionError("Nothing has passed its time, so there is nothing to dispose of.")
    if found.code != code.strip():
        raise RetentionError(
            "That code does not stand for what could be disposed of now: look at it again with "
            "“campaign audit purge”."
        )
    _forget_for_good()
    data = {"code": found.code, "posts": len(found.expired)}
    events.record("disposal agreed", actor=agreed_by, at=now, data=data)
    done = sum(_dispose(part, by=by, now=now) for part in _slices(found.expired))
    taken = _dispose_of_pictures(in_use, by=by, now=now)
    _empty_the_log()
    return Disposal(done, taken)


def _slices(items: Sequence[Expired]) -> Iterator[list[Expired]]:
    iterator = iter(items)
    while part := list(islice(iterator, _SLICE)):
        yield part


def _dispose(part: Iterable[Expired], *, by: str, now: datetime) -> int:
    """Take away the texts of some posts; a legal hold placed a moment ago is heard."""
    with writing():
        holds = legal_holds.standing()
        return sum(_dispose_of(one, holds, by, now) for one in part)


def _dispose_of(one: Expired, holds: Iterable[LegalHold], by: str, now: datetime) -> bool:
    post = Post.objects.select_for_update().get(pk=one.post)
    unchanged = post.digest == one.digest and post.state == one.state
    if not unchanged or post.body == DISPOSED or any(hold.covers(post) for hold in holds):
        return False
    data = {
        "class": one.kept_as,
        "since": one.since.isoformat(),
        "digest": post.digest,
        "body": hashlib.sha256(post.body.encode()).hexdigest(),
        "pictures": sorted(_pictures(post.body)),
    }
    Post.objects.filter(pk=post.pk).update(body=DISPOSED)
    subject = f"{post.message} on {post.channel_id}"[:200]
    events.record(TEXT, actor=by, at=now, post=post.pk, subject=subject, data=data)
    return True


def _pictures(body: str) -> set[str]:
    content = Content.from_json(json.loads(body))
    card = content.link.image if content.link else None
    return {image.sha256 for image in (*content.images, *([card] if card else []))}


def _dispose_of_pictures(in_use: Collection[str], *, by: str, now: datetime) -> int:
    """Take away pictures of disposed posts that no other post and no file needs.

    All disposals are looked through, so that what a crash left behind goes the next time.
    """
    wanted: set[str] = set()
    for (data,) in Event.objects.filter(kind=TEXT).values_list("data").iterator(2000):
        wanted.update(json.loads(data)["pictures"])
    wanted = {one for one in wanted - set(in_use) if pictures.is_kept(one)}
    if wanted:
        bodies = Post.objects.filter(Q(body__contains='"sha256"')).values_list("body", flat=True)
        for body in bodies.iterator(chunk_size=2000):
            wanted -= _pictures(body)
    gone = sorted(one for one in wanted if pictures.remove(one))
    if gone:
        events.record(PICTURE, actor=by, at=now, data={"pictures": gone})
    return len(gone)


def _forget_for_good() -> None:
    """Have SQLite write over what is deleted, instead of leaving it in free pages."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _empty_the_log() -> None:
    """Have SQLite take over its write-ahead log, where the old pages are still to be read."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
