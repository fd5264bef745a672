"""What the running program notes: sentences on the screen, details in a file; or all as JSON."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timezone
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from campaign.cli import show
from campaign.cli.errors import hide_secrets

_SIZE = 2_000_000  # bytes of one file
_KEPT = 3  # older files
_IDS = ("post", "channel", "attempt", "outcome")  # given by what is noted, or by what goes on


class Form(StrEnum):
    """How the program notes what it does."""

    PLAIN = "plain"
    JSON = "json"


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


class _Json(logging.Formatter):
    """One object a line: when, how bad, who says what, and which post it is about."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        from campaign.delivery import trail  # noqa: PLC0415 - help does not wait for it

        at = datetime.fromtimestamp(record.created, timezone.utc)
        said: dict[str, int | str] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **trail.current(),
            **{name: value for name in _IDS if (value := getattr(record, name, None)) is not None},
        }
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        # Before they are quoted: a secret with a quotation mark in it would not be recognised.
        clean = {k: hide_secrets(v) if isinstance(v, str) else v for k, v in said.items()}
        return json.dumps(clean, ensure_ascii=False)


def speak_json() -> None:
    """Note everything on the output as JSON, also what would be said to a person."""
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.INFO, handlers=[_output()], force=True)
    logging.captureWarnings(capture=True)
    screen = logging.getLogger("campaign.screen")
    show.through(screen.log)


def open_logbook(folder: Path, form: Form = Form.PLAIN) -> None:
    """Send what the program logs to ``.campaign/run.log``, and its warnings to the screen.

    As JSON, everything goes to both.
    """
    logging.raiseExceptions = False  # a full disk must not spill a traceback
    file = RotatingFileHandler(
        folder / ".campaign" / "run.log", maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8"
    )
    plain = _Details("%(asctime)s %(levelname)s %(name)s: %(message)s")
    file.setFormatter(_Json() if form is Form.JSON else plain)
    file.setLevel(logging.INFO)
    screen = _output() if form is Form.JSON else _screen()
    logging.basicConfig(level=logging.INFO, handlers=[file, screen], force=True)


def _screen() -> logging.Handler:
    screen = logging.StreamHandler()
    screen.setFormatter(_Sentence())
    screen.setLevel(logging.WARNING)
    screen.addFilter(logging.Filter("campaign"))
    return screen


def _output() -> logging.Handler:
    output = logging.StreamHandler(sys.stdout)
    output.setFormatter(_Json())
    return output
