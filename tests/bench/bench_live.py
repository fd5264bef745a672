"""From saving a file of the shipped campaign to the calendar, while the program runs."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.servers.program import running, shipped

SAVES = 5


def run() -> list[tuple[str, str]]:
    """Save a message again and again; see how long its posts take to say so."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = shipped(Path(name))
        with running(folder):
            file, message = _planned(folder)
            time.sleep(3)  # the first plan is over
            took = [_save(folder, file, message, number) for number in range(SAVES)]
            used = _idle(folder)
    return [
        ("a save is on the calendar after, median", f"{statistics.median(took):.2f} s"),
        ("the slowest", f"{max(took):.2f} s"),
        ("processor time while nothing happens", f"{used:.1%}"),
    ]


def _ask(folder: Path, sql: str, *values: object) -> list[tuple[str, ...]]:
    path = folder / ".campaign" / "campaign.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as connection:
        return connection.execute(sql, values).fetchall()


def _planned(folder: Path) -> tuple[Path, str]:
    """Return a message that is on the calendar in the words of its file alone."""
    for (message,) in _ask(folder, "SELECT DISTINCT message FROM store_post WHERE parts = 1"):
        file = folder / "messages" / f"{message}.md"
        if "\n## " not in file.read_text("utf-8"):
            return file, message
    raise LookupError("no message to edit")


def _save(folder: Path, file: Path, message: str, number: int) -> float:
    before = _digests(folder, message)
    text = file.read_text("utf-8")
    start = time.perf_counter()
    file.write_text(text.replace("title: ", "title: Now ", 1), "utf-8")
    while _digests(folder, message) == before:
        assert time.perf_counter() - start < 60, number
        time.sleep(0.02)
    return time.perf_counter() - start


def _digests(folder: Path, message: str) -> set[tuple[str, ...]]:
    rows = _ask(folder, "SELECT title, digest FROM store_post WHERE message = ?", message)
    return set(rows)


def _idle(folder: Path) -> float:
    """Return the part of one processor that the program uses while nothing is saved."""
    [(worker,)] = _ask(folder, "SELECT worker FROM store_beat WHERE stopped_at IS NULL")
    stat = Path(f"/proc/{worker.split(':')[1]}/stat")

    def used() -> int:
        fields = stat.read_text("utf-8").rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])  # in hundredths of a second

    time.sleep(2)
    before = used()
    time.sleep(5)
    return (used() - before) / 100 / 5
