"""``campaign audit``: proving the log and handing it out."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import clock, reading, records, show
from campaign.cli.helping import command_of, group_of
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, ByIfKnown, Folder
from campaign.cli.records import Channel, Message, Theme
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused, Trouble
from campaign.library.nearest import suggestion

if TYPE_CHECKING:
    from campaign.store.anchors import Kept

_SHOWN = 20  # breaks

Hash = Annotated[
    str,
    typer.Option(
        "--hash",
        metavar="HASH",
        help="A hash you have kept: prove that its entry is still in the log.",
        show_default=False,
    ),
]
Output = Annotated[
    Path, typer.Argument(metavar="FILE", help="The file to write, ending in .csv or .json.")
]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="First day.", show_default=False)]
To = Annotated[str, typer.Option("--to", metavar="DATE", help="Last day.", show_default=False)]
ToRoles = Annotated[
    bool, typer.Option("--roles", help="Reduce names of staff to roles, such as “approver 2”.")
]


group = group_of(
    "Prove that the log of what happened is whole, hand it out, keep records.",
    "campaign audit verify",
)


@command_of(group, "verify")
def verify(value: Hash = "", folder: Folder = HERE) -> None:
    """Prove that nobody has changed the log of what happened.

    Every entry of the log carries the fingerprint of the one before. This walks through all
    of them, holds them against the anchors that were written outside the database, and leaves
    with exit code 1 when an entry was changed, taken out, put in, moved or cut off the end, or
    when the whole log was written anew.

    For example:
        campaign audit verify
        campaign audit verify --hash 0f3c…
    """
    open_store(folder)
    from campaign.store import anchors, chain
    from campaign.store.models import Event

    kept = anchors.read(folder)
    head = chain.head()
    number = Event.objects.count()
    found = list(islice(chain.breaks(kept.anchors), _SHOWN + 1))
    if value and chain.holds(value.strip().lower()) is None:
        found.insert(0, chain.Break(0, "No entry of the log has the hash you have given."))
    _tell_breaks([one.sentence for one in found], number)
    say(f"The log is whole: {count(number, 'entry', 'entries')}, each follows the one before.")
    _tell_anchors(kept, folder)
    if value:
        say(f"The hash you have given is that of entry {chain.holds(value.strip().lower())}.")
    if head:
        say(f"Its newest hash, of entry {head.event}: {head.hash}")
    for trouble in anchors.drop(folder, now=now()):
        say((trouble, "yellow"))


def _tell_breaks(found: list[str], number: int) -> None:
    """Tell what is broken, and leave; come back when nothing is."""
    if not found:
        return
    for sentence in found[:_SHOWN]:
        say((sentence, "red"))
    more = "more than " if len(found) > _SHOWN else ""
    say(
        f"The log of {count(number, 'entry', 'entries')} was changed in {more}"
        f"{count(min(len(found), _SHOWN), 'place')}. Keep a copy of the database, and "
        "tell whoever answers for it."
    )
    raise typer.Exit(1)


def _tell_anchors(kept: Kept, folder: Path) -> None:
    """Say what the log was held against, and what that cannot show."""
    from campaign.store import anchors

    places = " and ".join(str(path) for path in anchors.files(folder))
    if kept.anchors:
        newest = max(kept.anchors, key=lambda one: one.event)
        say(
            f"It agrees with {count(len(kept.anchors), 'anchor')} of {places}; the newest is of "
            f"{show.moment(newest.at)}, entry {newest.event}."
        )
    else:
        say(
            ("There was no anchor yet, ", "yellow"),
            "so entries cut off the end, or a log written anew, could not be seen. From now on "
            "they can.",
        )
    for trouble in kept.troubles if kept.anchors else ():
        say((trouble, "yellow"))


@command_of(group, "export")
def export(  # noqa: PLR0913 - one for each way to choose
    file: Output,
    first: From = "",
    last: To = "",
    theme: Theme = "",
    channel: Channel = "",
    message: Message = "",
    *,
    roles: ToRoles = False,
    by: ByIfKnown = "",
    folder: Folder = HERE,
) -> None:
    """Write the log, or a part of it, into a file: for a records request or an inspector.

    Beside what was done, when and by whom it holds what each post said. With --roles names of
    staff become roles, the same for the same person throughout; words that people typed, such
    as a hold's reason, may still name others: read them before you hand the file on. What was
    exported, and by whom, is an entry of the log itself.

    For example:
        campaign audit export answer.csv --from 1/12/2026 --to 31/12/2026 --roles
        campaign audit export answer.json --theme behind-the-badge --by "Sam Hale"
    """
    start, end = _days(first, last)
    library, _ = reading.read(folder)
    open_store(folder)
    from campaign.cli.errors import hide_secrets
    from campaign.reports.disclosure import disclose
    from campaign.reports.selection import Selection
    from campaign.store import anchors, events

    _known(theme=theme, channel=channel, message=message)
    chosen = Selection(start, end, theme, channel, message)
    at = now()
    done = disclose(
        file,
        chosen,
        campaign=library.campaign.name,
        zone=clock.zone(),
        now=at,
        roles=roles,
        hide=hide_secrets,
    )
    asked = {"from": first, "to": last, "theme": theme, "channel": channel, "message": message}
    data = {**{k: v for k, v in asked.items() if v}, "entries": done.entries, "roles": roles}
    events.record("audit exported", actor=by.strip() or "nobody named", at=at, data=data)
    for trouble in anchors.drop(folder, now=at):
        say((trouble, "yellow"))
    say(("Written: ", "bold"), ", ".join(map(str, done.files)))
    say(done.explanation)


def _days(first: str, last: str) -> tuple[datetime | None, datetime | None]:
    from campaign.cli.report import read_day

    start = read_day(first, "--from") if first else None
    end = read_day(last, "--to") if last else None
    if start and end and start > end:
        raise Misused(f"{show.day(start)} comes after {show.day(end)}: turn --from and --to round.")
    return _midnight(start), _midnight(end + timedelta(days=1) if end else None)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), clock.zone()) if day else None


def _known(**given: str) -> None:
    """Refuse a name that no post has: an answer that leaves things out by mistake is worse."""
    from campaign.store.models import Post

    for name, value in given.items():
        column = "channel_id" if name == "channel" else name
        names = set(Post.objects.values_list(column, flat=True).distinct()) if value else set()
        if value and value not in names:
            raise Trouble(f"No post has the {name} “{value}”. {suggestion(value, names)}")


command_of(group, "keep")(records.keep)
command_of(group, "release")(records.release)
command_of(group, "purge")(records.purge)
