"""Where a word of a register stands in a text."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.words import look_at


def places(word: str, small: str) -> Iterator[int]:
    """Give where a word stands in a text made small by ``look_at``, as whole words."""
    sought = look_at(" ".join(word.split())).small
    start = small.find(sought) if sought else -1
    while start >= 0:
        end = start + len(sought)
        if not (small[start - 1 : start].isalnum() or small[end : end + 1].isalnum()):
            yield start
        start = small.find(sought, end)


def mentions(word: str, text: str) -> bool:
    """Say whether a text has a word of a register in it, however its spaces and capitals are."""
    return any(True for _ in places(word, look_at(" ".join(text.split())).small))
