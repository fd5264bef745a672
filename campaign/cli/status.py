"""``campaign status``: where everything stands, and what needs a person."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from campaign.cli import show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.show import count, say
from campaign.lifecycle import OPEN, State

NEXT = 5  # posts that are listed
SILENT = timedelta(seconds=30)  # a worker ticks every second and notes it every ten
_ASKED = 5  # posts of one kind that are listed for a person


def status(folder: Folder = HERE) -> None:
    """Say where everything stands, and what needs a person.

    Posts by state, what is due next, holds, paused channels, when the program last ticked,
    and each thing that waits for somebody, with the command to use.

    For example:
        campaign status
    """
    open_store(folder)
    time = now()
    _holds()
    _states()
    _next(time)
    _paused()
    say(_last_tick(time))
    say()
    _needs_a_person()


def _holds() -> None:
    from campaign.store import holds

    for hold in holds.standing():
        placed = f"hold {hold.pk}, {hold.placed_by}, {show.moment(hold.placed_at)}"
        say((f"STOPPED: {hold.where}", "red"), f" – {hold.reason} ({placed})")


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


def _next(time: datetime) -> None:
    from campaign.store.models import Post

    rows = Post.objects.filter(state__in=OPEN, due_at__gte=time).order_by("due_at", "pk")[:NEXT]
    if rows:
        show.heading("Due next")
        show.table(
            (show.moment(p.due_at), p.channel_id, p.message, _unless_approved(p.state))
            for p in rows
        )


def _unless_approved(state: str) -> str:
    return "awaits approval" if state == State.PENDING else "approved"


def _paused() -> None:
    from campaign.store.models import ChannelState

    rows = ChannelState.objects.filter(paused=True).order_by("pk")
    if rows:
        show.heading("Paused channels")
        show.table((row.pk, row.why_paused) for row in rows)


def _last_tick(time: datetime) -> str:
    from campaign.store.models import Beat

    beat = Beat.objects.order_by("-at").first()
    if beat is None:
        return "The program is not running: “campaign run” starts it."
    if time - beat.at <= SILENT:
        return f"The program is running (last tick {show.moment(beat.at)})."
    return (
        f"The program is NOT running (last tick {show.moment(beat.at)}): “campaign run” starts it."
    )


def _needs_a_person() -> None:
    tasks = list(_tasks())
    if not tasks:
        say("Nothing needs a person.")
        return
    show.heading("Needs a person")
    for what, command in tasks:
        say(f"  {what}")
        say(f"      {command}")


def _tasks() -> Iterator[tuple[str, str]]:
    yield from _approvals()
    yield from _troubles(
        State.UNCERTAIN,
        "may be out or not: look on the platform",
        "campaign posts sent {0} --url ADDRESS --by NAME, or: campaign posts again {0} --by NAME",
    )
    choice = "campaign posts again {0} --by NAME, or: campaign posts cancel {0} --by NAME"
    yield from _troubles(State.FAILED, "did not go out", choice)
    yield from _troubles(State.MISSED, "missed its time", choice)
    yield from _stops()


def _approvals() -> Iterator[tuple[str, str]]:
    from campaign.store.models import Post

    waiting = Post.objects.filter(state=State.PENDING)
    messages = waiting.values("message").distinct().count()
    if messages:
        yield (
            f"{count(messages, 'message')} ({count(waiting.count(), 'post')}) to approve",
            "campaign approvals",
        )


def _troubles(state: State, what: str, command: str) -> Iterator[tuple[str, str]]:
    from campaign.store.models import Post

    rows = Post.objects.filter(state=state).order_by("-due_at")
    for post in rows[:_ASKED]:
        where = f"Post {post.pk} ({post.message} on {post.channel_id})"
        why = f" – {post.cause}" if post.cause else ""
        yield f"{where} {what}{why}", command.format(post.pk)
    if (more := rows.count() - _ASKED) > 0:
        yield (
            f"… and {count(more, 'more post')} {state.value}",
            f"campaign posts list --state {state.value}",
        )


def _stops() -> Iterator[tuple[str, str]]:
    from campaign.store import holds
    from campaign.store.models import ChannelState

    for hold in holds.standing():
        yield f"Hold {hold.pk} on {hold.where}", f"campaign resume {hold.pk} --by NAME"
    for channel in ChannelState.objects.filter(paused=True).order_by("pk"):
        name = channel.pk
        command = f"campaign channels test {name}, and then: campaign channels use {name} --by NAME"
        yield f"The channel {name} is paused", command
