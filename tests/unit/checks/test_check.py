"""The rules of the house, each over real files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campaign.adapter import Capabilities
from campaign.checks.check import check
from campaign.checks.rules import RULES
from campaign.library.finding import Finding
from campaign.library.loader import read_library
from tests.servers.campaign_folder import (
    FACTS,
    GOOD,
    PLATFORMS,
    library_of,
    picture,
    write_campaign,
)

TODAY = date(2026, 11, 22)


def checked(folder: Path, message: str, today: date = TODAY) -> list[tuple[int, int, str]]:
    """Return line, column and code of what is found in one message."""
    return [(f.line, f.column, f.code) for f in findings(folder, message, today)]


def findings(folder: Path, message: str, today: date = TODAY) -> list[Finding]:
    """Check a campaign with one message."""
    return check(library_of(folder, m=message), PLATFORMS, today)


def with_body(body: str, *settings: str) -> str:
    """Return a message with further settings (from line 6 on) and a text."""
    lines = "".join(f"{line}\n" for line in settings)
    return GOOD.replace("---\nText\n", f"{lines}---\n{body}\n")


def with_picture(folder: Path, raw: bytes, alt: str, platforms: str) -> list[Finding]:
    """Check a message with a picture on some platforms of one organisation."""
    (folder / "assets").mkdir()
    (folder / "assets/a.png").write_bytes(raw)
    channels = "".join(
        f"  northshire-{platform}: {{platform: {platform}, network: sandbox}}\n"
        for platform in platforms.split(", ")
    )
    organisation = f"name: Northshire Police\nkind: force\nchannels:\n{channels}"
    text = with_body("Text", "image: a.png", f"alt: {alt}").replace("X, Facebook", platforms)
    files = {"organisations/northshire-police.yaml": organisation, "m.md": text}
    return check(read_library(write_campaign(folder, files), PLATFORMS), PLATFORMS, TODAY)


def test_a_good_campaign_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, GOOD) == []


def test_a_text_too_long_names_the_numbers_and_the_worst_channel(tmp_path: Path) -> None:
    body = "x" * 240 + " {{ organisation.footage_link }}\n\n## Facebook\nShort."
    (found,) = findings(tmp_path, with_body(body))
    assert (found.line, found.column, found.code) == (7, 1, "text-too-long")
    assert found.message == (
        "The text for X is 295 of 280 characters (as Office of the Northshire Commissioner)."
    )
    assert found.fix == "Shorten it, or write a shorter one under a heading: ## X"


def test_the_longest_text_of_a_platform_is_told(tmp_path: Path) -> None:
    body = "x" * 281 + "{% if organisation.kind == 'force' %}yy{% endif %}\n\n## Facebook\nShort."
    (found,) = findings(tmp_path, with_body(body))
    assert "is 283 of 280 characters (as Northshire Police)" in found.message


def test_each_platform_that_minds_is_told_once_at_its_own_section(tmp_path: Path) -> None:
    body = f"{'x' * 281}\n\n## Facebook\n{'y' * 70_000}"
    assert checked(tmp_path, with_body(body)) == [
        (7, 1, "text-too-long"),
        (10, 1, "text-too-long"),
    ]


def test_a_limit_in_bytes_is_told_in_bytes(tmp_path: Path) -> None:
    tiny = Capabilities(title="X", text_limit=280, text_bytes=10)
    library = library_of(tmp_path, m=with_body("é" * 6))
    (found,) = check(library, {**PLATFORMS, "x": tiny}, TODAY)
    assert "is 12 of 10 bytes" in found.message


def test_a_platform_counts_in_its_own_way(tmp_path: Path) -> None:
    doubled = Capabilities(title="X", text_limit=10, text_length=lambda text: 2 * len(text))
    library = library_of(tmp_path, m=with_body("seven77"))
    (found,) = check(library, {**PLATFORMS, "x": doubled}, TODAY)
    assert "is 14 of 10 characters" in found.message


def test_a_platform_of_pictures_wants_one(tmp_path: Path) -> None:
    organisation = "name: N\nkind: force\nchannels:\n  n-instagram: {platform: instagram}\n"
    text = GOOD.replace("X, Facebook", "Instagram")
    files = {"organisations/northshire-police.yaml": organisation, "m.md": text}
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    (found,) = check(library, PLATFORMS, TODAY)
    assert (found.line, found.column, found.code) == (4, 12, "image-required")


def test_a_picture_of_the_wrong_type_is_told(tmp_path: Path) -> None:
    (found,) = with_picture(tmp_path, picture("PNG"), "A street.", "instagram, x")
    assert (found.line, found.column, found.code) == (6, 8, "image-type")
    assert found.message == "Instagram takes JPEG pictures only."


def test_a_picture_too_large_is_told_with_its_size(tmp_path: Path) -> None:
    raw = picture("PNG") + b"\0" * 1_000_000
    (found,) = with_picture(tmp_path, raw, "A street.", "bluesky, x")
    assert (found.line, found.column, found.code) == (6, 8, "image-too-large")
    assert f"The picture is {len(raw):,} of the 1,000,000 bytes Bluesky takes." == found.message


def test_more_pictures_than_a_platform_takes_are_told(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/a.png").write_bytes(picture())
    library = library_of(tmp_path, m=with_body("Text", "image: a.png", "alt: A street."))
    (found,) = check(library, {**PLATFORMS, "x": replace(PLATFORMS["x"], images=0)}, TODAY)
    assert (found.line, found.code) == (6, "too-many-images")
    assert found.message == "Pictures in the message: 1; X takes none."


def test_an_alt_text_too_long_is_told_with_its_length(tmp_path: Path) -> None:
    (found,) = with_picture(tmp_path, picture(), "y" * 1001, "mastodon, x")
    assert (found.line, found.column, found.code) == (7, 6, "alt-text-too-long")
    assert "1,001 of 1,000" in found.message


def test_an_alt_text_does_not_begin_with_image_of(tmp_path: Path) -> None:
    (found,) = with_picture(tmp_path, picture(), "An image of a street in Northshire.", "x")
    assert (found.line, found.column, found.code) == (7, 6, "alt-opening")
    assert found.fix == "Begin with what it shows: “A street in Northshire.”"


@pytest.mark.parametrize("alt", ["See https://a.example", '"Our #BehindTheBadge"'])
def test_an_alt_text_holds_no_links(tmp_path: Path, alt: str) -> None:
    assert [f.code for f in with_picture(tmp_path, picture(), alt, "x")] == ["alt-link"]


@pytest.mark.parametrize("alt", ["Imagery of war", "A picturesque street", "House number 7"])
def test_an_ordinary_alt_text_is_left_alone(tmp_path: Path, alt: str) -> None:
    assert with_picture(tmp_path, picture(), alt, "x") == []


def test_an_alt_text_that_comes_out_empty_is_told(tmp_path: Path) -> None:
    alt = "\"{% if organisation.kind == 'x' %}y{% endif %}\""
    (found,) = with_picture(tmp_path, picture(), alt, "x")
    assert (found.line, found.column, found.code) == (7, 7, "no-alt-text")


@pytest.mark.parametrize(
    ("today", "settings", "codes"),
    [
        (date(2027, 8, 31), (), []),
        (date(2027, 9, 1), (), ["fact-expired"]),
        (date(2027, 8, 1), ("from: 1/9/2027",), ["fact-expired"]),
        (date(2027, 8, 1), ("until: 31/8/2027",), []),
        (date(2027, 8, 1), ("until: 1/9/2027",), ["fact-expires-first"]),
    ],
)
def test_a_fact_is_not_used_from_the_day_it_expires(
    tmp_path: Path, today: date, settings: tuple[str, ...], codes: list[str]
) -> None:
    message = with_body("In all {{ fact.total_assaults }}", *settings)
    found = findings(tmp_path, message, today)
    assert [f.code for f in found] == codes
    if codes == ["fact-expired"]:
        assert (found[0].line, found[0].column) == (7 + len(settings), 11)


@pytest.mark.parametrize(
    ("settings", "codes"),
    [((), ["fact-embargoed"]), (("from: 1/12/2026",), [])],
)
def test_a_fact_under_embargo_waits_for_its_day(
    tmp_path: Path, settings: tuple[str, ...], codes: list[str]
) -> None:
    facts = FACTS.replace("published", "not_before: 1/12/2026\n  published")
    files = {"facts.yaml": facts, "m.md": with_body("{{ fact.total_assaults }}", *settings)}
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    found = check(library, PLATFORMS, TODAY)
    assert [f.code for f in found] == codes
    assert all(f.fix == "Add a line “from: 1/12/2026”." for f in found)


def test_a_message_nobody_says_is_mentioned(tmp_path: Path) -> None:
    text = GOOD.replace("X, Facebook", "LinkedIn")
    (found,) = findings(tmp_path, text)
    assert (found.line, found.column, found.code, found.severity) == (
        4,
        12,
        "no-channel",
        "warning",
    )
    assert "linkedin; language en-GB" in found.message


def test_two_messages_with_the_same_text_are_mentioned(tmp_path: Path) -> None:
    library = library_of(tmp_path, a=GOOD, b=GOOD.replace("Text", "text "))
    (found,) = check(library, PLATFORMS, TODAY)
    assert (found.file, found.line, found.code) == (
        "messages/behind-the-badge/b.md",
        7,
        "same-text",
    )
    assert "behind-the-badge/a" in found.message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One\nso **bold** and **more**", [(8, 4)]),
        ("see [here](https://a.example)", [(7, 10)]),
        ("type `this`", [(7, 6)]),
        ("__so__", [(7, 1)]),
        ("2 ** 3 is (8) [sic], a_b_c, f*** off", []),
        ("{{ campaign.name | replace('`', '') }}", []),
    ],
)
def test_markdown_is_told_where_it_stands(
    tmp_path: Path, body: str, expected: list[tuple[int, int]]
) -> None:
    assert checked(tmp_path, with_body(body)) == [(*place, "markdown") for place in expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Text\nand #behindthebadge", [(8, 5, "hashtag-casing")]),
        ("#BEHINDTHEBADGE", [(7, 1, "hashtag-casing")]),
        ("#BehindTheBadge", []),
        ("{{ campaign.hashtag }} #One", []),
        ("{{ campaign.hashtag }} #One #Two", [(7, 1, "hashtags-many")]),
        ("#1 and C# and a&#39;b #101 https://a.example/#top #A", []),
    ],
)
def test_hashtags_are_few_and_written_as_the_campaign_says(
    tmp_path: Path, body: str, expected: list[tuple[int, int, str]]
) -> None:
    assert checked(tmp_path, with_body(body)) == expected


def test_links_without_https_are_mentioned_where_they_stand(tmp_path: Path) -> None:
    message = with_body("Go to http://a.example now", "link: http://b.example")
    assert checked(tmp_path, message) == [(6, 7, "link-insecure"), (8, 7, "link-insecure")]


def test_what_cannot_be_filled_in_is_told_once(tmp_path: Path) -> None:
    found = findings(tmp_path, with_body("Ask {{ organisation.contact }}"))
    assert [(f.line, f.column, f.code) for f in found] == [(7, 8, "empty-value")] * 2
    assert len({f.message for f in found}) == 2  # once for each organisation, not each channel


def test_findings_of_reading_and_of_rules_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    library = library_of(
        tmp_path, b=with_body("#behindthebadge **x**"), a=GOOD.replace("title", "titel"), c=b"\xff"
    )
    found = check(library, PLATFORMS, TODAY)
    assert [(f.file[-4:], f.line, f.column) for f in found] == [
        ("a.md", 2, 1),
        ("a.md", 2, 1),
        ("b.md", 7, 1),
        ("b.md", 7, 17),
        ("c.md", 1, 1),
    ]
    assert found == sorted(found)
    assert set(library.findings) <= set(found)


def test_the_same_library_is_found_the_same_faults(tmp_path: Path) -> None:
    library = library_of(tmp_path, m=with_body("#behindthebadge **x**"))
    assert check(library, PLATFORMS, TODAY) == check(library, PLATFORMS, TODAY)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_it_wants_and_why(rule) -> None:
    for sentence in (rule.wants, rule.reason):
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith(".")
    assert rule.source


def test_codes_of_rules_are_all_different() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
