"""What a process of ``campaign run`` does, where the work is shared among several."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campaign.delivery.carrier import Carriers, Threads


class Role(StrEnum):
    """The part of the work that one process takes."""

    ALL = "all"
    SCHEDULER = "scheduler"  # keeps time, plans, reminds: speaks to no platform
    WORKER = "worker"  # speaks to the platforms
    CONSOLE = "console"  # shows the page

    @property
    def keeps_time(self) -> bool:
        """Say whether it tells what is due, and plans."""
        return self in {Role.ALL, Role.SCHEDULER}

    @property
    def delivers(self) -> bool:
        """Say whether it speaks to the platforms."""
        return self in {Role.ALL, Role.WORKER}

    @property
    def shows(self) -> bool:
        """Say whether it shows the page."""
        return self in {Role.ALL, Role.CONSOLE}


@dataclass(frozen=True, slots=True)
class Share:
    """What a process takes of the work, and how due channels come to whoever drains them."""

    role: Role = Role.ALL
    carrier: Carriers = Threads


ALONE = Share()
"""One process does it all."""
