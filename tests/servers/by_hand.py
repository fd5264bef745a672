"""A delivery line whose adapters are the program's own, in a folder of the test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from campaign import registry
from campaign.adapter import Adapter
from campaign.delivery.desk import Desks
from campaign.delivery.publish import Publisher
from campaign.delivery.reconcile import Reconciler
from campaign.store import pictures
from campaign.store.models import ChannelState, Post
from tests.servers.rows import channel, post
from tests.servers.scripted import Clock

PAGES = "http://127.0.0.1:8000"
NEXTDOOR = "northshire-nextdoor"
OPTIONS = '{"person": "Neighbourhood team", "where": "Nextdoor"}'


class HandLine:
    """Delivers as the worker does, by the registry's adapters."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder, self.clock = folder, Clock(now)
        desks = Desks(self._build, self.clock)
        self.publisher = Publisher(desks, worker="w1", clock=self.clock, pages=PAGES)
        self.reconciler = Reconciler(desks, worker="w1", clock=self.clock)

    def _build(self, speaker, permit: Callable[[], None]) -> Adapter:
        return registry.build(
            speaker, folder=self.folder, read=pictures.read, permit=permit, clock=self.clock
        )

    def drain(self, on: str = NEXTDOOR) -> int:
        return self.publisher.drain(on)


def nextdoor(**columns: object) -> ChannelState:
    """Make the channel of a place where a person posts."""
    settings = {"platform": "handoff", "network": "live", "option_values": OPTIONS}
    settings |= {"speaker": "Northshire Police", **columns}
    return channel(NEXTDOOR, **settings)


def ready(folder: Path, now: datetime, **columns: object) -> tuple[Post, HandLine]:
    """Make a post that lies ready for a person."""
    nextdoor()
    row, line = post(on=NEXTDOOR, due=now, simulated=False, **columns), HandLine(folder, now)
    assert line.drain() == 1
    return Post.objects.get(pk=row.pk), line


def live_x(**columns: object) -> ChannelState:
    """Make a channel on the real X, with no sign-in anywhere."""
    return channel("live-x", platform="x", network="live", **columns)


HOUR = timedelta(hours=1)
