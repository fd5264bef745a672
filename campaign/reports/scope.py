"""Whose posts a report is about: everybody's, or one organisation's, or one theme's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Placed(Protocol):
    """What belongs to an organisation and a theme; "" in either belongs to all."""

    @property
    def organisation(self) -> str:
        """Return the id of the organisation."""

    @property
    def theme(self) -> str:
        """Return the id of the theme."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisation and the theme asked for, by their ids; "" stands for all."""

    organisation: str = ""
    theme: str = ""

    @property
    def narrow(self) -> bool:
        """Say whether it leaves anything out."""
        return bool(self.organisation or self.theme)

    @property
    def stem(self) -> str:
        """Return what the names of the report's files end in: "-northshire-police"."""
        return "".join(f"-{part}" for part in (self.organisation, self.theme) if part)

    def takes(self, one: Placed) -> bool:
        """Say whether something that certainly belongs to one of each is asked for."""
        return self.organisation in ("", one.organisation) and self.theme in ("", one.theme)

    def touches(self, organisation: str, theme: str) -> bool:
        """Say whether something is asked for that may concern all: what is "" concerns each."""
        return not (
            (self.organisation and organisation not in ("", self.organisation))
            or (self.theme and theme not in ("", self.theme))
        )


EVERYTHING = Scope()
