"""The platforms of a chaos run: one account on one server for each channel, in one process.

``python -m tests.chaos.platforms CHANNELS LEDGER SEED SHARE HOST`` prints what the file of each
channel must say, as one line of JSON, and serves until it is stopped. SHARE is the part of the
usual mishaps that befall them, HOST the address they listen on.

Every call that would create a post is a line of the ledger when it arrives, with what befell it,
and another when a post was made by it: the ledger is only ever added to, and outside every
database. Times are seconds of the machine's monotonic clock, which all of its processes share.

What goes wrong with a call is drawn from the seed, the channel, the message and how often that call
was heard, so it is the same in every run.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.chaos.scene import PLATFORMS, name_of, number_of
from tests.servers.fake import Fake, Request

MISHAPS = {
    "answer lost": 0.08,
    "cut before": 0.04,
    "garbled answer": 0.03,
    "500": 0.03,
    "slow": 0.04,
    "429": 0.01,
}
LOOKING = 0.5  # the share of these odds at which other calls go wrong
SLOWEST = 0.25  # seconds before, and again after, a platform has acted


class Ledger:
    """A file to which lines are added, each in one step."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def add(self, **row: object) -> None:
        """Add a line."""
        os.write(self._file, (json.dumps(row) + "\n").encode())


class Witnessed(Fake):
    """A fake that writes into the ledger what arrives, and what comes of it."""

    channel: str
    seed: str
    share: float
    ledger: Ledger

    def watch(self, channel: str, seed: str, share: float, ledger: Ledger) -> None:
        self.channel, self.seed, self.share, self.ledger = channel, seed, share, ledger
        self._turn = threading.Lock()
        self._heard_of: dict[int, int] = {}  # message -> calls so far
        self._here = threading.local()
        self._others = random.Random(f"{seed} {channel}")

    def treat(self, request: Request) -> Any:
        arrived = time.monotonic()
        step, _ = self._step(request)
        if step != self.WRITE:
            self._here.draw = None
            return super().treat(request)
        message = number_of(request.body.decode("utf-8", "replace"))
        with self._turn:
            count = self._heard_of[message or 0] = self._heard_of.get(message or 0, 0) + 1
        draw = random.Random(f"{self.seed} {self.channel} {message} {count}")
        mishap = self._drawn(draw.random(), self.share)
        self.ledger.add(
            what="arrived", at=arrived, channel=self.channel, message=message, mishap=mishap
        )
        self._here.draw = mishap
        time.sleep(draw.uniform(0, SLOWEST))
        answer = self._acted(request)
        time.sleep(draw.uniform(0, SLOWEST))
        return answer

    def _acted(self, request: Request) -> Any:
        with self._turn:
            before = set(self.posts)
            answer = super().treat(request)
            for new, words in self.posts.items():
                if new not in before:
                    self.ledger.add(
                        what="made",
                        at=time.monotonic(),
                        channel=self.channel,
                        message=number_of(words),
                        id=new,
                        text=words,
                    )
        return answer

    def _mishap(self, step: str) -> str:
        if self._here.draw is not None:
            return str(self._here.draw)
        with self._turn:
            return self._drawn(self._others.random(), self.share * LOOKING)

    def _drawn(self, lot: float, share: float) -> str:
        for name, chance in MISHAPS.items():
            if lot < chance * share:
                return name
            lot -= chance * share
        return ""


def kind_of(platform: str) -> tuple[type[Witnessed], Any]:
    """Return the class of a platform's witnessed fake, and the module of the fake."""
    from tests.chaos.matrix import FAKES

    module, _, name = FAKES[platform].partition(":")
    home = import_module(module)
    return type(name, (Witnessed, getattr(home, name)), {}), home


def main(channels: int, ledger: Path, seed: str, share: float, host: str) -> None:
    """Serve all channels until the process is stopped."""
    Witnessed.HOST = host
    lines, servers = Ledger(ledger), {}
    kinds = {platform: kind_of(platform) for platform in PLATFORMS}
    for number in range(channels):
        channel = name_of(number)
        kind, home = kinds[channel.rpartition("-")[2]]
        server = kind()
        server.watch(channel, seed, share, lines)
        servers[channel] = home.channel(server.url)
        threading.Thread(target=server.serve_forever, args=(0.5,), daemon=True).start()
    print(json.dumps(servers), flush=True)
    sys.stdin.read()  # until whoever started it ends


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]), sys.argv[5])
