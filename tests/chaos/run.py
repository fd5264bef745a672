"""The chaos run: everything goes wrong at once, and no post is doubled, lost or sent under a hold.

``python -m tests.chaos.run --minutes 2 --database postgresql`` (or ``make chaos``) lets real
processes of the program deliver to platforms that lose answers, kills one of them every two
seconds, crashes the database five times, and has people place and lift twenty holds. Then it lets
what is left settle, and compares every post with what the platforms wrote down. The last line is
the result; the status is 1 when a number in it is bad. See docs/delivery.md.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.chaos import scene, verdict
from tests.chaos.fleet import Fleet, Machine
from tests.chaos.officers import Officers
from tests.chaos.stage import Stage, durable
from tests.servers.postgresql import Server, clone

EVERY = 2.0  # seconds from one kill to the next, in the mean
CRASHES = 5  # of the database
DOWN = (0.0, 3.0)  # seconds it stays away
SETTLE = 900.0  # seconds until what has not settled counts as lost
ROLES = ("worker",) * 5 + ("scheduler",) * 2  # of the processes on PostgreSQL


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    minutes: float
    database: str
    seed: int = 7
    posts: int = 2000
    channels: int = 100
    holds: int = 20

    @property
    def seconds(self) -> float:
        return self.minutes * 60


@dataclass
class Storm:
    """One run: its processes, and what it did to them."""

    wish: Wish
    stage: Stage
    server: Server | None
    down: list[float] = field(default_factory=list)  # seconds of each crash of the database
    began: float = field(default_factory=time.monotonic)

    def run(self) -> int:
        """Do it all; return the exit status."""
        stage, wish = self.stage, self.wish
        posts = scene.posts(wish.channels, wish.posts)
        with stage.platforms(wish.channels, seed=wish.seed) as servers:
            stage.prepare(servers, posts, timedelta(seconds=wish.seconds))
            self._tell("prepared")
            fleet = Fleet(self._machines())
            try:
                fleet.start()
                people = self._rage(fleet, posts)
                self._tell("the storm is over")
                stage.calm(SETTLE)
                self._tell("settled")
                unwell = fleet.stop()
                self._tell("stopped")
            finally:
                fleet.end()
            self._say(fleet, people, unwell)
            return self._judge(posts, people, fleet, unwell)

    def _machines(self) -> list[Machine]:
        if not self.server:
            return [Machine("the program", "all", self.stage.home, self.stage.env)]
        return [
            self.stage.machine(f"{role}-{number}", role)
            for number, role in enumerate(ROLES, start=1)
        ]

    def _rage(self, fleet: Fleet, posts: list[scene.Post]) -> Officers:
        """Kill, crash and stop for as long as posts fall due."""
        wish = self.wish
        folders = [machine.folder for machine in fleet.machines]
        people = Officers(folders, self.stage.env, posts, wish.seed)
        fleet.wait_until_live(120)
        begin, chance = time.monotonic(), random.Random(f"{wish.seed} kills")
        wait = people.watch(wish.holds, wish.seconds)
        crashing = threading.Thread(target=self._crashes, name="crashes", daemon=True)
        crashing.start()
        kills = 0
        while (now := time.monotonic() - begin) < wish.seconds:
            if now >= kills * EVERY:
                kills += 1
                fleet.kill(chance)
            time.sleep(0.05)
        crashing.join()
        wait()
        return people

    def _crashes(self) -> None:
        """Crash the database and start it again, five times evenly over the run."""
        if self.server is None:
            return
        begin, chance = time.monotonic(), random.Random(f"{self.wish.seed} crashes")
        for number in range(CRASHES):
            at = begin + self.wish.seconds * (number + 0.5) / CRASHES
            time.sleep(max(0.0, at - time.monotonic()))
            began = time.monotonic()
            self.server.stop()
            time.sleep(chance.uniform(*DOWN))
            self.server.start()
            self.down.append(time.monotonic() - began)

    def _tell(self, what: str) -> None:
        print(f"{time.monotonic() - self.began:6.0f} s  {what}", flush=True)

    def _say(self, fleet: Fleet, people: Officers, unwell: list[str]) -> None:
        ends = sum(machine.ends for machine in fleet.machines)
        held = sum(hold.lifted - hold.confirmed for hold in people.holds)
        print(f"kills by role: {fleet.by_role()}; ended by themselves {ends}")
        down = ", ".join(f"{seconds:.1f} s" for seconds in self.down)
        print(f"database crashes: {len(self.down)} ({down or 'none'})")
        print(f"holds: {len(people.holds)}, {held:.0f} s in all; tried again {people.refusals}")
        for name in unwell:
            print(f"{name} did not end well")

    def _judge(
        self,
        posts: list[scene.Post],
        people: Officers,
        fleet: Fleet,
        unwell: list[str],
    ) -> int:
        found, written = verdict.rows(), verdict.Ledger.read(self.stage.ledger)
        ruling = verdict.judge(posts, found, written, people.holds)
        print(f"states: {verdict.states(found)}")
        for line in verdict.causes(found):
            print(f"  {line}")
        logs = self.stage.folder.glob("*/.campaign/run.log")
        for line, number in verdict.surprises(logs).most_common(20):
            print(f"noted {number} times: {line}")
        print(", ".join(f"{name} {number}" for name, number in verdict.tries(found).items()))
        print("calls: " + ", ".join(f"{name} {n}" for name, n in written.mishaps.most_common()))
        if ruling.nearest is not None:
            print(f"last call before a lift: {ruling.nearest:+.3f} s from a hold's confirmation")
        for line in ruling.bad:
            print(line)
        audits = [self.stage.audit(machine.folder) for machine in fleet.machines]
        print(
            f"posts {len(posts)}, kills {fleet.kills()}, duplicates {len(ruling.duplicates)}, "
            f"lost {len(ruling.lost)}, after-hold {len(ruling.after_hold)}, "
            f"audit {'ok' if all(audits) else 'broken'}"
        )
        return int(bool(ruling.bad) or not all(audits) or bool(unwell))


def main(wish: Wish, keep: Path | None) -> int:
    """Run it in a folder that is kept, or in one that is gone afterwards."""
    with contextlib.ExitStack() as stack:
        sqlite = wish.database == "sqlite"
        server = None if sqlite else stack.enter_context(durable())
        home = keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="campaign-chaos-"))
        address = clone(server.address, "storm") if server else ""
        return Storm(wish, Stage(Path(home), address), server).run()


def _end(*_: object) -> None:
    sys.exit(143)  # by way of every “finally”: no process is left behind


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    asked = argparse.ArgumentParser(description="Everything goes wrong at once.")
    asked.add_argument("--minutes", type=float, default=2)
    asked.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--posts", type=int, default=2000)
    asked.add_argument("--channels", type=int, default=100)
    asked.add_argument("--holds", type=int, default=20)
    asked.add_argument("--keep", type=Path, help="an empty folder that is kept, with all logs")
    told = vars(asked.parse_args())
    kept = told.pop("keep")
    sys.exit(main(Wish(**told), kept))
