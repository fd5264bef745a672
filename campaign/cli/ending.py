"""Ending by itself when the installation is moved elsewhere."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from campaign.cli.show import flush, say

_EVERY = 1.0  # seconds from one look to the next


@contextmanager
def ended_when_moved(stop: Callable[[], None]) -> Iterator[None]:
    """Have the program stop when somebody moves its database away; refuse to begin after that."""
    from campaign.store import moved

    moved.refuse()
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(stop, over), name="moved", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _watch(stop: Callable[[], None], over: threading.Event) -> None:
    from django.db import DatabaseError, close_old_connections, connection

    from campaign.store import moved

    try:
        while not over.wait(_EVERY):
            close_old_connections()
            try:
                hold = moved.mark()
            except DatabaseError:
                continue  # it is away: nothing goes out meanwhile, and the next look may tell
            if hold is not None:
                say(f"{hold.reason} The program ends here.")
                flush()
                stop()
                return
    finally:
        connection.close()
