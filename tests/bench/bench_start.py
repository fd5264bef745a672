"""How long a person waits for a command, interpreter and all, beside the interpreter alone."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

from tests.servers.command import environment
from tests.servers.paths import ROOT

ROUNDS = 5
BARE = ["-c", "pass"]
COMMANDS = {
    "campaign --help": ["-m", "campaign", "--help"],
    "campaign count --platform x": ["-m", "campaign", "count", "--platform", "x"],
    "campaign check (the shipped library)": ["-m", "campaign", "check"],
    "campaign check, every module compiled anew": ["-B", "-m", "campaign", "check"],
}


def run() -> list[tuple[str, str]]:
    """Return the best of some rounds for each command, taken in turns."""
    best = dict.fromkeys(("python alone", *COMMANDS), float("inf"))
    with tempfile.TemporaryDirectory() as kept, tempfile.TemporaryDirectory() as empty:
        for _ in range(ROUNDS):
            best["python alone"] = min(best["python alone"], _seconds(BARE, kept))
            for name, command in COMMANDS.items():
                place = empty if "-B" in command else kept
                best[name] = min(best[name], _seconds(command, place))
    bare = best["python alone"]
    return [(name, f"{value:.2f} s, {value / bare:.0f} × python") for name, value in best.items()]


def _seconds(arguments: list[str], byte_code: str) -> float:
    env = {**environment(), "PYTHONPYCACHEPREFIX": byte_code, "PYTHONWARNINGS": ""}
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started
