"""A feed's folder: what was put into it, once each, and the files made of that.

The items are kept in a small SQLite file, which is the lock between processes, too: whoever
writes holds it while the files are written anew, each whole or not at all. It is told last, so
that after a crash in between the post counts as not there, and a repeat writes all again.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from campaign.adapter import Content, Deferred, Image
from campaign.adapters.feed_item import Item, picture_file

NAME = "items.sqlite3"
PATIENCE = 5.0  # seconds to wait for others who write
SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
    key TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    content TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
)
"""

Draw = Callable[[Sequence[Item]], Mapping[str, bytes]]
"""Makes the files of a feed, by their names, from its items, newest first."""


class FeedFolder:
    """One channel's feed; whatever goes wrong in it is ``Deferred``, for a repeat is harmless."""

    def __init__(self, folder: Path, *, shown: int, draw: Draw) -> None:
        self._folder, self._shown, self._draw = folder, shown, draw

    def find(self, key: str) -> Item | None:
        """Return the item under a key, unless it was taken out."""
        if not (self._folder / NAME).exists():
            return None
        with self._file() as file:
            return next(_items(file, "WHERE key = ? AND deleted = 0", key), None)

    def put(self, item: Item, read: Callable[[Image], bytes], permit: Callable[[], None]) -> Item:
        """Put an item in, once, and write the feed; return the one that stands under its key.

        ``permit`` is asked when it is our turn to write: waiting for it may have taken seconds.
        """
        with self._file() as file, _writing(file):
            permit()
            row = (item.key, item.at.isoformat(), json.dumps(item.content.as_json()))
            file.execute("INSERT OR IGNORE INTO item (key, at, content) VALUES (?, ?, ?)", row)
            [first] = _items(file, "WHERE key = ?", item.key)
            for image in item.pictures:
                self._write(picture_file(image), read(image))
            self._write_feed(file)
            return first

    def take_out(self, key: str) -> None:
        """Take an item out of the feed for good."""
        with self._file() as file, _writing(file):
            file.execute("UPDATE item SET deleted = 1 WHERE key = ?", (key,))
            self._write_feed(file)

    def try_out(self) -> None:
        """Raise ``Deferred`` unless the folder can be written."""
        with self._file() as file, _writing(file):
            pass

    def _write_feed(self, file: sqlite3.Connection) -> None:
        newest = "WHERE deleted = 0 ORDER BY at DESC, rowid DESC LIMIT ?"
        items = list(_items(file, newest, self._shown))
        for name, data in self._draw(items).items():
            self._write(name, data)
        kept = {Path(picture_file(image)).name for item in items for image in item.pictures}
        for path in (self._folder / "pictures").glob("*.*"):
            if path.name not in kept:
                path.unlink()

    def _write(self, name: str, data: bytes) -> None:
        """Write a file whole: readers see the old one or the new one, nothing between."""
        path = self._folder / name
        path.parent.mkdir(exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(0o644)  # a web server reads it
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            line = sqlite3.connect(self._folder / NAME, timeout=PATIENCE, isolation_level=None)
            with closing(line):
                line.execute(SCHEMA)
                yield line
        except (sqlite3.Error, OSError) as exc:
            raise self._trouble(exc) from exc

    def _trouble(self, exc: sqlite3.Error | OSError) -> Deferred:
        code = getattr(exc, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            why = "is busy: another program has been writing to it for too long."
        elif code == sqlite3.SQLITE_FULL or getattr(exc, "errno", 0) == 28:  # noqa: PLR2004
            why = "cannot grow: the disk is full. Make room on it."
        elif code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            why = f"has a damaged {NAME}. Move that file away: the feed begins anew."
        else:
            why = "cannot be written. Check that you may write in it."
        return Deferred(f"The feed's folder {self._folder} {why}")


@contextmanager
def _writing(file: sqlite3.Connection) -> Iterator[None]:
    """Hold the lock; keep what was told when all went well."""
    file.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        file.execute("ROLLBACK")
        raise
    file.execute("COMMIT")


def _items(file: sqlite3.Connection, which: str, value: Any) -> Iterator[Item]:
    columns = "SELECT key, at, content FROM item "
    for key, at, content in file.execute(columns + which, (value,)):
        moment = datetime.fromisoformat(at).astimezone(timezone.utc)
        yield Item(key, moment, Content.from_json(json.loads(content)))
