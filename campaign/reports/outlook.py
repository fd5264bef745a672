"""How things stand now: what goes out next, what waits for a yes, who is in trouble."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from campaign.lifecycle import OPEN, State
from campaign.reports.cells import counted, counts, moments, timed, words
from campaign.reports.document import Cell, Line, Table
from campaign.reports.formats import count
from campaign.reports.period import Period
from campaign.reports.scope import EVERYTHING, Scope
from campaign.store import approvals, notices, own_line, services
from campaign.store.models import ChannelState, Post, Service

MOST = 12
"""Rows of a table; the rest is counted."""


def coming(period: Period, scope: Scope = EVERYTHING, *, now: datetime) -> Table:
    """Return the posts on the calendar that fall due in a period, a thread as one line."""
    rows = _calendar(period, scope, now)
    found = rows.select_related("channel").order_by("due_at", "channel_id", "pk")[:MOST]
    return Table(
        "coming",
        f"Posts planned for {period.words}",
        (*moments("When"), *words("Post", "Where", "Approved")),
        tuple(_planned(post, period) for post in found),
        _left_off(rows.count(), "post"),
    )


def planned(period: Period, scope: Scope = EVERYTHING, *, now: datetime) -> int:
    """Count the same posts."""
    return _calendar(period, scope, now).count()


def _calendar(period: Period, scope: Scope, now: datetime) -> QuerySet[Post]:
    rows = Post.objects.filter(
        state__in=OPEN, due_at__gte=max(period.start, now), due_at__lt=period.end
    )
    return _of(scope, rows.exclude(after__state__in=OPEN))


def _planned(post: Post, period: Period) -> Line:
    approved = "no" if post.state == State.PENDING else "yes"
    cells = (Cell(_title(post)), Cell(_where(post)), Cell(approved))
    return Line(timed(post.due_at, period), cells, post.simulated)


def _title(post: Post) -> str:
    return f"{post.title} ({post.parts} parts)" if post.parts > 1 else post.title


def _where(post: Post) -> str:
    return _speaks(post.channel)


def _speaks(channel: ChannelState) -> str:
    return f"{channel.speaker or channel.organisation} on {notices.place(channel)}"


def waiting(period: Period, scope: Scope = EVERYTHING, *, now: datetime) -> Table:
    """Return what awaits approval and can still go out, what is due first at the top."""
    digests = set(_pending(scope, now).values_list("digest", flat=True))
    items = [one for one in approvals.waiting(now) if one.digest in digests and one.ends is None]
    channels = ChannelState.objects.in_bulk({one.channel for one in items[:MOST]})
    return Table(
        "waiting",
        "Posts that await approval",
        (
            *words("Post", "Where"),
            *moments("First due"),
            *words("What it lacks"),
            *counts("Posts"),
        ),
        tuple(_unapproved(one, channels[one.channel], period) for one in items[:MOST]),
        _left_off(len(items), "text"),
    )


def unapproved(scope: Scope = EVERYTHING, *, now: datetime) -> int:
    """Count the posts of which the same is true."""
    return _pending(scope, now).count()


def _pending(scope: Scope, now: datetime) -> QuerySet[Post]:
    return _of(scope, Post.objects.filter(state=State.PENDING, late_at__gt=now))


def _unapproved(item: approvals.Waiting, channel: ChannelState, period: Period) -> Line:
    cells = (
        Cell(_speaks(channel)),
        timed(item.first_due, period),
        Cell(item.lacks),
        counted(item.posts),
    )
    return Line(Cell(item.title), cells, channel.network == "sandbox")


def troubles(period: Period, scope: Scope = EVERYTHING, *, now: datetime) -> Table:
    """Return the channels that send nothing for now, and why."""
    lines = (*_offline(period), *_paused(scope), *_resting(scope, period, now))
    columns = words("Channel or platform", "How it stands", "Why")
    return Table("troubles", "Channels and platforms in trouble", columns, lines)


def _offline(period: Period) -> Iterator[Line]:
    line = own_line.down()
    if line is not None and line.opened_at is not None:
        stands = f"no connection since {period.stamp(line.opened_at)}"
        yield Line(Cell("This machine"), (Cell(stands), Cell(line.why)))


def _paused(scope: Scope) -> Iterator[Line]:
    rows = ChannelState.objects.filter(paused=True)
    if scope.organisation:
        rows = rows.filter(organisation=scope.organisation)
    for row in rows.order_by("pk"):
        why = Cell(row.why_paused)
        yield Line(Cell(_speaks(row), row.pk), (Cell("paused"), why), row.network == "sandbox")


def _resting(scope: Scope, period: Period, now: datetime) -> Iterator[Line]:
    used = ChannelState.objects.all()
    if scope.organisation:
        used = used.filter(organisation=scope.organisation)
    ours = set(used.values_list("service", flat=True))
    for row in services.out_of_order(now):
        if row.pk in ours:
            yield Line(Cell(notices.server(row.pk)), (Cell(_stands(row, period)), Cell(_why(row))))


def _stands(row: Service, period: Period) -> str:
    if row.opened_at is None:
        return f"left alone until {period.stamp(row.free_at)}" if row.free_at else "left alone"
    return f"in trouble since {period.stamp(row.opened_at)}"


def _why(row: Service) -> str:
    return row.why if row.opened_at else "It wants no more from us for now."


def undecided(scope: Scope = EVERYTHING, *, since: datetime) -> int:
    """Count the posts due since a time about which a person has still to decide."""
    states = [State.UNCERTAIN, State.FAILED, State.MISSED]
    return _of(scope, Post.objects.filter(state__in=states, due_at__gte=since)).count()


def _of(scope: Scope, rows: QuerySet[Post]) -> QuerySet[Post]:
    return rows.filter(channel__organisation=scope.organisation) if scope.organisation else rows


def _left_off(whole: int, what: str) -> str:
    return f"The first {MOST} of {count(whole, what)}." if whole > MOST else ""
