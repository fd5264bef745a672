"""Facebook, Instagram, Threads and LinkedIn."""

from __future__ import annotations

import pytest

from campaign.text import facebook, instagram, linkedin, threads


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("£5", 2), ("👮", 2), ("👮🏽‍♀️", 7), ("e\u0301", 2), ("\ud800", 1)]
)
def test_facebook_and_instagram_count_utf16(text: str, length: int) -> None:
    assert facebook.length(text) == length
    assert instagram.length(text) == length


def test_instagram_tags_and_names_are_listed_with_repeats() -> None:
    assert instagram.hashtags("#a #b, #a #999") == ["a", "b", "a"]
    assert instagram.mentions("@one @two/list") == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Call 999 #1 *", 13),
        ("£5 – “yes”", 10),
        ("👍", 4),
        ("👨‍👩‍👧‍👧", 25),
        ("🇬🇧", 8),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿", 28),
        ("1️⃣", 7),
        ("❤️", 6),
        ("©", 2),
        ("日本", 2),
        ("𝐁", 2),  # no emoji, but two UTF-16 code units
        ("\u200d\ufe0f", 2),
    ],
)
def test_threads_counts_emoji_by_bytes(text: str, length: int) -> None:
    assert threads.length(text) == length


def test_threads_counts_each_link_once() -> None:
    text = "gov.uk https://gov.uk gov.uk https://police.uk/a."
    assert threads.links(text) == ["gov.uk", "https://gov.uk", "https://police.uk/a"]


def test_threads_takes_the_first_tag_as_topic() -> None:
    assert threads.topic("One #two #three") == "two"
    assert threads.topic("None #999") is None


@pytest.mark.parametrize(
    ("tag", "taken"),
    [("Behind the badge", True), ("", False), ("a.b", False), ("a&b", False), ("a" * 51, False)],
)
def test_a_topic_has_rules(tag: str, taken: bool) -> None:
    assert threads.is_topic(tag) is taken


@pytest.mark.parametrize(
    ("text", "little"),
    [
        ("Call 999.", "Call 999."),
        ("(a) [b] {c} <d>", r"\(a\) \[b\] \{c\} \<d\>"),
        (r"a|b_c*d~e\f @g", r"a\|b\_c\*d\~e\\f \@g"),
        ("#BehindTheBadge", r"{hashtag|\#|BehindTheBadge}"),
        ("See #one, #two_3", r"See {hashtag|\#|one}, {hashtag|\#|two\_3}"),
        ("#1 C# x#no (#no)", r"\#1 C\# x\#no \(\#no\)"),
        (r"{hashtag|\#|no}", r"\{hashtag\|\\\#\|no\}"),
    ],
)
def test_linkedin_text_is_escaped_and_back(text: str, little: str) -> None:
    assert linkedin.escape(text) == little
    assert linkedin.unescape(little) == text
    assert linkedin.length(text) == len(little)


def test_linkedin_text_read_back_in_either_spelling_is_the_same() -> None:
    assert linkedin.unescape("a {hashtag|#|Tag} b") == "a #Tag b"
