"""Which files are read, and what is said of the others."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from campaign.library.finding import Finding
from campaign.library.loader import NoCampaign, read_library
from tests.servers.campaign_folder import GOOD, PLATFORMS, write_campaign


def found(folder: Path) -> list[tuple[str, str]]:
    """Return file and code of every finding; each must be at the top of its file."""
    findings: tuple[Finding, ...] = read_library(folder, PLATFORMS).findings
    assert all((f.line, f.column) == (1, 1) for f in findings)
    return [(f.file.removeprefix("messages/"), f.code) for f in findings]


def test_drafts_read_me_files_and_hidden_files_are_not_messages(tmp_path: Path) -> None:
    names = ("_template.md", ".hidden.md", "README.md", "theme/README.md", "_old/a.md", "~$a.md")
    library = read_library(write_campaign(tmp_path, dict.fromkeys(names, "not one")), PLATFORMS)
    assert (library.messages, library.findings) == ({}, ())


def test_endings_may_be_in_capitals(tmp_path: Path) -> None:
    library = read_library(write_campaign(tmp_path, {"theme/School run.MD": GOOD}), PLATFORMS)
    assert list(library.messages) == ["theme/School run"]


def test_a_file_that_is_not_read_is_mentioned(tmp_path: Path) -> None:
    stray = {"theme/a.txt": "x", "fact.yaml": "x", "organisations/north.yml": "x"}
    assert found(write_campaign(tmp_path, stray)) == [
        ("fact.yaml", "not-read"),
        ("organisations/north.yml", "not-read"),
        ("theme/a.txt", "not-read"),
    ]


def test_names_that_differ_in_capitals_only_are_refused(tmp_path: Path) -> None:
    files = {"theme/A.md": GOOD, "theme/a.md": GOOD, "theme/b.md": GOOD.replace("Text", "Other")}
    folder = write_campaign(tmp_path, files)
    assert found(folder) == [("theme/a.md", "duplicate-message")]
    assert list(read_library(folder, PLATFORMS).messages) == ["theme/A", "theme/b"]


def test_names_other_computers_cannot_hold_are_refused(tmp_path: Path) -> None:
    folder = write_campaign(tmp_path, {"what?.md": GOOD, "line\nbreak.md": GOOD})
    (folder / "messages" / os.fsdecode(b"caf\xe9.md")).write_text(GOOD)
    assert found(folder) == [
        ("caf?.md", "file-name"),
        ("line?break.md", "file-name"),
        ("what?.md", "file-name"),
    ]


def test_a_link_is_followed_inside_the_folder_only(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(GOOD)
    folder = write_campaign(tmp_path / "campaign", {"a.md": GOOD})
    messages = folder / "messages"
    (messages / "b.md").symlink_to("a.md")
    (messages / "c.md").symlink_to(outside)
    (messages / "d.md").symlink_to("d.md")
    (messages / "e.md").symlink_to("nowhere.md")
    (messages / "f").symlink_to(tmp_path)
    (messages / "g").symlink_to(messages)
    assert found(folder) == [
        ("c.md", "link-outside"),
        ("d.md", "unreadable"),
        ("e.md", "unreadable"),
        ("f", "link-outside"),
        ("g", "link-outside"),
    ]
    assert list(read_library(folder, PLATFORMS).messages) == ["a", "b"]


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    folder = write_campaign(tmp_path)
    os.mkfifo(folder / "messages" / "pipe.md")
    assert found(folder) == [("pipe.md", "not-a-file")]


def test_a_very_large_file_is_refused_unread(tmp_path: Path) -> None:
    folder = write_campaign(tmp_path, {"a.md": GOOD + "x" * 1_000_000})
    assert found(folder) == [("a.md", "file-too-large")]


def test_a_file_one_may_not_read_is_named() -> None:
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # where somebody else may go as well
    try:
        folder.chmod(0o755)
        write_campaign(folder, {"a.md": GOOD, "b.md": GOOD, "closed/c.md": GOOD})
        (folder / "messages/a.md").chmod(0)
        (folder / "messages/closed").chmod(0)
        assert _as_nobody(folder) == [("a.md", "unreadable"), ("closed", "unreadable")]
        (folder / "messages").chmod(0)
        with pytest.raises(NoCampaign, match="cannot be read: Permission denied"):
            _as_nobody(folder)
    finally:
        (folder / "messages").chmod(0o755)
        (folder / "messages/closed").chmod(0o755)
        shutil.rmtree(folder)


def _as_nobody(folder: Path) -> list[tuple[str, str]]:
    """Read the folder without the rights of the administrator, who may read everything."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        return found(folder)
    finally:
        if me == 0:
            os.seteuid(0)


def test_a_missing_register_is_no_fault(tmp_path: Path) -> None:
    folder = write_campaign(tmp_path)
    for name in ("facts.yaml", "signposts.yaml", "dates.yaml"):
        (folder / "messages" / name).unlink()
    assert found(folder) == []
