"""Follows the campaign's files while the worker runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from campaign.worker.saved import Files, Saved, between, files_of
from campaign.worker.saves import saves

logger = logging.getLogger(__name__)

SETTLE = 1.0  # seconds of quiet after which a save is taken to be over
AGAIN = 60.0  # seconds until watching is tried again after it failed


class Live:
    """Has the plan follow every save, in a thread of its own.

    What is saved while a plan is being made is not lost: the next one is made right after it.
    ``replan`` is told what was saved since the files were ``seen``; at the first time that may
    be nothing. ``unwatched`` is told why watching is not possible, in a sentence, and "" when
    it is again.
    """

    def __init__(
        self,
        folder: Path,
        *,
        replan: Callable[[Saved], None],
        unwatched: Callable[[str], None],
        seen: Files | None = None,
        again: float = AGAIN,
    ) -> None:
        self._folder, self._replan, self._unwatched = folder.resolve(), replan, unwatched
        self._again = again
        self._seen = seen
        self._planned = False  # since watching began
        self._failing = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)

    def start(self) -> None:
        """Begin to watch. All files are planned once more: some may have been saved just now."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the plan that is being made."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                for files in saves(self._folder, settle=SETTLE, stop=self._stop):
                    self._works()
                    self._look(files)
            except Exception as error:
                logger.exception("The files cannot be watched")
                self._fails(error)
                self._stop.wait(self._again)

    def _look(self, told: Sequence[str]) -> None:
        """Have the plan follow, if a file is not as it was at the last look."""
        before, now = self._seen, files_of(self._folder)
        if before is None or now is None:
            saved = Saved(changed=tuple(told)) if self._planned else Saved()
        else:
            saved = between(before, now)
            if self._planned and not saved:
                return
        self._seen, self._planned = now, True
        self._replan(saved)

    def _works(self) -> None:
        if self._failing:
            self._failing, self._planned = False, False
            self._unwatched("")

    def _fails(self, error: Exception) -> None:
        if self._failing:
            return
        self._failing = True
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        try:
            self._unwatched(
                f"Saved files are not noticed at once, for they cannot be watched ({why}): "
                "they are read every hour"
            )
        except Exception:
            logger.exception("Nobody could be told that the files are not watched")
