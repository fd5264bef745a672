"""Run every benchmark, each in a process of its own, and print its figures as one table."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent


def names() -> list[str]:
    """Return the benchmark modules beside this file."""
    return sorted(path.stem for path in HERE.glob("bench_*.py"))


def figures(name: str) -> list[list[str]]:
    """Run one benchmark in a new process; a failed one is a row, too."""
    command = [sys.executable, "-m", "tests.bench", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return [["failed", (done.stderr.strip().splitlines() or ["no reason given"])[-1]]]
    rows: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def main() -> int:
    """Print the table; with a name, the rows of one benchmark as JSON."""
    if len(sys.argv) > 1:
        module = importlib.import_module(f"tests.bench.{sys.argv[1]}")
        print(json.dumps(module.run()))
        return 0
    table = Table("benchmark", "what", "figure", title="Campaign: measured on this machine")
    failed = False
    for name in names():
        rows = figures(name)
        failed |= rows[0][0] == "failed"
        for what, figure in rows:
            table.add_row(name.removeprefix("bench_"), what, figure)
        table.add_section()
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
