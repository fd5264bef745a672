"""Statements that a database plans once for each connection, and not each time they are asked.

The question what stands before a post is large: PostgreSQL needs longer to plan it than to answer
it, and it is asked twice for each post, once of them while nobody else can write. Django sends
every statement with its values written into it, which is a new one each time; a cursor of psycopg's
own sends them apart. SQLite's statements are kept by Python anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """Return the rows, as tuples, that a question of unchanging text has for answer.

    Raise ``django.db.DatabaseError``.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
    import psycopg  # noqa: PLC0415 - SQLite does without

    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as own:
        return list(own.execute(sql, parameters, prepare=True).fetchall())
