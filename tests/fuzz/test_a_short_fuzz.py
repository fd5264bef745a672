"""A short run of the fuzzer: ``make fuzz`` runs the long one."""

from __future__ import annotations

import subprocess
import sys

from tests.servers.paths import ROOT


def test_no_mangled_file_gets_past_the_reader_as_an_exception():
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "0.15"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "uncaught 0" in done.stdout
    assert int(done.stdout.split("files ")[1].split(",")[0]) > 50
