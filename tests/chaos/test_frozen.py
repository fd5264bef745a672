"""A worker that stands still past its lease, and wakes, sends nothing."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.chaos.fleet import environment
from tests.servers.paths import ROOT

pytestmark = pytest.mark.chaos


def test_workers_that_wake_past_their_lease_send_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.frozen", str(tmp_path)],
        cwd=ROOT,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    last = r"posts \d+, frozen 4, duplicates 0, lost 0, sent after waking 0, audit ok"
    assert re.fullmatch(last, done.stdout.splitlines()[-1])
