"""An S3-compatible server of our own on loopback: moto's, in a process of its own.

with s3() as address:                      # http://127.0.0.1:PORT, with the bucket "pictures"
    …                                      # AWS_ACCESS_KEY_ID and the secret key: anything
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import requests

from tests.servers.ports import free_ports

KEYS = {"AWS_ACCESS_KEY_ID": "northshire", "AWS_SECRET_ACCESS_KEY": "not-a-secret"}
BUCKET = "pictures"
_START = "import sys; from moto.server import main; main(['-p', sys.argv[1]])"


class Store:
    """The server, which can be ended and started on the same port; what it held is gone then."""

    def __init__(self) -> None:
        self.port = free_ports(1)[0]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def named(self, prefix: str = "campaign") -> str:
        """Return what CAMPAIGN_PICTURES says of it."""
        return f"s3://{BUCKET}/{prefix}?endpoint={self.address}&region=eu-west-2"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _START, str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            with suppress(requests.ConnectionError):
                requests.put(f"{self.address}/{BUCKET}", timeout=5)
                return
            assert self._process.poll() is None, "moto's server ended"
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)


@contextmanager
def s3() -> Iterator[Store]:
    store = Store()
    store.start()
    try:
        yield store
    finally:
        store.stop()
