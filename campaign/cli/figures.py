"""``campaign import-figures``: what others counted, into the report."""
# ruff: noqa: PLC0415 - help must not wait for the library

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import reading, show
from campaign.cli.opening import now, open_store, require_campaign
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused

if TYPE_CHECKING:
    from campaign.sheets.outside import Reading
    from campaign.store.external import Changes, Figure
    from campaign.store.models import ExternalFigure

Source = Annotated[
    Path, typer.Argument(metavar="FILE", help="The spreadsheet: .xlsx, .ods or .csv.")
]
Apply = Annotated[bool, typer.Option("--apply", help="Do it: without this, nothing changes.")]
Example = Annotated[
    bool, typer.Option("--example", help="Write an example into the file, to fill in.")
]


def import_figures(
    file: Source,
    apply: Apply = False,
    example: Example = False,
    *,
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Bring in figures that others counted: web statistics, uploads, posters, surveys.

    One row is one count of one period: its step of the evaluation, what was counted, how many,
    from when to when, and who counted it. A row that counts the same as one that was imported
    before replaces it, so a file may be imported again. Only counts are kept, nothing of anybody;
    of an audience none under 10. With a fault in any row nothing is imported, and each is told
    with sheet, row and column.

    For example:
        campaign import-figures figures.csv --example
        campaign import-figures figures.csv --by "Sam Hale"
        campaign import-figures figures.csv --by "Sam Hale" --apply
    """
    if example:
        _write_example(file)
        return
    require_campaign(folder)
    open_store(folder)
    from campaign.sheets.outside import read_figures
    from campaign.store import external

    library, _ = reading.read(folder)
    found = read_figures(file, library)
    _show_notes(found)
    if found.problems:
        _show_problems(found)
        raise typer.Exit(1)
    changes = external.compare(found.figures)
    if apply:
        changes = external.keep(found.figures, by=by, now=now(), source=file.name)
    _show(changes)
    say((_told(changes), "bold"), "" if apply else " Nothing was changed.")
    if changes.any and not apply:
        say(f"To do it: campaign import-figures {file} --apply")


def _write_example(file: Path) -> None:
    from campaign.sheets.outside_columns import example

    if file.suffix.lower() != ".csv":
        raise Misused("The example is a .csv file: give it a name that ends in .csv.")
    if not file.absolute().parent.is_dir():
        raise Misused(f"There is no folder {file.parent}: make it first.")
    if file.exists():
        raise Misused(f"{file} is there already: choose another name.")
    file.write_text(example(), encoding="utf-8-sig")  # as Excel likes it
    say(("Written: ", "bold"), str(file))
    say(f"Put your figures in place of these, then: campaign import-figures {file}")


def _show_notes(found: Reading) -> None:
    for note in found.notes:
        say(note)


def _show_problems(found: Reading) -> None:
    show.heading(f"Nothing is imported: {count(len(found.problems), 'fault')}")
    for problem in found.problems:
        say(f"  {problem}")


def _show(changes: Changes) -> None:
    for figure in changes.new:
        say(("  new      ", "green"), _line(figure))
    for old, figure in changes.changed:
        say(("  changed  ", "yellow"), _line(figure), f" (was {_value(old)})")
    for old in changes.removed:
        say(("  removed  ", "red"), _line(old))


def _line(figure: Figure | ExternalFigure) -> str:
    days = dict.fromkeys((show.day(figure.first), show.day(figure.last)))
    whose = [figure.organisation, figure.theme, figure.message, figure.channel, figure.audience]
    more = "".join(f", {word}" for word in whose if word)
    return f"{figure.stage}: {figure.name}, {' to '.join(days)}{more}: {_value(figure)}"


def _value(figure: Figure | ExternalFigure) -> str:
    base = f" of {figure.base.normalize():,f}" if figure.base is not None else ""
    value = f"{figure.value.normalize():,f}" if figure.value is not None else "–"
    return f"{value}{base}{f' {figure.unit}' if figure.unit else ''}"


def _told(changes: Changes) -> str:
    """Say in one line what there is."""
    parts = [
        count(number, noun, plural)
        for number, noun, plural in (
            (len(changes.new), "new figure", ""),
            (len(changes.changed), "changed figure", ""),
            (len(changes.removed), "removed figure", ""),
            (changes.same, "figure as it was", "figures as they were"),
        )
        if number
    ]
    return f"{show.listed(parts)}." if parts else "There is nothing in it."
