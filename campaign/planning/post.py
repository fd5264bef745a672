"""What was said, what is to be said, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Past:
    """A post that stands: it was sent, is on its way, or a person decided it.

    Those of one message that lie well before a window may be told of together, as the last.
    """

    message: str
    channel: str
    at: datetime  # aware
    times: int = 1  # how often it was said, up to then


@dataclass(frozen=True, slots=True)
class Planned:
    """A post the plan proposes."""

    message: str
    channel: str
    theme: str
    organisation: str
    local: datetime  # naive wall time in the campaign's zone
    at: datetime  # the same instant in UTC

    @property
    def key(self) -> str:
        """Return what makes a second planner add no twin: message, channel and local slot."""
        return f"{self.message}|{self.channel}|{self.local.isoformat(timespec='minutes')}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A dated post that is left out; ``reason`` is one sentence for a person."""

    reason: str
    message: str
    channel: str
    local: datetime  # naive wall time
