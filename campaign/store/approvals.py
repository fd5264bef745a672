"""Approval: people's yes to the hash of a content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from campaign.checks.tiers import SENIOR
from campaign.lifecycle import State
from campaign.store import events, posts
from campaign.store.models import Approval, Post
from campaign.store.people import People
from campaign.store.tally import Need, Tally, approved, tallies
from campaign.store.writing import writing

DAYS = 90  # after which a yes runs out, where the campaign does not say
AHEAD = timedelta(days=14)  # a yes that ends so soon, before a post of it is due, can be renewed
EMERGENCY = timedelta(hours=24)  # the word of two people holds no longer


class ApprovalError(Exception):
    """The yes does not count; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A content that awaits a yes: one on the calendar, or one somebody wants to send."""

    message: str
    title: str
    channel: str
    organisation: str
    author: str
    digest: str
    grounds: str
    need: Need
    posts: int
    first_due: datetime
    tally: Tally = field(default_factory=Tally)
    ends: datetime | None = None  # it is approved, but only until then: before its last post

    @property
    def lacks(self) -> str:
        """Say what it still lacks, in a sentence."""
        return self.tally.why_not(self.need)


def code(items: Iterable[Waiting]) -> str:
    """Return a short code for exactly these contents: what a person has read, and no other."""
    digests = "".join(sorted({item.digest for item in items}))
    return hashlib.sha256(digests.encode()).hexdigest()[:8]


_WHAT = [
    "message",
    "title",
    "channel_id",
    "channel__organisation",
    "author",
    "author_person",
    "digest",
    "grounds",
    "tier",
    "partners",
]


def waiting(now: datetime) -> list[Waiting]:
    """Return what awaits approval, what is due first at the top.

    What is approved until shortly before its time is among it: its yes can be renewed.
    """
    return _grouped(Q(state=State.PENDING) | _ending(now), now)


def pending() -> int:
    """Return how many posts await approval."""
    return Post.objects.filter(state=State.PENDING).count()


def _ending(now: datetime) -> Q:
    """Return what finds scheduled posts whose yes ends soon, and before they are due."""
    standing = Approval.objects.filter(revoked_at__isnull=True, expires_at__gt=now)
    ends = standing.filter(expires_at__lte=now + AHEAD).aggregate(first=Min("expires_at"))["first"]
    if ends is None:
        return Q(pk__in=())
    soon = standing.filter(expires_at__lte=now + AHEAD).values("digest")
    return Q(state=State.SCHEDULED, due_at__gte=ends, digest__in=soon)


def _grouped(which: Q, now: datetime) -> list[Waiting]:
    rows = list(
        Post.objects.filter(which)
        .values(*_WHAT, "state")
        .annotate(count=Count("pk"), first=Min("due_at"))
        .order_by("first", "message", "channel_id")
    )
    found = tallies({row["digest"] for row in rows}, now)
    items = []
    for row in rows:
        item = of_row(Post(**_columns(row)), row["channel__organisation"], found[row["digest"]])
        ends = item.tally.until(item.need) if row["state"] == State.SCHEDULED else None
        if row["state"] == State.PENDING or (ends is not None and ends <= now + AHEAD):
            items.append(_with(item, row["count"], row["first"], ends))
    return items


def _columns(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in _WHAT if "__" not in name} | {"due_at": row["first"]}


def of_row(post: Post, organisation: str, tally: Tally, posts: int = 0) -> Waiting:
    """Return the content of a post, saved or not, as one that awaits approval."""
    return Waiting(
        post.message,
        post.title,
        post.channel_id,
        organisation,
        post.author,
        post.digest,
        post.grounds,
        Need.of(post),
        posts,
        post.due_at,
        tally,
    )


def _with(item: Waiting, posts: int, first: datetime, ends: datetime | None) -> Waiting:
    return replace(item, posts=posts, first_due=first, ends=ends)


def approve(
    items: Iterable[Waiting],
    *,
    by: str,
    now: datetime,
    note: str = "",
    days: int = DAYS,
    rank: int | None = None,
) -> int:
    """Say yes to contents; schedule the posts that lack nothing more, and return how many.

    The weight of the yes is that of the person's roles in campaign.yaml, unless ``rank`` is given.
    """
    items, known = list(items), People.load()
    _refuse(items, by, known, rank)
    freed = 0
    for item in items:
        weight, roles = known.weight(by, item.organisation)
        yes = _yes(item, by, known, now, note)
        yes.rank, yes.roles = weight if rank is None else rank, roles
        yes.expires_at = now + timedelta(days=days)
        freed += _record(yes, "content approved", item, now)
    return freed


def in_emergency(items: Iterable[Waiting], *, by: str, now: datetime, why: str) -> int:
    """Give one of the two words that stand in for a missing yes; return how many posts it frees.

    It stands in for a second or a senior yes and for one that has run out, for a day. It is none
    against a hold, a quiet window, a pre-election period, a live case, a partner's no, or for
    another text. The author may be one of the two, never both.
    """
    items, known = list(items), People.load()
    if not by.strip() or not why.strip():
        raise ApprovalError("Who, and why, is kept of an emergency: give a name and the reason.")
    freed = 0
    for item in items:
        if known.person(by) in item.tally.emergency:
            raise ApprovalError(
                f"{by} has given their word for “{item.title}” already: the second is somebody "
                "else's."
            )
    for item in items:
        yes = _yes(item, by, known, now, why.strip())
        yes.kind, yes.expires_at = Approval.Kind.EMERGENCY, now + EMERGENCY
        yes.rank, yes.roles = known.weight(by, item.organisation)
        freed += _record(yes, "emergency approval", item, now)
    return freed


def sign_off(
    items: Iterable[Waiting], partner: str, *, who: str, by: str, now: datetime, days: int = DAYS
) -> int:
    """Write down that a partner agreed to contents; return how many posts that frees.

    ``who`` agreed at the partner, ``by`` wrote it down.
    """
    items, known = list(items), People.load()
    if not who.strip() or not by.strip():
        raise ApprovalError("Who agreed at the partner, and who writes it down, are both kept.")
    named = [item for item in items if partner in item.need.partners]
    if not named:
        carried = sorted({name for item in items for name in item.need.partners})
        hint = f"It carries {', '.join(carried)}." if carried else "It names no partner."
        raise ApprovalError(f"“{partner}” is not a partner of this message. {hint}")
    freed = 0
    for item in named:
        yes = _yes(item, who, known, now, f"Written down by {by}.")
        yes.kind, yes.partner = Approval.Kind.PARTNER, partner[:200]
        yes.expires_at = now + timedelta(days=days)
        freed += _record(yes, "partner signed off", item, now, actor=by)
    return freed


def _refuse(items: Sequence[Waiting], by: str, known: People, rank: int | None) -> None:
    """Raise where a yes would not count for every one of the contents."""
    if not by.strip():
        raise ApprovalError("An approval needs a name: add --by with yours.")
    for item in items:
        if why := refusal(item, by, known, rank):
            raise ApprovalError(why)


def refusal(item: Waiting, by: str, known: People, rank: int | None = None) -> str:
    """Say why a person's yes to a content would not count; "" where it would."""
    me, need = known.person(by), item.need
    if not need.author:
        return (
            f"“{item.title}” names no author, so nobody can tell who may approve it: add "
            "“author:” to the message or to campaign.yaml."
        )
    if me == need.author:
        return f"{by} wrote “{item.title}”, so someone else approves it: nobody approves their own."
    if item.ends is None and me in item.tally.ordinary(need):
        return f"{by} has said yes to “{item.title}” already. {item.lacks} {able(item, known)}"
    weight = known.weight(by, item.organisation)[0] if rank is None else rank
    if need.tier == SENIOR and weight == 0:
        return (
            f"“{item.title}” needs the yes of somebody senior, and {by} is not said to be. "
            f"{able(item, known)}"
        )
    return ""


