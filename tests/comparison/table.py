"""The figures as a table in Markdown."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata

from tests.comparison.contender import Contender
from tests.comparison.measure import Figures, Scale


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of everybody; of several runs, from the least to the most."""

    head: str
    name: str  # of the field
    digits: int = 0
    unit: float = 1.0

    def cell(self, runs: Iterable[Figures]) -> str:
        """Return the figure, or a range, or nothing."""
        values = [getattr(run, self.name) for run in runs]
        there = sorted(value / self.unit for value in values if value is not None)
        shown = [f"{value:,.{self.digits}f}" for value in there[:1] + there[-1:]]
        return " to ".join(dict.fromkeys(shown))


CALM = (
    Column("adding, s", "add", 1),
    Column("store, MB", "size", unit=1e6),
    Column("restart, s", "restart", 1),
    Column("first, s", "first", 2),
    Column("p50, s", "p50", 2),
    Column("p99, s", "p99", 2),
    Column("out", "out"),
)
STORM = (
    Column("kills", "kills"),
    Column("duplicates", "duplicates"),
    Column("lost", "lost"),
    Column("a person asked", "asked"),
    Column("still waiting", "waiting"),
    Column("latest, s", "latest", 1),
    Column("settled, s", "settled", 1),
)


def machine() -> str:
    """Say where and when it was measured, and how much else the machine had to do."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release()}"
    python, sqlite = platform.python_version(), sqlite3.sqlite_version
    return (
        f"{date.today():%-d %B %Y}; {os.cpu_count()} cores, {memory:.0f} GB; {system}; "  # noqa: DTZ011 - the day as the reader of the table has it
        f"Python {python}, SQLite {sqlite}{_version('redis-server', 2)}{_version('postgres', 2)}; "
        f"load average {os.getloadavg()[2]:.0f}"
    )


def _version(program: str, word: int) -> str:
    from tests.servers.postgresql import DEBIAN

    found = [program, *(str(path) for path in DEBIAN.glob(f"*/bin/{program}"))][-1]
    try:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return f", {program} {said.stdout.split()[word].removeprefix('v=')}"


def versions(kinds: Iterable[type[Contender]]) -> str:
    """Name the packages that took part with their versions."""
    names = sorted({name for kind in kinds if not kind.missing() for name in kind.packages})
    return ", ".join(f"{name} {metadata.version(name)}" for name in names)


def calm(kinds: Sequence[type[Contender]], rows: Sequence[Figures], scale: Scale) -> str:
    """Return the table of adding, restarting and one full second."""
    head = (
        f"{scale.ahead:,} posts added, a restart with them pending, "
        f"{scale.together:,} posts due in one second"
    )
    return _table(head, CALM, kinds, rows)


def storm(kinds: Sequence[type[Contender]], rows: Sequence[Figures], scale: Scale) -> str:
    """Return the table of the kills."""
    return _table(f"{scale.storm:,} posts, {scale.kills} SIGKILLs", STORM, kinds, rows)


def settings(kinds: Iterable[type[Contender]]) -> str:
    """List what each was told."""
    return "\n".join(f"**{kind.title}**\n\n{kind.settings}" for kind in kinds)


def _table(
    head: str,
    columns: Sequence[Column],
    kinds: Iterable[type[Contender]],
    rows: Sequence[Figures],
) -> str:
    lines = [["", *(column.head for column in columns)], ["---", *["---:"] * len(columns)]]
    for kind in kinds:
        mine = [row for row in rows if row.name == kind.name]
        cells = [column.cell(mine) for column in columns]
        lacking = next((row.missing for row in mine if row.missing), "")
        if lacking and not any(cells):
            cells[0] = lacking
        lines.append([kind.title, *cells])
    return "\n".join([f"{head}\n", *(f"| {' | '.join(line)} |" for line in lines)])


def progress(text: str) -> None:
    """Say what is being done, beside the table."""
    print(text, file=sys.stderr, flush=True)
