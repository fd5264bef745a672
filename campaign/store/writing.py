"""Write transactions of the delivery path."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_TURN = threading.RLock()


@contextmanager
def writing() -> Iterator[None]:
    """Open a write transaction, waiting for one's turn.

    SQLite has one write lock and its waiters poll with growing pauses, which is neither fair
    nor quick: threads of this process queue for it here instead. Other databases need no
    turn. A transaction inside another one is part of it.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic(savepoint=False):
            yield
        return
    with _TURN, transaction.atomic(savepoint=False):
        yield
