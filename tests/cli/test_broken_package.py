"""A platform's package that cannot be imported breaks that platform, and nothing else."""

from __future__ import annotations

import os

import pytest

from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import campaign
from tests.servers.paths import ROOT

OURS = """\
name: Police
kind: partner
channels:
  ours-x: {platform: x, handle: "@police", network: sandbox}
"""
THEIRS = (
    OURS
    + """\
  theirs: {platform: kiosk, network: sandbox}
"""
)
SENTENCE = "The platform kiosk is left out, for its package broken-kiosk cannot be used (OSError)"


@pytest.fixture
def env(tmp_path):
    about = tmp_path / "site" / "broken_kiosk-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-kiosk\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[campaign.adapters]\nkiosk = broken_kiosk:Kiosk\n")
    (about.parent / "broken_kiosk.py").write_text("raise OSError('No such library.')\n")
    return {"PYTHONPATH": os.pathsep.join([str(ROOT), str(about.parent)])}


def written(tmp_path, organisation):
    files = {"behind-the-badge/good.md": GOOD, "organisations/ours.yaml": organisation}
    return write_campaign(tmp_path / "campaign", files)


def test_everything_else_goes_on_and_is_told_of_it(tmp_path, env):
    folder = written(tmp_path, OURS)
    for command in (["check"], ["plan"], ["channels", "list"]):
        done = campaign(folder, *command, env=env)
        assert SENTENCE in done.err, command
        assert done.code in {0, 1}
        assert "unforeseen" not in done.err
    assert f"Packages: {SENTENCE}" in campaign(folder, "doctor", env=env).out


def test_a_channel_on_it_is_told_so(tmp_path, env):
    done = campaign(written(tmp_path, THEIRS), "check", env=env)
    assert done.code == 1
    assert "kiosk" in done.out
    assert SENTENCE in done.err
