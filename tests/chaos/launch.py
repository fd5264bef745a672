"""``campaign`` with a short lease, for tests that wait until one is over.

``python -m tests.chaos.launch run --folder FOLDER …`` with these variables:

STORM_LEASE   the seconds a claim lasts; a call has a fifth of that, as in the program
STORM_FREEZE  the step of ``campaign.step`` at which the process stops itself, once (SIGSTOP)
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from campaign.step import Step, watched


def main(folder: Path) -> None:
    """Shorten the lease, then be the program."""
    from campaign.store.database import connect

    connect(folder)
    from campaign.adapters.http import DEADLINE, Http
    from campaign.delivery.publish import LEASE
    from campaign.worker.worker import Worker

    lease = timedelta(seconds=float(os.environ["STORM_LEASE"]))
    Worker.__init__.__kwdefaults__["lease"] = lease
    shorter = {**Http.__init__.__kwdefaults__, "deadline": DEADLINE * (lease / LEASE)}
    Http.__init__.__kwdefaults__ = shorter
    from campaign.__main__ import main as campaign

    with watched(_freeze_at(os.environ.get("STORM_FREEZE", ""))):
        campaign()


def _freeze_at(name: str):
    waiting = [Step(name)] if name else []

    def watch(step: Step) -> None:
        if step in waiting:
            waiting.remove(step)
            os.kill(os.getpid(), signal.SIGSTOP)

    return watch


if __name__ == "__main__":
    main(Path(sys.argv[sys.argv.index("--folder") + 1]))
