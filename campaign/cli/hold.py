"""``campaign stop``, ``campaign resume`` and ``campaign let-through``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic_core import PydanticCustomError

from campaign.checks.screen import screened
from campaign.cli import clock, errors, show
from campaign.cli.beyond import checklist
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, ByOrLogin, Folder, login
from campaign.cli.show import say
from campaign.cli.trouble import Misused, Trouble
from campaign.library import values
from campaign.library.nearest import suggestion
from campaign.library.wall import to_utc

if TYPE_CHECKING:
    from campaign.store import holds
    from campaign.store.models import Hold

_OF_POSTS = ("theme", "audience", "language")

Organisation = Annotated[
    str, typer.Option(metavar="NAME", help="Stop this organisation only.", show_default=False)
]
Platform = Annotated[
    str, typer.Option(metavar="NAME", help="Stop this platform only.", show_default=False)
]
Channel = Annotated[
    str, typer.Option(metavar="NAME", help="Stop this channel only.", show_default=False)
]
Theme = Annotated[
    str, typer.Option(metavar="NAME", help="Stop this theme only.", show_default=False)
]
Area = Annotated[
    str,
    typer.Option(metavar="TAG", help="Stop messages with this tag only.", show_default=False),
]
Audience = Annotated[
    str, typer.Option(metavar="NAME", help="Stop this audience only.", show_default=False)
]
Language = Annotated[
    str, typer.Option(metavar="CODE", help="Stop this language only.", show_default=False)
]
Kind = Annotated[
    str,
    typer.Option(
        metavar="KIND",
        help="Its kind: manual, line-of-duty, critical-incident, live-case, platform, "
        "pre-election or national-mourning.",
    ),
]
Until = Annotated[
    str,
    typer.Option(
        metavar="TIME",
        help="When a person is asked to lift it, such as “2/12/2026 09:00”: it never ends by "
        "itself.",
        show_default=False,
    ),
]
Drill = Annotated[
    bool, typer.Option("--drill", help="Practise: everything is written down, nothing stopped.")
]
Reason = Annotated[
    str, typer.Option(metavar="WORDS", help="Why: others must know.", show_default=False)
]
Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="The hold's number: “campaign status” lists them.")
]
MessageName = Annotated[str, typer.Argument(metavar="MESSAGE", help="The message's name.")]
Override = Annotated[
    str,
    typer.Option(
        metavar="WHY", help="Lift your own hold, for a reason that is logged.", show_default=False
    ),
]


def stop(  # noqa: PLR0913 - each is an option of the command
    *,
    organisation: Organisation = "",
    platform: Platform = "",
    channel: Channel = "",
    theme: Theme = "",
    area: Area = "",
    audience: Audience = "",
    language: Language = "",
    reason: Reason = "",
    kind: Kind = "manual",
    until: Until = "",
    drill: Drill = False,
    by: ByOrLogin = "",
    folder: Folder = HERE,
) -> None:
    """Stop everything, or one part, before the next post leaves.

    Takes effect at once, also on a running “campaign run”. A post that is being sent at this
    very moment is finished. Nothing that falls due under a hold is sent later by itself. When
    the database is away, make a file named STOP in the campaign's folder instead.
    Without --by or CAMPAIGN_USER it stands under the name you are signed in with here.

    For example:
        campaign stop --reason "Major incident in the city" --by "Sam Hale"
        campaign stop --theme behind-the-badge --reason "Being rewritten" --by "Sam Hale"
        campaign stop --drill --reason "Exercise" --by "Sam Hale"
    """
    name = by or login()
    began = time.perf_counter()
    with _or_the_file(folder):
        open_store(folder, needs_files=False)
        from campaign.store import holds

        terms = _terms(kind, until, drill=drill)
        scope, value = _scope(
            folder,
            organisation=organisation,
            platform=platform,
            channel=channel,
            theme=theme,
            area=area,
            audience=audience,
            language=language,
        )
        hold = holds.place(scope=scope, value=value, reason=reason, by=name, now=now(), terms=terms)
    _told(hold, name, time.perf_counter() - began)
    if kept := screened(reason.strip()).told:
        say(("Note: ", "yellow"), kept)
    if not by:
        say(f"You gave no name, so it stands under {name}, as you are signed in here.")
    checklist(hold, now())


@contextmanager
def _or_the_file(folder: Path) -> Iterator[None]:
    """Name the last resort where the database is away, busy, or a newer program's."""
    try:
        yield
    except Exception as exc:
        said = errors.sentence(exc) if errors.is_of_the_database(exc) else None
        if said is None:
            raise
        place = folder / (os.environ.get("CAMPAIGN_STOP_FILE", "").strip() or "STOP")
        raise Trouble(
            f"It is not known that anything is stopped. {said} To stop without the database what "
            f"the programs of this machine send, make this file, with the reason in it: {place}"
        ) from exc


def _told(hold: Hold, by: str, seconds: float) -> None:
    if hold.drill:
        say(("This is a DRILL: nothing is stopped, posts go out as planned.", "bold"))
        say(f"A real stop of {hold.where} would have stood after {seconds:.1f} seconds.")
        say(f"To end the drill, someone other than {by} runs: campaign resume {hold.pk} --by NAME")
        return
    say((f"Stopped: {hold.where}.", "bold"), f" This is hold {hold.pk}, placed by {by}.")
    say(f"To lift it, someone other than {by} runs: campaign resume {hold.pk} --by NAME")
    if hold.planned_end:
        say(f"At {show.moment(hold.planned_end)} a person is asked; it does not end by itself.")


