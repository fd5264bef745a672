"""Whether two names are one person's."""

from __future__ import annotations

import unicodedata

UNSEEN = {"Cf", "Cc"}  # soft hyphens, joiners, marks of direction, controls


def person(name: str) -> str:
    """Return a name without what does not tell people apart: case, spaces, what nobody sees."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    seen = "".join(char for char in folded if unicodedata.category(char) not in UNSEEN)
    return " ".join(seen.split())


def same_person(one: str, other: str) -> bool:
    """Say whether two names are one person's."""
    return person(one) == person(other)
