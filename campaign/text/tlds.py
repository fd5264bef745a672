"""Top-level domains: what makes ``word.word`` a link rather than a missing space."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def tlds() -> frozenset[str]:
    """Return every top-level domain, lower case; source and date stand in ``tlds.txt``."""
    lines = Path(__file__).with_name("tlds.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


@cache
def foreign_tlds() -> dict[str, tuple[str, ...]]:
    """Return the top-level domains not in ASCII by their first character, longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(tlds(), key=len, reverse=True):
        if not name.isascii():
            found.setdefault(name[0], []).append(name)
    return {first: tuple(names) for first, names in found.items()}
