"""A program that sends waiting summaries: ``python -m tests.servers.posting FOLDER NOW``."""

from __future__ import annotations

import sys
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from campaign.store.database import connect


def letter(_: object) -> EmailMessage:
    """Return a mail that was written in no time."""
    message = EmailMessage()
    message["Subject"] = "12 of 14 posts sent"
    message.set_content("In short.\n")
    return message


def send(folder: Path, now: datetime) -> None:
    """Send what waits at a moment."""
    connect(folder)
    from campaign.delivery.post_office import PostOffice

    PostOffice(clock=lambda: now, write=letter).send()


if __name__ == "__main__":
    send(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
