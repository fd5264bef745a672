"""A machine that freezes, or is cut off, keeps no other one from working."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.servers.paths import ROOT

pytestmark = pytest.mark.chaos

THREADS = 8  # that want to change something, too
OPEN = f"""
THREADS = {THREADS}
import sys
import threading
from pathlib import Path
from campaign.store.database import connect
connect(Path(sys.argv[1]))
from django.db import connection
from campaign.store.writing import writing
def change():
    connection.ensure_connection()
    ready.release()
    with writing():
        pass
ready = threading.Semaphore(0)
with writing():
    for _ in range(THREADS):
        threading.Thread(target=change, daemon=True).start()
    for _ in range(THREADS):
        ready.acquire()
    print("open", flush=True)
    sys.stdin.read()
"""

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'"


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
        time.sleep(1)  # in which its other threads come to wait
        frozen.send_signal(signal.SIGSTOP)
        assert machines.ask(WAITING) == 0, "they would be given the lock next, one by one"
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
