"""Grapheme clusters: what a reader calls a character (Unicode Standard Annex #29)."""

from __future__ import annotations

import regex

_CLUSTER = regex.compile(r"\X")


def graphemes(text: str) -> int:
    """Return the number of extended grapheme clusters; an emoji sequence is one."""
    if text.isascii() and "\r" not in text:  # only CR LF joins two ASCII characters
        return len(text)
    return len(_CLUSTER.findall(text))
