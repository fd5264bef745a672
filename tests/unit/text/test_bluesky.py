"""Bluesky: graphemes, bytes, and facets by UTF-8 byte offsets."""

from __future__ import annotations

import pytest

from campaign.text import bluesky
from campaign.text.bluesky import Facet


@pytest.mark.parametrize(
    ("text", "length", "size"),
    [
        ("", 0, 0),
        ("Call 999", 8, 8),
        ("a\r\nb", 3, 4),
        ("e\u0301", 1, 3),
        ("👨‍👩‍👧‍👦", 1, 25),
        ("🇬🇧🇬🇧", 2, 16),
        ("नमस्ते", 3, 18),
        ("한국", 2, 6),
        ("\ud800", 1, 3),
    ],
)
def test_graphemes_and_bytes_are_counted(text: str, length: int, size: int) -> None:
    assert bluesky.length(text) == length
    assert bluesky.size(text) == size


def test_the_byte_limit_can_be_the_stricter_one() -> None:
    text = "👨‍👩‍👧‍👦" * 200
    assert bluesky.length(text) < bluesky.LIMIT
    assert bluesky.size(text) > bluesky.BYTES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see gov.uk/a", [("gov.uk/a", "https://gov.uk/a")]),
        ("see https://gov.uk/a.", [("https://gov.uk/a", "https://gov.uk/a")]),
        ("(https://gov.uk)", [("https://gov.uk", "https://gov.uk")]),
        ("https://gov.uk/a_(b)", [("https://gov.uk/a_(b)", "https://gov.uk/a_(b)")]),
        ("gov.uk, police.uk;", [("gov.uk", "https://gov.uk"), ("police.uk", "https://police.uk")]),
        ("“gov.uk” -gov.uk x@gov.uk", []),  # only white space or a bracket may come before
        ("report.pdf e.g. not.. ..here", []),
        ("httpbin.org", [("httpbin.org", "https://httpbin.org")]),  # the official one drops https
        ("HTTPS://gov.uk", [("HTTPS://gov.uk", "HTTPS://gov.uk")]),  # … and does not see this
    ],
)
def test_links_become_facets(text: str, found: list[tuple[str, str]]) -> None:
    facets = bluesky.facets(text)
    assert {facet.kind for facet in facets} <= {"link"}
    assert [(shown(text, facet), facet.value) for facet in facets] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#BehindTheBadge.", [("#BehindTheBadge", "BehindTheBadge")]),
        ("#a-b #999 x#no #b_", [("#a-b", "a-b"), ("#b", "b")]),
        ("(#tag) “#tag”", []),  # a tag must follow white space, unlike on X
        ("＃wide #👮🏽‍♀️", [("＃wide", "wide"), ("#👮🏽", "👮🏽")]),
        ("#️⃣ # ##", []),
        ("#" + "a" * 64, [("#" + "a" * 64, "a" * 64)]),
        ("#" + "a" * 65, []),
        ("$abc $TOOLONG $1", [("$abc", "$ABC")]),
    ],
)
def test_tags_become_facets(text: str, found: list[tuple[str, str]]) -> None:
    facets = bluesky.facets(text)
    assert {facet.kind for facet in facets} <= {"tag"}
    assert [(shown(text, facet), facet.value) for facet in facets] == found


def test_mentions_become_facets_when_they_can_be_handles() -> None:
    facets = bluesky.facets("@police.uk, (@a-1.test) @name @x.notatld me@police.uk @police.uk_x")
    assert [(facet.kind, facet.value) for facet in facets] == [
        ("mention", "police.uk"),
        ("mention", "a-1.test"),
    ]


def test_offsets_count_bytes_and_facets_come_in_order() -> None:
    assert bluesky.facets("👮 é #tag gov.uk @a.test") == [
        Facet(8, 12, "tag", "tag"),
        Facet(13, 19, "link", "https://gov.uk"),
        Facet(20, 27, "mention", "a.test"),
    ]


def shown(text: str, facet: Facet) -> str:
    return text.encode()[facet.start : facet.end].decode()
