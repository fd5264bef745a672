"""One adapter per channel, used by one thread at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from campaign.adapter import Adapter, Withheld
from campaign.store import posts
from campaign.store.models import ChannelState
from campaign.store.posts import Claim

Build = Callable[[ChannelState, Callable[[], None]], Adapter]
"""Makes the adapter of a channel; the second argument is its ``permit``."""


class Desk:
    """A channel's adapter and the claim it is working on."""

    def __init__(self, channel: ChannelState, build: Build, clock: Callable[[], datetime]) -> None:
        self.lock = threading.Lock()
        self._claim: Claim | None = None
        self._clock = clock
        self.adapter = build(channel, self._permit)

    def _permit(self) -> None:
        """Raise ``Withheld`` unless the claim in hand may still create something."""
        if self._claim is None:
            raise Withheld("Nothing is being sent.")
        try:
            barrier = posts.permitted(self._claim, self._clock())
        except Exception as exc:
            raise Withheld("The database could not be asked for permission.") from exc
        if barrier is not None:
            raise Withheld(barrier.sentence)

    @contextmanager
    def working_on(self, claim: Claim) -> Iterator[Adapter]:
        """Lend the adapter for one claim."""
        with self.lock:
            self._claim = claim
            try:
                yield self.adapter
            finally:
                self._claim = None


class Desks:
    """The desks of all channels, each made when it is first needed."""

    def __init__(self, build: Build, clock: Callable[[], datetime]) -> None:
        self._build, self._clock = build, clock
        self._desks: dict[str, Desk] = {}
        self._rows: dict[str, ChannelState] = {}
        self._lock = threading.Lock()

    def prepare(self, channels: Iterable[str]) -> None:
        """Read the settings of channels that have no desk yet, in one statement."""
        with self._lock:
            new = [channel for channel in channels if channel not in self._desks]
        if new:
            rows = ChannelState.objects.in_bulk(new)
            with self._lock:
                self._rows.update(rows)

    def at(self, channel: str) -> Desk:
        """Return a channel's desk; what ``build`` raises goes up, and is tried anew next time."""
        with self._lock:
            desk, row = self._desks.get(channel), self._rows.pop(channel, None)
        if desk is not None:
            return desk
        row = row or ChannelState.objects.get(pk=channel)
        made = Desk(row, self._build, self._clock)
        with self._lock:
            return self._desks.setdefault(channel, made)

    def forget(self, channel: str) -> None:
        """Make the channel's adapter anew next time: its settings or secrets have changed."""
        with self._lock:
            self._desks.pop(channel, None)
            self._rows.pop(channel, None)
