"""``campaign stop`` and ``campaign resume``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import say
from campaign.cli.trouble import Misused, Trouble
from campaign.library.nearest import suggestion

if TYPE_CHECKING:
    from campaign.store.models import Hold

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
Reason = Annotated[
    str, typer.Option(metavar="WORDS", help="Why: others must know.", show_default=False)
]
Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="The hold's number: “campaign status” lists them.")
]
Override = Annotated[
    str,
    typer.Option(
        metavar="WHY", help="Lift your own hold, for a reason that is logged.", show_default=False
    ),
]


def stop(
    *,
    organisation: Organisation = "",
    platform: Platform = "",
    channel: Channel = "",
    theme: Theme = "",
    reason: Reason = "",
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Stop everything, or one part, before the next post leaves.

    Takes effect at once, also on a running “campaign run”. A post that is being sent at this
    very moment is finished. Nothing that falls due under a hold is sent later by itself.

    For example:
        campaign stop --reason "Major incident in the city" --by "Sam Hale"
        campaign stop --theme behind-the-badge --reason "Being rewritten" --by "Sam Hale"
    """
    open_store(folder, needs_files=False)
    from campaign.store import holds

    scope, value = _scope(
        folder, organisation=organisation, platform=platform, channel=channel, theme=theme
    )
    hold = holds.place(scope=scope, value=value, reason=reason, by=by, now=now())
    say((f"Stopped: {hold.where}.", "bold"), f" This is hold {hold.pk}, placed by {by}.")
    say(f"To lift it, someone other than {by} runs: campaign resume {hold.pk} --by NAME")


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
    if name == "theme":
        rows = set(Post.objects.values_list("theme", flat=True).distinct())
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
    say((f"Lifted: hold {number} on {hold.where}.", "bold"))
    standing = holds.standing()
    for other in standing:
        say(f"Still in place: hold {other.pk} on {other.where} ({other.reason})")
    if not standing:
        say("No hold is in place. Posts leave again at their times; nothing overdue is sent.")
