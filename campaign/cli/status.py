"""``campaign status``: where everything stands, and what needs a person."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.cli import alerts, digest, needs, pulse, show
from campaign.cli.naming import part, where
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.outlay import show_spent
from campaign.cli.overdue import sentence
from campaign.cli.show import say
from campaign.lifecycle import OPEN, State

if TYPE_CHECKING:
    from campaign.store.health import Health
    from campaign.store.models import Post, Service

NEXT = 5  # posts that are listed
_OVERDUE = 10  # the same, of those that are due and not out


def status(folder: Folder = HERE) -> None:
    """Say where everything stands, and what needs a person.

    Posts by state, what is overdue and why, what is due next, holds, paused channels, platforms
    in trouble, whether the program runs, its health in the words of /healthz, alerts that
    people may not have, and each thing that waits for somebody, with the command to use.

    For example:
        campaign status
    """
    open_store(folder, needs_files=False)
    from campaign.store import health, silence

    time = now()
    beat = silence.latest(time)
    _holds(time)
    _states()
    _overdue(time, running=silence.runs(beat, time))
    _next(time)
    _paused()
    _resting(time)
    show_spent(time)
    say(pulse.told(beat, time))
    _health(health.look(time))
    say()
    alerts.section()
    digest.section()
    _needs_a_person(folder)


def _health(found: Health) -> None:
    """Show what a monitor is told at /healthz, in the same words."""
    show.heading("Health")
    show.table((part.name, part.level, part.words) for part in found.parts)


def _holds(time: datetime) -> None:
    from campaign.store import holds

    for hold in holds.shown(time):
        placed = f"hold {hold.pk}, {hold.placed_by}, {show.moment(hold.placed_at)}"
        placed = placed if hold.pk else f"{hold.placed_by}, seen now"
        say((f"STOPPED: {hold.where}", "red"), f" – {hold.reason} ({placed})")
    for drill in holds.drills():
        begun = f"{drill.placed_by}, {show.moment(drill.placed_at)}"
        say((f"DRILL {drill.pk}, nothing is stopped: {drill.where}", "yellow"), f" ({begun})")


def _states() -> None:
    from django.db.models import Count

    from campaign.store.models import Post

    totals = dict(Post.objects.values_list("state").annotate(number=Count("pk")))
    known = [(state.value, f"{totals[state]:,}") for state in State if totals.get(state)]
    if not known:
        say("There are no posts yet: “campaign plan” shows what could be.")
        return
    show.heading("Posts")
    show.table(known)


def _overdue(time: datetime, *, running: bool) -> None:
    from campaign.store.overdue import overdue

    rows = list(islice(overdue(time, running=running), _OVERDUE + 1))
    if rows:
        show.heading("Overdue")
        show.table(
            (
                show.moment(kept.post.due_at),
                where(kept.post),
                f"{kept.post.message}{part(kept.post)}",
                sentence(kept, running=running),
            )
            for kept in rows[:_OVERDUE]
        )
    if len(rows) > _OVERDUE:
        say("  … and more: campaign posts list")


def _next(time: datetime) -> None:
    from campaign.store.models import Post

    rows = Post.objects.filter(state__in=OPEN, due_at__gte=time)
    rows = rows.exclude(after__state__in=OPEN, after__due_at__gte=time)  # a thread is one line
    rows = rows.order_by("due_at", "pk")[:NEXT]
    if rows:
        show.heading("Due next")
        show.table(
            (show.moment(p.due_at), where(p), _called(p), _unless_approved(p.state)) for p in rows
        )


def _called(post: Post) -> str:
    """Name what is due: a thread as a whole, or what is left of it from a part on."""
    whole = post.parts > 1 and post.part == 1
    return f"{post.message} ({post.parts} parts)" if whole else f"{post.message}{part(post)}"


def _unless_approved(state: str) -> str:
    return "awaits approval" if state == State.PENDING else "approved"


def _paused() -> None:
    from campaign.store.models import ChannelState

    rows = ChannelState.objects.filter(paused=True).order_by("pk")
    if rows:
        show.heading("Paused channels")
        show.table((row.pk, row.why_paused) for row in rows)


def _resting(time: datetime) -> None:
    """Show which platforms are in trouble, and where a rate limit is used up."""
    from campaign.store import notices, own_line, services
    from campaign.store.models import ChannelState

    line = own_line.down()
    if line is not None and line.opened_at is not None:
        show.heading(own_line.SUBJECT)
        say(f"  Nobody can be reached since {show.moment(line.opened_at)}. {line.why}")
    rows = [(notices.server(row.pk), *_how(row, time)) for row in services.out_of_order(time)] + [
        (row.pk, _used_up(row.free_at), "")
        for row in ChannelState.objects.filter(free_at__gt=time).order_by("pk")
        if row.free_at is not None
    ]
    if rows:
        show.heading("Platforms that are left alone")
        show.table(rows)


def _how(row: Service, time: datetime) -> tuple[str, str]:
    if row.opened_at is None or row.open_until is None:
        return _used_up(row.free_at or time), ""
    again = "is being tried" if row.probed_at else f"tried again at {show.moment(row.open_until)}"
    return f"in trouble since {show.moment(row.opened_at)}, {again}", row.why


def _used_up(until: datetime) -> str:
    return f"wants no more from us before {show.moment(until)}"


def _needs_a_person(folder: Path) -> None:
    tasks = list(needs.tasks(folder))
    if not tasks:
        say("Nothing needs a person.")
        return
    show.heading("Needs a person")
    for what, command in tasks:
        say(f"  {what}")
        say(f"      {command}")
