"""What platforms take: texts, links, hashtags and pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from campaign.adapters.limits import LIMITS
from campaign.checks.example import Example
from campaign.library.finding import Severity
from tests.servers.checking import found, places
from tests.servers.examples import picture_of

ENTRY = "picture.jpg: {{rights: Drawn by us, people: none{}}}\n"
LISTED = {"assets/assets.yaml": ENTRY.format("")}


def with_picture(picture: str, alt: str = "A street.", platforms: str = "x") -> Example:
    return Example(picture=picture, settings=f'alt: "{alt}"', platforms=platforms, files=LISTED)


def test_a_text_too_long_names_the_numbers_and_the_worst_channel(tmp_path: Path) -> None:
    text = "x" * 240 + " {{ organisation.footage_link }}ab\n\n## Facebook\nShort."
    (finding,) = found(tmp_path, "PLAIN-06", Example(text=text))
    assert (finding.line, finding.column) == (6, 1)
    assert "(as Office of the Northshire Commissioner)" in finding.message
    assert finding.fix == "Shorten it, or write a shorter one under a heading: ## X"


def test_each_platform_that_minds_is_told_once_at_its_own_section(tmp_path: Path) -> None:
    text = f"{'x' * 281}\n\n## Facebook\n{'y' * 70_000}"
    assert places(found(tmp_path, "PLAIN-06", text)) == [(6, 1), (9, 1)]


def test_a_limit_in_bytes_is_told_in_bytes(tmp_path: Path) -> None:
    limits = {**LIMITS, "x": replace(LIMITS["x"], text_bytes=10)}
    (finding,) = found(tmp_path, "PLAIN-06", Example(text="é" * 6, platforms="x"), limits=limits)
    assert "is 12 of 10 bytes" in finding.message


def test_a_text_that_only_old_emoji_make_too_long_is_a_warning(tmp_path: Path) -> None:
    text = "x" * 276 + " ❤️‍🔥"
    (finding,) = found(tmp_path, "PLAIN-06", Example(text=text, platforms="x"))
    assert finding.severity is Severity.WARNING
    assert "X may count this text as 282 of 280" in finding.message
    shorter = Example(text="x" * 273 + " ❤️‍🔥", platforms="x")
    assert found(tmp_path / "shorter", "PLAIN-06", shorter) == []


def test_threads_takes_five_links_and_one_topic(tmp_path: Path) -> None:
    links = " ".join(f"https://www.northshire.gov.uk/{n}" for n in range(6))
    example = Example(text=f"See {links} #One #Two", platforms="threads")
    first, second = found(tmp_path, "PLAIN-06", example)
    assert {first.severity, second.severity} == {Severity.ERROR, Severity.ADVICE}
    assert any("has 6 links; it takes 5" in finding.message for finding in (first, second))


def test_instagram_takes_five_hashtags(tmp_path: Path) -> None:
    tags = "#One #Two #Three #Four #Five #Six"
    example = replace(with_picture("jpeg 1080x1080", platforms="instagram"), text=tags)
    (finding,) = found(tmp_path, "PLAIN-06", example)
    assert "has 6 hashtags; it takes 5" in finding.message


def test_a_platform_of_pictures_wants_one(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "TECH-03", Example(platforms="instagram"))
    assert (finding.line, finding.column) == (4, 12)
    assert finding.message == "Instagram takes no post without a picture."


def test_a_picture_of_the_wrong_type_is_told(tmp_path: Path) -> None:
    limits = {**LIMITS, "x": replace(LIMITS["x"], image_types=("image/jpeg",))}
    example = with_picture("png 1080x1080", platforms="instagram, x")
    (finding,) = found(tmp_path, "TECH-03", example, limits=limits)
    assert finding.message == "X takes JPEG pictures only."


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ("1080x1350", ""),  # 4:5
        ("1080x566", ""),  # 1.91:1
        ("1080x1400", "takes no picture of this shape (1080 × 1400 pixels)"),
        ("1200x600", "takes no picture of this shape (1200 × 600 pixels)"),
        ("300x300", "wants pictures at least 320 pixels wide (300 × 300 pixels)"),
    ],
)
def test_instagram_minds_the_shape_of_a_picture(tmp_path: Path, size: str, told: str) -> None:
    example = with_picture(f"jpeg {size}", platforms="instagram")
    findings = found(tmp_path, "TECH-03", example)
    assert [told in finding.message for finding in findings] == ([True] if told else [])


def test_facebook_takes_any_shape(tmp_path: Path) -> None:
    example = with_picture("jpeg 1200x300", platforms="facebook")
    assert found(tmp_path, "TECH-03", example) == []


def test_a_picture_too_large_is_told_with_its_size(tmp_path: Path) -> None:
    limits = {**LIMITS, "x": replace(LIMITS["x"], image_bytes=1000)}
    (finding,) = found(tmp_path, "TECH-03", with_picture("jpeg 1200x800"), limits=limits)
    assert "of the 1,000 bytes X takes." in finding.message


def test_more_pictures_than_a_platform_takes_are_told(tmp_path: Path) -> None:
    limits = {**LIMITS, "x": replace(LIMITS["x"], images=0)}
    (finding,) = found(tmp_path, "TECH-03", with_picture("jpeg 1200x800"), limits=limits)
    assert finding.message == "Pictures in the message: 1; X takes none."


def test_a_picture_that_tells_its_place_is_an_error(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "TECH-03", with_picture("jpeg 1200x800 located"))
    assert finding.blocks
    assert finding.message == "The picture's file tells where it was taken."


@pytest.mark.parametrize(
    ("alt", "told"),
    [
        ("An image of a street in Northshire.", "begins with “An image of”"),
        ("See https://a.example", "has a link or a hashtag"),
        ("Our badge #BehindTheBadge", "has a link or a hashtag"),
        ("A street 💙", "has an emoji"),
        ("y" * 251, "has 251 characters; 250 are enough"),
        ("Thank you to everyone on the late shift", "repeats the text"),
        ("Imagery of war", ""),
        ("A picturesque street", ""),
        ("House number 7", ""),
        ("y" * 250, ""),
    ],
)
def test_an_alt_text_says_what_the_picture_shows(tmp_path: Path, alt: str, told: str) -> None:
    findings = found(tmp_path, "A11Y-E2", with_picture("jpeg 1200x800", alt))
    assert [told in finding.message for finding in findings] == ([True] if told else [])
    assert all(finding.severity is Severity.WARNING for finding in findings)


@pytest.mark.parametrize(
    ("alt", "told"),
    [
        ("team.jpg", "is the name of a file"),
        ("Night shift, final 2.JPEG", "is the name of a file"),
        ("IMG_2034", "does not tell"),
        ("DSC00012", "does not tell"),
        ("IMG-20260301-WA0003", "does not tell"),
        ("image", "does not tell"),
        ("Photo of", "does not tell"),
        ("A picture of the …", "does not tell"),
        ("#BehindTheBadge", "does not tell"),
        ("💙💙", "does not tell"),
        ("999", "does not tell"),
        ("Llun", "does not tell"),
        ("Alt text here", "does not tell"),
        ("{{ campaign.hashtag }}", "does not tell"),
        ("Team", ""),
        ("Photo of a badge", ""),
        ("A sign that says img", ""),
        ("The badge of PC 2034", ""),
        ("#BehindTheBadge on a mug", ""),
        ("{{ organisation.name }}", ""),
        ("猫", ""),
    ],
)
def test_what_describes_nothing_is_no_alt_text(tmp_path: Path, alt: str, told: str) -> None:
    example = with_picture("jpeg 1200x800", alt)
    findings = found(tmp_path, "A11Y-E1", example)
    assert [told in finding.message for finding in findings] == ([True] if told else [])
    assert all(finding.blocks for finding in findings)
    if told:  # and once only
        assert found(tmp_path, "A11Y-E2", example) == []


@pytest.mark.parametrize(("name", "faulty"), [("night-shift-3", True), ("badge", False)])
def test_the_name_of_the_picture_itself_is_no_alt_text(tmp_path: Path, name, faulty) -> None:
    entry = f"{name}.jpg: {{rights: Drawn by us, people: none}}\n"
    settings = f"image: {name}.jpg\nalt: {name}"
    example = Example(settings=settings, files={"assets/assets.yaml": entry})
    (tmp_path / "assets").mkdir()
    (tmp_path / f"assets/{name}.jpg").write_bytes(picture_of("jpeg 1200x800"))
    assert bool(found(tmp_path, "A11Y-E1", example)) == faulty


def test_an_alt_text_over_the_limit_of_a_platform_is_an_error(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "A11Y-E2", with_picture("jpeg 1200x800", "y" * 1001))
    assert finding.blocks
    assert finding.message == "The alt text for X is 1,001 of 1,000 characters."


def test_words_in_a_picture_are_said_somewhere(tmp_path: Path) -> None:
    files = {"assets/assets.yaml": ENTRY.format(", text: Late shift heroes")}
    example = replace(with_picture("jpeg 1200x800"), files=files)
    (finding,) = found(tmp_path, "A11Y-03", example)
    assert finding.message == "The picture says “heroes”, and the message does not."


def test_a_moving_picture_is_asked_about(tmp_path: Path) -> None:
    example = with_picture("moving png 800x600")
    assert len(found(tmp_path, "A11Y-E8", example)) == 1
    answered = replace(example, settings=f"{example.settings}\nconfirm: A11Y-E8")
    assert found(tmp_path / "answered", "A11Y-E8", answered) == []
