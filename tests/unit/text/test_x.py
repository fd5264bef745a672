"""X: our own vectors, which run where the published suite is absent."""

from __future__ import annotations

import pytest

from campaign.text import emoji, x

FAMILY = "👨‍👩‍👧‍👦"
HOLDING_HANDS = "🧑‍🤝‍🧑"  # Emoji 12: the official counter has never heard of it


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("Call 999.", 9),
        ("It’s £5 – “really”…", 20),  # the ellipsis is beyond the light ranges
        ("Ŵythnos Diogelwch", 17),
        ("日本", 4),
        ("cafe\u0301", 4),  # counted after composing
        ("👮", 2),
        ("👮🏽‍♀️", 2),
        (FAMILY * 2, 4),
        (HOLDING_HANDS, 2),
        ("❤️‍🔥", 2),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿", 2),
        ("🇬🇧", 2),
        ("🇬", 2),
        ("1️⃣ 1⃣", 5),
        ("©", 1),
        ("©️", 2),
        ("☺", 2),
        ("👮‍🚓", 5),  # joined, but recommended by nobody: its parts count
        ("\u200d", 1),
        ("\ud800", 2),
    ],
)
def test_a_text_weighs_what_x_says(text: str, weight: int) -> None:
    assert x.length(text) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("https://www.gov.uk/a/very/long/path/that/would/not/fit/otherwise?at=all", 23),
        ("gov.uk", 23),
        ("See gov.uk/report-crime.", 4 + 23 + 1),
        ("(https://police.uk)", 25),
        ("police.uk and https://police.uk", 51),
        ("northshire-police.example/footage", 33),  # .example is no top-level domain
        ("end of one sentence.Start of the next", 37),
        ("report.pdf", 10),
        ("at 2.30pm", 9),
        ("me@police.uk", 12),
        ("https://heddlu.cymru", 23),
        ("a.kids b.music c.spa d.web e.merck f.amazon", 23 * 6 + 5),
    ],
)
def test_a_link_weighs_23_and_what_is_none_weighs_itself(text: str, weight: int) -> None:
    assert x.length(text) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        (HOLDING_HANDS, 8),
        ("❤️‍🔥", 5),
        ("🫱🏽‍🫲🏾", 9),
        ("🏳️‍⚧️", 7),
        (FAMILY, 2),
        ("👁️‍🗨️", 5),
        ("♾️", 4),
        ("gov.uk " + HOLDING_HANDS, 32),
    ],
)
def test_the_cautious_count_knows_only_old_emoji(text: str, weight: int) -> None:
    assert x.cautious_length(text) == weight


def test_only_the_old_emoji_data_puts_this_text_over_the_limit() -> None:
    text = "x" * 278 + HOLDING_HANDS
    assert x.length(text) == x.LIMIT
    assert x.cautious_length(text) == 286


def test_every_recommended_sequence_weighs_two() -> None:
    known = emoji.modern().known
    assert len(known) > 2500
    assert [one for one in known if x.length(one) != 2] == []


def test_old_sequences_are_among_the_modern_ones() -> None:
    assert emoji.old().known < emoji.modern().known
    assert HOLDING_HANDS in emoji.modern().known - emoji.old().known


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 281, "x" * 280),
        ("x" * 279 + "日", "x" * 279),
        ("x" * 279 + FAMILY, "x" * 279),
        ("x" * 257 + " gov.uk/x", "x" * 257 + " "),
        ("x" * 279 + "e\u0301" + "x", "x" * 279 + "e\u0301"),
        ("e\u0301" * 281, "e\u0301" * 280),
        ("ABC\uffffDEF", "ABC"),
        ("ABC\ud800DEF", "ABC"),
    ],
)
def test_what_would_be_kept_is_told(text: str, kept: str) -> None:
    count = x.count(text)
    assert not count.valid
    assert text[: count.fits] == kept


def test_a_text_at_the_limit_is_valid_and_an_empty_one_is_not() -> None:
    assert x.count("x" * 280) == x.Count(length=280, valid=True, fits=280)
    assert x.count("x" * 280).permillage == 1000
    assert not x.count("").valid
