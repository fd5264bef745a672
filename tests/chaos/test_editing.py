"""People edit and cancel posts while these go out, on PostgreSQL, with several of everybody."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.chaos.fleet import environment
from tests.servers.paths import ROOT

pytestmark = pytest.mark.chaos


def test_a_storm_of_edits_sends_no_outdated_text_and_no_cancelled_post():
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.editing", "1"],
        cwd=ROOT,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    last = (
        r"posts \d+, edits \d+, cancelled [1-9]\d*, outdated 0, unapproved 0, cancelled sent 0,"
        r" duplicates 0, lost 0, audit ok"
    )
    assert re.fullmatch(last, done.stdout.splitlines()[-1])
