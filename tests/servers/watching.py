"""``campaign check --watch`` in a process of its own, line by line."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.command import environment

_PATIENCE = 30  # seconds: a machine may be busy


class Watcher:
    """A running watcher; ``look`` gives the lines up to the end of its next look."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self.program = program
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.program.stdout
        for line in self.program.stdout:
            self._lines.put(line.rstrip("\n"))

    def look(self) -> list[str]:
        found: list[str] = []
        end = time.monotonic() + _PATIENCE
        while not (found and found[-1].startswith("Watching for the next save")):
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no end after {found}") from None
            if line or found:
                found.append(line)
        return found

    def look_until(self, words: str) -> str:
        """Give everything of the looks up to one that says these words."""
        told = ""
        while words not in told:
            told += "\n".join(self.look()) + "\n"
        return told

    def stop(self) -> int:
        self.program.send_signal(signal.SIGINT)
        return self.program.wait(_PATIENCE)


@contextmanager
def watching(folder: Path, *options: str) -> Iterator[Watcher]:
    command = [sys.executable, "-m", "campaign", "check", "--watch", *options]
    program = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        yield Watcher(program)
    finally:
        if program.poll() is None:
            program.kill()
        program.wait()
        program.stdout.close()
