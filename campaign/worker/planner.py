"""Keeps the calendar filled some weeks ahead while the worker runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign import registry
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.store import approvals, calendar
from campaign.store.calendar import Applied
from campaign.store.proposal import propose

logger = logging.getLogger(__name__)

AHEAD = timedelta(weeks=4)
ACTOR = "planner"


class Planner:
    """Reads the folder, plans the next weeks and brings the calendar in line."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        after: Callable[[datetime], object] = lambda _: None,
    ) -> None:
        self._folder, self._clock, self._after = folder, clock, after

    def plan(self) -> None:
        """Extend the plan; a folder that cannot be read leaves the calendar as it is."""
        try:
            self.extend(read_library(self._folder, registry.platforms()))
        except Exception:
            logger.exception("The plan could not be extended; the calendar stays as it is")

    def extend(self, library: Library) -> Applied:
        """Plan the weeks ahead of now and apply them."""
        now = self._clock()
        proposal = propose(
            library,
            registry.platforms(),
            start=now,
            end=now + AHEAD,
            today=now.astimezone(ZoneInfo(library.campaign.zone)).date(),
        )
        applied = calendar.apply(proposal, library, actor=ACTOR, now=now)
        self._after(now)
        waiting = sum(item.posts for item in approvals.waiting())
        return replace(applied, waiting=waiting)
