"""A package from elsewhere adds a platform: it is installed, and nothing of ours changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.fake_noticeboard import FakeNoticeboard
from tests.servers.need import missing
from tests.servers.paths import ROOT
from tests.servers.program import campaign, running

SAMPLE = ROOT / "tests" / "sample_platform"
MESSAGE = """\
---
title: {title}
theme: bystander-guidance
platforms: {platforms}
---
{text}
"""
CAMPAIGN = """\
name: Behind the Badge
hashtag: "#BehindTheBadge"
author: Communications team
themes:
  bystander-guidance: {title: If you see it, share: 100}
slots:
  - {days: every day, times: "08:00"}
"""
POLICE = """\
name: Northshire Police
kind: force
website: https://www.northshire-police.example
footage_link: northshire-police.example/footage
channels:
  northshire-board:
    platform: noticeboard
    base_url: {url}
    secrets: {{token: NORTHSHIRE_BOARD_TOKEN}}
    options: {{board: market-square}}
"""
TITLE = "Call 999 first"
TEXT = "Seen an officer hurt? Call 999 first, then send us your video."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the package for good, without a network, into a folder of its own."""
    copy = tmp_path_factory.mktemp("source") / "sample"
    target = tmp_path_factory.mktemp("site")
    shutil.copytree(SAMPLE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", target, copy]
    try:
        subprocess.run([*command, "--quiet"], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as exc:
        if "No module named pip" in exc.stderr:
            missing("pip", "python -m ensurepip")
        raise AssertionError(exc.stderr) from exc
    return target


@pytest.fixture
def board() -> Iterator[FakeNoticeboard]:
    with FakeNoticeboard() as server:
        yield server
    assert server.violations == []


@pytest.fixture
def folder(
    tmp_path: Path, site: Path, board: FakeNoticeboard, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A campaign with a channel on the new platform, in an environment that has the package."""
    monkeypatch.setenv("PYTHONPATH", f"{site}{os.pathsep}{ROOT}")
    monkeypatch.setenv("NORTHSHIRE_BOARD_TOKEN", board.token)
    organisations = tmp_path / "messages" / "organisations"
    organisations.mkdir(parents=True)
    (tmp_path / "messages" / "campaign.yaml").write_text(CAMPAIGN)
    (organisations / "northshire-police.yaml").write_text(POLICE.format(url=board.url))
    write(tmp_path, TEXT)
    return tmp_path


def write(folder: Path, text: str, platforms: str = "noticeboard") -> None:
    theme = folder / "messages" / "bystander-guidance"
    theme.mkdir(exist_ok=True)
    (theme / "call-first.md").write_text(
        MESSAGE.format(title=TITLE, text=text, platforms=platforms)
    )


def test_it_is_known_once_it_is_installed(site: Path) -> None:
    code = "from campaign import registry; print(registry.platforms()['noticeboard'].text_limit)"
    command = [sys.executable, "-c", code]
    path = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, env=path, cwd="/", capture_output=True, text=True, check=True)
    assert done.stdout == "400\n"
    plain = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=plain, cwd="/", capture_output=True, text=True, check=False)
    assert "KeyError: 'noticeboard'" in done.stderr


def test_its_limits_are_checked_like_ours(folder: Path) -> None:
    write(folder, f"{TEXT}\n\n## Noticeboard\n{'Stay safe, and call 999. ' * 20}")
    done = campaign(folder, "check")
    assert done.returncode == 1
    assert "400" in done.stdout
    assert "Noticeboard" in done.stdout
    write(folder, TEXT, platforms="notiseboard")
    assert "noticeboard" in campaign(folder, "check").stdout, "a slip is put right by its name"


def test_an_option_it_does_not_know_is_a_finding_like_any_other(folder: Path) -> None:
    police = folder / "messages/organisations/northshire-police.yaml"
    police.write_text(police.read_text().replace("board: market", "bord: market"))
    done = campaign(folder, "check")
    assert done.returncode == 1
    assert "organisations/northshire-police.yaml:10:15" in done.stdout
    assert "Noticeboard has no option “bord”." in done.stdout
    assert "Did you mean “board”?" in done.stdout


def test_the_doctor_tries_it_out(
    folder: Path, board: FakeNoticeboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Channels: 1 channel works." in campaign(folder, "doctor").stdout
    tried = campaign(folder, "channels", "test", "northshire-board").stdout
    assert "speaks as Northshire Police" in tried
    monkeypatch.setenv("NORTHSHIRE_BOARD_TOKEN", "wrong-token-of-nobody")
    done = campaign(folder, "doctor")
    assert done.returncode == 1
    assert "does not accept this channel's credential" in done.stdout
    assert "wrong-token" not in done.stdout + done.stderr


def test_a_channel_on_it_publishes_through_the_worker(folder: Path, board: FakeNoticeboard) -> None:
    board.next_write("answer lost")
    prepare = [sys.executable, "-m", "tests.chaos.prepare", str(folder), "1"]
    subprocess.run(prepare, cwd=ROOT, check=True, capture_output=True)
    with running(folder):
        end = time.monotonic() + 60
        while not _published(folder):
            assert time.monotonic() < end, campaign(folder, "posts", "list").stdout
            time.sleep(0.2)
    assert list(board.posts.values()) == [TEXT]
    [notice] = board.notices.values()
    assert notice["board"] == "market-square"


def _published(folder: Path) -> bool:
    return "call-first" in campaign(folder, "posts", "list", "--state", "published").stdout


def test_the_contract_kit_passes_on_it(site: Path) -> None:
    path = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "tests/sample_platform/kit.py"]
    done = subprocess.run(command, cwd=ROOT, env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(".") > 40, done.stdout
