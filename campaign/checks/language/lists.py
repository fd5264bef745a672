"""The word lists, each read once, when it is first needed."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_DATA = files("campaign.checks.data")


class British(NamedTuple):
    """Every form that is right; the ``rude`` ones are never suggested."""

    all: frozenset[str]
    rude: frozenset[str]


@cache
def british() -> British:
    """Return the British word forms with what we add (some 25 ms, 8 MB)."""
    text = gzip.decompress(_DATA.joinpath("en-GB.txt.gz").read_bytes()).decode()
    polite, _, rude = text.partition("\n\n")
    never = frozenset(rude.split("\n"))
    return British(frozenset((*polite.split("\n"), *_plain("british.txt"), *never)), never)


@cache
def polite() -> tuple[str, ...]:
    """Return the British word forms that may be suggested, by code point."""
    return tuple(sorted(british().all - british().rude))


@cache
def common() -> dict[str, int]:
    """Return the frequent English words, in small letters, with their place in our list."""
    return {word: place for place, word in enumerate(_plain("common.txt"))}


@cache
def welsh() -> frozenset[str]:
    """Return the frequent Welsh words, in small letters."""
    return frozenset(word.lower() for word in _plain("welsh.txt"))


def _plain(name: str) -> tuple[str, ...]:
    """Return the words of a list of ours; lines with # are headings."""
    lines = _DATA.joinpath(name).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
