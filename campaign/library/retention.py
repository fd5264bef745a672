"""How long the texts and pictures of posts are kept as records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ROUTINE, INCIDENT = "routine", "incident"

_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Retention:
    """The years each class is kept, and what belongs to the class “incident”.

    Six years is the time in which most civil claims can be brought (Limitation Act 1980,
    sections 2 and 5); ten for an incident is our own, cautious choice. Neither is taken from a
    police schedule: the force's own decides.
    """

    routine: int = 6  # years
    incident: int = 10  # years
    incidents: tuple[str, ...] = ()  # themes and messages

    def class_of(self, *, theme: str, message: str, deleted: bool) -> str:
        """Return the class of a post; what was taken back is always an incident."""
        return INCIDENT if deleted or {theme, message} & set(self.incidents) else ROUTINE

    def years(self, name: str) -> int:
        """Return how long a class is kept, in years."""
        return self.incident if name == INCIDENT else self.routine

    def ends(self, name: str, since: datetime) -> datetime:
        """Return when what happened at ``since`` need not be kept any more."""
        year = since.year + self.years(name)
        if (since.month, since.day) == _LEAP_DAY:
            return since.replace(year=year, month=3, day=1)
        return since.replace(year=year)
