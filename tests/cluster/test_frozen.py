"""A machine that freezes, or is cut off, keeps no other one from working."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.servers.paths import ROOT

pytestmark = pytest.mark.chaos

OPEN = """
import sys
from pathlib import Path
from campaign.store.database import connect
connect(Path(sys.argv[1]))
from campaign.store.writing import writing
with writing():
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_stop_does_not_wait_for_a_machine_that_froze_in_the_midst_of_a_change(machines):
    frozen = subprocess.Popen(
        [sys.executable, "-c", OPEN, str(machines.folder)],
        cwd=ROOT,
        env=machines.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert frozen.stdout.readline() == "open\n"
        frozen.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        words = ["stop", "--reason", "Incident", "--by", "Sam Hale"]
        done = subprocess.run(
            [sys.executable, "-m", "campaign", *words, "--folder", str(machines.folder)],
            cwd=ROOT,
            env=machines.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        print(f"stopped after {time.monotonic() - began:.1f} s")
        assert "Stopped: everything" in done.stdout, done.stderr
        assert machines.ask("SELECT count(*) FROM store_hold WHERE lifted_at IS NULL") == 1
    finally:
        frozen.kill()
        frozen.wait()
        frozen.stdin.close()
        frozen.stdout.close()
