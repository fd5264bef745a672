"""Letting a content through: what is said to keep people safe, in spite of a stop."""

from __future__ import annotations

from datetime import datetime

from campaign.library.people import RANKS
from campaign.lifecycle import OPEN
from campaign.store import events, holds
from campaign.store.holds import PUBLIC_SAFETY
from campaign.store.models import Blackout, Exemption, Post
from campaign.store.people import People, person, same_person
from campaign.store.writing import writing

_SENIOR = RANKS["senior"]


class ExemptionError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


def let_through(message: str, *, by: str, why: str, now: datetime) -> list[Post]:
    """Let a message's open posts through the stops that stand now; return these posts.

    It counts for the very texts as they are, and against no stop that begins later. A hold is
    passed by messages with the tag “public-safety” only, a pre-election period that asks for
    what was planned before it by any message. Raise ``ExemptionError`` where there is nothing to
    let through, for whoever wrote it, and for who is not senior where campaign.yaml names who is.
    """
    if not by.strip() or not why.strip():
        raise ExemptionError("Who lets it through, and why, is kept: give both, --by and --reason.")
    posts = [
        post
        for post in Post.objects.filter(message=message, state__in=OPEN, late_at__gt=now)
        .select_related("channel")
        .order_by("pk")
        if _stopped(post, now)
    ]
    if not posts:
        raise ExemptionError(
            f"No post of “{message}” is stopped now by what a person may let it through: "
            "“campaign status” shows what is stopped, and why."
        )
    if any(same_person(post.author, by) for post in posts):
        raise ExemptionError(f"{by} wrote “{posts[0].title}”, so someone else lets it through.")
    _need_say(posts, by)
    with writing():
        for digest, post in {post.digest: post for post in posts}.items():
            _record(digest, post, by, why.strip(), now)
    return posts


def _stopped(post: Post, now: datetime) -> bool:
    """Say whether something stops a post that a person may let it through."""
    safety = f",{PUBLIC_SAFETY}," in post.tags
    if safety and holds.over(post, post.channel) is not None:
        return True
    rows = Blackout.objects.filter(
        kind=Blackout.Kind.ELECTION,
        start_at__lt=now,
        end_at__gt=now,
        organisation__in=["", post.channel.organisation],
    )
    return any(safety or row.effect == Blackout.Effect.PLANNED for row in rows)


def _need_say(posts: list[Post], by: str) -> None:
    """Refuse whoever is not senior for an organisation that has somebody who is."""
    people = People.load()
    for organisation in dict.fromkeys(post.channel.organisation for post in posts):
        names = [row.name for row in people.able(_SENIOR, organisation)]
        if names and people.weight(by, organisation)[0] < _SENIOR:
            raise ExemptionError(
                f"{by} is not senior for {organisation}, and to let a message through takes "
                f"somebody who is: {', '.join(names)}."
            )


def _record(digest: str, post: Post, by: str, why: str, now: datetime) -> None:
    Exemption.objects.create(
        digest=digest,
        message=post.message,
        channel=post.channel_id,
        by=by.strip(),
        by_person=person(by),
        at=now,
        why=why,
    )
    events.record(
        "let through a stop",
        actor=by,
        at=now,
        subject=f"{post.message} on {post.channel_id}"[:200],
        data={"digest": digest, "why": why},
    )
