"""Four weeks of the shipped campaign on the sandbox network, with a hold, and their report.

    python -m tests.servers.sandbox_month FOLDER

plays them in a folder of its own and writes the report in every format. The clock is simulated:
the same days each time.
"""

from __future__ import annotations

import shutil
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from campaign.store.database import connect
from tests.servers.paths import ROOT

START = datetime(2026, 10, 26, tzinfo=timezone.utc)
END = START + timedelta(weeks=4)
STOPPED, RESUMED = START + timedelta(days=10, hours=7), START + timedelta(days=10, hours=17)


def play(folder: Path) -> None:
    """Plan, approve, deliver and measure the weeks; a hold stops a day of them."""
    from campaign.cli.reading import read
    from campaign.worker.rehearsal import Rehearsal, Window

    library, platforms = read(folder)
    played = Rehearsal(folder, library, platforms, Window(START, END))
    hold = _Hold(played)
    played.prepare()
    played.play(lambda _: hold.at(played._clock.now))


class _Hold:
    """Places a hold at its time, and lifts it at its end."""

    def __init__(self, played: object) -> None:
        self.number = 0
        self.over = False

    def at(self, now: datetime) -> None:
        from campaign.store import holds
        from campaign.store.models import Hold

        if not self.number and now >= STOPPED:
            self.number = holds.place(
                scope=Hold.Scope.ALL,
                value="",
                reason="A serious incident in Northshire town centre",
                by="Duty officer",
                now=now,
            ).pk
        elif self.number and not self.over and now >= RESUMED:
            holds.lift(self.number, by="Head of communications", now=now)
            self.over = True


def write(folder: Path) -> Path:
    """Write the report of the weeks in every format; return where the page is."""
    from campaign.cli.reading import read
    from campaign.reports.fileformat import FileFormat
    from campaign.reports.material import Question
    from campaign.reports.report import write_report

    library, platforms = read(folder)
    question = Question(
        start=START, end=END, now=END, campaign=library.campaign, platforms=platforms,
        library=library,
    )  # fmt: skip
    return write_report(folder, question, tuple(FileFormat)).html


def _main() -> None:
    folder = Path(sys.argv[1])
    for name in ("messages", "assets"):
        shutil.copytree(ROOT / name, folder / name)
    connect(folder)
    play(folder)
    print(write(folder))


if __name__ == "__main__":
    _main()
