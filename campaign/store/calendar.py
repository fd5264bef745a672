"""The calendar: bringing it in line with a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from campaign.library.library import Library
from campaign.lifecycle import OPEN, State
from campaign.planning.diff import Calendared
from campaign.planning.plan import Planned
from campaign.store import approvals, channels, events, posts
from campaign.store.frozen import Frozen, author, freeze, grace, keep_pictures, row
from campaign.store.models import Post
from campaign.store.people import person
from campaign.store.proposal import Change, Proposal
from campaign.store.writing import writing

_SLICE = 200  # rows a transaction: SQLite's one write lock must not be held for long


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done."""

    added: int
    moved: int
    dropped: int
    changed: int
    waiting: int  # of the added and changed, those that await approval


class NotApplied(Exception):
    """The calendar stays as it is; the message says why and what to do."""


def apply(proposal: Proposal, library: Library, *, actor: str, now: datetime) -> Applied:
    """Write a proposal into the calendar; posts that are not open any more stay as they are."""
    if proposal.blocked:
        first = proposal.blocked[0]
        raise NotApplied(
            f"{first.file} has an error in line {first.line}, and the whole plan rests on it: "
            "the calendar stays as it is until “campaign check” finds it in order."
        )
    channels.sync(library, actor=actor, now=now)
    keep_pictures(library, proposal.diff.add)
    added = sum(_add(library, batch, actor, now) for batch in _slices(proposal.diff.add))
    moved = sum(_move(library, old, new, actor, now) for old, new in proposal.diff.move)
    dropped = sum(_drop(old, actor, now) for old in proposal.diff.drop)
    changed = sum(_change(library, one, actor, now) for one in proposal.changed)
    waiting = Post.objects.filter(state=State.PENDING).count()
    return Applied(added, moved, dropped, changed, waiting)


def _slices(items: Iterable[Planned]) -> Iterator[list[Planned]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _SLICE)):
        yield batch


def _add(library: Library, batch: list[Planned], actor: str, now: datetime) -> int:
    cache: dict[tuple[str, str], Frozen] = {}
    for one in batch:
        if (one.message, one.channel) not in cache:
            message, channel = library.messages[one.message], library.channels[one.channel]
            cache[one.message, one.channel] = freeze(library, message, channel)
    rows = [row(library, one, cache[one.message, one.channel], now) for one in batch]
    with writing():
        yes = approvals.approved({post.digest for post in rows})
        for post in rows:
            post.state = State.SCHEDULED if post.digest in yes else State.PENDING
        there = set(
            Post.objects.filter(slot_key__in=[post.slot_key for post in rows]).values_list(
                "slot_key", flat=True
            )
        )
        new = [post for post in rows if post.slot_key not in there]
        Post.objects.bulk_create(new, batch_size=500)
        events.record(
            "posts planned",
            actor=actor,
            at=now,
            data={"count": len(new), "keys": [post.slot_key for post in new]},
        )
    return len(new)


def _move(library: Library, old: Calendared, new: Planned, actor: str, now: datetime) -> int:
    with writing():
        rows = Post.objects.filter(slot_key=old.key, state__in=OPEN, attempt=0)
        if Post.objects.filter(slot_key=new.key).exists():
            return 0
        moved = rows.update(
            slot_key=new.key,
            due_at=new.at,
            keyed_at=new.at,
            local=f"{new.local:%Y-%m-%dT%H:%M}",
            late_at=new.at + grace(library, library.messages[new.message]),
        )
        if moved:
            pk = Post.objects.only("pk").get(slot_key=new.key).pk
            data = {"from": old.at, "to": new.at}
            events.record("post re-dated", actor=actor, at=now, post=pk, data=data)
    return moved


def _drop(old: Calendared, actor: str, now: datetime) -> int:
    """Take a post out of the plan; its slot is free again for a later one."""
    row = Post.objects.filter(slot_key=old.key, state__in=OPEN, attempt=0).first()
    if row is None:
        return 0
    why = "It is no longer in the plan."
    return posts.move(
        row.pk, State(row.state), State.CANCELLED, actor=actor, at=now, why=why, slot_key=None
    )


def _change(library: Library, one: Change, actor: str, now: datetime) -> int:
    """Give an open post the text the files have now; an approval of the old one is void."""
    planned = one.planned
    message, channel = library.messages[planned.message], library.channels[planned.channel]
    frozen = freeze(library, message, channel)
    keep_pictures(library, [planned])
    with writing():
        state = State.SCHEDULED if approvals.approved([frozen.digest]) else State.PENDING
        rows = Post.objects.filter(pk=one.post, state__in=OPEN, attempt=0)
        changed = rows.update(
            body=frozen.body,
            digest=frozen.digest,
            handle="",  # what was staged says the old text
            state=state,
            title=message.title[:200],
            theme=message.theme,
            author=author(library, message),
            author_person=person(author(library, message)),
            valid_from=frozen.valid_from,
            valid_until=frozen.valid_until,
            late_at=planned.at + grace(library, message),
            simulated=channel.network == "sandbox",
        )
        if changed:
            data = {"digest": frozen.digest, "state": state}
            events.record("post changed", actor=actor, at=now, post=one.post, data=data)
    return changed
