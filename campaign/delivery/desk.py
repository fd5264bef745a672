"""One adapter per channel, used by one thread at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from campaign.adapter import Adapter, Deferred, Withheld
from campaign.step import Step, reached
from campaign.store import claims, credentials
from campaign.store.claims import Claim
from campaign.store.speakers import Speaker

Build = Callable[[Speaker, Callable[[], None]], Adapter]
"""Makes the adapter of a channel; the second argument is its ``permit``."""


class Desk:
    """A channel's adapter and the claim it is working on."""

    def __init__(
        self, channel: Speaker, build: Build, clock: Callable[[], datetime], version: str = ""
    ) -> None:
        self.channel = channel
        self.version = version  # of the credential it was made with
        self.lock = threading.Lock()
        self._claim: Claim | None = None
        self._clock = clock
        self.adapter = build(channel, self._permit)

    def _permit(self) -> None:
        """Raise ``Withheld`` unless the claim in hand may still create something."""
        if self._claim is None:
            raise Withheld("Nothing is being sent.")
        reached(Step.ASKING_PERMIT)
        try:
            barrier = claims.permitted(self._claim, self._clock())
        except Exception as exc:
            raise Withheld("The database could not be asked for permission.") from exc
        if barrier is not None:
            raise Withheld(barrier.sentence)
        reached(Step.PERMITTED)

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
        self._lock = threading.Lock()

    def at(self, channel: Speaker) -> Desk:
        """Return a channel's desk, made anew when its settings or its credential have changed.

        What ``build`` raises goes up, and is tried again next time.
        """
        version = self._version(channel)
        with self._lock:
            desk = self._desks.get(channel.id)
        if desk is not None and desk.channel == channel and desk.version == version:
            return desk
        made = Desk(channel, self._build, self._clock, version)
        with self._lock:
            self._desks[channel.id] = made
        return made

    def _version(self, channel: Speaker) -> str:
        if channel.network == "sandbox" or channel.handed:
            return ""
        return credentials.version(channel.id, self._clock())

    def outdated(self, channel: Speaker) -> bool:
        """Say whether a channel's credential has changed since its adapter was made.

        Then a platform's no to the old one says nothing about the new one.
        """
        with self._lock:
            desk = self._desks.get(channel.id)
        try:
            return desk is not None and desk.version != self._version(channel)
        except Deferred:  # it is being renewed this moment
            return True

    def forget(self, channel: str) -> None:
        """Make the channel's adapter anew next time: its secrets may have changed."""
        with self._lock:
            self._desks.pop(channel, None)
