"""Lines of an organisation's file without what may be a secret that somebody put into it."""

from __future__ import annotations

import re

from campaign.library.folder import MESSAGES, ORGANISATIONS

HIDDEN = "…"
_GROUP = re.compile(r"""(?P<before>(?P<indent>[ \t]*)(?:.*[\s{,"'])?secrets["']?\s*:)""")
_ENTRY = re.compile(r"""(?P<key>[ \t]*(?:- )?[\w."'-]+\s*:)""")
_TELLING = re.compile(
    r"""(?P<key>.*?(?:secret|token|password|passwd|credential|api_?key|private_?key)"""
    r"""[\w-]*["']?\s*:)""",
    re.IGNORECASE,
)


def without_secrets(file: str, lines: list[str], number: int) -> str:
    """Return a line, which counts from 1, of a file's lines; a secret in it is not repeated.

    Below ``secrets:``, and after a name that speaks of one, only the names stay.
    """
    line = lines[number - 1]
    if not file.startswith(f"{MESSAGES}/{ORGANISATIONS}/"):
        return line
    if match := _GROUP.match(line):
        return _cut(line, match["before"])
    if _is_within(lines, number):
        match = _ENTRY.match(line)
        return _cut(line, match["key"] if match else line[: len(line) - len(line.lstrip())])
    match = _TELLING.match(line)
    return _cut(line, match["key"]) if match else line


def _cut(line: str, kept: str) -> str:
    return f"{kept} {HIDDEN}" if line[len(kept) :].strip() else line


def _is_within(lines: list[str], number: int) -> bool:
    """Tell whether a line belongs to a “secrets:” above it, by how far it is set in."""
    if not lines[number - 1].strip():
        return False
    depth = _depth(lines[number - 1])
    for line in reversed(lines[: number - 1]):
        if line.strip() and _depth(line) < depth:
            if _GROUP.match(line):
                return True
            depth = _depth(line)
    return False


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
