"""A host of its own: a network namespace with a cable to this one, and a name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.servers.paths import ROOT


@dataclass(frozen=True, slots=True)
class Host:
    """A namespace; its cable is a pair of virtual devices of which one end is ours.

    Addresses are of 198.18.0.0/15, which is for tests of networks (RFC 2544).
    """

    name: str
    number: int

    @property
    def our_address(self) -> str:
        """Return this machine's address on the cable."""
        return f"198.18.{self.number}.1"

    @property
    def enter(self) -> Sequence[str]:
        """Return the words before a command that runs there, under that host's name."""
        inside = f'hostname {self.name} && exec "$@"'
        return ("ip", "netns", "exec", self.name, "unshare", "--uts", "sh", "-c", inside, "sh")

    def cut(self) -> None:
        """Pull the cable out: what is on its way stays there."""
        _ip("link", "set", self._device, "down")

    def mend(self) -> None:
        """Put the cable in again."""
        _ip("link", "set", self._device, "up")

    @property
    def _device(self) -> str:
        return f"veth{self.name[-8:]}"

    @contextmanager
    def up(self) -> Iterator[None]:
        """Make the host, and take it away again."""
        _ip("netns", "add", self.name)
        try:
            there = ("peer", "name", "eth0", "netns", self.name)
            _ip("link", "add", self._device, "type", "veth", *there)
            _ip("address", "add", f"{self.our_address}/30", "dev", self._device)
            self.mend()
            inside = ("-netns", self.name)
            _ip(*inside, "address", "add", f"198.18.{self.number}.2/30", "dev", "eth0")
            for device in ("lo", "eth0"):
                _ip(*inside, "link", "set", device, "up")
            yield
        finally:
            _ip("netns", "delete", self.name)

    @contextmanager
    def relaying(self, ports: Sequence[int]) -> Iterator[None]:
        """Have the ports of its own 127.0.0.1 lead to those of this machine."""
        what = ("-m", "tests.chaos.relay", self.our_address, *map(str, ports))
        relay = subprocess.Popen(
            [*self.enter, sys.executable, *what], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert relay.stdout
        try:
            assert relay.stdout.readline() == "ready\n"
            yield
        finally:
            relay.kill()
            relay.stdout.close()
            relay.wait()


def trouble() -> str:
    """Say why no host can be made on this machine; nothing when one can."""
    if not shutil.which("ip"):
        return "There is no “ip” here: install iproute2."
    name = f"storm-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], check=False, capture_output=True, text=True)
    if made.returncode:
        return f"“ip netns add” is not permitted here ({made.stderr.strip()}): be root."
    _ip("netns", "delete", name)
    return ""


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()}")
