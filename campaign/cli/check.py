"""``campaign check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli import findings as shown
from campaign.cli import reading
from campaign.cli.options import HERE, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Misused
from campaign.library.finding import Severity

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH",
        help="Files or folders to hear about. Default: everything.",
        show_default=False,
    ),
]


def check(paths: Paths = None, folder: Folder = HERE) -> None:
    """Check every file and say what is wrong, where, and what to do.

    Reads everything in messages/ and assets/, changes nothing and needs no database.
    Leaves with exit code 1 when something has to be put right; warnings alone do not count.

    For example:
        campaign check
        campaign check messages/behind-the-badge
    """
    wanted = [_place(path, folder) for path in paths or []]
    library, platforms = reading.read(folder)
    found = [
        finding
        for finding in reading.findings(library, platforms)
        if not wanted or any(_within(finding.file, place) for place in wanted)
    ]
    shown.show(found, library.sources)
    say(f"{shown.summary(found)}; {count(len(library.messages), 'message')} read.")
    if any(finding.severity is Severity.ERROR for finding in found):
        raise typer.Exit(1)


def _place(path: str, folder: Path) -> str:
    """Return the path as findings have it: below the campaign's folder."""
    for candidate in (Path(path), folder / path, folder / "messages" / f"{path}.md"):
        resolved = candidate.resolve()
        if resolved.exists() and resolved.is_relative_to(folder):
            return resolved.relative_to(folder).as_posix()
    raise Misused(f"There is no {path} in {folder}: check the path.")


def _within(file: str, place: str) -> bool:
    return place in {".", file} or file.startswith(f"{place}/")
