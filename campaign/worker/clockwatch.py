"""Notices when the machine's clock is put back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

STEP = 1.0  # seconds between looks
TOLERANCE = 1.5  # seconds; NTP's own small corrections are none of our business


class ClockWatch:
    """Compares the wall clock with one that cannot be set, and tells when the first went back."""

    def __init__(
        self,
        put_back: Callable[[], None],
        *,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
        step: float = STEP,
    ) -> None:
        self._put_back, self._wall, self._steady, self._step = put_back, wall, steady, step
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="clock watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        ahead = self._wall() - self._steady()
        while not self._ended.wait(self._step):
            now = self._wall() - self._steady()
            if now < ahead - TOLERANCE:
                self._tell()
            ahead = now

    def _tell(self) -> None:
        try:
            self._put_back()
        except Exception:
            logger.exception("Not all could be done that follows from a clock that was put back")
