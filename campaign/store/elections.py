"""Pre-election periods: what falls into them, and what was planned before they began."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q, QuerySet

from campaign.library.library import Library
from campaign.library.settings import PreElection
from campaign.lifecycle import State
from campaign.store import barriers, channels
from campaign.store.models import Approval, Post


@dataclass(frozen=True, slots=True)
class Row:
    """A post that falls into a period."""

    post: int
    message: str
    channel: str
    due_at: datetime
    created: datetime
    digest: str
    effect: str  # of the period, on this organisation: stop | planned | warn
    approved: datetime | None  # when this very text was approved, if before the notice
    state: str

    @property
    def stopped(self) -> bool:
        """Say whether the period stops it, unless a person lets it through."""
        return self.effect == "stop" or (self.effect == "planned" and self.approved is None)


@dataclass(frozen=True, slots=True)
class Report:
    """What falls into a period, in the order of its time."""

    period: PreElection
    notice: datetime
    rows: tuple[Row, ...]


def planned_before(library: Library) -> list[Report]:
    """Tell, for each period, which posts fall into it and which were approved before its notice.

    The proof is the approval of the very text: a change of one letter makes another text.
    """
    return [_report(period, library) for period in library.campaign.pre_election]


def _report(period: PreElection, library: Library) -> Report:
    start, end, notice = channels.span(period, library.campaign.zone)
    effects = channels.bound(period, library)
    posts = _posts(start, end, effects.keys())
    rows = tuple(_row(post, effects, notice) for post in posts.iterator())
    return Report(period, notice, rows)


def _posts(start: datetime, end: datetime, bound: Iterable[str]) -> QuerySet[Post]:
    rows = Post.objects.filter(due_at__gte=start, due_at__lt=end, state__in=list(State))
    rows = rows.exclude(state=State.CANCELLED).filter(channel__organisation__in=bound)
    return rows.select_related("channel").order_by("due_at", "pk")


def _row(post: Post, effects: dict[str, str], notice: datetime) -> Row:
    yes = Approval.objects.filter(Q(revoked_at__isnull=True) | Q(revoked_at__gte=post.due_at))
    yes = yes.filter(digest=post.digest, at__lt=notice).exclude(by_person=post.author_person)
    return Row(
        post=post.pk,
        message=post.message,
        channel=post.channel_id,
        due_at=post.due_at,
        created=post.created_at,
        digest=post.digest,
        effect=effects[post.channel.organisation],
        approved=yes.aggregate(first=Min("at"))["first"],
        state=post.state,
    )


def cause(post: int, now: datetime) -> str:
    """Return the sentence on a period that stops a post now, or ""."""
    barrier = barriers.before(post, now)
    election = barrier is not None and barrier.kind is barriers.Kind.ELECTION
    return barrier.sentence if barrier is not None and election else ""


def to_confirm(library: Library, today: date) -> list[PreElection]:
    """Return the periods whose expected end is past and which nobody has ended."""
    return [one for one in library.campaign.pre_election if one.ended is None and one.end < today]
