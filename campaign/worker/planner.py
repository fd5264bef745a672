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
from campaign.library.loader import NoCampaign, read_library
from campaign.store import approvals, calendar
from campaign.store.calendar import Applied, NotApplied
from campaign.store.proposal import Proposal, propose

logger = logging.getLogger(__name__)

AHEAD = timedelta(weeks=4)
ACTOR = "planner"
MOST_DROPS = 10  # posts that may leave the calendar without a person's word
LARGEST_PART = 0.25  # … or this part of what stays


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

    def plan(self) -> str:
        """Extend the plan and return what a person should know about it, or "".

        A folder that cannot be read leaves the calendar as it is.
        """
        try:
            self.extend(read_library(self._folder, registry.platforms()))
        except (NotApplied, NoCampaign) as exc:
            logger.warning("The plan was not extended: %s", exc)
            return str(exc)
        except Exception:
            logger.exception("The plan could not be extended; the calendar stays as it is")
            return "The plan could not be extended: “campaign plan” may say more."
        return ""

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
        _refuse_to_clear_out(proposal)
        applied = calendar.apply(proposal, library, actor=ACTOR, now=now)
        self._after(now)
        waiting = sum(item.posts for item in approvals.waiting())
        return replace(applied, waiting=waiting)


def _refuse_to_clear_out(proposal: Proposal) -> None:
    """Leave it to a person to take much off the calendar: it may be a folder half copied."""
    drops, stays = len(proposal.diff.drop), len(proposal.diff.keep)
    if drops > MOST_DROPS and drops > stays * LARGEST_PART:
        raise NotApplied(
            f"The files would take {drops} posts off the calendar, so nothing was changed: "
            "look at “campaign plan”, and if it is right run “campaign plan --apply”."
        )
