"""Several processes of the program on one PostgreSQL database, as on several machines."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.servers.campaign_folder import write_campaign
from tests.servers.fake_mastodon import TOKEN
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports


class Machines:
    """The processes, each with a folder of its own where it is told so, and their database."""

    def __init__(self, home: Path, address: str, platform: str) -> None:
        self.home, self.address, self.platform = home, address, platform
        self.folder = write_campaign(home / "campaign")
        self.running: list[subprocess.Popen[bytes]] = []
        self.env = {
            "PYTHONPATH": str(ROOT),
            **os.environ,
            "DATABASE_URL": address,
            "CLUSTER_TOKEN": TOKEN,
            "PYTHONUNBUFFERED": "1",
            "NO_COLOR": "1",
            "COLUMNS": "200",
        }

    def fill(self, channels: int, seconds: float, name: str = "channel") -> None:
        """Have a post due on each of so many new channels in so many seconds."""
        what = [str(self.folder), self.platform, str(channels), str(seconds), name]
        done = self.python("-m", "tests.cluster.fill", *what)
        assert done.returncode == 0, done.stderr

    def campaign(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return self.python("-m", "campaign", *arguments, "--folder", str(self.folder))

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the environment of the processes."""
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )

    def start(self, *roles: str, **env: str) -> list[subprocess.Popen[bytes]]:
        """Start processes in these roles, and return when all of them run."""
        started = [self.launch(role, **env) for role in roles]
        for program in started:
            self.until(lambda program=program: "Running." in self.said(program), program)
        return started

    def launch(self, role: str, *, root: Path = ROOT, **env: str) -> subprocess.Popen[bytes]:
        """Start a process in a role."""
        log = self.home / f"{len(self.running)}-{role}.log"
        [port] = free_ports(1)
        where = ["--folder", str(self.folder), "--port", str(port)]
        with log.open("wb") as file:
            program = subprocess.Popen(
                [sys.executable, "-P", "-m", "campaign", "run", "--role", role, *where],
                cwd=root,
                env={**self.env, **({"PYTHONPATH": str(root)} if root != ROOT else {}), **env},
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        self.running.append(program)
        program.log = log
        return program

    def said(self, program: Any) -> str:
        """Return what a process printed."""
        return program.log.read_text("utf-8")

    def stop(self, program: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
        """End a process; one that was asked nicely must end well."""
        if program.poll() is None:
            program.send_signal(number)
        program.wait(60)
        if number == signal.SIGTERM:
            assert program.returncode == 0, self.said(program)

    def end(self) -> None:
        """Kill what still runs."""
        for program in self.running:
            if program.poll() is None:
                program.kill()
            program.wait(30)

    def ask(self, sql: str, *values: object) -> Any:
        """Return one value from the database."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            row = connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def do(self, sql: str, *values: object) -> None:
        """Change the database behind the program's back."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(sql, values)

    def count(self, state: str) -> int:
        """Return how many posts stand in a state."""
        return int(self.ask("SELECT count(*) FROM store_post WHERE state = %s", state))

    def tale(self) -> str:
        """Return what the processes printed, and how the posts stand."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            sql = "SELECT state, cause, count(*) FROM store_post GROUP BY 1, 2"
            posts = [str(row) for row in connection.execute(sql).fetchall()]
        return "\n---\n".join([*map(self.said, self.running), *posts])

    def until(
        self, what: Callable[[], object], program: Any = None, *, patience: float = 60
    ) -> None:
        """Wait until something is so; every process must live meanwhile."""
        end = time.monotonic() + patience
        while not what():
            assert time.monotonic() < end, self.tale()
            assert program is None or program.poll() is None, self.said(program)
            time.sleep(0.05)
