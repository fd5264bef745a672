"""Workers are frozen in the middle of delivering, each at another step, and woken past their lease.

``python -m tests.chaos.frozen`` starts four workers of which each stops itself (SIGSTOP) at one
step between the claim and the call, lets a fifth settle what they had in hand, wakes them, and
counts the calls that then arrive: none may. The last line is the result.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.chaos import scene, verdict
from tests.chaos.fleet import Fleet, Machine
from tests.chaos.stage import Stage, durable
from tests.servers.postgresql import clone

LEASE = 10.0  # seconds
STEPS = ("claimed", "publishing", "asking permit", "permitted")
CHANNELS = 40
AWAKE = 6.0  # seconds in which a woken worker would send what it had in hand
PATIENCE = 180.0


def run(stage: Stage) -> int:
    """Freeze, settle, wake and count; return the exit status."""
    # X is left out only because doubts about it are settled after two minutes, not in seconds.
    posts = [post for post in scene.posts(CHANNELS, CHANNELS) if post.platform != "x"]
    with stage.platforms(CHANNELS, share=0.0) as servers:
        stage.prepare(servers, posts, timedelta(seconds=1))
        frozen = [_machine(stage, step) for step in STEPS]
        sound = stage.machine("sound", "all")
        fleet = Fleet([*frozen, sound])
        try:
            for machine in frozen:
                machine.start()
            _until(lambda: all(_stands_still(machine) for machine in frozen))
            sound.start()
            settled = stage.calm(PATIENCE)
            before = len(verdict.Ledger.read(stage.ledger).arrived)
            for machine in frozen:
                machine.send(signal.SIGCONT)
            time.sleep(AWAKE)
            after = verdict.Ledger.read(stage.ledger).arrived[before:]
            fleet.stop()
        finally:
            fleet.end()
    return _judge(stage, posts, after, settled=settled)


def _machine(stage: Stage, step: str) -> Machine:
    env = {"STORM_LEASE": str(LEASE), "STORM_FREEZE": step}
    name = step.replace(" ", "-")
    return stage.machine(name, "all", env=env, module="tests.chaos.launch")


def _judge(
    stage: Stage,
    posts: list[scene.Post],
    after: list[tuple[float, verdict.Name]],
    *,
    settled: bool,
) -> int:
    rows = verdict.rows()
    ruling = verdict.judge(posts, rows, verdict.Ledger.read(stage.ledger), [])
    whole = stage.audit(stage.home)
    print(f"states: {verdict.states(rows)}")
    for line in ruling.bad:
        print(line)
    for _, (channel, message) in after:
        print(f"sent after waking: {message} on {channel}")
    print(
        f"posts {len(posts)}, frozen {len(STEPS)}, duplicates {len(ruling.duplicates)}, "
        f"lost {len(ruling.lost)}, sent after waking {len(after)}, "
        f"audit {'ok' if whole else 'broken'}"
    )
    return int(bool(ruling.bad) or bool(after) or not whole or not settled)


def _stands_still(machine: Machine) -> bool:
    assert machine.process
    stat = Path(f"/proc/{machine.process.pid}/stat").read_text("utf-8")
    return stat.rpartition(")")[2].split()[0] == "T"


def _until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            raise RuntimeError("not every worker came to its step")
        time.sleep(0.1)


if __name__ == "__main__":
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(durable())
        temporary = tempfile.TemporaryDirectory(prefix="campaign-frozen-")
        place = sys.argv[1] if sys.argv[1:] else stack.enter_context(temporary)
        sys.exit(run(Stage(Path(place), clone(server.address, "storm"))))
