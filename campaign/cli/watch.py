"""``campaign check --watch``: looks again whenever a file is saved."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from watchfiles import Change, watch

from campaign.cli import clock
from campaign.cli import findings as shown
from campaign.cli.checked import Checked, Scope, look
from campaign.cli.findings import in_one_line
from campaign.cli.show import count, flush, listed, say
from campaign.library.finding import Finding
from campaign.library.folder import ASSETS, MESSAGES
from campaign.library.loader import NoCampaign

BEGIN = "Checking"  # how the first line of a look begins: the editor's task waits for it …
END = "Watching for the next save"  # … and for this one at its end
_MOMENT = 250  # milliseconds after which it is asked whether the folders are still the same
_SETTLE = 100  # milliseconds without a change after which a save is taken to be over
_LONGEST = 2_000  # milliseconds: after them it is looked at in any case
_NAMED = 3  # files that are named; more are counted

Key = tuple[str, str, str, str]


def watch_folder(folder: Path, scope: Scope, *, every: bool) -> None:
    """Check, and check again on every save, until Ctrl-C.

    After the first look only what is new is shown, and what is gone; with ``every``, all.
    """
    before: Checked | None = None
    try:
        for files in _saves(folder):
            if before is None:
                before = _first_look(folder, scope)
            else:
                say()
                say(f"{BEGIN} again at {datetime.now(clock.zone()):%H:%M:%S}: {_named(files)}.")
                before = _look_again(folder, scope, before, every=every)
    except KeyboardInterrupt:
        say()
        say("Stopped watching.")


def _first_look(folder: Path, scope: Scope) -> Checked:
    say(f"{BEGIN} {MESSAGES}/ and {ASSETS}/.")
    checked = look(folder, scope)
    shown.show(checked.findings, checked.sources)
    _end(checked)
    return checked


def _look_again(folder: Path, scope: Scope, before: Checked, *, every: bool) -> Checked:
    """Look, and tell what has changed; a campaign that is gone for a moment is waited for."""
    try:
        now = look(folder, scope)
    except NoCampaign as gone:
        say(str(gone))
        say(f"{END}. Ctrl-C ends it.")
        flush()
        return before
    if every:
        shown.show(now.findings, now.sources)
    else:
        _tell_changes(before, now)
    _end(now)
    return now


def _end(checked: Checked) -> None:
    say(checked.told)
    say(f"{END}. Ctrl-C ends it.")
    flush()


def _tell_changes(before: Checked, now: Checked) -> None:
    gone = list(_without(before.findings, now.findings))
    for finding in gone:
        say(("Put right: ", "green"), f"{in_one_line(finding.message)} [{finding.code}]")
        say((f"    {in_one_line(finding.file)}", "dim"))
    new = list(_without(now.findings, before.findings))
    shown.show(new, now.sources)
    if not (gone or new):
        say("Nothing new.")


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> Iterator[Finding]:
    """Give the findings that the others do not have, wherever in the file they stand now."""
    known = Counter(map(_key, others))
    for finding in findings:
        key = _key(finding)
        if known[key]:
            known[key] -= 1
        else:
            yield finding


def _key(finding: Finding) -> Key:
    return finding.file, finding.code, finding.message, str(finding.waived)


def _saves(folder: Path) -> Iterator[list[str]]:
    """Give the files of each save, below the campaign's folder; and once when watching begins.

    Folders are watched and not files, since many editors save by putting a new file in the
    place of the old one. When one of the folders itself is made, renamed or replaced (as Git
    does), watching begins anew. It has always begun before the files are looked at: no save
    is missed.
    """
    while True:
        here = _identity(folder)
        known = False
        try:
            for changes in _changes(folder, here):
                if _identity(folder) != here:
                    break
                if changes or not known:
                    known = True
                    yield sorted(_names(folder, changes) or {f"{name}/" for name in here})
        except FileNotFoundError:
            time.sleep(_MOMENT / 1000)  # it was taken away just now: look for it again


def _names(folder: Path, changes: Iterable[tuple[Change, str]]) -> set[str]:
    """Return the files that changed; not those an editor wrote and took away again."""
    paths = {Path(path) for _, path in changes}
    ours = {path for path in paths if path.suffix in {".md", ".yaml"} or path.exists()}
    return {path.relative_to(folder).as_posix() for path in ours or paths}


def _changes(folder: Path, names: Iterable[str]) -> Iterator[set[tuple[Change, str]]]:
    """Give what changes, and every moment nothing; watching has begun when it first does."""
    places = [folder / name for name in names]
    return watch(
        *(places or [folder]),
        recursive=bool(places),
        watch_filter=_is_ours,
        step=_SETTLE,
        debounce=_LONGEST,
        rust_timeout=_MOMENT,
        yield_on_timeout=True,
    )


def _identity(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the folders to watch that there are, and what tells one from its successor."""
    found = {}
    for name in (MESSAGES, ASSETS):
        try:
            status = (folder / name).stat()
        except OSError:
            continue
        found[name] = status.st_dev, status.st_ino
    return found


def _is_ours(_: Change, path: str) -> bool:
    """Leave out what the reader leaves out too, and what editors keep for themselves."""
    name = Path(path).name
    return not name.startswith((".", "~$")) and not name.endswith(("~", ".swp", ".tmp"))


def _named(files: list[str]) -> str:
    """Name the files of a save, or count them."""
    if len(files) > _NAMED:
        return count(len(files), "file")
    return listed([in_one_line(file) for file in files])
