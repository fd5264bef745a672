"""Sends what people must be told, once, however often the program is killed and started."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from campaign.delivery import messenger
from campaign.delivery.messenger import DEADLINE, Addresses, Arrival, Result
from campaign.store import outbox, settled
from campaign.store.models import Alert
from campaign.store.outbox import Place

logger = logging.getLogger(__name__)

MARGIN = timedelta(seconds=60)  # beyond the deadlines, before a try counts as lost


class Target(Protocol):
    """Where a message can be sent to."""

    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...
    def send(self, title: str, body: str) -> Result: ...


class Outbox:
    """Takes waiting alerts and sends each to every address, one after the other."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        addresses: Callable[[], Addresses] = messenger.addresses,
    ) -> None:
        self._clock, self._zone, self._addresses = clock, zone, addresses
        self._stopping = False
        self._warned: tuple[str, ...] = ()

    def stop(self) -> None:
        """Begin no further call."""
        self._stopping = True

    def send(self) -> int:
        """Send what waits; return how many alerts were tried. Without addresses all of it waits."""
        outbox.recover(self._clock())
        waiting = outbox.waiting(self._clock())
        if not waiting:
            return 0
        found = self._addresses()
        self._warn(found.faults)
        if not found.targets:
            outbox.nowhere(waiting)
            return 0
        outbox.give_up(self._clock())
        return sum(self._one(pk, found.targets) for pk in waiting if not self._stopping)

    def _warn(self, faults: tuple[str, ...]) -> None:
        if faults != self._warned:
            self._warned = faults
            for fault in faults:
                logger.warning("%s", fault)

    def _one(self, pk: int, targets: Sequence[Target]) -> bool:
        now = self._clock()
        alert = outbox.take(pk, now=now, until=now + self._longest(targets))
        if alert is None:
            return False
        troubles, left = [], False
        for target in targets:
            result = self._call(alert, target)
            if result is None:
                continue
            left = left or result.arrival is Arrival.NOT_SENT
            if result.why:
                troubles.append(f"{target.name}: {result.why}")
        trouble = "; ".join(troubles) or ("" if left else alert.trouble)
        outbox.settle(alert, left=left, trouble=trouble, now=self._clock())
        return True

    @staticmethod
    def _longest(targets: Sequence[Target]) -> timedelta:
        return timedelta(seconds=DEADLINE * len(targets)) + MARGIN

    def _call(self, alert: Alert, target: Target) -> Result | None:
        """Send to one address that does not have it; ``None`` when it has, or when we stop.

        That it may have it is committed before the call: whoever is killed in the middle
        leaves a doubt, never a second message.
        """
        where = outbox.reached(alert)
        if target.key in where:
            return None
        if self._stopping:
            return Result(Arrival.NOT_SENT, "the program was stopped")
        doubt, sent = (Place(target.name, what) for what in (outbox.DOUBT, outbox.SENT))
        if not outbox.note(alert, {**where, target.key: doubt}):
            return None
        result = target.send(alert.subject, self._body(alert))
        match result.arrival:
            case Arrival.SENT:
                outbox.note(alert, {**where, target.key: sent})
            case Arrival.NOT_SENT:
                outbox.note(alert, where)
        if result.why:
            logger.warning("An alert did not reach %s for certain: %s", target.name, result.why)
        return result

    def _body(self, alert: Alert) -> str:
        local = alert.at.astimezone(self._zone)
        at = f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
        return f"{alert.what}\n\n{settled.advice(alert)}\n\nNoticed on {at}."
