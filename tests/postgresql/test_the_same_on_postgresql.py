"""Everything that was said of the store holds on PostgreSQL, too: the same tests, once more."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.servers.paths import ROOT
from tests.servers.postgresql import postgresql


def test_the_store_keeps_its_promises_on_postgresql():
    with postgresql() as address:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "tests/store",
                "tests/web/test_health.py",
                "-p",
                "no:randomly",
            ],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address},
            capture_output=True,
            text=True,
            check=False,
        )
    print(done.stdout[-300:])
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout
