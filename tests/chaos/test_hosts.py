"""A host is cut off in the middle of delivering: the others go on, and nothing is doubled."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.chaos import host
from tests.chaos.fleet import environment
from tests.servers.paths import ROOT

pytestmark = pytest.mark.chaos


def test_a_host_that_is_cut_off_in_mid_delivery_doubles_and_loses_nothing(tmp_path):
    if why := host.trouble():
        pytest.skip(why)
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.hosts", str(tmp_path)],
        cwd=ROOT,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    last = r"posts \d+, hosts 3, duplicates 0, lost 0, audit ok"
    assert re.fullmatch(last, done.stdout.splitlines()[-1])
