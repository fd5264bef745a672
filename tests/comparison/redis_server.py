"""A Redis of our own: no service, a free port, gone afterwards."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free_ports


def missing() -> str:
    """Say that there is no Redis here, or ""."""
    return "" if shutil.which("redis-server") else "no redis-server here (apt-get install it)"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Start a server that keeps an append-only file in a folder, and give its address."""
    [port] = free_ports(1)
    program = shutil.which("redis-server") or "redis-server"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    with (folder / "redis.log").open("wb") as log:
        server = subprocess.Popen(
            [program, *options, "--appendonly", "yes"],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("Redis does not take connections")
