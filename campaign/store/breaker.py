"""When a platform as a whole is left alone for a while: a pure function of how calls went.

The breaker of one platform's server is *closed* while calls go through. After enough trouble in
a row it *opens*: nobody asks for a minute. Then one call is let through as a probe. If it goes
well the breaker closes and everybody may ask again; if not, the rest doubles, up to a quarter
of an hour. Other platforms are not concerned.

Why these numbers. Five in a row from two channels or more: a single channel in trouble (its own
server, its token, its picture) is not the platform's, and five posts can fail in one bad second
of one minute. Eight from one channel, for it may be the only one there: with the pauses between
tries that is a quarter of an hour of nothing but trouble. A minute first, because most troubles
of a platform are over by then and a post's grace is a quarter of an hour; no longer than that
grace either, so that a platform that is back is noticed in time for the next post.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

IN_A_ROW = 5  # calls in trouble, from two channels or more
ALONE = 8  # the same, all from one channel
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=1)  # trouble longer ago has nothing to do with this one
PROBE = timedelta(minutes=2)  # a probe that has not ended by then never will: a call has one
SEVERAL = "*"  # in the place of a channel's name


class Outcome(StrEnum):
    """What a call says of the platform."""

    WELL = "well"
    TROUBLE = "trouble"  # no answer, or one that owns up to trouble
    NOBODY = "nobody"  # nobody was there: the same, if it is not our own line that is down
    CUT = "cut"  # … which it certainly is, for this machine has no way out
    NEITHER = "neither"  # a refusal, a mistake of ours: nothing about its health


class Way(StrEnum):
    """Whether a call may be made now."""

    FREE = "free"
    PROBE = "probe"  # one may, to see whether the platform is back
    SHUT = "shut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is remembered of a platform."""

    failures: int = 0  # calls in trouble, in a row
    failed_at: datetime | None = None  # the last of them
    failing: str = ""  # the channel they came from, or SEVERAL
    opened_at: datetime | None = None  # the breaker is open since then
    open_until: datetime | None = None  # nobody asks before
    rest: timedelta = timedelta()  # from one probe to the next
    probed_at: datetime | None = None  # when the probe that is on its way began
    why: str = ""  # the last trouble, in a sentence


def way(health: Health, now: datetime) -> Way:
    """Say whether a call may be made."""
    if health.opened_at is None:
        return Way.FREE
    if health.open_until is not None and now < health.open_until:
        return Way.SHUT
    return Way.PROBE


def probing(health: Health, now: datetime) -> Health:
    """Let one call through; nobody else asks until it has ended, or has been lost."""
    return replace(health, probed_at=now, open_until=now + PROBE)


def after(
    health: Health, outcome: Outcome, *, channel: str, began: datetime, now: datetime, why: str = ""
) -> Health:
    """Return what is remembered after a call that began at ``began`` and is over ``now``.

    Calls that were on their way when the breaker opened say nothing new when they fail, too:
    only the probe's trouble makes the rest longer.
    """
    if outcome is Outcome.WELL:
        return Health()
    if health.opened_at is not None:
        return _while_open(health, outcome, began, now, why)
    if outcome is Outcome.NEITHER:
        return health
    return _counted(health, channel, now, why)


def _while_open(
    health: Health, outcome: Outcome, began: datetime, now: datetime, why: str
) -> Health:
    probe = health.probed_at is not None and began >= health.probed_at
    if not probe:
        return health
    if outcome is Outcome.NEITHER:  # it did not get as far as the platform: let another one try
        return replace(health, open_until=now, probed_at=None)
    rest = min(health.rest * 2, LONGEST_REST)
    return replace(
        health,
        failures=health.failures + 1,
        failed_at=now,
        open_until=now + rest,
        rest=rest,
        probed_at=None,
        why=why,
    )


def _counted(health: Health, channel: str, now: datetime, why: str) -> Health:
    if health.failed_at is not None and now - health.failed_at > FORGOTTEN:
        health = Health()
    failing = channel if health.failing in {"", channel} else SEVERAL
    failures = health.failures + 1
    found = Health(failures=failures, failed_at=now, failing=failing, why=why)
    if failures < (IN_A_ROW if failing == SEVERAL else ALONE):
        return found
    return replace(found, opened_at=now, open_until=now + FIRST_REST, rest=FIRST_REST)
