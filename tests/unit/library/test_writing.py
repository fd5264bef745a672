"""New messages and new campaigns."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.library.loader import read_library
from campaign.library.starter import write_starter
from campaign.library.writer import CannotWrite, new_message, slug

TODAY = date(2026, 11, 22)


def test_a_new_campaign_checks_clean_and_speaks(tmp_path: Path) -> None:
    folder = tmp_path / "my campaign"
    written = write_starter(folder)
    assert all(path.is_file() for path in written)
    library = read_library(folder, LIMITS)
    assert check(library, LIMITS, TODAY) == []
    assert sorted(library.messages) == [
        "behind-the-badge/school-run",
        "bystander-guidance/share-footage-first",
    ]
    assert {channel.adapter for channel in library.channels.values()} == {"sandbox"}


def test_the_template_of_a_new_campaign_is_a_good_message(tmp_path: Path) -> None:
    write_starter(tmp_path / "c")
    template = tmp_path / "c/messages/_template.md"
    template.rename(template.with_name("copied.md"))
    assert check(read_library(tmp_path / "c", LIMITS), LIMITS, TODAY) == []


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(CannotWrite, match="is not empty: name a new folder"):
        write_starter(tmp_path)
    with pytest.raises(CannotWrite, match="is a file"):
        write_starter(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def left_out(folder: Path, *files: str) -> list[str]:
    """Return which of these files git itself leaves out."""
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    done = subprocess.run(
        ["git", "check-ignore", *files], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout.split()


MADE = (".campaign/campaign.sqlite3", "reports/evaluation.html")
KEPT = (
    "messages/campaign.yaml",
    "messages/reports/a.md",
    ".vscode/tasks.json",
    "reports/commentary-2026-10-01-to-2026-10-31.md",
)


def test_git_leaves_out_what_the_program_makes_in_a_new_campaign(tmp_path: Path) -> None:
    assert tmp_path / "c/.gitignore" in write_starter(tmp_path / "c")
    assert left_out(tmp_path / "c", *MADE, *KEPT) == list(MADE)


@pytest.mark.parametrize(
    ("before", "added"),
    [
        (b"*.bak", b"\n# What the program keeps"),
        (b"*.bak\r\n", b"# What the program keeps"),
        (b"/.campaign\n", b"# Evaluation reports"),
        ("caf\u00e9\n".encode("cp1252"), b"# What the program keeps"),
    ],
)
def test_a_new_repository_may_become_a_campaign_and_its_gitignore_stays(
    tmp_path: Path, before: bytes, added: bytes
) -> None:
    left_out(tmp_path)
    path = tmp_path / ".gitignore"
    path.write_bytes(before)
    (tmp_path / "README.md").write_text("Ours\n")
    assert path in write_starter(tmp_path)
    assert path.read_bytes().startswith(before + added)
    assert path.read_bytes().count(b"\r\n") in {0, path.read_bytes().count(b"\n")}
    assert (tmp_path / "README.md").read_text() == "Ours\n"
    assert left_out(tmp_path, *MADE, *KEPT) == list(MADE)


def test_a_gitignore_that_lacks_nothing_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / ".gitignore"
    path.write_text("reports\n.campaign/\n")
    assert path not in write_starter(tmp_path)
    assert path.read_text() == "reports\n.campaign/\n"


def test_a_new_message_is_a_draft_that_checks_clean(tmp_path: Path) -> None:
    write_starter(tmp_path / "c")
    path = new_message(tmp_path / "c", "Walking home: what helps?", "bystander-guidance")
    assert path == tmp_path / "c/messages/bystander-guidance/walking-home-what-helps.md"
    library = read_library(tmp_path / "c", LIMITS)
    message = library.messages["bystander-guidance/walking-home-what-helps"]
    assert (message.title, message.draft) == ("Walking home: what helps?", True)
    assert check(library, LIMITS, TODAY) == []


def test_every_line_of_a_new_message_works_when_its_hash_is_deleted(tmp_path: Path) -> None:
    write_starter(tmp_path / "c")
    path = new_message(tmp_path / "c", "A title", "bystander-guidance", platforms=("x",))
    lines = path.read_text().split("\n")
    note = next(n for n, line in enumerate(lines) if line.startswith("# Delete"))
    end = lines.index("---", 1)
    lines[note + 1 : end] = [line.removeprefix("# ") for line in lines[note + 1 : end]]
    path.write_text("\n".join(lines))
    codes = {f.code for f in read_library(tmp_path / "c", LIMITS).findings}
    assert codes == {"picture-missing", "section-unused", "link-unseen"}


def test_a_message_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    first, second = (new_message(tmp_path, "Twice", "theme") for _ in range(2))
    assert (first.name, second.name) == ("twice.md", "twice-2.md")


@pytest.mark.parametrize(("title", "theme"), [("…", "theme"), ("Title", "../theme"), ("", "x")])
def test_what_makes_no_file_is_refused(tmp_path: Path, title: str, theme: str) -> None:
    with pytest.raises(CannotWrite):
        new_message(tmp_path, title, theme)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Don't walk by", "dont-walk-by"),
        ("Café – 50 % & “more”", "cafe-50-more"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_name_is_made_of_letters_digits_and_hyphens(title: str, name: str) -> None:
    assert slug(title) == name


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_characters="\ufffd"), min_size=1, max_size=60))
def test_any_title_comes_back_as_it_was(tmp_path_factory, title: str) -> None:
    folder = tmp_path_factory.mktemp("c") / "c"
    write_starter(folder)
    try:
        path = new_message(folder, title, "behind-the-badge", platforms=("x",))
    except CannotWrite:
        return
    shown = "".join(c if c.isprintable() else " " for c in title)
    library = read_library(folder, LIMITS)
    name = path.relative_to(folder / "messages").with_suffix("").as_posix()
    assert library.messages[name].title == " ".join(shown.split())
