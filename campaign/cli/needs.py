"""What waits for a person, each with the command that helps."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.cli import clock, drift, reading, show, sign_ins
from campaign.cli.opening import now
from campaign.cli.show import count
from campaign.lifecycle import State

if TYPE_CHECKING:
    from campaign.library.library import Library

_ASKED = 5  # posts of one kind that are listed


def tasks(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what waits for somebody, each with the command that helps."""
    yield from _trouble()
    yield from _files(folder)
    yield from _approvals()
    yield from _by_hand()
    yield from _troubles(
        State.UNCERTAIN,
        "may be out or not: look on the platform",
        "campaign posts sent {0} --url ADDRESS --by NAME, or: campaign posts again {0} --by NAME",
    )
    choice = "campaign posts again {0} --by NAME, or: campaign posts cancel {0} --by NAME"
    yield from _troubles(State.FAILED, "did not go out", choice)
    yield from _troubles(State.MISSED, "missed its time", choice)
    yield from _stops()
    yield from sign_ins.missing()
    yield from sign_ins.troubles(now())


def _trouble() -> Iterator[tuple[str, str]]:
    """Tell what the running program could not do; what stood in the way of a past one is past."""
    from campaign.store import silence
    from campaign.store.snags import unpack

    beat = silence.latest(now())
    if beat is not None and beat.stopped_at is None:
        for snag in unpack(beat.trouble):
            yield snag.what, snag.command


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Tell what only reading the files shows, without asking all the rules."""
    from campaign.library.loader import NoCampaign

    try:
        library, platforms = reading.read(folder)
    except NoCampaign:
        what = "messages/campaign.yaml is missing, so nothing new is planned: put it back"
        yield what, "campaign check"
        return
    faulty = {finding.file for finding in library.errors}
    if faulty:
        have = count(len(faulty), "file has an error", "files have errors")
        yield f"{have}: what they hold stays as it is on the calendar", "campaign check"
    yield from _registers(library)
    if changed := drift.told(library, platforms):
        yield changed, drift.APPLY


def _registers(library: Library) -> Iterator[tuple[str, str]]:
    """Tell which cases somebody should ask about, and which periods are to be ended."""
    from campaign.store import elections, live_cases

    today = clock.today()
    for case in live_cases.to_check(library, today):
        what = f"Nobody has asked lately how the live case {case.id} stands"
        yield what, f"ask, and write the day into {case.file}: checked"
    for pk, name in live_cases.pointing(now())[:_ASKED]:
        yield f"Post {pk} points at the live case {name}", "campaign posts list"
    for period in elections.to_confirm(library, today):
        what = f"The pre-election period “{period.election}” is past its end and still binds"
        yield what, "when it is over write “ended:” and the day into messages/campaign.yaml"


def _approvals() -> Iterator[tuple[str, str]]:
    from campaign.store.models import Post

    waiting = Post.objects.filter(state=State.PENDING)
    messages = waiting.values("message").distinct().count()
    if messages:
        yield (
            f"{count(messages, 'message')} ({count(waiting.count(), 'post')}) to approve",
            "campaign approvals",
        )
    yield from _running_out()
    void = waiting.exclude(cause="").order_by("due_at", "pk")
    for post in void[:_ASKED]:
        what = f"Post {post.pk} ({post.message} on {post.channel_id}) waits – {post.cause}"
        yield what, f"campaign approvals {post.message}"


def _running_out() -> Iterator[tuple[str, str]]:
    """Tell ahead which yes runs out before its last post is due."""
    from campaign.store.approvals import renewable

    ends: dict[str, datetime] = {}
    for item in renewable(now()):
        if item.ends is not None:
            ends[item.message] = min(ends.get(item.message, item.ends), item.ends)
    for message, end in list(ends.items())[:_ASKED]:
        what = f"The approval of {message} runs out on {show.moment(end)}, before its last post"
        yield what, f"campaign approvals {message}"


def _by_hand() -> Iterator[tuple[str, str]]:
    """Tell what lies with a person, since when, and where its page is."""
    from django.conf import settings

    from campaign.store import handoffs

    time, rows = now(), handoffs.waiting()
    for post in rows[:_ASKED]:
        whom = handoffs.whom(post)
        late = "; its time is over" if time >= handoffs.ends(post) else ""
        where = f"on {handoffs.where(post)}{f' by {whom}' if whom else ''}"
        part = f", {post.part}/{post.parts}" if post.parts > 1 else ""
        what = f"Post {post.pk} ({post.message}{part}) is to be posted by hand {where}"
        said = f"campaign posts sent {post.pk} --url ADDRESS --by NAME"
        here = " (or from the front page on this computer)" if settings.PUBLIC_ADDRESS else ""
        waits = f"{what}: it has been waiting for {handoffs.age(post, time)}{late}"
        yield waits, f"{post.url}{here} or: {said}"
    if (more := rows.count() - _ASKED) > 0:
        yield (
            f"… and {count(more, 'more post')} to be posted by hand",
            f"campaign posts list --state {State.PROCESSING.value}",
        )


def _troubles(state: State, what: str, command: str) -> Iterator[tuple[str, str]]:
    from campaign.store.models import Post

    rows = Post.objects.filter(state=state).select_related("channel").order_by("-due_at")
    for post in rows[:_ASKED]:
        part = f", {post.part}/{post.parts}," if post.parts > 1 else ""
        place = (
            f"{post.message}{part} on {post.channel_id}{', simulated' if post.simulated else ''}"
        )
        why = f" – {post.cause}" if post.cause else ""
        by_hand = f", or by hand: campaign posts hand-off {post.pk} --by NAME"
        fixed = post.simulated or post.channel.platform == "handoff" or state is State.UNCERTAIN
        other = "" if fixed else by_hand
        yield f"Post {post.pk} ({place}) {what}{why}", f"{command.format(post.pk)}{other}"
    if (more := rows.count() - _ASKED) > 0:
        yield (
            f"… and {count(more, 'more post')} {state.value}",
            f"campaign posts list --state {state.value}",
        )


def _stops() -> Iterator[tuple[str, str]]:
    from campaign.store import holds
    from campaign.store.models import ChannelState

    over = {hold.pk for hold in holds.overrun(now())}
    for hold in [*holds.standing(), *holds.drills()]:
        what = f"{'Drill' if hold.drill else 'Hold'} {hold.pk} on {hold.where}"
        end = ": its planned end has come, and only a person lifts it" if hold.pk in over else ""
        file = hold.kind == "file"
        command = f"delete the file {hold.placed_by}" if file else f"campaign resume {hold.pk}"
        yield what + end, command if file else f"{command} --by NAME"
    for channel in ChannelState.objects.filter(paused=True).order_by("pk"):
        name = channel.pk
        command = f"campaign channels test {name}, and then: campaign channels use {name} --by NAME"
        yield f"The channel {name} is paused", command
