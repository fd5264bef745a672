"""Everything goes wrong at once: at the full two minutes, and for a shorter time on SQLite."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.chaos.fleet import environment
from tests.servers.paths import ROOT

pytestmark = pytest.mark.chaos

LAST = r"posts (\d+), kills (\d+), duplicates 0, lost 0, after-hold 0, audit ok"


def run(*options: str) -> tuple[int, int]:
    """Run it; return how many posts and kills it counted."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.run", *options],
        cwd=ROOT,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout.splitlines()
    found = re.fullmatch(LAST, said[-1] if said else "")
    assert done.returncode == 0, done.stdout + done.stderr
    assert found, done.stdout
    assert int(re.findall(r"published (\d+)", done.stdout)[0]) > 0, done.stdout
    return int(found[1]), int(found[2])


def test_two_minutes_of_chaos_on_postgresql():
    posts, kills = run("--minutes", "2", "--database", "postgresql")
    assert posts == 2000
    assert 5 <= kills <= 60  # one every two seconds, unless most processes are only starting


def test_a_short_chaos_on_sqlite():
    options = ("--minutes", "0.5", "--posts", "300", "--channels", "40", "--holds", "4")
    posts, kills = run(*options, "--database", "sqlite")
    assert posts == 300
    assert 2 <= kills <= 15
