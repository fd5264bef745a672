"""Transactions: the one way to change a row, and to read many as of one moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_TURN = threading.RLock()
_CHAIN = 0x43414D50  # PostgreSQL advisory lock: one writer extends the audit chain at a time


@contextmanager
def writing() -> Iterator[None]:
    """Open a write transaction, waiting for one's turn.

    Every change of the store goes through here, because whoever took two locks in another
    order than this one would sooner or later stand against it for ever.

    SQLite has one write lock and its waiters poll with growing pauses, which is neither fair
    nor quick: threads of this process queue for it here instead. On PostgreSQL the lock of
    the audit chain is taken first of all, before any row, and threads queue here, too: were
    all of them waiting at the database when this machine freezes, each in its turn would be
    given the lock, and keep everybody else waiting until the database ends it. A transaction
    inside another one is part of it.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()  # which may take seconds, and is nobody else's concern
    with _TURN, transaction.atomic():
        _wait_for_the_chain()
        yield


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as of one moment, and keep nobody from writing meanwhile.

    Inside a transaction it is as that one sees it.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # atomic() would take the one write lock
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _wait_for_the_chain() -> None:
    if connection.vendor == "sqlite":
        return  # “BEGIN IMMEDIATE” has taken its one lock
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN])
