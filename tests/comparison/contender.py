"""What every contender is: something that takes posts, runs, and can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import ClassVar

from tests.comparison import posts as posts_file
from tests.comparison.posts import Post
from tests.servers.paths import ROOT

WORKERS = 32  # calls at a time, for everybody


class Contender:
    """One way to publish posts at their times, in a folder of its own."""

    name: ClassVar[str]
    title: ClassVar[str]
    module: ClassVar[str]  # ``python -m MODULE add FILE`` adds and prints the seconds it took
    packages: ClassVar[tuple[str, ...]] = ()
    settings: ClassVar[str] = ""  # a list in Markdown
    adds_while_running: ClassVar[bool] = True

    def __init__(self, folder: Path, platform: str, channels: list[str]) -> None:
        self.folder, self.platform, self.channels = folder, platform, channels
        self.env: dict[str, str] = {"COMPARISON_PLATFORM": platform}
        self._programs: list[subprocess.Popen[bytes]] = []

    @classmethod
    def missing(cls) -> str:
        """Say what is not installed, or ""."""
        return ""

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Have its servers running and its store empty."""
        with ExitStack() as stack:
            self.folder.mkdir(parents=True)
            self.open(stack)
            try:
                yield
            finally:
                self.kill()

    def open(self, stack: ExitStack) -> None:
        """Start servers and make the store."""

    def commands(self) -> list[list[str]]:
        """Return the command of each of its processes."""
        raise NotImplementedError

    def ahead(self, posts: list[Post]) -> float:
        """Add posts for the year ahead; return the seconds it took."""
        return self.add(posts)

    def add(self, posts: Iterable[Post]) -> float:
        """Add posts while it is not running; return the seconds it took, without its start."""
        file = self.folder / "posts.jsonl"
        posts_file.write(file, posts)
        return float(self.run("-m", self.module, "add", str(file)).split()[-1])

    def size(self) -> int:
        """Return the bytes its store takes."""
        raise NotImplementedError

    def open_posts(self) -> int:
        """Return how many posts its own store still holds as due and to be done."""
        return int(self.run("-m", self.module, "open").split()[-1])

    def asked(self) -> set[tuple[str, str]]:
        """Return the posts (channel, text) it is not sure of and has told a person about."""
        return set()

    # -- its processes ------------------------------------------------------------------------

    def start(self) -> None:
        """Start all its processes."""
        for number, command in enumerate(self.commands()):
            log = (self.folder / f"process-{number}.log").open("ab")
            with log:
                program = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=self.environment(),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            self._programs.append(program)

    def kill(self) -> None:
        """End all its processes with SIGKILL, as a power cut would."""
        for program in self._programs:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGKILL)
        for program in self._programs:
            program.wait()
        self._programs = []

    def stop(self, patience: float = 30) -> None:
        """Stop all its processes as an administrator would."""
        for program in self._programs:
            program.send_signal(signal.SIGTERM)
        end = time.monotonic() + patience
        for program in self._programs:
            with suppress(subprocess.TimeoutExpired):
                program.wait(max(0.1, end - time.monotonic()))
        self.kill()

    def ended(self) -> str:
        """Say which process ended by itself, or ""."""
        for number, program in enumerate(self._programs):
            if program.poll() is not None:
                log = (self.folder / f"process-{number}.log").read_text("utf-8", "replace")
                return f"process {number} of {self.title} ended by itself:\n{log[-3000:]}"
        return ""

    def environment(self) -> dict[str, str]:
        """Return the environment of all its processes."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "CAMPAIGN"))}
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        return {**plain, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **self.env}

    def run(self, *arguments: str) -> str:
        """Run one Python command to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{self.title}, {' '.join(arguments[:3])}: {done.stderr[-3000:]}")
        return done.stdout


def sqlite_size(path: Path) -> int:
    """Return the bytes of a SQLite database and what belongs to it."""
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))


def installed(*modules: str) -> str:
    """Say which of some modules cannot be found, or ""."""
    from importlib.util import find_spec

    lacking = [name for name in modules if find_spec(name) is None]
    return f"not installed: {', '.join(lacking)}" if lacking else ""
