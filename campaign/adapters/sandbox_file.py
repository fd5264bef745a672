"""The file the sandbox network lives in: SQLite, for any number of threads and processes."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from campaign.adapter import Deferred

NAME = "sandbox.sqlite3"
PATIENCE = 5.0  # seconds to wait for others who write
SCHEMA = """
CREATE TABLE IF NOT EXISTS post (
    remote_id TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    key TEXT NOT NULL,
    platform TEXT NOT NULL,
    handle TEXT NOT NULL,
    content TEXT NOT NULL,
    published_at TEXT NOT NULL,
    deleted_at TEXT,
    UNIQUE (channel, key)
);
CREATE INDEX IF NOT EXISTS post_newest ON post (published_at);
"""

_Lines = dict[tuple[int, str], tuple[int, sqlite3.Connection]]
_open = threading.local()  # .lines: (process, path) -> (inode, connection)
_turns: dict[str, threading.Lock] = {}
_turns_lock = threading.Lock()


class SandboxFile:
    """One file, opened once per thread; made when it is first needed.

    Whatever goes wrong is ``Deferred``: SQLite writes a post whole or not at all, and a
    repeat under the same key is harmless.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = str(folder / NAME)
        with _turns_lock:
            self._turn = _turns.setdefault(self._path, threading.Lock())

    def exists(self) -> bool:
        """Tell whether anything was ever posted."""
        return Path(self._path).exists()

    def read(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        try:
            return self._line().execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as exc:
            raise self._trouble(exc) from exc

    def write(self, statement: str, values: Sequence[object]) -> bool:
        """Run one statement, a transaction of its own; tell whether it changed anything.

        Threads queue here: SQLite's own waiting sleeps, and would waste milliseconds.
        """
        try:
            with self._turn:
                return self._line().execute(statement, values).rowcount > 0
        except (sqlite3.Error, OSError) as exc:
            raise self._trouble(exc) from exc

    def _line(self) -> sqlite3.Connection:
        """Return this thread's connection; a new one when the file was moved away."""
        lines: _Lines = vars(_open).setdefault("lines", {})
        place = (os.getpid(), self._path)
        if place in lines:
            inode, line = lines[place]
            if _inode(self._path) == inode:
                return line
            del lines[place]
            line.close()
        line = self._connect()
        lines[place] = (_inode(self._path), line)
        return line

    def _connect(self) -> sqlite3.Connection:
        self._folder.mkdir(parents=True, exist_ok=True)
        line = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        try:
            _make_wal(line)
            line.execute("PRAGMA synchronous = NORMAL")
            line.executescript(SCHEMA)
        except BaseException:
            line.close()
            raise
        return line

    def _trouble(self, exc: sqlite3.Error | OSError) -> Deferred:
        code = getattr(exc, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            why = "is busy: another program has been writing to it for too long."
        elif code == sqlite3.SQLITE_FULL or getattr(exc, "errno", 0) == 28:  # noqa: PLR2004
            why = "cannot grow: the disk is full. Make room on it."
        elif code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            why = "is damaged. Move it away; a new one is made by itself."
        else:
            why = "cannot be written. Check that the folder is there and that you may write in it."
        return Deferred(f"The sandbox's file {self._path} {why}")


def _make_wal(line: sqlite3.Connection) -> None:
    """Turn on the write-ahead log; changing over does not wait for others by itself."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            line.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _inode(path: str) -> int:
    try:
        return os.stat(path).st_ino  # noqa: PTH116  (a Path costs more than the question)
    except OSError:
        return 0
