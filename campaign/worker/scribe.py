"""Writes summaries, in a process of its own where posts must not wait.

Drawing a chart keeps every thread of a process waiting for a second or two, and adding up a large
month keeps them slow. A program that publishes has that done by another one:

    python -m campaign.worker.scribe FOLDER RHYTHM FIRST-DAY NOW [ORGANISATION]

which says the mail on its standard output.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.delivery.mail import POLICY
from campaign.library.zone import zone_of
from campaign.planning.rhythms import Issue, Rhythm, about
from campaign.store.database import connect

if TYPE_CHECKING:
    from campaign.reports.mail import Letter

PATIENCE = 60.0  # seconds for one summary
_GENTLE = 10  # steps down in the machine's order


class NotWritten(Exception):
    """A summary could not be written; the message is for the log."""


def letter(folder: Path, issue: Issue, organisation: str, now: datetime) -> Letter:
    """Return what a summary says about an organisation, or about all of them ("")."""
    from campaign import registry  # noqa: PLC0415 - what follows wants Django ready
    from campaign.library.loader import read_library  # noqa: PLC0415
    from campaign.reports import mail  # noqa: PLC0415
    from campaign.reports.digest import line_of, summary_of  # noqa: PLC0415
    from campaign.reports.question import Question  # noqa: PLC0415
    from campaign.reports.scope import Scope  # noqa: PLC0415

    library = read_library(folder, registry.platforms())
    question = Question(
        start=issue.start,
        end=issue.end,
        now=now,
        scope=Scope(organisation),
        campaign=library.campaign,
        platforms=registry.platforms(),
        library=library,
    )
    if issue.rhythm is Rhythm.DAILY:
        return mail.line(*line_of(issue, question))
    return mail.letter(summary_of(issue, question))


def here(folder: Path, issue: Issue, organisation: str, now: datetime) -> bytes:
    """Return the mail, without an address, written in this process."""
    return letter(folder, issue, organisation, now).message().as_bytes(policy=POLICY)


def apart(folder: Path, issue: Issue, organisation: str, now: datetime) -> bytes:
    """Return the same, written in a process of its own.

    A Ctrl-C at the keyboard does not reach it. Raise ``NotWritten`` when it fails.
    """
    about_what = [issue.rhythm, issue.first.isoformat(), now.isoformat(), organisation]
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, "-m", "campaign.worker.scribe", str(folder), *about_what],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise NotWritten(done.stderr.decode("utf-8", "replace"))
    return done.stdout


def _main(folder: str, rhythm: str, first: str, now: str, organisation: str) -> None:
    with suppress(OSError):
        os.nice(_GENTLE)
    connect(Path(folder))
    issue = about(Rhythm(rhythm), date.fromisoformat(first), zone_of(Path(folder)))
    written = here(Path(folder), issue, organisation, datetime.fromisoformat(now))
    sys.stdout.buffer.write(written)


if __name__ == "__main__":
    _main(*sys.argv[1:])
