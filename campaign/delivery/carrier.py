"""The seam between one machine and many: something brings channel ids to ``drain``."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

logger = logging.getLogger(__name__)


class Carrier(Protocol):
    """Brings channel ids to a worker; losing or doubling one does no harm."""

    def start(self) -> None:
        """Begin to bring."""

    def carry(self, channels: Iterable[str]) -> None:
        """Take these channels to whoever drains them."""

    def stop(self, *, finish: bool = False) -> None:
        """Bring nothing more; return when what is in hand is done.

        To ``finish`` is to do all that was brought to this process, in hand or not.
        """


class Carriers(Protocol):
    """Makes a carrier that brings channels to ``drain``, so many of them at a time."""

    def __call__(self, drain: Callable[[str], object], *, slots: int) -> Carrier: ...


class Threads:
    """Carries within one process: a channel is in one thread's hands at a time."""

    def __init__(self, drain: Callable[[str], object], *, slots: int) -> None:
        self._drain = drain
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="carrier")
        self._in_hand: dict[str, bool] = {}  # channel -> was it told of again meanwhile
        self._lock = threading.Lock()

    def start(self) -> None:
        """Nothing is to be begun: the pool starts a thread when there is something for it."""

    def carry(self, channels: Iterable[str]) -> None:
        for channel in channels:
            with self._lock:
                if channel in self._in_hand:
                    self._in_hand[channel] = True
                    continue
                self._in_hand[channel] = False
            self._pool.submit(self._run, channel)

    def _run(self, channel: str) -> None:
        while True:
            with self._lock:
                self._in_hand[channel] = False  # what was told until now is looked at now
            try:
                self._drain(channel)
            except Exception:
                logger.exception(
                    "Channel %s could not be drained", channel, extra={"channel": channel}
                )
            with self._lock:
                if not self._in_hand[channel]:
                    del self._in_hand[channel]
                    return

    def stop(self, *, finish: bool = False) -> None:
        self._pool.shutdown(wait=True, cancel_futures=not finish)
