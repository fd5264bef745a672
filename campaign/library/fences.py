"""The two lines of three hyphens that frame a message's settings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from campaign.library.place import TOP, Place
from campaign.library.source import Source

_FENCE = re.compile(r"---\s*")
_NEARLY = re.compile(r"(?:[-–—−_*=]{2,4}|[–—−])\s*")
_TYPE_HYPHENS = "Word and Outlook turn --- into a long dash. Type three plain hyphens."


@dataclass(frozen=True, slots=True)
class Parts:
    """A message file cut in two; lines are the numbers of the parts' first lines, from 1."""

    settings: str
    settings_line: int
    body: str
    body_line: int


def cut(source: Source) -> Parts | None:
    """Cut a message file at its fences; ``None`` when there is no settings block."""
    lines = source.text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        source.report(TOP, "empty-file", "The file is empty.", "Copy messages/_template.md.")
        return None
    if not _opens(source, lines[first], first + 1):
        return None
    last = _closing(source, lines, first)
    if last is None:
        message = "The settings block is never closed."
        fix = "Add a line with three hyphens (---) after the last setting, before the text."
        source.report(Place(first + 1, 1), "fence", message, fix)
        return None
    settings, body = "\n".join(lines[first + 1 : last]), "\n".join(lines[last + 1 :])
    return Parts(settings, first + 2, body, last + 2)


def _opens(source: Source, line: str, number: int) -> bool:
    if _FENCE.fullmatch(line):
        return True
    if _NEARLY.fullmatch(line):
        message = (
            f"The first line should be exactly three hyphens, ---, but it is “{line.strip()}”."
        )
        source.report(Place(number, 1), "fence", message, _TYPE_HYPHENS)
        return True
    message = "The file should start with a settings block between two lines of three hyphens."
    source.report(Place(number, 1), "fence", message, "Copy the block from messages/_template.md.")
    return False


def _closing(source: Source, lines: list[str], first: int) -> int | None:
    for number in range(first + 1, len(lines)):
        if _FENCE.fullmatch(lines[number]):
            return number
        if _NEARLY.fullmatch(lines[number]):
            found = lines[number].strip()
            message = (
                f"The settings block should end with three hyphens, ---, but here is “{found}”."
            )
            source.report(Place(number + 1, 1), "fence", message, _TYPE_HYPHENS)
            return number
    return None
