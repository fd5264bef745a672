"""``campaign check --watch``: looks again whenever a file is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from campaign.cli import clock
from campaign.cli import findings as shown
from campaign.cli.checked import Checked, Scope, look
from campaign.cli.findings import in_one_line
from campaign.cli.show import count, flush, listed, say
from campaign.library.finding import Finding
from campaign.library.folder import ASSETS, MESSAGES
from campaign.library.loader import NoCampaign
from campaign.worker.saves import saves

BEGIN = "Checking"  # how the first line of a look begins: the editor's task waits for it …
END = "Watching for the next save"  # … and for this one at its end
_NAMED = 3  # files that are named; more are counted

Key = tuple[str, str, str, str]


def watch_folder(folder: Path, scope: Scope, *, every: bool) -> None:
    """Check, and check again on every save, until Ctrl-C.

    After the first look only what is new is shown, and what is gone; with ``every``, all.
    """
    before: Checked | None = None
    try:
        for files in saves(folder):
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


def _named(files: list[str]) -> str:
    """Name the files of a save, or count them."""
    if len(files) > _NAMED:
        return count(len(files), "file")
    return listed([in_one_line(file) for file in files])
