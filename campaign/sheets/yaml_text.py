"""A value as a line of a settings block, so that it reads back as what it was."""

from __future__ import annotations

import re

# Letters, digits and what never means anything to YAML inside a value.
_SAFE = re.compile(r"[A-Za-z0-9](?:[\w ’‘“”,()–—.!?/'+%-]|:(?=\w))*")
_NOTHING = {"null", "~"}
_LITERAL = re.compile(r"[^\s#][^\t\r]*")  # a first line that shows how far a block is indented
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(text: str, *, quoted: bool = False) -> str:
    """Return a text on one line; in quotes where it could mean something else."""
    if (
        not quoted
        and _SAFE.fullmatch(text)
        and text.lower() not in _NOTHING
        and text == text.strip()
    ):
        return text
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'


def setting(name: str, text: str) -> list[str]:
    """Return the lines of a setting; a text of several lines becomes a block of them."""
    lines = text.split("\n")
    neat = all(line == line.rstrip() for line in lines) and "\t" not in text and "\r" not in text
    if len(lines) > 1 and neat and _LITERAL.fullmatch(lines[0]):
        return [f"{name}: |-", *(f"  {line}" if line else "" for line in lines)]
    return [f"{name}: {scalar(text)}"]


def group(name: str, text: str) -> list[str]:
    """Return the lines of a setting whose value is YAML itself."""
    lines = text.split("\n")
    if len(lines) == 1 and not lines[0].startswith("-"):
        return [f"{name}: {text}"]
    return [f"{name}:", *(f"  {line}" if line.strip() else "" for line in lines)]
