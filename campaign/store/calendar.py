"""The calendar: bringing it in line with a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from campaign.adapter import Costs
from campaign.library.library import Library
from campaign.lifecycle import OPEN, State
from campaign.planning.diff import Calendared
from campaign.planning.plan import Planned
from campaign.store import channels, charges, events, grounds, tally, threads, voiding
from campaign.store.casts import Casts, with_state
from campaign.store.frozen import freeze, grace, keep_pictures, rows
from campaign.store.grounds import VOIDED
from campaign.store.models import Post
from campaign.store.proposal import Change, Proposal, differs
from campaign.store.versions import Dealer
from campaign.store.writing import writing

_TEXT = (
    "body",
    "cause",
    "digest",
    "grounds",
    "tier",
    "partners",
    "handle",  # what was staged says the old text
    "parts",
    "state",
    "title",
    "theme",
    "audience",
    "language",
    "pair",
    "tags",
    "tone",
    "format",
    "variant",
    "author",
    "author_person",
    "valid_from",
    "valid_until",
    "late_at",
    "simulated",
    "price",
    "picture_price",
)
"""What a post takes over from a text that was changed."""

VOID = f"Its text was changed{VOIDED}"
"""Why a post waits whose approval an edit of its words made void."""

_SLICE = 4_000  # rows a transaction: SQLite's one write lock must not be held for long


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done."""

    added: int
    moved: int
    dropped: int
    changed: int
    waiting: int  # of the added and changed, those that await approval
    void: int = 0  # of the changed, those that had been approved and wait again

    @property
    def any(self) -> bool:
        """Tell whether anything was done."""
        return bool(self.added or self.moved or self.dropped or self.changed)

    def after(self, first: Applied) -> Applied:
        """Return what was done in two steps, this being the second."""
        return Applied(
            self.added + first.added,
            self.moved + first.moved,
            self.dropped + first.dropped,
            self.changed + first.changed,
            self.waiting,
            self.void + first.void,
        )


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
    costs = proposal.costs
    casts = Casts(library, costs, now)
    added = sum(_add(casts, batch, actor, now) for batch in _slices(proposal.diff.add))
    deal = Dealer(library)
    moves = [_move(deal, old, new, costs, actor, now) for old, new in proposal.diff.move]
    dropped = sum(_drop(old, actor, now) for old in proposal.diff.drop)
    outcomes = [_change(deal, one, costs, actor, now) for one in proposal.changed]
    voiding.void_figures(library, actor=actor, now=now)
    charges.reprice(costs)
    waiting = Post.objects.filter(state=State.PENDING).count()
    changed = sum(one is not None for one in outcomes)
    void = sum(map(bool, outcomes)) + sum(one.void for one in moves)
    return Applied(added, sum(one.done for one in moves), dropped, changed, waiting, void)


def _slices(items: Iterable[Planned]) -> Iterator[list[Planned]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _SLICE)):
        yield batch


