"""A month's summary as files: ``python -m tests.servers.mailed FOLDER``.

It runs in a process of its own with a database of its own: a browser and Django want the same
thread.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign.store.database import connect
from tests.servers.command import environment
from tests.servers.paths import ROOT

PAGE, PICTURE = "mail.html", "chart.png"


def write(folder: Path) -> None:
    """Write the HTML part, which shows its picture from beside it, and the picture."""
    from campaign.library.settings import Campaign
    from campaign.planning.rhythms import Rhythm, about
    from campaign.reports import mail
    from campaign.reports.digest import summary_of
    from campaign.reports.question import Question
    from campaign.store.models import Post
    from tests.servers import posted

    posted.example()
    Post.objects.update(tone="normal")
    month = about(Rhythm.MONTHLY, date(2026, 10, 1), ZoneInfo("Europe/London"))
    campaign = Campaign(name="Behind the Badge")
    question = Question(start=month.start, end=month.end, now=month.due, campaign=campaign)
    letter = mail.letter(summary_of(month, question))
    [(name, png)] = letter.pictures
    (folder / PAGE).write_text(letter.html.replace(f"cid:{name}", PICTURE), encoding="utf-8")
    (folder / PICTURE).write_bytes(png)


def mailed(folder: Path) -> Path:
    """Have it written, and return the page."""
    command = [sys.executable, "-m", "tests.servers.mailed", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment(), check=True, timeout=120)
    return folder / PAGE


if __name__ == "__main__":
    connect(Path(sys.argv[1]))
    write(Path(sys.argv[1]))
