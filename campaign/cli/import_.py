"""``campaign import``: what a spreadsheet would change, and then the change."""
# ruff: noqa: PLC0415 - help must not wait for the library

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import clock, findings, reading, show
from campaign.cli.opening import require_campaign
from campaign.cli.options import HERE, ByIfKnown, Folder
from campaign.cli.show import count, say

if TYPE_CHECKING:
    from campaign.sheets.outcome import Change, Outcome

_COLOURS = {"+": "green", "-": "red", "@": "dim"}

Source = Annotated[
    Path, typer.Argument(metavar="FILE", help="The spreadsheet: .xlsx, .ods or .csv.")
]
Apply = Annotated[bool, typer.Option("--apply", help="Do it: without this, nothing changes.")]


def import_(file: Source, apply: Apply = False, by: ByIfKnown = "", folder: Folder = HERE) -> None:
    """Show what a spreadsheet would change in the message files.

    Rows make new files or change those there are; only lines that change are touched. Every
    changed file passes the checks first. A row that cannot be used is told with sheet, row
    and column, and left out; so is one whose file was changed after the export. Your name
    becomes the author's of new files that name none. Nothing is planned or approved: that goes
    on as ever. Leaves with exit code 1 when a row was left out.

    For example:
        campaign import calendar.xlsx
        campaign import calendar.xlsx --apply
    """
    require_campaign(folder)
    outcome = _outcome(file, folder, by)
    _show(outcome)
    if apply:
        _apply(outcome, folder)
    elif outcome.changes:
        say((_told(outcome), "bold"), " Nothing was changed.")
        say(f"To do it: campaign import {file} --apply")
    else:
        say((_told(outcome), "bold"))
    if not outcome.is_whole:
        raise typer.Exit(1)


def _outcome(file: Path, folder: Path, by: str) -> Outcome:
    """Read the file, and try what it would change."""
    from campaign.registry import platforms
    from campaign.sheets.reading import read_rows
    from campaign.sheets.trial import tried

    outcome = read_rows(file, folder, platforms(), clock.today(), " ".join(by.split()))
    if not outcome.changes:
        return outcome
    library, known = reading.read(folder)
    return tried(outcome, library, known, clock.today())


def _show(outcome: Outcome) -> None:
    for note in outcome.notes:
        say(note)
    for change in outcome.changes:
        _show_change(change, "new" if change.old is None else "changed")
    for conflict in outcome.conflicts:
        _show_change(conflict.change, "conflict")
        say((f"  {conflict.problem}", "yellow"))
    if outcome.problems:
        say()
        show.heading(f"Left out: {count(len(outcome.problems), 'fault')}")
        for problem in outcome.problems:
            say(f"  {problem}")
    if outcome.notes or outcome.changes or outcome.conflicts or outcome.problems:
        say()


def _show_change(change: Change, kind: str) -> None:
    """Print what changes, line by line."""
    say()
    say((change.file, "bold"), f" ({kind}; {change.place})" if str(change.place) else f" ({kind})")
    old = (change.old or b"").decode("utf-8-sig", "replace").splitlines()
    new = change.new.decode("utf-8-sig", "replace").splitlines()
    for line in list(unified_diff(old, new, lineterm="", n=2))[2:]:
        say((f"  {line}", _COLOURS.get(line[:1], "")))
    findings.show(change.warnings, {change.file: change.new.decode("utf-8-sig", "replace")})


def _told(outcome: Outcome) -> str:
    """Say in one line what there is."""
    new = len(outcome.new)
    rows = {(problem.spot.sheet, problem.spot.row) for problem in outcome.problems}
    parts = [
        count(number, noun, plural)
        for number, noun, plural in (
            (new, "new file", ""),
            (len(outcome.changes) - new, "changed file", ""),
            (len(outcome.conflicts), "conflict", ""),
            (len(rows), "row left out", "rows left out"),
            (outcome.unchanged, "row without a change", "rows without a change"),
        )
        if number
    ]
    return f"{show.listed(parts)}." if parts else "There is nothing in it."


def _apply(outcome: Outcome, folder: Path) -> None:
    from campaign.sheets.putting import put

    done = put(folder, outcome.changes)
    outcome.problems += done.problems
    for problem in done.problems:
        say(f"  {problem}")
    files = count(len(done.written), "file") if done.written else "Nothing was"
    say((_told(outcome), "bold"), f" {files} written.")
    if done.written:
        say("Next: campaign check, then campaign plan.")
