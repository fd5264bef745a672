"""``campaign digest``: a summary to look at, or to send by hand; what ``status`` says of them."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import clock, reading, show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.report import read_day
from campaign.cli.show import say
from campaign.cli.trouble import Misused, Trouble

if TYPE_CHECKING:
    from campaign.library.library import Library
    from campaign.planning.rhythms import Issue
    from campaign.reports.mail import Letter
    from campaign.store.mailing import Reader
    from campaign.store.models import Digest

SHOWN = 5  # digests in ``status``

Weekly = Annotated[bool, typer.Option("--weekly", help="About a week. This is the default.")]
Monthly = Annotated[bool, typer.Option("--monthly", help="About a calendar month.")]
From = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="DATE",
        help="Any day of the week or month. Default: the last whole one.",
        show_default=False,
    ),
]
Organisation = Annotated[
    str,
    typer.Option(
        "--organisation",
        metavar="NAME",
        help="About this organisation only. Default: about all of them.",
        show_default=False,
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to", metavar="ADDRESS", help="Send it to this e-mail address.", show_default=False
    ),
]
Show = Annotated[
    bool, typer.Option("--show", help="Print it and send nothing. The default without --to.")
]
Again = Annotated[
    bool, typer.Option("--again", help="Send it even if the address has it, or may have it.")
]


def digest(  # noqa: PLR0913, PLR0917 - one for each option
    weekly: Weekly = False,
    monthly: Monthly = False,
    first: From = "",
    organisation: Organisation = "",
    to: To = "",
    show_: Show = False,
    again: Again = False,
    folder: Folder = HERE,
) -> None:
    """Show the weekly or monthly summary as it would be sent, or send it.

    Without --to nothing is sent: the plain text is printed, and the whole mail, as mail programs
    open it, is written to reports/. The program sends summaries by itself, to the addresses that
    stand under “digests” in the files, on Monday and on the 1st at 08:00.

    For example:
        campaign digest
        campaign digest --monthly --from 1/10/2026
        campaign digest --to press.desk@northshire-police.example
    """
    if weekly and monthly:
        raise Misused("A summary is about a week or about a month: give --weekly or --monthly.")
    library, _ = reading.read(folder)
    _known(library, organisation)
    address = _address(to)
    issue = _issue(first, monthly=monthly)
    open_store(folder)
    from campaign.store.mailing import Reader

    if show_ or not to:
        _preview(folder, issue, organisation)
    else:
        _send(folder, issue, Reader(address, address, organisation), again=again)


def _known(library: Library, organisation: str) -> None:
    from campaign.library.nearest import suggestion

    if organisation and organisation not in library.organisations:
        fix = suggestion(organisation, sorted(library.organisations))
        raise Misused(f"There is no organisation “{organisation}”. {fix}".rstrip())


def _address(to: str) -> str:
    from pydantic_core import PydanticCustomError

    from campaign.library import values

    if not to:
        return ""
    try:
        [found] = values.emails([to])
    except PydanticCustomError as exc:
        raise Misused(f"--to: {exc.message()} {(exc.context or {})['fix']}") from exc
    return found


def _issue(first: str, *, monthly: bool) -> Issue:
    from campaign.planning.rhythms import Rhythm, about, latest

    rhythm = Rhythm.MONTHLY if monthly else Rhythm.WEEKLY
    if not first:
        return latest(rhythm, now(), clock.zone())
    day = read_day(first, "--from")
    issue = about(rhythm, day, clock.zone())
    if issue.first > clock.today():
        raise Misused(f"{show.day(day)} is still to come: give an earlier day.")
    return issue


def _letter(folder: Path, issue: Issue, organisation: str) -> Letter:
    from campaign.worker import scribe

    return scribe.letter(folder, issue, organisation, now())


def _preview(folder: Path, issue: Issue, organisation: str) -> None:
    from campaign.delivery.mail import POLICY

    letter = _letter(folder, issue, organisation)
    path = folder / "reports" / f"{_stem(issue, organisation)}.eml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(letter.message().as_bytes(policy=POLICY))
    except OSError as exc:
        raise Trouble(
            f"The mail could not be written to {path.parent} ({exc.strerror or exc}): give "
            "yourself the right to write there, then try again."
        ) from exc
    _print(letter)
    say(("Nothing was sent. ", "bold"), f"The whole mail: {path}")


def _stem(issue: Issue, organisation: str) -> str:
    whose = f"-{organisation}" if organisation else ""
    return f"{issue.rhythm}-{issue.first}{whose}"


def _print(letter: Letter) -> None:
    say((f"Subject: {letter.subject}", "bold"))
    say()
    for line in letter.text.rstrip().split("\n"):
        say(line)
    say()


def _send(folder: Path, issue: Issue, reader: Reader, *, again: bool) -> None:
    from campaign.delivery import mail
    from campaign.store import mailing
    from campaign.worker import scribe
    from campaign.worker.digests import Desk

    if issue.due > now():
        raise Misused(
            f"The days up to {show.day(issue.last)} are not told of before "
            f"{show.moment(issue.due)}: send it then, or look at it as it stands, without --to."
        )
    if fault := mail.fault():
        raise Trouble(f"Nothing was sent. {fault.rstrip('.')}.")
    desk = Desk(folder, clock=now, zone=clock.zone(), write=scribe.here)
    row = mailing.by_hand(issue, reader, now=now(), again=again)
    if row is None:
        raise Trouble(_has_it(issue, reader.address))
    result = desk.office.deliver(row, told=True)
    _verdict(row, result.arrival, result.why)


def _has_it(issue: Issue, address: str) -> str:
    return (
        f"{address} has the {issue.rhythm} summary from {show.day(issue.first)} already, or may "
        "have it, or it is being sent now: look there first, then add --again to send it once more."
    )


def _verdict(row: Digest, arrival: str, why: str) -> None:
    from campaign.delivery.messenger import Arrival
    from campaign.store.mailing import called

    if arrival == Arrival.SENT:
        say(("Sent. ", "green"), f"{called(row)} is on its way to {row.name}.")
        return
    if arrival == Arrival.DOUBT:
        raise Trouble(f"It may have reached {row.name} or not: {why}. Look there first.")
    raise Trouble(f"Nothing was sent to {row.name}: {why}.")


def section() -> None:
    """Show in ``status`` which summaries somebody may not have, with what to do."""
    from campaign.store import mailing

    rows = list(mailing.unheard(now())[: SHOWN + 1])
    if not rows:
        return
    show.heading("Digests that may not have arrived")
    for row in rows[:SHOWN]:
        say(f"  {mailing.called(row)}, {row.name}: {_state(row)}")
        if command := mailing.command(row):
            say(f"      {command}{' --again' if row.state == row.State.SENDING else ''}")
    if len(rows) > SHOWN:
        say("  … and more: campaign alerts list")


def _state(row: Digest) -> str:
    why = row.trouble.rstrip(".")
    match row.state:
        case row.State.WAITING:
            again = f"; tried again at {show.moment(row.next_at)}" if row.next_at else ""
            return f"not sent yet ({why}){again}."
        case row.State.SENDING:
            return f"it may have arrived or not ({why or 'the program was stopped'})."
        case row.State.LEFT_OUT:
            return f"left out. {why}."
    return f"not sent, and not tried any more ({why})."
