"""What was said on SQLite holds on PostgreSQL, too: the same tests, once more.

Every test that touches the database inside the test's own process can be run so; what runs as a
process of its own is in ``test_a_move``.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.servers.paths import ROOT
from tests.servers.postgresql import postgresql

PARTS = {
    "store": ["tests/store"],
    "pages, sheets and faults": [
        "tests/web/test_dashboard.py",
        "tests/web/test_feeds.py",
        "tests/web/test_handoff.py",
        "tests/web/test_health.py",
        "tests/web/test_pages.py",
        "tests/web/test_platforms_page.py",
        "tests/web/test_shared_pictures.py",
        "tests/web/test_stops_page.py",
        "tests/sheets/test_export.py",
        "tests/adapters/test_faults_of_rivals_outside.py",
        "tests/adapters/test_post_address.py",
        "tests/chaos/test_stop_by_file.py",
    ],
}


@pytest.mark.parametrize("part", PARTS)
def test_promises_are_kept_on_postgresql(part):
    with postgresql() as address:
        done = subprocess.run(
            # The databases go with the server: some threads of a test end after it.
            [sys.executable, "-m", "pytest", *PARTS[part], "--reuse-db"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address},
            capture_output=True,
            text=True,
            check=False,
        )
    print(done.stdout[-300:])
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "passed" in done.stdout or "100%" in done.stdout
    assert "skipped" not in done.stdout
