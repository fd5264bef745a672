"""``campaign export``: the campaign as a spreadsheet or a calendar file."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import clock, reading, show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.report import read_day
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused, Trouble

if TYPE_CHECKING:
    from campaign.library.library import Library
    from campaign.sheets.span import Span

KINDS = (".xlsx", ".ics")

Target = Annotated[
    Path, typer.Argument(metavar="FILE", help="What to write: calendar.xlsx or calendar.ics.")
]
From = Annotated[
    str,
    typer.Option("--from", metavar="DATE", help="First day. Default: today.", show_default=False),
]
To = Annotated[
    str,
    typer.Option("--to", metavar="DATE", help="Last day. Default: no end.", show_default=False),
]
Replace = Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")]


def export(
    file: Target, first: From = "", last: To = "", replace: Replace = False, folder: Folder = HERE
) -> None:
    """Write the calendar into a spreadsheet or a calendar file.

    An .xlsx has the calendar, every message with its settings and texts, lists to choose from
    and instructions; “campaign import” brings changes back. An .ics can be opened in Outlook
    and every other calendar. Dates are written as 25/1/2027.

    For example:
        campaign export calendar.xlsx
        campaign export december.ics --from 1/12/2026 --to 31/12/2026
    """
    from campaign.sheets.span import Span

    _check(file, replace=replace)
    span = Span(
        read_day(first, "--from") if first else clock.today(),
        read_day(last, "--to") if last else None,
    )
    if span.first and span.last and span.first > span.last:
        raise Misused(
            f"{show.day(span.first)} comes after {show.day(span.last)}: turn --from and --to round."
        )
    library, _ = reading.read(folder)
    open_store(folder)
    write = _write_workbook if file.suffix.lower() == ".xlsx" else _write_calendar
    write(file, library, span)


def _check(file: Path, *, replace: bool) -> None:
    if file.suffix.lower() not in KINDS:
        raise Misused(f"{file} is neither .xlsx nor .ics: end its name with one of them.")
    if not file.absolute().parent.is_dir():
        raise Misused(f"There is no folder {file.parent}: make it first.")
    if file.exists() and not replace:
        raise Trouble(
            f"{file} is there already, perhaps with changes that were not imported: add "
            "--replace to write over it, or choose another name."
        )


def _write_workbook(file: Path, library: Library, span: Span) -> None:
    from campaign.registry import platforms
    from campaign.sheets.exporting import export_workbook

    done = export_workbook(file, library, platforms(), span, now())
    posts = count(done.posts, "post")
    say(
        (f"{file} is written", "bold"),
        f": {posts} {_days(span)} and {count(done.messages, 'message')}.",
    )
    if done.clashing:
        say(f"{count(done.clashing, 'row')} of the calendar has a conflict: see Conflicts there.")
    if done.left_out:
        say(f"Left out, because they cannot be read: {count(len(done.left_out), 'file')}")
        for name in done.left_out:
            say(f"  {name}")
        say("“campaign check” says what is wrong with them.")
    _hint(done.posts)
    say(f"To bring changes back: campaign import {file}")


def _write_calendar(file: Path, library: Library, span: Span) -> None:
    from campaign.sheets.exporting import entries_in
    from campaign.sheets.ics import write_calendar

    campaign = library.campaign
    entries = entries_in(span, campaign.zone)
    write_calendar(file, entries, name=campaign.name, zone=campaign.zone, now=now())
    say((f"{file} is written", "bold"), f": {count(len(entries), 'post')} {_days(span)}.")
    _hint(len(entries))


def _hint(posts: int) -> None:
    if not posts:
        say("The calendar is empty there: “campaign plan --apply” fills it.")


def _days(span: Span) -> str:
    def told(day: date | None) -> str:
        return show.day(day) if day else ""

    end = f" to {told(span.last)}" if span.last else " on"
    return f"from {told(span.first)}{end}"