def able(item: Waiting, known: People) -> str:
    """Say who may give the yes that is missing, or what to add where nobody may; "" if anybody."""
    yes = item.tally.ordinary(item.need)
    rank = max((row.rank for row in yes.values()), default=0)
    wanted = item.need.tier - 1 if rank < item.need.tier - 1 else 0
    if not wanted:
        return ""
    rows = [row for row in known.able(wanted, item.organisation) if row.pk != item.need.author]
    names = [f"{row.name} ({row.roles})" for row in rows if row.pk not in yes]
    if names:
        may = "May do so" if wanted == 1 else "As a chief officer or legal"
        return f"{may}: {', '.join(names)}."
    role = "senior" if wanted == 1 else "chief-officer"
    return (
        f"Nobody is said to be {'senior' if wanted == 1 else 'a chief officer or legal'}: add to "
        f"messages/campaign.yaml “people:”, and below it “Their Name: {{roles: {role}}}”."
    )


def _yes(item: Waiting, by: str, known: People, now: datetime, note: str) -> Approval:
    return Approval(
        digest=item.digest,
        message=item.message,
        channel=item.channel,
        author=item.author,
        by=by.strip(),
        by_person=known.person(by),
        at=now,
        note=note,
        grounds=item.grounds,
    )


def _record(yes: Approval, kind: str, item: Waiting, now: datetime, actor: str = "") -> int:
    with writing():
        yes.save()
        data = {
            "digest": yes.digest,
            "note": yes.note,
            "tier": item.need.tier,
            "roles": yes.roles,
            "until": yes.expires_at,
        }
        data |= {"partner": yes.partner, "who": yes.by} if yes.partner else {}
        subject = f"{item.message} on {item.channel}"[:200]
        events.record(kind, actor=actor or yes.by, at=now, subject=subject, data=data)
        rows = Post.objects.filter(state=State.PENDING, digest=item.digest)
        return sum(
            posts.move(row.pk, State.PENDING, State.SCHEDULED, actor=actor or yes.by, at=now)
            for row in list(rows)
            if approved(row, now)
        )


def renewable(now: datetime) -> list[Waiting]:
    """Return what is approved, and will not be any more when a post of it is due."""
    return [item for item in waiting(now) if item.ends is not None]
