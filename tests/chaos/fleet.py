"""The processes of a chaos run: started, killed at random, and started again at once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.paths import ROOT
from tests.servers.ports import free_ports

BREATH = 0.2  # seconds between two looks at who has ended


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of every process: nothing of the developer's own campaign."""
    foreign = ("CAMPAIGN_", "DATABASE_", "DJANGO_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**own, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "COLUMNS": "200", **extra}


@dataclass
class Machine:
    """One process of the program, in a folder of its own, as on a computer of its own."""

    name: str
    role: str
    folder: Path
    env: Mapping[str, str]
    before: Sequence[str] = ()  # the command that runs the command, such as “ip netns exec …”
    module: str = "campaign"
    process: subprocess.Popen[bytes] | None = None
    seen: int = 0  # bytes that it had printed before it was last started
    kills: int = 0
    ends: int = 0  # how often it ended without being killed

    def start(self) -> None:
        """Start the program."""
        [port] = free_ports(1)
        where = ["--folder", str(self.folder), "--port", str(port), "--no-rehearse"]
        where += ["--role", self.role]
        with self.log.open("ab") as log:
            self.seen = log.tell()
            self.process = subprocess.Popen(
                [*self.before, sys.executable, "-m", self.module, "run", *where],
                cwd=ROOT,
                env=environment(self.env),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> Path:
        """Return the file that holds what it printed."""
        return self.folder / "run.log"

    def said(self) -> str:
        """Return what it printed."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def works(self) -> bool:
        """Say whether it does its work since it was last started."""
        with self.log.open("rb") as log:
            log.seek(self.seen)
            return b"Running." in log.read()

    def ended(self) -> bool:
        """Say whether it is not there any more."""
        return self.process is not None and self.process.poll() is not None

    def send(self, number: int) -> None:
        """Send it a signal, if it is there."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


def share(folder: Path, machine: Path) -> Path:
    """Give a machine a folder with its own copy of the files, and the pictures that all share."""
    state = machine / ".campaign"
    state.mkdir(parents=True)
    pictures = folder / ".campaign/pictures"
    pictures.mkdir(exist_ok=True)
    for name in ("messages", "assets"):
        shutil.copytree(folder / name, machine / name)
    (state / "pictures").symlink_to(pictures)
    return machine


@dataclass
class Fleet:
    """All machines; a thread starts whatever has ended, as a supervisor of services does."""

    machines: Sequence[Machine]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start all machines, and whatever ends from now on."""
        for machine in self.machines:
            machine.start()
        threading.Thread(target=self._tend, name="supervisor", daemon=True).start()

    def _tend(self) -> None:
        while not self._stopping.wait(BREATH):
            with self._lock:
                for machine in self.machines:
                    if machine.ended() and not self._stopping.is_set():
                        machine.ends += 1
                        machine.start()

    def kill(self, chance: random.Random) -> None:
        """Kill one with SIGKILL, and start it again; none while most of them are only starting.

        Else hardly a process would ever come to work on a machine that starts them slowly.
        """
        machine = chance.choice(list(self.machines))
        if 2 * sum(one.works() for one in self.machines) < len(self.machines):
            return
        with self._lock:
            machine.send(signal.SIGKILL)
            if machine.process is not None:
                machine.process.wait()
            machine.kills += 1
            machine.start()

    def stop(self) -> list[str]:
        """Stop all as a person would; return the names of those that did not end well."""
        self._stopping.set()
        with self._lock:
            for machine in self.machines:
                machine.send(signal.SIGTERM)
            return [one.name for one in self.machines if not _ends_well(one)]

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        self._stopping.set()
        with self._lock:
            for machine in self.machines:
                machine.send(signal.SIGCONT)
                machine.send(signal.SIGKILL)
                if machine.process is not None:
                    machine.process.wait()

    def kills(self) -> int:
        """Return how often any was killed."""
        return sum(machine.kills for machine in self.machines)

    def by_role(self) -> str:
        """Say how often machines of each role were killed."""
        count: Counter[str] = Counter()
        for machine in self.machines:
            count[machine.role] += machine.kills
        return ", ".join(f"{role} {number}" for role, number in count.items())

    def wait_until_live(self, seconds: float) -> None:
        """Return when every machine keeps time; a process that cannot start is an error."""
        end = time.monotonic() + seconds
        for machine in self.machines:
            while not machine.works():
                if time.monotonic() > end:
                    raise RuntimeError(f"{machine.name} does not start: {machine.said()[-2000:]}")
                time.sleep(BREATH)


def _ends_well(machine: Machine) -> bool:
    if machine.process is None:
        return True
    try:
        return machine.process.wait(90) == 0
    except subprocess.TimeoutExpired:
        return False


def clear(folder: Path) -> Path:
    """Return the folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
