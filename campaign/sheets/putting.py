"""Puts changed files in their places: each at once and whole, and only if it is as it was."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from campaign.sheets.outcome import Change, Problem


@dataclass(frozen=True, slots=True)
class Put:
    """What was written, and what could not be."""

    written: tuple[Change, ...]
    problems: tuple[Problem, ...]


def put(folder: Path, changes: Iterable[Change]) -> Put:
    """Write the files; one that cannot be written never stops the others."""
    written, problems = [], []
    for change in changes:
        if fault := _put(folder / change.file, change):
            problems.append(Problem(change.place, fault, "Import the file again."))
        else:
            written.append(change)
    return Put(tuple(written), tuple(problems))


def _put(path: Path, change: Change) -> str:
    """Write one file; say in a sentence why it was not written, or nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if change.old is None:
            return _put_new(path, change)
        real = path.resolve()
        if real.read_bytes() != change.old:
            return f"{change.file} has just been changed by somebody else; it was left alone."
        _replace(real, change.new)
    except OSError as error:
        reason = error.strerror or "the system refuses"
        return f"{change.file} could not be written: {reason}."
    return ""


def _put_new(path: Path, change: Change) -> str:
    if path.exists():
        return f"{change.file} has just been made by somebody else; it was left alone."
    _replace(path, change.new)
    return ""


def _replace(path: Path, content: bytes) -> None:
    """Put a file in place in one step: nobody ever reads half of it."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
