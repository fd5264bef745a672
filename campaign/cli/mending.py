"""``campaign check --fix``: puts right what is safe, and shows every change."""

from __future__ import annotations

import os
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from campaign.checks.fix import hashtags_of, mend_message, mend_settings
from campaign.cli import reading
from campaign.cli.checked import Checked, Scope, look_at
from campaign.cli.findings import in_one_line
from campaign.cli.show import count, say
from campaign.cli.trouble import Trouble
from campaign.library.encoding import read_text
from campaign.library.finding import Finding
from campaign.library.folder import Folder
from campaign.library.library import Library
from campaign.library.source import Source

_MARKS = str.maketrans({" ": "·", "\t": "→", "\u00a0": "⍽"})
_COLOURS = {"-": "red", "+": "green", "@": "dim"}


@dataclass(frozen=True, slots=True)
class Change:
    """One file, before and after; bytes, so that nothing else of it can change."""

    file: str  # below the campaign's folder
    before: bytes
    after: bytes


def mend(folder: Path, scope: Scope, *, write: bool) -> Checked:
    """Show what can be put right and, with ``write``, do it; return what is found then.

    A file in which a change would bring up a finding that was not there is left as it was.
    """
    library, found = reading.read_and_check(folder)
    changes = [change for change in _changes(library) if scope.holds(change.file)]
    if not write:
        _tell(changes, "--fix would mend")
        return look_at(library, found, scope)
    for change in changes:
        replace_file(folder / change.file, change.before, change.after)
    library, after = reading.read_and_check(folder)
    if undone := _to_undo(changes, _worse(found, after)):
        for change in undone:
            replace_file(folder / change.file, change.after, change.before)
        library, after = reading.read_and_check(folder)
    _tell([change for change in changes if change not in undone], "Mended")
    for change in undone:
        name = in_one_line(change.file)
        say(f"{name} is left as it was: the change would have brought up a new finding.")
    return look_at(library, after, scope)


def _worse(before: list[Finding], after: list[Finding]) -> set[str]:
    """Return the files that have more findings of some code than they had."""
    had, has = (Counter((f.file, f.code) for f in found) for found in (before, after))
    return {file for file, code in has if has[file, code] > had[file, code]}


def _to_undo(changes: list[Change], worse: set[str]) -> list[Change]:
    """Return the changes to blame: all of them when a file got worse that was not changed."""
    if worse - {change.file for change in changes}:
        return changes
    return [change for change in changes if change.file in worse]


def _changes(library: Library) -> Iterator[Change]:
    """Give a change for each file in which something can be put right."""
    folder = Folder(library.folder)
    messages = {m.file: m for m in (*library.messages.values(), *library.faulty.values())}
    for file in sorted(library.sources):
        raw = _readable(folder, file)
        if raw is None:
            continue
        text = raw.decode()
        if file.endswith(".md"):
            known = messages.get(file)
            english = known is None or known.language.startswith("en")
            text = mend_message(text, hashtags_of(library, english=english))
        elif file.endswith(".yaml"):
            text = mend_settings(text)
        if (after := text.encode()) != raw:
            yield Change(file, raw, after)


def _readable(folder: Folder, file: str) -> bytes | None:
    """Return a file's bytes; ``None`` where reading finds any fault with the file itself."""
    source = Source(file)
    raw = folder.read(source)
    if raw is None or read_text(source, raw) is None or source.findings:
        return None
    return raw


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Put a new file in the place of one that still holds ``before``: all of it, or nothing.

    Its permissions stay, and a link goes on leading to the file it leads to.
    """
    path = path.resolve()
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        handle, name = tempfile.mkstemp(prefix=".campaign-", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            if path.read_bytes() != before:
                raise Trouble(f"{path} has changed in the meantime: run the same command again.")
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or "the system refuses"
        raise Trouble(f"{path} could not be written: {reason}. It is as it was.") from None


def _tell(changes: list[Change], done: str) -> None:
    for change in changes:
        for line in _diff(change):
            say((line, _COLOURS.get(line[:1], "")))
    if changes:
        say()
        say((f"{done} {count(len(changes), 'file')}.", "bold"))
    else:
        say("There is nothing that can be put right without you.")
    say()


def _diff(change: Change) -> Iterator[str]:
    """Give the lines that change; spaces at a line's end and no-break spaces can be seen."""
    before, after = (
        raw.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for raw in (change.before, change.after)
    )
    name = in_one_line(change.file)
    for line in unified_diff(before, after, name, name, n=0, lineterm=""):
        if line.startswith("-") and not line.startswith("---"):
            words = line.rstrip(" \t\u00a0")
            yield words.replace("\u00a0", "⍽") + line[len(words) :].translate(_MARKS)
        else:
            yield line
