"""What every storm plays on: platforms, a calendar, and folders for the machines of the program."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.chaos import scene, verdict
from tests.chaos.fleet import Machine, environment, share
from tests.servers.paths import ROOT
from tests.servers.postgresql import Server, serving


@dataclass
class Stage:
    """A folder, and the database that all machines share; without an address: SQLite."""

    folder: Path
    address: str = ""
    env: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Return the campaign's own folder."""
        return self.folder / "shared"

    @property
    def ledger(self) -> Path:
        """Return the file that the platforms write into."""
        return self.folder / "ledger"

    @contextlib.contextmanager
    def platforms(
        self, channels: int, *, seed: int = 7, share: float = 1.0, host: str = "127.0.0.1"
    ) -> Iterator[Mapping[str, Any]]:
        """Start the platforms; give what the file of each channel must say.

        ``share`` is the part of the usual mishaps that befall them; ``host`` where they listen.
        """
        what = [str(channels), str(self.ledger), str(seed), str(share), host]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.platforms", *what],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            process.stdout.close()
            process.wait(10)

    def prepare(
        self, servers: Mapping[str, Any], posts: Sequence[scene.Post], spread: timedelta
    ) -> None:
        """Write the campaign and fill its calendar; open the database in this process, too."""
        self.env |= scene.write(self.home, servers, 1 + max(post.message for post in posts))
        if self.address:
            self.env["DATABASE_URL"] = self.address
        os.environ.update(self.env)
        from campaign.store.database import connect

        connect(self.home)
        scene.fill(self.home, posts, spread)
        hang_up()

    def machine(self, name: str, role: str, **how: Any) -> Machine:
        """Return a machine with a folder of its own; ``env`` adds to its environment."""
        env = {**self.env, **how.pop("env", {})}
        return Machine(name, role, share(self.home, self.folder / name), env, **how)

    def calm(self, seconds: float) -> bool:
        """Wait until nothing moves by itself any more; False when it still does."""
        end = time.monotonic() + seconds
        try:
            while verdict.unsettled():
                if time.monotonic() > end:
                    return False
                hang_up()
                time.sleep(0.5)
        finally:
            hang_up()
        return True

    def audit(self, folder: Path) -> bool:
        """Verify the log's chain against the anchors that one machine wrote."""
        done = self.campaign(folder, "audit", "verify")
        if done.returncode:
            print(done.stdout + done.stderr)
        return done.returncode == 0

    def campaign(self, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "campaign", *words, "--folder", str(folder)],
            cwd=ROOT,
            env=environment(self.env),
            capture_output=True,
            text=True,
            check=False,
        )


def hang_up() -> None:
    """Let go of the database: it crashes now and then, and SQLite's log is to be kept short."""
    from django.db import connection

    connection.close()


@contextlib.contextmanager
def durable(**settings: str) -> Iterator[Server]:
    """Start a PostgreSQL whose commits outlive its crash, with room for all machines."""
    safe = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "on")
    with serving(**safe, max_connections="400", **settings) as server:
        yield server
