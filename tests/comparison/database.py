"""PostgreSQL as it is when it matters: it waits for the disk at every commit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.servers.postgresql import DEBIAN, postgresql


@contextmanager
def durable_postgresql() -> Iterator[str]:
    """Start a server with PostgreSQL's own settings for a crash, and give its address."""
    safe = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with postgresql(**safe, max_connections="200", shared_buffers="256MB") as dsn:
        yield dsn


def no_postgresql() -> str:
    """Say that there is no PostgreSQL here, or ""."""
    there = any(DEBIAN.glob("*/bin/initdb")) or shutil.which("initdb")
    return "" if there else "no PostgreSQL server here (apt-get install postgresql)"


def database_size(dsn: str) -> int:
    """Return the bytes of a database."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0
