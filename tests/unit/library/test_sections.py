"""## headings."""

from __future__ import annotations

import pytest

from campaign.library.message import Section
from campaign.library.platform_names import PlatformNames
from campaign.library.sections import sections
from campaign.library.source import Source
from tests.servers.campaign_folder import GOOD, PLATFORMS, library_of


def cut(body: str) -> tuple[tuple[Section, ...], list[tuple[int, int, str]]]:
    """Cut a body that begins on line 10."""
    source = Source("m.md", body)
    found = sections(source, body, 10, PlatformNames(PLATFORMS))
    return found, [(f.line, f.column, f.code) for f in source.findings]


@pytest.mark.parametrize(
    ("heading", "platforms"),
    [
        ("## X", ("x",)),
        ("##   Twitter  ##", ("x",)),
        ("## X (Twitter)", ("x",)),
        ("## X/Twitter", ("x",)),
        ("## X and Bluesky", ("x", "bluesky")),
        ("## facebook, INSTAGRAM & linked in", ("facebook", "instagram", "linkedin")),
        ("## fb + insta/bsky", ("facebook", "instagram", "bluesky")),
    ],
)
def test_a_heading_names_platforms_as_people_call_them(
    heading: str, platforms: tuple[str, ...]
) -> None:
    found, faults = cut(f"General\n{heading}\nSpecial\n")
    assert found == (Section((), "General", 10), Section(platforms, "Special", 12))
    assert faults == []


@pytest.mark.parametrize(
    "line",
    [
        "#BehindTheBadge",
        "#X",
        "101. That is the number",
        "* a star",
        "+ a plus",
        "<not a tag>",
        "    four spaces",
        "# Our promise",
        "### three",
        "---",
        "**Facebook** is where we are",
        "##",
    ],
)
def test_everything_else_is_text(line: str) -> None:
    found, faults = cut(f"Before\n{line}\nAfter")
    assert found == (Section((), f"Before\n{line}\nAfter", 10),)
    assert faults == []


@pytest.mark.parametrize(
    "line", ["# Facebook", "##Facebook", "### X and Bluesky", "**X**", " ## X"]
)
def test_what_looks_like_a_heading_is_not_published(line: str) -> None:
    _, faults = cut(f"Before\n{line}\nAfter")
    column = len(line) - len(line.lstrip()) + 1
    assert faults == [(11, column, "heading")]


def test_a_text_before_the_first_heading_may_be_absent() -> None:
    found, faults = cut("\n\n## X\n\nHi\n\n\n")
    assert found == (Section(("x",), "Hi", 14),)
    assert faults == []


def test_a_section_for_a_platform_the_message_does_not_go_to_is_mentioned(tmp_path) -> None:
    library = library_of(tmp_path, m=f"{GOOD}\n## X and LinkedIn\n\nShort\n")
    assert [(f.line, f.column, f.code, f.severity) for f in library.findings] == [
        (9, 4, "section-unused", "warning")
    ]
    assert library.messages


def test_platforms_without_a_text_are_named(tmp_path) -> None:
    library = library_of(tmp_path, m=GOOD.replace("Text", "## X\nShort"))
    assert library.findings[0].message == "There is no text for Facebook."
