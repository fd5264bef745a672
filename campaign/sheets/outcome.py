"""What an import would do, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from typing_extensions import override

from campaign.library.finding import Finding
from campaign.sheets.table import Spot


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is left out; one plain sentence, and what to do."""

    spot: Spot
    message: str
    fix: str = ""

    @override
    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.spot}:", self.message, self.fix) if part)


@dataclass(frozen=True, slots=True)
class Change:
    """A message file as it would be; ``old`` is ``None`` for a new one."""

    id: str
    file: str
    old: bytes | None
    new: bytes
    spots: tuple[tuple[str, Spot], ...] = ()  # column, and the cell it comes from
    warnings: tuple[Finding, ...] = ()

    @property
    def place(self) -> Spot:
        """Return the row it comes from."""
        spot = self.spots[0][1]
        return Spot(spot.sheet, spot.row)

    def at(self, key: str) -> Spot:
        """Return the cell that set a column, or else the row."""
        return next((spot for name, spot in self.spots if name == key), self.place)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row whose file was changed after the export: shown, and left alone."""

    change: Change
    problem: Problem


@dataclass(slots=True)
class Outcome:
    """Everything an import has to say; nothing is written yet."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchanged: int = 0  # rows that say what the files say

    @property
    def new(self) -> list[Change]:
        """Return the files that do not exist yet."""
        return [change for change in self.changes if change.old is None]

    @property
    def is_whole(self) -> bool:
        """Tell whether no row had to be left out."""
        return not self.problems and not self.conflicts

    def files(self) -> Iterator[str]:
        """Give the files that would be written."""
        yield from (change.file for change in self.changes)
