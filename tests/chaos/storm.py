"""A storm: the program is started, killed at a random moment, and started again."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.paths import ROOT
from tests.servers.ports import free_ports

OPEN = ("scheduled", "publishing", "uncertain", "processing")


def folder_with(path: Path, organisation: str) -> Path:
    """Return a folder with the shipped campaign, whose police speak on channels of our own."""
    shutil.copytree(ROOT / "messages", path / "messages")
    shutil.copytree(ROOT / "assets", path / "assets")
    (path / "messages/organisations/northshire-police.yaml").write_text(organisation, "utf-8")
    return path


@dataclass
class Storm:
    """The program in a folder, and what was done to it."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    seed: int = 7
    kills: int = 0

    def prepare(self, spread: int, network: str = "live") -> int:
        """Fill the calendar; return how many posts."""
        done = self._python("-m", "tests.chaos.prepare", str(self.folder), str(spread), network)
        return int(done.stdout.splitlines()[-1])

    def rage(self, kills: int) -> None:
        """Kill the program at random moments, and start it again each time.

        Half of them fall within the first half second of its keeping time, when everything
        that came due in the meantime goes out at once.
        """
        chance = random.Random(self.seed)
        for number in range(kills):
            program = self.start()
            if number % 2:
                self.wait_until_live(program)
                time.sleep(chance.uniform(0, 0.5))
            else:
                time.sleep(chance.uniform(0.5, 3.5))
            program.send_signal(signal.SIGKILL)
            program.wait()
            self.kills += 1

    def calm(self, seconds: float) -> None:
        """Let the program run until nothing is open any more, then stop it as a person would."""
        program = self.start()
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end and self.count(*OPEN):
                assert program.poll() is None, self.said()
                time.sleep(0.3)
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(90)
        assert program.returncode == 0, self.said()
        assert "Traceback" not in self.said(), self.said()

    def said(self) -> str:
        """Return what the program printed since it was last started."""
        return self._log.read_text("utf-8")

    @property
    def _log(self) -> Path:
        return self.folder / "run.log"

    def wait_until_live(self, program: subprocess.Popen[bytes]) -> None:
        """Return when the program keeps time."""
        for _ in range(600):
            if "Running." in self.said() or program.poll() is not None:
                return
            time.sleep(0.02)

    def count(self, *states: str) -> int:
        """Return how many of the storm's posts stand in these states."""
        marks = ", ".join("?" * len(states))
        return self.ask(
            f"SELECT count(*) FROM store_post WHERE by_hand AND state IN ({marks})", *states
        )

    def ask(self, sql: str, *values: object) -> int:
        path = self.folder / ".campaign/campaign.sqlite3"
        with contextlib.closing(
            sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
        ) as db:
            return int(db.execute(sql, values).fetchone()[0])

    def interrupted(self) -> int:
        """Return how many attempts the program did not live to finish."""
        return self.ask("SELECT count(*) FROM store_attempt WHERE outcome = 'uncertain'")

    def figures(self, posts: int, found: list[str]) -> str:
        """Return one line about how it ended."""
        doubles = len(found) - len(set(found))
        again = self.ask("SELECT count(*) FROM store_post WHERE by_hand AND attempt > 1")
        return (
            f"posts {posts}, kills {self.kills}, duplicates {doubles}, "
            f"lost {posts - len(set(found))}, killed in mid-call {self.interrupted()}, "
            f"sent again {again}"
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the program in its folder."""
        [port] = free_ports(1)
        where = ["--folder", str(self.folder), "--port", str(port), "--no-rehearse"]
        with self._log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "campaign", "run", *where],
                cwd=ROOT,
                env={**os.environ, **self.env, "PYTHONUNBUFFERED": "1"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done
