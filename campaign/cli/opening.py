"""The campaign's database, for commands that need it."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

from campaign.cli.trouble import Trouble


def open_store(folder: Path, *, needs_files: bool = True) -> None:
    """Open the database of the campaign in a folder; make none where there is no campaign.

    Without ``needs_files`` a database that is there is enough: a stop must work while
    somebody is moving the files.
    """
    from campaign.store.database import connect  # noqa: PLC0415 - help must not wait for Django

    if needs_files or not _has_database(folder):
        require_campaign(folder)
    connect(folder)
    _note_if_moved()


def _note_if_moved() -> None:
    """Say that what is done here counts for nothing where the work goes on."""
    from campaign.store import moved  # noqa: PLC0415 - needs Django

    hold = moved.mark()
    if hold is not None and not moved.arrived_after(hold):
        sys.stderr.write(f"Note: {hold.reason} What is done here is not known there.\n")


def open_store_if_there(folder: Path) -> None:
    """Open the database of the campaign in a folder; make none where there is none yet."""
    if _has_database(folder):
        open_store(folder)


def _has_database(folder: Path) -> bool:
    from campaign.secret import secret  # noqa: PLC0415

    state = folder / ".campaign"
    elsewhere = bool(secret("DATABASE_URL"))
    return state.is_dir() if elsewhere else (state / "campaign.sqlite3").is_file()


def require_campaign(folder: Path) -> None:
    """Raise unless the folder holds a campaign."""
    if not (folder / "messages" / "campaign.yaml").is_file():
        raise Trouble(
            f"There is no campaign in {folder}: messages/campaign.yaml is missing. Go to the "
            "campaign's folder, name it with --folder, or make one with “campaign init”."
        )


def now() -> datetime:
    """Return the time, in UTC: commands are where the clock is read."""
    return datetime.now(timezone.utc)
