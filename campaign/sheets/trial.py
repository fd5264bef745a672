"""Changed files go through the same reader and the same checks before they are put in place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign.adapter import Capabilities
from campaign.checks.check import check
from campaign.library.finding import Finding, Severity
from campaign.library.folder import ASSETS, MESSAGES
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.message import Message
from campaign.sheets.columns import Columns
from campaign.sheets.document import Unreadable, read_document
from campaign.sheets.outcome import Change, Outcome, Problem

_STATE = ".campaign"


def tried(
    outcome: Outcome, library: Library, platforms: Mapping[str, Capabilities], today: date
) -> Outcome:
    """Return an outcome without the changes that have errors, and say what these are.

    ``library`` is what the folder holds now. The warnings a file would have are kept with
    its change.
    """
    if not outcome.changes:
        return outcome
    found = _findings(outcome.changes, library, platforms, today)
    columns = Columns(platforms)
    kept, problems = [], list(outcome.problems)
    for change in outcome.changes:
        mine = [finding for finding in found if finding.file == change.file]
        errors = [finding for finding in mine if finding.severity is Severity.ERROR]
        if errors:
            problems += _told(change, errors, columns)
        else:
            kept.append(replace(change, warnings=tuple(mine)))
    notes = [*outcome.notes, *_elsewhere(found, outcome, library, platforms, today)]
    return replace(outcome, changes=kept, problems=problems, notes=notes)


def _elsewhere(
    found: list[Finding],
    outcome: Outcome,
    library: Library,
    platforms: Mapping[str, Capabilities],
    today: date,
) -> Iterator[str]:
    """Give the errors that other files would have by these changes."""
    changed = set(outcome.files())
    errors = {f for f in found if f.severity is Severity.ERROR and f.file not in changed}
    for error in sorted(errors.difference(check(library, platforms, today)) if errors else ()):
        yield f"{error.file}:{error.line} would then have an error: {error.message} [{error.code}]"


def _told(change: Change, errors: list[Finding], columns: Columns) -> list[Problem]:
    """Say where in the spreadsheet each error comes from."""
    try:
        document = read_document(change.file, change.new, columns.names)
    except Unreadable:
        document = None
    told = []
    for error in errors:
        key = document.column_at(error.line) if document else ""
        told.append(Problem(change.at(key), f"{error.message} [{error.code}]", error.fix))
    return list(dict.fromkeys(told))


def _findings(
    changes: Sequence[Change],
    library: Library,
    platforms: Mapping[str, Capabilities],
    today: date,
) -> list[Finding]:
    """Read the changed files where they do no harm, and check them among all the others."""
    state = library.folder / _STATE
    state.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="import-", dir=state) as name:
        shadow = Path(name)
        _furnish(library.folder, shadow)
        for change in changes:
            path = shadow / change.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(change.new)
        new = read_library(shadow, platforms)
        whole = replace(
            library,
            messages={**_without(library.messages, changes), **new.messages},
            faulty={**_without(library.faulty, changes), **new.faulty},
            assets={**library.assets, **new.assets},
            findings=new.findings,
            sources={**library.sources, **new.sources},
        )
        return sorted({*new.findings, *check(whole, platforms, today)})


def _without(messages: Mapping[str, Message], changes: Sequence[Change]) -> dict[str, Message]:
    changed = {change.id for change in changes}
    return {id_: message for id_, message in messages.items() if id_ not in changed}


def _furnish(folder: Path, shadow: Path) -> None:
    """Give the shadow everything a message may refer to: all but the other messages."""
    for part in (MESSAGES, ASSETS):
        for path in (folder / part).rglob("*"):
            if path.is_file() and not (part == MESSAGES and path.suffix.lower() == ".md"):
                target = shadow / path.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                _link(path, target)


def _link(path: Path, target: Path) -> None:
    """Make a file appear at a second place; copy it where the disk knows no such links."""
    try:
        os.link(path.resolve(), target)
    except OSError:
        shutil.copy2(path, target)
