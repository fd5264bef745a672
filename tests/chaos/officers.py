"""People who place holds and lift them in the middle of a chaos run, each by a command.

One person places a hold, and another one lifts it. What they note is when the command that placed
it had returned, and when the one that lifts it was started: in between nothing may be sent.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.fleet import environment
from tests.chaos.scene import Post
from tests.servers.paths import ROOT

AGAIN = 0.5  # seconds until a command is tried again that met no database
PATIENCE = 120.0  # seconds until a person gives up
# What the holds stop, in turns. Whatever is due under one is missed when it is lifted, so that
# with too many on everything hardly a post would be left to go out.
SCOPES = ("channel", "organisation", "platform", "all", "theme", "organisation", "channel")


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it was seen from outside; times are of the monotonic clock."""

    scope: str
    value: str
    asked: float  # the command was started
    confirmed: float  # it had returned
    lifted: float  # the command that lifts it was started

    def covers(self, post: Post) -> bool:
        """Say whether it stops this post."""
        return self.scope == "all" or getattr(post, self.scope) == self.value


@dataclass
class Officers:
    """Who places the holds, and what they saw."""

    folders: Sequence[Path]
    env: Mapping[str, str]
    posts: Sequence[Post]
    seed: int
    holds: list[Held] = field(default_factory=list)
    refusals: int = 0  # commands that met no database, and were given again

    def watch(self, count: int, seconds: float) -> Callable[[], None]:
        """Have so many holds placed and lifted over a time; the result waits for the last."""
        half = [(count + 1) // 2, count // 2]  # two pairs of people, who do not wait for each other
        threads = [
            threading.Thread(target=self._pair, args=(number, many, seconds), name="officers")
            for number, many in enumerate(half)
        ]
        for thread in threads:
            thread.daemon = True
            thread.start()

        def wait() -> None:
            for thread in threads:
                thread.join()

        return wait

    def _pair(self, pair: int, count: int, seconds: float) -> None:
        chance = random.Random(f"{self.seed} officers {pair}")
        begin, share = time.monotonic(), seconds / max(count, 1)
        for number in range(count):
            at = begin + share * (number + 0.2 + 0.3 * pair)
            time.sleep(max(0.0, at - time.monotonic()))
            scope, value = self._scope(chance, number)
            self._hold(scope, value, f"{pair}{number:02}", share * chance.uniform(0.1, 0.3))

    def _hold(self, scope: str, value: str, number: str, length: float) -> None:
        option = [] if scope == "all" else [f"--{scope}", value]
        reason = f"Storm hold {number}"
        asked = time.monotonic()
        said = self._until("stop", *option, "--reason", reason, "--by", f"Officer {number} Day")
        confirmed = time.monotonic()
        [placed] = re.findall(r"This is hold (\d+)", said)
        time.sleep(length)
        lifted = time.monotonic()
        self.holds.append(Held(scope, value, asked, confirmed, lifted))
        while placed:  # a command that met no database may have placed it all the same
            said = self._until("resume", placed, "--by", f"Officer {number} Night")
            left = re.search(rf"Still in place: hold (\d+) .*\(Storm hold {number}\)", said)
            placed = left[1] if left else ""

    def _scope(self, chance: random.Random, number: int) -> tuple[str, str]:
        post, scope = chance.choice(self.posts), SCOPES[number % len(SCOPES)]
        return scope, "" if scope == "all" else str(getattr(post, scope))

    def _until(self, *words: str) -> str:
        """Give a command, and again while the database is away, as a person would."""
        end = time.monotonic() + PATIENCE
        folder = self.folders[len(self.holds) % len(self.folders)]
        while True:
            done = subprocess.run(
                [sys.executable, "-m", "campaign", *words, "--folder", str(folder)],
                cwd=ROOT,
                env=environment(self.env),
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 0 or "was lifted already" in done.stderr:
                return done.stdout
            if time.monotonic() > end:
                raise RuntimeError(f"campaign {' '.join(words)}: {done.stdout}{done.stderr}")
            self.refusals += 1
            time.sleep(AGAIN)
