"""Asks the platforms how posts are doing, at set ages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from campaign.adapter import AdapterError, Can, Costs
from campaign.delivery import health
from campaign.delivery.desk import Desks
from campaign.library.price import FREE
from campaign.store import charges, readings, services, speakers, turns
from campaign.store.models import Post

logger = logging.getLogger(__name__)

BATCH = 25  # the smallest batch limit among the platforms: Bluesky's getPosts
UNAFFORDABLE = timedelta(days=1)  # before money is looked for again
WAIT = timedelta(minutes=15)  # before a platform that could not be asked is asked again
PATIENCE = timedelta(minutes=2)  # in which posts and looks may be the probe of an open breaker


class Measurer:
    """Takes the readings that are due."""

    def __init__(self, desks: Desks, *, clock: Callable[[], datetime]) -> None:
        self._desks, self._clock = desks, clock

    def measure(self) -> int:
        """Read every post whose next reading is due; return how many were read."""
        now = self._clock()
        count = 0
        for channel, waiting in readings.due(now).items():
            for start in range(0, len(waiting), BATCH):
                count += self._read(channel, waiting[start : start + BATCH], now)
        return count

    def _read(self, channel: str, batch: Sequence[Post], now: datetime) -> int:
        began = self._clock()
        if not services.admit(batch[0].channel.service, now=began, patience=PATIENCE):
            return 0
        batch = turns.to_read(batch, now)
        if not batch:
            return 0
        try:
            desk = self._desks.at(speakers.speaker(batch[0].channel))
            if Can.MEASURE not in desk.adapter.capabilities.can:
                readings.postpone(batch, until=None)
                return 0
            costs = desk.adapter.capabilities.costs
            if not _affordable(batch, costs, now):
                readings.postpone(batch, until=now + UNAFFORDABLE)
                return 0
            with desk.lock:
                found = desk.adapter.measure([post.remote_id for post in batch])
        except Exception as error:
            # One channel that cannot be read must not keep the others from being read.
            known = isinstance(error, AdapterError)
            extra = {"channel": channel}
            told = "No readings from %s: %s"
            logger.warning(told, channel, error, exc_info=not known, extra=extra)
            wait = max(WAIT, health.throttled(channel, error, now=now))
            readings.postpone(batch, until=now + wait)
            health.note(channel, error, began=began, now=self._clock())
            return 0
        health.note(channel, None, began=began, now=self._clock())
        charges.of_readings(batch[0].channel, costs, len(found), at=now)
        return readings.record(batch, found, now)


def _affordable(batch: Sequence[Post], costs: Costs | None, now: datetime) -> bool:
    """Tell whether reading a batch stays within the month's money of its channel."""
    dollars = costs.reading * len(batch) if costs else FREE
    return charges.has_room(batch[0].channel, dollars, at=now)
