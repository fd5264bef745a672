"""What a cell can hold."""

from __future__ import annotations

LONGEST_CELL = 32_767  # UTF-16 units, as Excel counts
TOO_LONG = "(This text is too long for a cell. Change it in its file.)"


def fitting(text: str) -> str:
    """Return a text, or a note in its place when no cell can hold it."""
    return text if len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL else TOO_LONG
