"""A campaign's database as a test meets it: outside the program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def database(folder: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Do to the database what only time or a platform would do; return what it answers."""
    with closing(sqlite3.connect(folder / ".campaign" / "campaign.sqlite3")) as connection:
        rows = connection.execute(sql, values).fetchall()
        connection.commit()
    return rows
