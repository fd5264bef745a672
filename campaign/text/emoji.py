"""Emoji of more than one code point, which X counts as two whatever they are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

OLD = 11.0  # the Emoji version of twemoji-parser 11, which the official X counter relies on

# Every sequence holds at least one of these; a text without them needs no look-up.
_JOINT = re.compile("[\u200d\u20e3\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e007f]")
_KEYS = "#*0123456789"
# The official counter knows these two by other spellings, and so counts their parts.
_NEVER_OLD = frozenset({"\U0001f441\ufe0f\u200d\U0001f5e8\ufe0f", "\u267e\ufe0f"})


class Sequences(NamedTuple):
    """A set of sequences, and the lengths (longest first) they have by first character."""

    known: frozenset[str]
    sizes: dict[str, tuple[int, ...]]


def find(text: str, sequences: Callable[[], Sequences]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sequence from left to right, taking the longest."""
    if not _JOINT.search(text):
        return  # and the data is never read
    known, at = sequences(), 0
    while at < len(text):
        end = _end(text, at, known)
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _end(text: str, at: int, sequences: Sequences) -> int:
    for size in sequences.sizes.get(text[at], ()):
        if text[at : at + size] in sequences.known:
            return at + size
    return at


@cache
def modern() -> Sequences:
    """Return the sequences recommended for interchange today (UTS #51, RGI)."""
    return _sequences(frozenset(_versions()))


@cache
def old() -> Sequences:
    """Return the sequences of Emoji 11, which is all the official X counter knows."""
    versions = _versions()
    return _sequences(frozenset(s for s in versions if versions[s] <= OLD) - _NEVER_OLD)


def _sequences(known: frozenset[str]) -> Sequences:
    sizes: dict[str, set[int]] = {}
    for one in known:
        sizes.setdefault(one[0], set()).add(len(one))
    return Sequences(known, {first: tuple(sorted(n, reverse=True)) for first, n in sizes.items()})


@cache
def _versions() -> dict[str, float]:
    found = {key + "\u20e3": 0.6 for key in _KEYS}  # keycaps count without the selector too
    version = 0.0
    for line in Path(__file__).with_name("emoji.txt").read_text("utf-8").splitlines():
        for word in () if line.startswith("# ") else line.split():
            if word.endswith(":"):
                version = float(word[:-1])
            else:
                found[word] = version
    return found
