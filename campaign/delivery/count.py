"""Asks the platforms, once a day, how many follow each channel."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container
from datetime import datetime

from campaign.adapter import AdapterError, Can
from campaign.delivery import health
from campaign.delivery.desk import Desk, Desks
from campaign.delivery.measure import ACTOR, PATIENCE
from campaign.library.price import FREE
from campaign.store import charges, followers, held_readings, services, speakers
from campaign.store.models import ChannelState

logger = logging.getLogger(__name__)


class Counter:
    """Counts the followers of every channel that is due."""

    def __init__(self, desks: Desks, *, clock: Callable[[], datetime]) -> None:
        self._desks, self._clock = desks, clock
        self._stopping = False

    def stop(self) -> None:
        """Ask for no further count; the answer in hand is waited for and kept."""
        self._stopping = True

    def count(self, only: Container[str] | None = None) -> int:
        """Count each channel that has no count of today, or some of them; return how many."""
        due = followers.due(self._clock())
        wanted = (one for one in due if only is None or one.pk in only)
        return sum(self._count(one) for one in wanted if not self._stopping)

    def _count(self, channel: ChannelState) -> bool:
        began = self._clock()
        if not services.admit(channel.service, now=began, patience=PATIENCE):
            return False
        if not followers.take(channel, began):
            return False
        paid = charges.Paid(0)
        try:
            desk = self._desks.at(speakers.speaker(channel))
            paid = self._pay(channel, desk, began)
            if not paid.count:
                followers.until_tomorrow(channel, began)
                return False
            with desk.lock:
                number = desk.adapter.followers()
        except Exception as error:
            # One channel that cannot be asked must not keep the others from being counted.
            trace, extra = not isinstance(error, AdapterError), {"channel": channel.pk}
            told = "The followers of %s were not counted: %s"
            logger.warning(told, channel.pk, error, exc_info=trace, extra=extra)
            paid.settle(0)
            health.throttled(channel.pk, error, now=self._clock())
            health.note(channel.pk, error, began=began, now=self._clock())
            return False
        health.note(channel.pk, None, began=began, now=self._clock())
        followers.record(channel, number, began)
        return True

    def _pay(self, channel: ChannelState, desk: Desk, now: datetime) -> charges.Paid:
        """Pay for a count, where the platform has one, is read at all, and there is the money."""
        capabilities = desk.adapter.capabilities
        if Can.FOLLOWERS not in capabilities.can or not channel.ages:
            return charges.Paid(0)
        each = capabilities.costs.count if capabilities.costs else FREE
        paid = charges.pay(channel, each, 1, what=charges.COUNT, at=now)
        if not paid.count:
            held_readings.hold(channel, actor=ACTOR, at=now)
        return paid
