"""The STOP file: the last resort, which works when the database is away.

A file named STOP in the campaign's folder, or at the place CAMPAIGN_STOP_FILE names, stops
everything that the programs of this machine would send. Its first line is the reason. STOP.txt does
so, too: some editors add that ending without a word.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

NAME = "STOP"
_LENGTH = 200  # characters of the reason
_BYTES = 4 * _LENGTH  # of UTF-8 that hold them


def place() -> Path:
    """Return where the file is looked for; a place that is not whole begins at the folder."""
    named = os.environ.get("CAMPAIGN_STOP_FILE", "").strip()
    return Path(settings.FOLDER) / (named or NAME)


def reason() -> str | None:
    """Return why everything is stopped, or ``None`` where there certainly is no such file.

    Two ``stat`` where there is none, and one of its folder. A file that cannot be looked for, or
    whose folder is gone, stops everything, too: nobody can tell that it is not there.
    """
    path = place()
    for one in (path, Path(f"{path}.txt")):
        try:
            one.lstat()
        except FileNotFoundError:
            continue
        except OSError as exc:
            return _unknown(one, exc.strerror or type(exc).__name__)
        return f"STOP file: {_first_line(one)}"
    return None if path.parent.is_dir() else _unknown(path, "its folder is gone")


def _unknown(path: Path, why: str) -> str:
    return f"It cannot be told whether there is a STOP file at {path} ({why})."


def _first_line(path: Path) -> str:
    """Return what the file says, made fit for a sentence; it stops even when it says nothing."""
    try:
        with path.open("rb") as file:
            text = file.read(_BYTES).decode(errors="replace")
    except OSError:
        text = ""
    line = text.strip().partition("\n")[0].replace("\r", " ")
    shown = "".join(c if c.isprintable() else " " for c in line).strip()[:_LENGTH]
    return shown or "it gives no reason."
