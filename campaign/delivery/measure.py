"""Asks the platforms how posts are doing, at set ages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from campaign.adapter import AdapterError, Can, Disconnected, Metrics, Refused
from campaign.delivery import health
from campaign.delivery.desk import Desk, Desks
from campaign.library.price import FREE
from campaign.store import charges, held_readings, readings, services, speakers, turns
from campaign.store.models import Post

logger = logging.getLogger(__name__)

ACTOR = "worker"  # who holds readings back when the money is spent
TOLD = "No readings from %s: %s"
UNAFFORDABLE = timedelta(days=1)  # before money is looked for again
WAIT = timedelta(minutes=15)  # before a platform that could not be asked is asked again
PATIENCE = timedelta(minutes=2)  # in which posts and looks may be the probe of an open breaker


class Measurer:
    """Takes the readings that are due."""

    def __init__(self, desks: Desks, *, clock: Callable[[], datetime]) -> None:
        self._desks, self._clock = desks, clock
        self._silent: dict[str, frozenset[str]] = {}  # metrics a channel does not report
        self._stopping = False

    def stop(self) -> None:
        """Ask for no further reading; the answer in hand is waited for and kept."""
        self._stopping = True

    def measure(self) -> int:
        """Read every post whose next reading is due; return how many were read."""
        now = self._clock()
        due = readings.due(now).values()
        return sum(self._channel(posts, now) for posts in due if not self._stopping)

    def _channel(self, waiting: Sequence[Post], now: datetime) -> int:
        """Read one channel's posts, as many at once as its platform answers for."""
        try:
            desk = self._desks.at(speakers.speaker(waiting[0].channel))
        except Exception as error:
            channel, trace = waiting[0].channel_id, _is_unforeseen(error)
            logger.warning(TOLD, channel, error, exc_info=trace, extra={"channel": channel})
            self._put_off(waiting, error, began=self._clock())
            return 0
        capabilities = desk.adapter.capabilities
        if Can.MEASURE not in capabilities.can or not waiting[0].channel.ages:
            readings.postpone(waiting, until=None)
            return 0
        count, size = 0, capabilities.batch
        while waiting and not self._stopping:
            batch, waiting = waiting[:size], waiting[size:]
            read = self._read(desk, batch, waiting, now)
            if read is None:
                break
            count += read
        return count

    def _read(
        self, desk: Desk, batch: Sequence[Post], later: Sequence[Post], now: datetime
    ) -> int | None:
        """Read posts in one call; ``None`` when the ``later`` ones need not be asked for now."""
        began = self._clock()
        if not services.admit(batch[0].channel.service, now=began, patience=PATIENCE):
            return None
        batch = turns.to_read(batch, now)
        if not batch:
            return 0
        paid = self._pay(desk, batch, now)
        batch = batch[: paid.count]
        if not batch:
            return 0
        try:
            with desk.lock:
                found = desk.adapter.measure([post.remote_id for post in batch])
        except Exception as error:
            # One channel that cannot be read must not keep the others from being read.
            channel, trace = batch[0].channel_id, _is_unforeseen(error)
            logger.warning(TOLD, channel, error, exc_info=trace, extra={"channel": channel})
            paid.settle(0)
            if _is_of_these(error):
                self._put_off(batch, error, began=began)
                return 0
            self._put_off([*batch, *turns.to_read(later, now)], error, began=began)
            return None
        health.note(batch[0].channel_id, None, began=began, now=self._clock())
        paid.settle(len(found))
        self._note_silence(batch[0].channel_id, desk.adapter.capabilities.metrics, found.values())
        return readings.record(batch, found, now)

    def _note_silence(
        self, channel: str, declared: Sequence[str], found: Collection[Metrics]
    ) -> None:
        """Log, once, which metrics a platform should report and does not: renamed, maybe."""
        if not found:
            return
        silent = frozenset(
            name for name in declared if all(getattr(one, name) is None for one in found)
        )
        for name in sorted(silent - self._silent.get(channel, frozenset())):
            told, extra = "%s reports no %s of its posts", {"channel": channel}
            logger.warning(told, channel, name.replace("_", " "), extra=extra)
        self._silent[channel] = silent

    def _pay(self, desk: Desk, batch: Sequence[Post], now: datetime) -> charges.Paid:
        """Pay for the posts the month's money does for; the others are read when there is more."""
        costs, channel = desk.adapter.capabilities.costs, batch[0].channel
        each = costs.reading if costs else FREE
        paid = charges.pay(channel, each, len(batch), what=charges.READING, at=now)
        if paid.count < len(batch):
            readings.postpone(batch[paid.count :], until=now + UNAFFORDABLE)
            held_readings.hold(channel, actor=ACTOR, at=now)
        return paid

    def _put_off(self, batch: Sequence[Post], error: Exception, *, began: datetime) -> None:
        """Ask again later."""
        channel, now = batch[0].channel_id, self._clock()
        wait = max(WAIT, health.throttled(channel, error, now=now))
        readings.postpone(batch, until=now + wait)
        health.note(channel, error, began=began, now=now)


def _is_unforeseen(error: Exception) -> bool:
    return not isinstance(error, AdapterError)


def _is_of_these(error: Exception) -> bool:
    """Tell whether an error speaks of the posts that were asked for, and of no others."""
    return isinstance(error, Refused) and not isinstance(error, Disconnected)
