"""What an export writes behind each row, so that an import knows what has changed since."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from typing_extensions import override

from campaign.sheets.columns import VERSION, YES

_LENGTH = 12  # hexadecimal digits of a mark
_SLOT = "%Y%m%dT%H%M"
_SHAPE = re.compile(r"v([0-9a-f]{12})-([0-9a-f]{12})(?:-(\d{8}T\d{4})-([0-9a-f]{12}))?")


@dataclass(frozen=True, slots=True)
class Version:
    """The state of the file and of the row when the row was exported.

    A row of the calendar keeps its local time (``slot``) and the mark of its platforms too.
    """

    file: str
    row: str
    slot: datetime | None = None
    platforms: str = ""

    @override
    def __str__(self) -> str:
        post = f"-{self.slot:{_SLOT}}-{self.platforms}" if self.slot else ""
        return f"v{self.file}-{self.row}{post}"  # the v: no spreadsheet takes it for a number


def parse_version(text: str) -> Version | None:
    """Read a version; ``None`` when there is none that can be read."""
    match = _SHAPE.fullmatch(text.strip())
    if not match:
        return None
    file, row, slot, platforms = match.groups()
    try:
        return Version(file, row, datetime.strptime(slot, _SLOT) if slot else None, platforms or "")  # noqa: DTZ007 - a wall time
    except ValueError:
        return None


def row_mark(cells: Mapping[str, str]) -> str:
    """Return the mark of a row: the same cells give the same, in whatever order they stand."""
    filled = sorted((key, text) for key, text in cells.items() if text and key != VERSION)
    return _mark(part for pair in filled for part in pair)


def platforms_mark(cells: Mapping[str, str]) -> str:
    """Return the mark of the platforms a row of the calendar has a Yes for."""
    return _mark(
        sorted(key for key, text in cells.items() if key.startswith(YES) and text == "yes")
    )


def _mark(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_LENGTH]
