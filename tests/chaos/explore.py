"""``python -m tests.chaos.explore MINUTES [SEED]``: play lives of posts for so long, count them.

``… every`` goes through every order of one post and two workers instead, crash and mishap once;
with ``--more`` also with a hold, a person's decision and a third attempt, which takes long.

On SQLite; with ``DATABASE_URL``, on that PostgreSQL, whose rows are taken away.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from hypothesis.stateful import run_state_machine_as_test

from campaign.store.database import connect

STEPS = 60  # of a life


def main(minutes: float, first: int = 0) -> None:
    """Play for so many minutes; a life that breaks the promise is raised, at its shortest."""
    end = time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        connect(Path(folder))
        from tests.chaos import life

        run_state_machine_as_test(life.Life, settings=life.LONG)
        print(life.said(), flush=True)
        seed = first
        while time.monotonic() < end:
            life.walk(seed, STEPS)
            seed += 1
            if seed % 100 == 0:
                print(life.said(), flush=True)
    for what, count in sorted(life.COUNTS.items()):
        print(f"{count:8} {what}")


def every(*, more: bool = False) -> None:
    """Go through every order of one post and two workers, on platforms of three shapes."""
    with tempfile.TemporaryDirectory() as folder:
        connect(Path(folder))
        from tests.chaos.every import Bounds, Walk

        bounds = Bounds() if more else Bounds(holds=0, decisions=0, attempts=2)
        for shape in ("exact", "keyless", "blind"):
            walk = Walk(shape, bounds).run()
            ends = ", ".join(f"{state} {count}" for state, count in sorted(walk.ends.items()))
            told = f"{shape}: states {len(walk.seen)}, moves {walk.moves}, broken 0"
            print(f"{told}; ends: {ends}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "every":
        every(more="--more" in sys.argv)
    else:
        main(float(sys.argv[1]), *map(int, sys.argv[2:]))
