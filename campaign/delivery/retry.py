"""What a failed attempt means for the post: a pure function of the error and the tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.adapter import (
    AdapterError,
    Barred,
    Deferred,
    Disconnected,
    Duplicate,
    Refused,
    Throttled,
    Unstaged,
    Unsupported,
    Withheld,
)
from campaign.lifecycle import State

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=5)
FIRST_TRIES = 3  # within these, what was staged and is gone is staged anew at once
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
    app: bool = False  # … nor of any other that shares our app
    handle: str | None = None  # what stands there instead of the staged one


def decide(
    error: Exception, *, tries: int, now: datetime, spread: float, doubts: int = 0
) -> Verdict:
    """Judge one failed attempt.

    ``tries`` counts attempts including this one, ``doubts`` the earlier ones that may have
    sent it; ``spread`` is a number from 0 to 1 that
    keeps channels from coming back all at once. Only what certainly had no effect is tried
    again; whatever is unforeseen is uncertain.
    """
    match error:
        case Disconnected() | Barred():
            return Verdict(state=State.SCHEDULED, cause=str(error), pause=True)
        case Withheld():
            return Verdict(state=State.SCHEDULED, cause=str(error))
        case Deferred():
            return _deferred(error, tries, now, now + _wait(error, tries, spread))
        case Duplicate():
            return _duplicate(error, now, doubts)
        case Refused() | Unsupported():
            return Verdict(state=State.FAILED, cause=str(error))
    kind = type(error).__name__
    unforeseen = f"Something unforeseen happened while it was being sent ({kind})."
    cause = str(error) if isinstance(error, AdapterError) else unforeseen
    return Verdict(state=State.UNCERTAIN, cause=cause, check_at=now + LOOK_AFTER)


def look_first(verdict: Verdict, now: datetime) -> Verdict:
    """Return what a refusal means where an earlier try may have been heard."""
    cause = f"{verdict.cause} An earlier try may have been heard; it will be looked for."
    return Verdict(state=State.UNCERTAIN, cause=cause, check_at=now + LOOK_AFTER)


def _duplicate(error: Duplicate, now: datetime, doubts: int) -> Verdict:
    """Judge a refusal for being there already: proof after a doubt, else a fault of the text."""
    if not doubts:
        cause = f"{error} It says the same as an earlier post, so change its text."
        return Verdict(state=State.FAILED, cause=cause)
    cause = f"{error} So an earlier try was heard; it will be looked for."
    at, handle = now + LOOK_AFTER, error.handle or None
    return Verdict(state=State.UNCERTAIN, cause=cause, check_at=at, handle=handle)


def _deferred(error: Deferred, tries: int, now: datetime, at: datetime) -> Verdict:
    """Judge what had no effect: again later, or from the beginning where the stage is gone."""
    cause = str(error)
    if isinstance(error, Unstaged):  # at once the first time; what is lost again is in trouble
        again = now if tries <= FIRST_TRIES else at
        return Verdict(state=State.SCHEDULED, cause=cause, not_before=again, handle="")
    if isinstance(error, Throttled):
        return Verdict(
            state=State.SCHEDULED, cause=cause, not_before=at, rest_until=at, app=error.app
        )
    return Verdict(state=State.SCHEDULED, cause=cause, not_before=at)


def _wait(error: Deferred, tries: int, spread: float) -> timedelta:
    if error.retry_after is not None:
        return timedelta(seconds=max(error.retry_after, 1.0) + spread)
    wait: timedelta = FIRST_WAIT * float(2 ** min(tries - 1, 10))
    return min(wait, LONGEST_WAIT) * (0.75 + spread / 2)


def pause(tries: int) -> timedelta:
    """Return how long to rest after so many tries before one that can do no harm."""
    wait: timedelta = FIRST_WAIT * float(2 ** min(max(tries - 2, 0), 10))
    return min(wait, LONGEST_WAIT) if tries > 1 else timedelta(0)


def look_again(looks: int) -> timedelta | None:
    """Return how long to wait before the next look for an uncertain post; None: ask a person.

    The looks spread over about an hour, which outlasts a platform's slow replicas and most
    of its outages.
    """
    waits = (15, 30, 60, 120, 300, 600, 900, 1800)
    return timedelta(seconds=waits[looks]) if looks < len(waits) else None