def _add(casts: Casts, batch: list[Planned], actor: str, now: datetime) -> int:
    moulds = casts.prepare(batch)
    wanted = {one.key: one for one in batch}
    with writing():
        there = casts.there(list(wanted))
        new = {key: one for key, one in wanted.items() if key not in there}
        casts.write(new, moulds)
        data = {"count": len(new), "keys": list(new)}
        events.record("posts planned", actor=actor, at=now, data=data)
        casts.noted()
    return len(new)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Whether a post was moved, and whether that made its approval void."""

    done: bool = False
    void: bool = False


def _move(
    deal: Dealer,
    old: Calendared,
    new: Planned,
    costs: Mapping[str, Costs],
    actor: str,
    now: datetime,
) -> _Moved:
    """Give a post another time, together with what follows from that.

    A post that the plan moves within its message's own time is what it was, and keeps its yes. One
    whose time is part of what was approved waits again, in the transaction that moves it: nobody
    finds it at a time that it has no yes for.
    """
    post = Post.objects.filter(slot_key=old.key, state__in=OPEN, attempt=0, part=1).first()
    if post is None:
        return _Moved()
    library = deal.library
    post.late_at = new.at + grace(library, library.messages[new.message])
    columns = {
        "due_at": new.at,
        "keyed_at": new.at,
        "local": f"{new.local:%Y-%m-%dT%H:%M}",
        "late_at": post.late_at,
    }
    new_text = differs(library, new, post)
    parts = _parts(deal, new, post.variant, costs, now) if new_text else None
    with writing():
        rows = Post.objects.filter(slot_key=old.key, state__in=OPEN, attempt=0)
        if Post.objects.filter(slot_key=new.key).exists() or not rows.update(
            slot_key=new.key, **columns
        ):
            return _Moved()
        post = Post.objects.get(slot_key=new.key)
        threads.redate(post, **columns)
        data = {"from": old.at, "to": new.at}
        events.record("post re-dated", actor=actor, at=now, post=post.pk, data=data)
        return _Moved(done=True, void=bool(parts and _rewrite(post.pk, parts, actor, now)))


def _drop(old: Calendared, actor: str, now: datetime) -> int:
    """Take a post out of the plan; its slot is free again for a later one."""
    why = "It is no longer in the plan."
    with writing():
        row = Post.objects.filter(slot_key=old.key, state__in=OPEN, attempt=0).first()
        if row is None or threads.decided(row):
            return 0
        later = threads.later_parts(row)
        if not threads.drop([row], actor=actor, at=now, why=why):
            return 0
        threads.drop(later, actor=actor, at=now, why=why)
        return 1


def _change(
    deal: Dealer, one: Change, costs: Mapping[str, Costs], actor: str, now: datetime
) -> bool | None:
    """Give an open post the text the files have now; an approval of the old one is void.

    Return whether it had one and now waits; ``None`` where nothing was changed any more.
    """
    had = Post.objects.filter(pk=one.post).values_list("variant", flat=True).first()
    parts = _parts(deal, one.planned, had or "", costs, now)
    with writing():
        return _rewrite(one.post, parts, actor, now)


def _parts(
    deal: Dealer, planned: Planned, had: str, costs: Mapping[str, Costs], now: datetime
) -> list[Post]:
    """Return a planned post as the files have it now, its pictures kept; no row is written.

    ``had`` is the version it has of a message under test, or "".
    """
    library, variant = deal.library, deal.kept(planned, had)
    message, channel = library.messages[planned.message], library.channels[planned.channel]
    parts = rows(library, planned, freeze(library, message, channel, variant), now)
    charges.set_prices(parts, costs)
    keep_pictures(library, [planned])
    return parts


def _rewrite(pk: int, parts: list[Post], actor: str, now: datetime) -> bool | None:
    """Do what ``_change`` says, inside the caller's transaction."""
    old = Post.objects.filter(pk=pk, state__in=OPEN, attempt=0).first()
    if old is None or threads.decided(old):
        return None
    first = with_state(parts, tally.enough_for(parts, now))[0]
    waits = first.state == State.PENDING
    void_before = old.state == State.SCHEDULED or old.cause.endswith(VOIDED)
    first.cause = _void(old, first) if waits and void_before else ""
    values = {name: getattr(first, name) for name in _TEXT}
    if not Post.objects.filter(pk=old.pk, state=old.state, attempt=0).update(**values):
        return None
    _rewrite_thread(Post.objects.get(pk=old.pk), parts, actor, now)
    void = waits and old.state == State.SCHEDULED
    data = {"digest": first.digest, "state": first.state, "approval void": void}
    events.record("post changed", actor=actor, at=now, post=old.pk, data=data)
    return void


def _void(old: Post, new: Post) -> str:
    """Say what of a post was changed that its approval covered."""
    what = grounds.changed(old.grounds, new.grounds)
    return f"{what}{VOIDED}" if what else VOID


def _rewrite_thread(first: Post, parts: list[Post], actor: str, now: datetime) -> None:
    """Put the parts of the new text behind a first part; the old ones are taken away."""
    why = "Its text was written anew."
    old = Post.objects.filter(thread_id=first.pk)
    threads.drop(old, actor=actor, at=now, why=why)
    old.update(slot_key=None)
    threads.save([first, *parts[1:]])
