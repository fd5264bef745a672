"""Messages that repeat each other, and drafts that may."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.checks.example import Example
from tests.servers.checking import found

OTHER = "messages/behind-the-badge/{}.md"
HEAD = "---\ntitle: Other\ntheme: behind-the-badge\nplatforms: x\n{}---\n"


def two(tmp_path: Path, other: str, *, drafts: tuple[bool, bool], name: str) -> list[str]:
    """Return the files accused of repeating, of “example” and of another message."""
    mine, theirs = ("draft: yes\n" if draft else "" for draft in drafts)
    files = {OTHER.format(name): HEAD.format(theirs) + other + "\n"}
    example = Example(text="Thank you, all of you.", settings=mine, files=files)
    return [finding.file for finding in found(tmp_path, "TWIN-01", example)]


@pytest.mark.parametrize(
    ("drafts", "accused"),
    [
        ((False, False), "zz"),  # the later one
        ((True, False), "example"),
        ((False, True), "zz"),
        ((True, True), ""),
    ],
)
def test_a_draft_is_told_that_it_repeats_and_never_accuses(tmp_path, drafts, accused) -> None:
    told = two(tmp_path, "Thank you,  All of you.", drafts=drafts, name="zz")
    assert told == ([OTHER.format(accused)] if accused else [])


def test_a_draft_that_comes_first_does_not_accuse_the_finished_one(tmp_path: Path) -> None:
    told = two(tmp_path, "Thank you, all of you.", drafts=(False, True), name="aa")
    assert told == [OTHER.format("aa")]


def test_a_word_more_is_no_repetition(tmp_path: Path) -> None:
    assert two(tmp_path, "Thank you, all three of you.", drafts=(False, False), name="zz") == []
