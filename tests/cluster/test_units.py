"""The units for systemd are what systemd takes, and leave the program little to touch."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.servers.paths import ROOT

UNITS = sorted((ROOT / "docs/deployment").glob("*.service"))
MOST = 2.5  # of 10: what “systemd-analyze security” calls OK begins below 5


@pytest.fixture(params=UNITS, ids=lambda unit: unit.stem)
def unit(request, tmp_path):
    """Return a copy that this machine can judge: without our program, our user and our folder."""
    text = request.param.read_text("utf-8")
    text = text.replace("/opt/campaign/bin/campaign", "/bin/true").replace("/srv/campaign", "/tmp")
    text = re.sub(r"^(User|Group|EnvironmentFile)=.*\n", "", text, flags=re.MULTILINE)
    copy = tmp_path / request.param.name.replace("@", "@1")
    copy.write_text(f"{text}", "utf-8")
    return copy


def analyse(*arguments):
    found = shutil.which("systemd-analyze")
    if found is None:  # a part of Debian that not every machine for tests has
        pytest.skip("systemd-analyze is not on this machine")
    command = [found, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_systemd_takes_it(unit):
    done = analyse("verify", "--man=no", str(unit))
    assert (done.returncode, done.stderr) == (0, "")


def test_it_is_confined(unit):
    unit.write_text(unit.read_text("utf-8").replace("[Service]", "[Service]\nUser=campaign"))
    done = analyse("security", "--offline=true", str(unit))
    exposure = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
    assert exposure, done.stdout + done.stderr
    assert float(exposure[1]) < MOST


def test_there_is_a_unit_for_every_role():
    roles = {re.search(r"--role (\w+)", unit.read_text()) for unit in UNITS}
    assert {found[1] if found else "all" for found in roles} == {
        "all",
        "console",
        "scheduler",
        "worker",
    }
