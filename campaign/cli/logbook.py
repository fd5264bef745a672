"""What the running program notes: sentences on the screen, details in a file."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from campaign.cli.errors import hide_secrets

_SIZE = 2_000_000  # bytes of one file
_KEPT = 3  # older files


class _Details(logging.Formatter):
    """Everything, without the values of secrets."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return hide_secrets(super().format(record))


class _Sentence(logging.Formatter):
    """The message alone: what went wrong in detail is for the file."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        where = " (details: .campaign/run.log)" if record.exc_info else ""
        return hide_secrets(f"{record.getMessage()}{where}")


def open_logbook(folder: Path) -> None:
    """Send what the program logs to ``.campaign/run.log``, and its warnings to the screen."""
    logging.raiseExceptions = False  # a full disk must not spill a traceback
    file = RotatingFileHandler(
        folder / ".campaign" / "run.log", maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8"
    )
    file.setFormatter(_Details("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    file.setLevel(logging.INFO)
    screen = logging.StreamHandler()
    screen.setFormatter(_Sentence())
    screen.setLevel(logging.WARNING)
    screen.addFilter(logging.Filter("campaign"))
    logging.basicConfig(level=logging.INFO, handlers=[file, screen], force=True)
