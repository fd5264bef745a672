"""Texts that can be read out: emoji, links, hashtags, and help without a voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.checks.example import Example
from campaign.library.finding import Severity
from tests.servers.checking import found, places


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Thank you all. 💙", []),
        ("Thank you all! 👮🏽‍♀️👩‍🚒🚑", []),
        ("Thank you © all ™ of 3 you", []),
        ("We 💙 our night shift", [4]),
        ("💙 Thank you", [1]),
        ("Well done. 💙 Now rest.", []),
        ("Thank you. 💙 🎉 🚓 🚑", [18]),
        ("Thank you. 💙💙", [13]),
    ],
)
def test_emoji_are_few_and_at_the_end(tmp_path: Path, text: str, columns: list[int]) -> None:
    assert places(found(tmp_path, "A11Y-E5", text)) == [(6, column) for column in columns]


@pytest.mark.parametrize("tone", ["solemn", "sensitive"])
def test_no_emoji_stands_in_a_grave_message(tmp_path: Path, tone: str) -> None:
    example = Example(text="We remember them. 💙", settings=f"tone: {tone}")
    (finding,) = found(tmp_path, "A11Y-E5", example)
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("See {{ organisation.footage_link }}", 0),
        ("See {{ organisation.footage_link }} and {{ organisation.footage_link }}", 0),
        ("See {{ organisation.footage_link }} and https://www.northshire-police.example/a", 1),
        ("See https://tinyurl.com/abc", 1),
        ("Click here: https://www.northshire-police.example/a", 1),
        ("The line clicks. Here we are.", 0),
    ],
)
def test_links_are_few_and_say_where_they_lead(tmp_path: Path, text: str, count: int) -> None:
    assert len(found(tmp_path, "A11Y-E6", text)) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text\nand #behindthebadge", [(7, 5)]),
        ("#BEHINDTHEBADGE", [(6, 1)]),
        ("#BehindTheBadge", []),
        ("#nightshiftworkers", [(6, 1)]),
        ("#NightShiftWorkers", []),
        ("#thanks #999Day", []),
        ("#1 and C# and a&#39;b #101 https://a.example/#top", []),
    ],
)
def test_hashtags_show_where_their_words_begin(
    tmp_path: Path, text: str, expected: list[tuple[int, int]]
) -> None:
    assert places(found(tmp_path, "A11Y-E3", text)) == expected


def test_the_campaigns_own_hashtag_is_a_placeholder(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "A11Y-E3", "Thank you. #behindthebadge")
    assert finding.fix == "Write {{ campaign.hashtag }}."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you. {{ campaign.hashtag }} #One", []),
        ("Thank you. {{ campaign.hashtag }} #One #Two", [(6, 40)]),
        ("The {{ campaign.hashtag }} team says thanks", [(6, 5)]),
        ("The #NightShift team says thanks. #NightShift", [(6, 5)]),
        ("Thanks. #NightShift {{ organisation.footage_link }}", []),
        ("Thanks. #NightShift\n\nhttps://www.northshire-police.example/a", []),
    ],
)
def test_hashtags_are_few_and_at_the_end(
    tmp_path: Path, text: str, expected: list[tuple[int, int]]
) -> None:
    assert places(found(tmp_path, "A11Y-E4", text)) == expected


@pytest.mark.parametrize(
    ("text", "platforms", "lacks"),
    [
        ("Call {{ signpost.emergency }}.", "facebook", "the textphone (18000) or emergencySMS"),
        ("Call 999. Textphone 18000.", "facebook", "emergencySMS"),
        ("Call 999, or textphone 18000. Register for emergencySMS.", "facebook", ""),
        ("Call 999.", "x", ""),
        ("The call handler on the 999 line says thanks.", "facebook", ""),
        ("Call us on 101.", "facebook", ""),
    ],
)
def test_long_texts_give_the_routes_without_a_voice(
    tmp_path: Path, text: str, platforms: str, lacks: str
) -> None:
    findings = found(tmp_path, "A11Y-08", Example(text=text, platforms=platforms))
    assert [f"not {lacks}." in finding.message for finding in findings] == [True] * bool(lacks)
