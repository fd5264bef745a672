"""People who have a say: what they are called, and what their yes weighs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

UNSEEN = {"Cf", "Cc"}  # soft hyphens, joiners, marks of direction, controls

RANKS: Mapping[str, int] = {"senior": 1, "chief-officer": 2, "legal": 2}
"""Roles and the weight of their yes: 1 for the second tier, 2 for the third as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of campaign.yaml: a name, what else they are called, and their roles."""

    name: str
    also: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()  # senior | chief-officer | legal
    organisations: tuple[str, ...] = ()  # for which the roles hold; empty: all

    @property
    def key(self) -> str:
        """Return the name as names are compared."""
        return folded(self.name)

    @property
    def keys(self) -> Iterator[str]:
        """Give every name the person goes by, as names are compared."""
        return (folded(name) for name in (self.name, *self.also))

    @property
    def rank(self) -> int:
        """Return the weight of the person's yes: 0 to 2."""
        return max((RANKS[role] for role in self.roles), default=0)

    def speaks_for(self, organisation: str) -> bool:
        """Tell whether the roles hold for an organisation."""
        return not self.organisations or organisation in self.organisations


def folded(name: str) -> str:
    """Return a name without what does not tell people apart: case, spaces, what nobody sees."""
    small = unicodedata.normalize("NFKC", name).casefold()
    seen = "".join(char for char in small if unicodedata.category(char) not in UNSEEN)
    return " ".join(seen.split())
