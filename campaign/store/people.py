"""Whether two names are one person's."""

from __future__ import annotations

import unicodedata


def person(name: str) -> str:
    """Return a name without what does not tell people apart: case, spaces, ways of writing."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def same_person(one: str, other: str) -> bool:
    """Say whether two names are one person's."""
    return person(one) == person(other)
