"""The program itself, in a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.paths import ROOT
from tests.servers.ports import free_ports


def shipped(folder: Path) -> Path:
    """Return a folder with the shipped campaign in it."""
    for part in ("messages", "assets"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


def environment() -> dict[str, str]:
    """Return an environment in which the program uses its folder's own database."""
    own = {"PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "COLUMNS": "100"}
    return {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | own


def campaign(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "campaign", *arguments, "--folder", str(folder)]
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )


@contextmanager
def running(folder: Path, *options: str, patience: float = 120) -> Iterator[str]:
    """Start ``campaign run``; give the address of its page, and stop it as Ctrl-C would."""
    [port] = free_ports(1)
    log = folder / "run.log"
    command = [sys.executable, "-m", "campaign", "run", "--folder", str(folder)]
    with log.open("ab") as file:
        program = subprocess.Popen(
            [*command, "--port", str(port), *options],
            cwd=ROOT,
            env=environment(),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    before = log.read_text("utf-8").count("Running.")
    end = time.monotonic() + patience
    try:
        while log.read_text("utf-8").count("Running.") == before:
            assert program.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, log.read_text("utf-8")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        if program.poll() is None:
            program.send_signal(signal.SIGINT)
        program.wait(60)
    assert program.returncode == 0, log.read_text("utf-8")
