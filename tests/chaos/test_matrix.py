"""No mishap at any step of any adapter doubles or loses a post."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.chaos.matrix import FAKES, FAULTS
from tests.servers.paths import ROOT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.chaos.matrix", *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=900
    )


def test_every_adapter_every_step_every_mishap():
    done = run()
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.fullmatch(
        r"cells (\d+), duplicates (\d+), lost (\d+), uncertain (\d+)", done.stdout.split("\n")[-2]
    )
    assert found, done.stdout
    cells, duplicates, lost, _ = map(int, found.groups())
    assert (duplicates, lost) == (0, 0)
    assert cells >= 3 * len(FAKES) * len(FAULTS), "a fake has lost its steps"


def test_posts_come_through_when_every_step_goes_wrong_now_and_then():
    """A third of all requests meet a mishap, those that look for posts too."""
    done = run("--storm", "8")
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", duplicates 0, lost 0, uncertain " in done.stdout.split("\n")[-2]


def test_the_matrix_sees_a_post_that_is_made_twice():
    """A delivery that repeats without looking must turn cells red."""
    code = (
        "import sys; from tests.chaos import matrix\n"
        "from campaign.adapters import limits\n"
        "from dataclasses import replace\n"
        "from math import inf\n"
        "forgetful = replace(limits.X, key_lasts=inf)\n"
        "from campaign.adapters.x import X\n"
        "X.capabilities = forgetful\n"
        "X.find = lambda *_: None\n"
        "sys.exit(matrix.main(['x']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert done.returncode != 0
    assert "TWICE" in done.stdout or "LOST" in done.stdout
