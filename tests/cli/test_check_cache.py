"""``campaign check`` says the same, word for word, whether or not it has looked before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.servers.campaign_folder import GOOD, picture, write_campaign
from tests.servers.command import Done, campaign, environment
from tests.servers.paths import ROOT

CACHE = ".campaign/check-cache.json"
WAIVED = (
    "waive:\n  - {code: PLAIN-08, reason: A name, by: A Editor}\nimage: badge.png\nalt: A badge."
)
MESSAGES = {
    "behind-the-badge/good.md": GOOD,
    "behind-the-badge/misspelt.md": GOOD.replace("Text", "Thank you, frends. Mor\u00e9 日本."),
    "behind-the-badge/waived.md": GOOD.replace(
        "audience: public", f"audience: public\n{WAIVED}"
    ).replace("Text", "Thank you, Zzyzx."),
    "behind-the-badge/faulty.md": GOOD.replace("X, Facebook", "X, facebok"),
    "behind-the-badge/old.md": "---\ntitle: caf\xe9\n---\n".encode("cp1252"),
}
FORMS = ("text", "json", "sarif", "github")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_campaign(tmp_path / "campaign", MESSAGES)
    (folder / "assets").mkdir()
    (folder / "assets" / "badge.png").write_bytes(picture())
    return folder


def without_cache(folder: Path, *arguments: str) -> Done:
    (folder / CACHE).unlink(missing_ok=True)
    return campaign(folder, "check", *arguments)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_the_same_with_and_without_what_was_kept(folder: Path, form: str) -> None:
    first = without_cache(folder, "--format", form)
    assert (folder / CACHE).exists()
    assert campaign(folder, "check", "--format", form) == first
    assert "frends" in first.out
    message = folder / "messages" / "behind-the-badge" / "good.md"
    message.write_text(GOOD.replace("Text", "Thenk you."))
    changed = campaign(folder, "check", "--format", form)
    assert "Thenk" in changed.out
    assert without_cache(folder, "--format", form) == changed


def test_what_was_kept_serves_every_way_of_asking(folder: Path) -> None:
    campaign(folder, "check")
    for arguments in (
        ["messages/behind-the-badge/misspelt.md"],
        ["--strict"],
        ["--code", "PLAIN-08"],
    ):
        kept = campaign(folder, "check", *arguments)
        assert kept == without_cache(folder, *arguments)


def test_a_read_only_folder_is_checked_all_the_same(folder: Path) -> None:
    expected = without_cache(folder)
    (folder / CACHE).unlink()
    (folder / ".campaign").rmdir()
    (folder / ".campaign").touch()  # stands for what not even a superuser can write into
    assert campaign(folder, "check") == expected
    assert campaign(folder, "check") == expected


def test_many_at_once_do_no_harm(folder: Path) -> None:
    expected = without_cache(folder)
    (folder / CACHE).unlink()
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(lambda _: campaign(folder, "check"), range(6)))
    assert results == [expected] * 6
    assert [path.name for path in (folder / ".campaign").iterdir()] == ["check-cache.json"]
    assert campaign(folder, "check") == expected


LOOK = """\
import sys
from datetime import date
from pathlib import Path
from campaign.checks.again import look
from campaign.registry import platforms
print(len(look(Path(sys.argv[1]), platforms, date(2026, 11, 22)).looked_at))
"""


def looked_at(folder: Path, program: Path) -> int:
    """Return how many messages another program's look has to look at."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(folder)],
        cwd=program,
        env=environment({"PYTHONPATH": str(program)}),
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_another_version_of_the_program_looks_at_everything(folder: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    ignored = shutil.ignore_patterns("__pycache__", "web", "store", "worker")
    shutil.copytree(ROOT / "campaign", program / "campaign", ignore=ignored)
    assert looked_at(folder, program) == len(MESSAGES)
    assert looked_at(folder, program) == 0
    for file in ("checks/words/jargon.yaml", "library/when.py", "adapter.py"):
        os.utime(program / "campaign" / file, (1, 1))
        assert looked_at(folder, program) == len(MESSAGES)
    assert looked_at(folder, program) == 0
