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


@pytest.mark.parametrize("heading", ["## Variant B", "## variant b ##", "##  VARIANT  B"])
def test_the_other_version_of_the_text_stands_under_a_heading_of_its_own(heading: str) -> None:
    found, faults = cut(f"General\n\n{heading}\n\nOther\n\n## X\n\nShort")
    assert found == (
        Section((), "General", 10),
        Section((), "Other", 14, variant="b"),
        Section(("x",), "Short", 18),
    )
    assert faults == []


def test_a_platforms_own_text_has_a_version_of_its_own() -> None:
    found, faults = cut("## X and Bluesky\nShort\n## Variant B for X and Bluesky\nShorter")
    assert [(s.platforms, s.variant) for s in found] == [
        (("x", "bluesky"), ""),
        (("x", "bluesky"), "b"),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("A\n## Variant C\nC", (11, 4, "variant")),
        ("## Variant A\nA", (10, 4, "variant")),
        ("A\n## Variant B\nB\n## Variant B\nC", (13, 4, "section-twice")),
        ("A\n## Variant B for X\nB\n## Variant B for Bluesky, X\nC", (13, 27, "section-twice")),
        ("A\n## Variant B for Twatter\nB", (11, 18, "unknown-platform")),
        ("A\n## Variant B\n", (11, 4, "empty-section")),
        ("A\n**Variant B**\nB", (11, 1, "heading")),
        ("A\n# variant b\nB", (11, 1, "heading")),
    ],
)
def test_a_version_that_cannot_be_is_told(body: str, fault: tuple[int, int, str]) -> None:
    assert cut(body)[1] == [fault]


VARIANT = f"{GOOD}\n## Variant B\n\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{VARIANT}Text\n", "variant-same"),
        (f"{VARIANT}Other\n".replace("title:", "tone: solemn\ntitle:"), "variant-solemn"),
        (f"{GOOD}\n## X\n\nS\n\n## Facebook\n\nS\n\n## Variant B\n\nOther\n", "section-unused"),
    ],
)
def test_a_version_that_makes_no_test_is_told(tmp_path, text: str, code: str) -> None:
    assert [f.code for f in library_of(tmp_path, m=text).findings] == [code]


def test_a_version_b_is_no_text_for_a_platform_that_has_none(tmp_path) -> None:
    text = GOOD.replace("Text\n", "## Variant B\n\nOther\n")
    assert [f.code for f in library_of(tmp_path, m=text).findings] == ["no-text"]


def test_both_versions_are_read_and_neither_takes_the_place_of_the_other(tmp_path) -> None:
    message = library_of(tmp_path, m=f"{VARIANT}Other\n").messages["behind-the-badge/m"]
    assert message.variants("x") == ("a", "b")
    assert message.section_for("x").text == message.section_for("x", "a").text == "Text"
    assert message.section_for("x", "b").text == "Other"
    assert [section.text for section in message.spoken_on("x")] == ["Text", "Other"]
