"""Every step of delivering, everything that can befall it, then a new start: what became of it?

``python -m tests.chaos.points`` prints the table for SQLite; with ``DATABASE_URL`` of a server on
which databases may be made, for PostgreSQL. ``make points`` does both.

Each cell is a post on a channel of its own, and a process that delivers it, to which one thing
happens at one step. Then another process starts, as after a crash, and goes on to the end. What
the platform shows is read from the platform itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import psycopg

from campaign.step import OPEN, Step
from tests.servers.fake_depot import SHAPES, FakeDepot
from tests.servers.paths import ROOT
from tests.servers.postgresql import clone, postgresql

FATES = ("killed", "cut", "lost", "down", "database_away", "database_blinks", "locked")
MISHAPS = ("", "cut", "lost")  # that brought the post onto its road: none, or a doubt
BEGAN = datetime(2026, 12, 1, 17, 30, tzinfo=timezone.utc)
APART = timedelta(days=1)  # later cells lie before: nothing of an earlier one is due then


@dataclass(frozen=True, slots=True)
class Cell:
    """One post: the shape of its platform, what put it in doubt first, what befalls it where."""

    shape: str
    first: str
    index: int
    step: str
    fate: str
    number: int

    @property
    def text(self) -> str:
        return f"Call 999 first, says cell {self.number}."

    @property
    def channel(self) -> str:
        return f"cell-{self.number}"

    @property
    def at(self) -> str:
        return (BEGAN - APART * self.number).isoformat()

    def post(self, url: str) -> dict[str, str]:
        """Return what the process that delivers is told."""
        where = {"channel": self.channel, "at": self.at, "url": url}
        return {"shape": self.shape, "text": self.text, **where}


@dataclass(frozen=True, slots=True)
class End:
    """What became of a cell."""

    cell: Cell
    status: int  # how the process ended that it befell
    there: int
    row: dict[str, Any]

    @property
    def word(self) -> str:
        """Say in a word how it ended; anything in capitals breaks the promise."""
        state, asked = self.row["state"], self.row["asked"]
        if self.there > 1:
            return f"TWICE ({self.there})"
        if faults := self.faults:
            return f"BROKEN ({'; '.join(faults)})"
        if state == "published":
            return "once" if self.there else "LOST (published)"
        if state == "uncertain":
            return "person asked" if asked else "LOST (uncertain)"
        return f"not out, {state}" if state in {"failed", "missed"} else f"LOST ({state})"

    @property
    def faults(self) -> list[str]:
        """Say where state, attempts and log do not agree."""
        row, found = self.row, list(self.row["broken"])
        numbers = [number for number, _ in row["attempts"]]
        if numbers != list(range(1, row["attempt"] + 1)):
            found.append(f"attempts {numbers} of {row['attempt']}")
        if any(not outcome for _, outcome in row["attempts"]):
            found.append("an attempt without an outcome")
        if row["event"] != row["state"]:
            found.append(f"the log says {row['event']}")
        return found


class Template:
    """The process that forks."""

    def __init__(self, folder: Path, admin: str = "", name: str = "") -> None:
        self.folder, self.admin, self.name = folder, admin, name
        env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        if admin:
            env |= {"DATABASE_URL": clone(admin, name), "ADMIN_URL": admin}
        command = [sys.executable, "-m", "tests.chaos.template", str(folder)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._hear() == "ready"

    def ask(self, **order: object) -> tuple[Any, int]:
        """Give an order; return what was said and how the fork ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._hear()
        return answer["said"], answer["status"]

    def _hear(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the template ended"
        return json.loads(line)

    def mend(self) -> None:
        """Let the database take connections again."""
        if self.admin:
            with psycopg.connect(self.admin, autocommit=True) as admin:
                admin.execute(f'ALTER DATABASE "{self.name}" WITH ALLOW_CONNECTIONS true')

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@contextmanager
def template(admin: str = "") -> Iterator[Template]:
    """Give a template over a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made = Template(Path(folder), admin, "points")
        try:
            yield made
        finally:
            made.close()


def befall(made: Template, server: FakeDepot, most: Mapping[str, int]) -> list[End]:
    """Let everything befall every step; return what became of each post.

    ``most`` says of each thing that can befall a step on how many roads it does.
    """
    cells = list(_thin(_cells(made, server, tuple(most)), most))
    how = {}
    for cell in cells:
        server.next = _mishap(cell.first)
        post = cell.post(server.url)
        _, how[cell] = made.ask(do="work", post=post, stop=cell.index, how=cell.fate)
        if cell.fate == "database_away":
            made.mend()
    server.next = ""
    rows = _well(made.ask(do="settle", at=cells[-1].at))
    told = {row["text"]: row for row in rows}
    shown = Counter(server.texts)
    return [End(cell, how[cell], shown[cell.text], told[cell.text]) for cell in cells]


def _thin(cells: list[Cell], most: Mapping[str, int]) -> Iterator[Cell]:
    """Keep so many roads of each step, and other roads for each thing that befalls it."""
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.step, cell.fate), []).append(cell)
    number = 0
    for turn, ((_, fate), group) in enumerate(groups.items()):
        begin = turn % len(group)
        for cell in [*group[begin:], *group[:begin]][: most[fate]]:
            yield replace(cell, number=len(SHAPES) * len(MISHAPS) + number)
            number += 1


def _well(answer: tuple[Any, int]) -> Any:
    said, status = answer
    assert status == 0, status
    return said


def _mishap(first: str) -> str:
    return {"": "", "cut": "cut before", "lost": "answer lost"}[first]


def _cells(made: Template, server: FakeDepot, fates: tuple[str, ...]) -> list[Cell]:
    """Take each road once without a further mishap to learn its steps; a cell for each of them."""
    roads = [(shape, first) for shape in SHAPES for first in MISHAPS]
    trials = [Cell(*road, -1, "", "", n) for n, road in enumerate(roads)]
    cells: list[Cell] = []
    seen: set[tuple[str, str]] = set()
    for trial in trials:
        server.next = _mishap(trial.first)
        steps = _well(made.ask(do="work", post=trial.post(server.url)))
        for index, step in enumerate(steps):
            before = "" if index == 0 else steps[index - 1]
            if trial.first and (trial.shape, f"{before} {step}") in seen:
                continue  # the road without a mishap has been here
            seen.add((trial.shape, f"{before} {step}"))
            cells += _befalling(trial, index, step, fates, len(trials) + len(cells))
    return cells


def _befalling(
    trial: Cell, index: int, step: str, fates: tuple[str, ...], number: int
) -> list[Cell]:
    fitting = [fate for fate in fates if fate != "locked" or Step(step) not in OPEN]
    return [
        Cell(trial.shape, trial.first, index, step, fate, number + n)
        for n, fate in enumerate(fitting)
    ]


def table(ends: list[End]) -> Iterator[str]:
    """Yield the lines of the table: a row a step, a column for what befell it."""
    fates = list(dict.fromkeys(end.cell.fate for end in ends))
    yield f"{'':20}" + "".join(f"{fate.replace('_', ' '):>22}" for fate in fates)
    for step in Step:
        mine = [end for end in ends if end.cell.step == step]
        words = [Counter(e.word for e in mine if e.cell.fate == fate) for fate in fates]
        told = [" ".join(f"{n} {word}" for word, n in sorted(w.items())) for w in words]
        yield f"{step:20}" + "".join(f"{one:>22}" for one in told)


def sum_of(ends: list[End]) -> str:
    """Return the last line."""
    count = Counter(end.word.partition(" (")[0] for end in ends)
    return f"cells {len(ends)}, " + ", ".join(f"{word} {n}" for word, n in count.most_common())


def main() -> int:
    bad = 0
    with postgresql() as address:
        for name, admin in (("SQLite", ""), ("PostgreSQL", address)):
            with FakeDepot() as server, template(admin) as made:
                ends = befall(made, server, dict.fromkeys(FATES, sys.maxsize))
            print(f"{name}\n" + "\n".join(table(ends)) + f"\n{sum_of(ends)}\n")
            broken = [end for end in ends if end.word[0].isupper()]
            for end in broken:
                print(end)
            bad += len(broken)
    return bad


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
