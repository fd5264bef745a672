"""``campaign export-database`` and ``import-database``: from one installation to another."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused, Trouble

if TYPE_CHECKING:
    from campaign.store.models import Hold
    from campaign.store.moving import Done

_PATIENCE = 360  # seconds: a call in hand may take as long as its lease
_SILENCE = 5  # seconds of waiting before a person is told what for

Target = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")]
Source = Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")]
Move = Annotated[
    bool,
    typer.Option(
        "--move",
        help="Move the installation: the program that runs here ends, and nothing goes out here "
        "any more. Without this, the file is a copy and all goes on.",
    ),
]
WithoutPictures = Annotated[
    bool,
    typer.Option("--without-pictures", help="Leave the pictures out; they are carried otherwise."),
]
Replace = Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")]


def export_database(
    file: Target,
    move: Move = False,
    without_pictures: WithoutPictures = False,
    replace: Replace = False,
    *,
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Write the whole database into one file, for another installation or as a copy.

    It is told as of one moment, while the program runs. With --move the program ends first, and
    nothing goes out from here afterwards: import the file at the other end. Sign-ins stay sealed
    in it; the key that opens them is not in it.

    For example:
        campaign export-database copy.zip --by "Sam Hale"
        campaign export-database move.zip --move --by "Sam Hale"
    """
    _check(file, replace=replace)
    open_store(folder, needs_files=False)
    from campaign.store import moving

    hold = _leave(file, by) if move else None
    try:
        done = moving.export(file, by=by, now=now(), with_pictures=not without_pictures)
    except BaseException:
        if hold is not None:
            moving.stay(hold, by=by, now=now())
            say("Nothing was moved: this installation may be started again.")
        raise
    _tell(done)
    say(("Written: ", "bold"), str(file))
    if hold is None:
        say("It is a copy: here all goes on, and where it is imported nothing goes out by itself.")
        return
    say(("This installation is moved: nothing goes out from here any more.", "bold"))
    say("At the other end, with DATABASE_URL set: campaign import-database FILE --by NAME")
    say(f'To go on here instead: campaign resume {hold.pk} --by NAME --override "Why"')


def _check(file: Path, *, replace: bool) -> None:
    if not file.absolute().parent.is_dir():
        raise Misused(f"There is no folder {file.parent}: make it first.")
    if file.is_dir():
        raise Misused(f"{file} is a folder: name the file to write.")
    if file.exists() and not replace:
        raise Trouble(f"{file} is there already: add --replace, or choose another name.")


def _leave(file: Path, by: str) -> Hold:
    """Stop this installation, and wait until what works here has ended."""
    from campaign.store import moving

    hold = moving.leave(file.name, by=by, now=now())
    end, told = time.monotonic() + _PATIENCE, time.monotonic() + _SILENCE
    while programs := moving.working(now()):
        if time.monotonic() > end:
            raise Trouble(
                f"{programs[0]} still works, so nothing was exported, and nothing goes out: stop "
                "it, then run the same command again."
            )
        if told and time.monotonic() > told:
            told = 0.0
            say("Waiting for the running program to finish its call in hand …")
            show.flush()
        time.sleep(0.2)
    if number := moving.in_hand():
        verb = "was" if number == 1 else "were"
        say(
            f"{count(number, 'post')} {verb} being sent when a program broke off: the other end "
            "asks the platform about it."
        )
    return hold


def import_database(file: Source, *, by: By = "", folder: Folder = HERE) -> None:
    """Load a file that “campaign export-database” has written into this, empty database.

    All of it or nothing: every table is held against the file before it counts. Nothing goes out
    afterwards until a person says, with “campaign resume”, that the other installation has ended.

    For example:
        DATABASE_URL=postgresql://… campaign import-database move.zip --by "Sam Hale"
    """
    open_store(folder)
    from campaign.store import moved, moving

    done = moving.bring(file, by=by, now=now())
    if not done.new:
        say(f"{file} was imported here already: nothing was changed.")
        return
    _tell(done)
    say(("Imported: every table is the same here as in the file.", "bold"))
    _tell_of_keys()
    if done.manifest.pictures is None:
        say("The file has no pictures: bring the folder .campaign/pictures along as well.")
    hold = moved.mark()
    if hold is not None:
        why = "" if moved.arrived_after(hold) else ' --override "Why"'
        say("Nothing goes out from here yet. When the other installation has ended for good:")
        say(f"  campaign resume {hold.pk} --by NAME{why}   (somebody other than {hold.placed_by})")


def _tell(done: Done) -> None:
    """Show every table with its digest, the same on both sides."""
    rows = [(one.table, f"{one.rows:,}", one.sha256) for one in done.tables]
    show.table(rows, heads=("table", "rows", "SHA-256 of the rows"))
    if done.manifest.pictures is not None:
        say(f"With {count(done.manifest.pictures, 'picture')}.")
    say(f"Fingerprint of the file: {done.manifest.fingerprint}")


def _tell_of_keys() -> None:
    from campaign.store.models import Credential

    if number := Credential.objects.count():
        say(
            f"{count(number, 'sign-in')} came along sealed: set CAMPAIGN_CREDENTIAL_KEY here to "
            "the key of the other installation, or sign in again."
        )
