"""What a failed attempt means for the post: a pure function of the error and the tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.adapter import (
    AdapterError,
    Deferred,
    Disconnected,
    Refused,
    Throttled,
    Unsupported,
    Withheld,
)
from campaign.lifecycle import State

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=5)
LOOK_AFTER = timedelta(seconds=5)  # first look for an uncertain post; replicas need a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The next state of the post, and what else follows."""

    state: State
    cause: str
    not_before: datetime | None = None  # try again then
    check_at: datetime | None = None  # ask the platform then
    pause: bool = False  # stop using the channel until a person has mended it
    rest_until: datetime | None = None  # the platform wants no more of the channel before


def decide(error: Exception, *, tries: int, now: datetime, spread: float) -> Verdict:
    """Judge one failed attempt.

    ``tries`` counts attempts including this one; ``spread`` is a number from 0 to 1 that
    keeps channels from coming back all at once. Only what certainly had no effect is tried
    again; whatever is unforeseen is uncertain.
    """
    match error:
        case Disconnected():
            return Verdict(state=State.SCHEDULED, cause=str(error), pause=True)
        case Withheld():
            return Verdict(state=State.SCHEDULED, cause=str(error))
        case Deferred():
            at = now + _wait(error, tries, spread)
            rest = at if isinstance(error, Throttled) else None
            return Verdict(state=State.SCHEDULED, cause=str(error), not_before=at, rest_until=rest)
        case Refused() | Unsupported():
            return Verdict(state=State.FAILED, cause=str(error))
        case AdapterError():
            return Verdict(state=State.UNCERTAIN, cause=str(error), check_at=now + LOOK_AFTER)
        case _:
            cause = (
                f"Something unforeseen happened while it was being sent ({type(error).__name__})."
            )
            return Verdict(state=State.UNCERTAIN, cause=cause, check_at=now + LOOK_AFTER)


def _wait(error: Deferred, tries: int, spread: float) -> timedelta:
    if error.retry_after is not None:
        return timedelta(seconds=max(error.retry_after, 1.0) + spread)
    wait: timedelta = FIRST_WAIT * float(2 ** min(tries - 1, 10))
    return min(wait, LONGEST_WAIT) * (0.75 + spread / 2)


def look_again(looks: int) -> timedelta | None:
    """Return how long to wait before the next look for an uncertain post; None: ask a person.

    The looks spread over about an hour, which outlasts a platform's slow replicas and most
    of its outages.
    """
    waits = (15, 30, 60, 120, 300, 600, 900, 1800)
    return timedelta(seconds=waits[looks]) if looks < len(waits) else None
