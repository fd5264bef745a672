"""Keeps the calendar filled some weeks ahead while the worker runs, and in line with the files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign import registry
from campaign.adapter import Deferred
from campaign.checks.echoes import without_echoes
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.loader import NoCampaign, read_library
from campaign.store import approvals, calendar, events
from campaign.store.calendar import Applied, NotApplied
from campaign.store.proposal import Proposal, propose
from campaign.store.snags import Snag, pack
from campaign.worker.saved import Saved, files_of

logger = logging.getLogger(__name__)

AHEAD = timedelta(weeks=4)
ACTOR = "planner"
WATCHER = "file watch"  # who acts when a file was saved while the program runs
MOST_DROPS = 10  # posts that may leave the calendar without a person's word
LARGEST_PART = 0.25  # … or this part of what stays
_READ = 3  # times the files are read when they change meanwhile
_FAULTS = 5  # that are named; more are counted
_UNFORESEEN = "The plan could not be extended: “campaign plan” may say more."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a plan: what was done, if anything, and what a person should know."""

    applied: Applied | None
    snags: tuple[Snag, ...]


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
        self.unwatched = ""  # why edits are not noticed at once, if they are not

    def plan(self) -> str:
        """Extend the plan and return what people should know about it (``snags.pack``), or "".

        A folder that cannot be read leaves the calendar as it is.
        """
        return self._told(self._outcome(ACTOR))

    def follow(self, saved: Saved) -> str:
        """Do the same after files were saved, and write down what it did."""
        outcome = self._outcome(WATCHER)
        if saved or (outcome.applied and outcome.applied.any):
            done = asdict(outcome.applied) if outcome.applied else {"applied": False}
            data = {**saved.as_json(), **done, "wrong": [snag.what for snag in outcome.snags]}
            events.record("files changed", actor=WATCHER, at=self._clock(), data=data)
        return self._told(outcome)

    def _told(self, outcome: Outcome) -> str:
        watching = [Snag(self.unwatched, "campaign plan --apply")] if self.unwatched else []
        return pack([*outcome.snags, *watching])

    def _outcome(self, actor: str) -> Outcome:
        snags: tuple[Snag, ...] = ()
        try:
            library, proposal = self._settled()
            snags = tuple(_snags(library, proposal))
            applied = self._apply(proposal, library, actor)
            if applied.moved:  # what was moved may have a new text as well
                again = self._apply(self._proposal(library), library, actor)
                applied = again.after(applied)
            return Outcome(applied, snags)
        except (NotApplied, NoCampaign, Deferred) as exc:
            logger.warning("The plan was not extended: %s", exc)
            return Outcome(None, (Snag(str(exc)), *snags))
        except Exception:
            logger.exception("The plan could not be extended; the calendar stays as it is")
            return Outcome(None, (Snag(_UNFORESEEN),))

    def _settled(self) -> tuple[Library, Proposal]:
        """Read and plan; once more where a file was saved meanwhile, for halves fit nowhere."""
        read, before = 0, files_of(self._folder)
        while True:
            library = read_library(self._folder, registry.platforms())
            proposal = self._proposal(library)
            read, last, before = read + 1, before, files_of(self._folder)
            if before == last or read == _READ:
                return library, proposal

    def extend(self, library: Library) -> Applied:
        """Plan the weeks ahead of now and apply them."""
        return self._apply(self._proposal(library), library, ACTOR)

    def _proposal(self, library: Library) -> Proposal:
        now = self._clock()
        return propose(
            library,
            registry.platforms(),
            start=now,
            end=now + AHEAD,
            today=now.astimezone(ZoneInfo(library.campaign.zone)).date(),
            careful=True,
        )

    def _apply(self, proposal: Proposal, library: Library, actor: str) -> Applied:
        now = self._clock()
        _refuse_to_clear_out(proposal)
        applied = calendar.apply(proposal, library, actor=actor, now=now)
        self._after(now)
        return replace(applied, waiting=approvals.pending())


def _snags(library: Library, proposal: Proposal) -> Iterator[Snag]:
    """Say what is wrong in the files, each with its line, and what is gone from them."""
    found = [one for one in proposal.findings if one.file not in library.drafts]
    faults = without_echoes(found).findings
    for fault in faults[:_FAULTS]:
        yield Snag(_fault(fault), "campaign check")
    if (more := len(faults) - _FAULTS) > 0:
        yield Snag(f"… and {more:,} more error{'s' * (more > 1)} in the files", "campaign check")
    for what, number in proposal.kept.items():
        posts = "approved post of it stays" if number == 1 else "approved posts of it stay"
        yield Snag(
            f"{what} is gone, and {number:,} {posts} on the calendar: "
            "put it back, or take them off",
            "campaign plan --apply",
        )


def _fault(fault: Finding) -> str:
    return f"{fault.file}, line {fault.line}: {fault.message} What was approved stays as it was."


def _refuse_to_clear_out(proposal: Proposal) -> None:
    """Leave it to a person to take much off the calendar: it may be a folder half copied."""
    drops, stays = len(proposal.diff.drop), len(proposal.diff.keep)
    if drops > MOST_DROPS and drops > stays * LARGEST_PART:
        raise NotApplied(
            f"The files would take {drops} posts off the calendar, so nothing was changed: "
            "look at “campaign plan”, and if it is right run “campaign plan --apply”."
        )
