"""``campaign report``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from campaign.cli import clock, reading, show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.show import say
from campaign.cli.trouble import Misused
from campaign.library.nearest import suggestion
from campaign.library.timetoken import WhenError
from campaign.library.timewords import Reader
from campaign.reports.fileformat import FileFormat

WEEKS = 4

From = Annotated[
    str,
    typer.Option(
        "--from", metavar="DATE", help="First day. Default: four weeks ago.", show_default=False
    ),
]
To = Annotated[
    str, typer.Option("--to", metavar="DATE", help="Last day. Default: today.", show_default=False)
]


Formats = Annotated[
    list[FileFormat] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="html, pdf, xlsx or csv; may be given again. Default: all four.",
        show_default=False,
    ),
]


Whose = Annotated[
    str,
    typer.Option(
        "--organisation",
        metavar="ID",
        help="Only this organisation: the name of its file. Default: all.",
        show_default=False,
    ),
]
Theme = Annotated[
    str,
    typer.Option(
        "--theme",
        metavar="ID",
        help="Only this theme, as campaign.yaml names it. Default: all.",
        show_default=False,
    ),
]


def report(
    first: From = "",
    last: To = "",
    whose: Whose = "",
    theme: Theme = "",
    form: Formats = None,
    folder: Folder = HERE,
) -> None:
    """Write the evaluation report: a page, a PDF, a workbook and a table.

    They are put in reports/; either every file is written, or none is changed. Dates are
    written as 25/1/2027. What a platform does not report is shown as n/a, never as 0. What
    messages waive is listed in the report, and with the table of posts in one of its own.

    Beside the report stands a file called commentary, made the first time and never changed by
    the program: what you write there is taken into the report when it is made again.

    For example:
        campaign report
        campaign report --from 1/12/2026 --to 31/12/2026
        campaign report --organisation northshire-police --theme footage
        campaign report --format pdf --format xlsx
    """
    end = read_day(last, "--to") if last else clock.today()
    start = read_day(first, "--from") if first else end - timedelta(weeks=WEEKS, days=-1)
    if start > end and not last:
        raise Misused(
            f"{show.day(start)} is still to come, and a report without --to ends today: give "
            "an earlier day, or --to as well."
        )
    if start > end:
        raise Misused(f"{show.day(start)} comes after {show.day(end)}: turn --from and --to round.")
    library, platforms = reading.read(folder)
    _known("--organisation", whose, library.organisations)
    _known("--theme", theme, {one.id: one for one in library.campaign.themes})
    open_store(folder)
    from campaign.reports.gaps import unread
    from campaign.reports.material import Question
    from campaign.reports.report import write_report
    from campaign.reports.scope import Scope

    question = Question(
        start=_midnight(start),
        end=_midnight(end + timedelta(days=1)),
        now=now(),
        scope=Scope(whose, theme),
        campaign=library.campaign,
        platforms=platforms,
        library=library,
    )
    files = write_report(folder, question, form or tuple(FileFormat))
    say((f"The report from {show.day(start)} to {show.day(end)} is written:", "bold"))
    for path in files.written:
        say(f"  {path}")
    say(f"What you write in {files.commentary.name}, beside it, is taken into the next one.")
    for warning in (*unread(library), *files.warnings):
        say((warning, "yellow"))


def _known(option: str, name: str, known: Mapping[str, object]) -> None:
    if name and name not in known:
        choices = f"There are: {', '.join(known)}." if known else "There are none yet."
        what = option.strip("-")
        raise Misused(f"There is no {what} “{name}”. {suggestion(name, known, otherwise=choices)}")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.zone())


def read_day(text: str, option: str) -> date:
    """Read a date given with an option."""
    try:
        reader = Reader(text, ())
        found = reader.one_date()
        if not reader.done:
            raise reader.refuse("The end of the date", "25/1/2027")
    except WhenError as exc:
        raise Misused(f"{option} “{text}”: {exc.message} {exc.fix}") from exc
    return found
