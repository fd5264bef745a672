"""The guide for authors of adapters says what is true: its example keeps every promise."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from campaign.adapter import Account, Capabilities
from campaign.testing import AdapterContract, FakePlatform, ThreadPlatform
from tests.servers.command import environment
from tests.servers.paths import ROOT

GUIDE = (ROOT / "docs" / "adapters.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """Leave the guide's files as an author would have them, with the package installed."""
    for block in blocks("python"):
        [name] = re.findall(r'\A"""(\w+\.py)"""', block)
        (tmp_path / name).write_text(block, encoding="utf-8")
    [project] = blocks("toml")
    [(name, target)] = tomllib.loads(project)["project"]["entry-points"][
        "campaign.adapters"
    ].items()
    about = tmp_path / "kiosk-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: kiosk\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[campaign.adapters]\n{name} = {target}\n")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment({"PYTHONPATH": f"{folder}:{ROOT}"}),
        input="Hello",
        capture_output=True,
        text=True,
        check=False,
    )


def test_its_adapter_in_two_steps_keeps_every_promise(example: Path) -> None:
    done = run(example, "pytest", "-q", "-rs", "-p", "no:cacheprovider", "test_kiosk.py")
    assert done.returncode == 0, done.stdout
    skipped = set(re.findall(r"kiosk does not claim (\w+)", done.stdout))
    assert skipped == {"followers", "measure", "reply"}
    assert done.stdout.count("SKIPPED") == len(skipped)


def test_its_adapter_is_found_by_its_entry_point(example: Path) -> None:
    done = run(example, "campaign", "count", "--platform", "kiosk")
    assert done.stdout == "5 of 400\n", done.stderr


@pytest.mark.parametrize("kind", [Capabilities, Account])
def test_every_field_is_explained(kind: type) -> None:
    for field in fields(kind):
        assert re.search(rf"^\| .*`{field.name}\b.* \|$", GUIDE, re.MULTILINE), field.name


@pytest.mark.parametrize("kind", [FakePlatform, ThreadPlatform])
def test_what_a_server_must_tell_and_do_is_named(kind: type) -> None:
    for name in {name for one in kind.__mro__ for name in vars(one) if not name.startswith("_")}:
        assert f"`{name}" in GUIDE, name


def test_what_may_be_overridden_is_there() -> None:
    for name in ("content", "fullest", "post", "meanings"):
        assert f"`{name}`" in GUIDE
        assert hasattr(AdapterContract, name)
