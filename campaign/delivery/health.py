"""What a call says of its platform beyond the post at hand: its limits, and how it is."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError

from campaign.adapter import Budget, Throttled, Uncertain, Unreachable
from campaign.delivery import way_out
from campaign.store import channels, services
from campaign.store.breaker import Outcome

logger = logging.getLogger(__name__)


def outcome_of(error: Exception | None, *, creating: bool) -> Outcome:
    """Say what a call that ended so tells of the platform's health.

    An answer that was lost is ``Uncertain`` where something may have been created; of a look,
    which creates nothing, that word means that the platform answered and it did not help.
    """
    if error is None:
        return Outcome.WELL
    if isinstance(error, Unreachable) and error.nobody:
        return Outcome.NOBODY if way_out.is_there() else Outcome.CUT
    trouble = isinstance(error, Unreachable) or (creating and isinstance(error, Uncertain))
    return Outcome.TROUBLE if trouble else Outcome.NEITHER


def note(
    channel: str,
    error: Exception | None,
    *,
    began: datetime,
    now: datetime,
    creating: bool = False,
) -> None:
    """Remember how a call went that ended with an error, or without one."""
    outcome = outcome_of(error, creating=creating)
    record(channel, outcome, began=began, now=now, why=str(error or ""))


def record(
    channel: str, outcome: Outcome, *, began: datetime, now: datetime, why: str = ""
) -> None:
    """Remember how a call went; where that cannot be written, the call itself still counts."""
    try:
        services.note(channel, outcome, began=began, now=now, why=why)
    except DatabaseError as exc:
        logger.warning("How the call of %s went could not be noted: %s", channel, exc)


def heard(channel: str, budget: Budget, *, now: datetime) -> None:
    """Remember a rate limit that is used up. Never raises: it is told in the midst of a call."""
    if budget.remaining > 0 or budget.resets_at <= now:
        return
    try:
        rest(channel, budget.resets_at, app=budget.app, now=now)
    except Exception:
        logger.exception("The rate limit of %s could not be noted", channel)


def rest(channel: str, until: datetime, *, app: bool, now: datetime) -> None:
    """Leave the channel alone until then, or all that share our app on its platform."""
    (services if app else channels).wait(channel, until, now=now)


def throttled(channel: str, error: Exception, *, now: datetime) -> timedelta:
    """Return how long the platform wants no such reading; what concerns our app is kept."""
    if not isinstance(error, Throttled) or error.retry_after is None:
        return timedelta()
    wait = timedelta(seconds=error.retry_after)
    if error.app and wait:
        rest(channel, now + wait, app=True, now=now)
    return wait