def _terms(kind: str, until: str, *, drill: bool) -> holds.Terms:
    from campaign.store import holds
    from campaign.store.models import Hold

    own = (Hold.Kind.FILE, Hold.Kind.MOVED)  # placed by the program itself
    kinds = [one.value for one in Hold.Kind if one not in own]
    if kind not in kinds:
        raise Misused(f"“{kind}” is no kind of hold, so nothing was stopped: {', '.join(kinds)}.")
    return holds.Terms(kind=kind, planned_end=_moment(until) if until else None, drill=drill)


def _moment(until: str) -> datetime:
    """Read “2/12/2026 09:00” in the campaign's own time."""
    day, _, hour = until.strip().partition(" ")
    try:
        local = datetime.combine(values.uk_date(day), values.clock(hour.strip() or "00:00"))
    except PydanticCustomError as exc:
        raise Misused(
            f"“{until}” is no time, so nothing was stopped: write it like “2/12/2026 09:00”."
        ) from exc
    return to_utc(local, clock.zone().key)


def _scope(folder: Path, **given: str) -> tuple[Hold.Scope, str]:
    from campaign.store.models import Hold

    chosen = [(name, value.strip()) for name, value in given.items() if value.strip()]
    if len(chosen) > 1:
        names = " and ".join(f"--{name}" for name, _ in chosen)
        raise Misused(f"A hold has one scope: place one for each of {names}.")
    if not chosen:
        return Hold.Scope.ALL, ""
    name, value = chosen[0]
    known = _known(name, folder)
    if value not in known:
        raise Trouble(
            f"There is no {name} “{value}”, so nothing was stopped. {suggestion(value, known)} "
            "To stop everything, leave the option out."
        )
    return Hold.Scope(name), value


def _known(name: str, folder: Path) -> set[str]:
    """Return what the files and the calendar know of a kind, even when files are faulty."""
    from campaign.store.models import ChannelState, Post

    column = "id" if name == "channel" else name
    if name == "area":
        lists = Post.objects.values_list("tags", flat=True).distinct()
        rows = {tag for tags in lists for tag in tags.split(",") if tag}
    elif name in _OF_POSTS:
        rows = set(Post.objects.values_list(name, flat=True).distinct()) - {""}
    else:
        rows = set(ChannelState.objects.values_list(column, flat=True))
    return rows | _in_files(column, folder)


def _in_files(column: str, folder: Path) -> set[str]:
    from campaign.cli import reading
    from campaign.library.loader import NoCampaign

    try:
        library, _ = reading.read(folder)
    except NoCampaign:
        return set()
    if column == "theme":
        return {theme.id for theme in library.campaign.themes}
    if column == "area":
        return {tag for message in library.messages.values() for tag in message.tags}
    if column in _OF_POSTS:
        return {str(getattr(message, column)) for message in library.messages.values()}
    return {getattr(channel, column) for channel in library.channels.values()}


def resume(number: Number, override: Override = "", by: By = "", folder: Folder = HERE) -> None:
    """Lift a hold that someone else has placed.

    Nothing overdue goes out: what passed its time under the hold is marked as missed, and
    waits for a person.

    For example:
        campaign resume 3 --by "Kim Osei"
        campaign resume 3 --by "Sam Hale" --override "Placed by mistake; Kim is on leave"
    """
    open_store(folder, needs_files=False)
    from campaign.store import holds

    hold = holds.lift(number, by=by, now=now(), override=override)
    if hold.drill:
        counted = show.count(holds.would_stop(hold, hold.lifted_at or now()), "post")
        say((f"The drill {number} on {hold.where} is over.", "bold"), " Nothing was stopped.")
        say(f"A real hold would have kept {counted} from going out at their times.")
        return
    say((f"Lifted: hold {number} on {hold.where}.", "bold"))
    standing = holds.standing()
    for other in standing:
        say(f"Still in place: hold {other.pk} on {other.where} ({other.reason})")
    if not standing:
        say("No hold is in place. Posts leave again at their times; nothing overdue is sent.")


def let_through(
    message: MessageName, reason: Reason = "", by: By = "", folder: Folder = HERE
) -> None:
    """Let a message about public safety out in spite of a hold.

    It counts for the texts as they are now and for the stops that stand now; the message has the
    tag “public-safety”. In a pre-election period this is also the named yes that a message needs
    which was not planned before the notice. Approval is needed as ever. Where campaign.yaml names
    who is senior, it takes one of them.

    For example:
        campaign let-through bystander-guidance/call-999-first --reason "Flood" --by "Kim Osei"
    """
    open_store(folder, needs_files=False)
    from campaign.store import exemptions

    posts = exemptions.let_through(message, by=by, why=reason, now=now())
    say((f"Let through: {message}, {show.count(len(posts), 'post')}.", "bold"))
    for post in posts:
        say(f"  post {post.pk} on {post.channel_id}, due {show.moment(post.due_at)}")
