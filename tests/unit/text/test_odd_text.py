"""No text, however odd, stops a counter; and counts grow with the text where rules say so."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.text import (
    bluesky,
    facebook,
    instagram,
    linkedin,
    mastodon,
    tags,
    threads,
    urls,
    validity,
    x,
)

PIECES = [
    *(
        "https://",
        "HTTP://",
        "gov.uk",
        "t.co/a",
        "a_b.c-d.com",
        ".みんな",
        "xn--",
        "日本",
        "é",
        "e",
    ),
    *("#", "＃", "@", "＠", "$", ".", "/", "?", "(", ")", "_", "-", ":", " ", "\n", "\r", "\0"),
    *("\u0301", "\u200d", "\ufe0f", "\u20e3", "👮", "🏽", "🧑‍🤝‍🧑", "🇬", "🇧", "🏴", "\U000e0067"),
    *("\U000e007f", "\ud800", "\udc00", "\ufffe", "\ufeff", "\u202e", "1", "RT", "\\", "|", "{"),
    *("ᄀ", "ᅡ", "ᆨ", "שּׁ", "ᾳ", "\u0345", "hashtag", "}"),
]
REPEATED = [
    *("あ", "é", "a.", "é.", "aあ", "@aあ", "http://", "http://a.", "a_a.", "a.com", "a.com "),
    *("#1", "@a", "$a", "👩\u200d", "a\u0301", "(", "(a", ")", "?!", "-a", "_", "{", "\\"),
]
ANY = st.characters(exclude_categories=())  # surrogates and controls too
ODD = st.lists(st.sampled_from(PIECES) | ANY, max_size=40).map("".join)
WORDS = st.from_regex(r"( [a-z]{1,9}){0,5}", fullmatch=True)
COUNTERS = [
    x.length,
    x.cautious_length,
    facebook.length,
    instagram.length,
    threads.length,
    linkedin.length,
    mastodon.length,
    bluesky.length,
    bluesky.size,
]
FINDERS = [
    *(tags.entities, tags.reply_to, urls.links, mastodon.links, threads.links, threads.topic),
    *(instagram.hashtags, instagram.mentions, bluesky.facets, linkedin.unescape, x.count),
    *(validity.is_link, validity.is_username, validity.is_list, validity.is_hashtag),
]
odd = settings(max_examples=80, deadline=None, database=None, derandomize=True)


@odd
@given(ODD)
def test_no_text_stops_a_counter_or_finder(text: str) -> None:
    for count in COUNTERS:
        assert 0 <= count(text) <= 25 * len(text)
    for find in FINDERS:
        find(text)


# These count each character for itself, or clusters from left to right, so that nothing added
# changes what was counted. (LinkedIn's hashtag costs more when it is longer, never less.)
STEADY = [
    facebook.length,
    instagram.length,
    threads.length,
    linkedin.length,
    bluesky.length,
    bluesky.size,
]


@pytest.mark.parametrize("count", STEADY)
def test_whatever_is_appended_the_count_does_not_fall(count: Callable[[str], int]) -> None:
    @odd
    @given(ODD, ODD)
    def holds(text: str, more: str) -> None:
        assert count(text) <= count(text + more)

    holds()


# On X and Mastodon a count can fall: what is appended may complete a link (the whole of it then
# counts 23), an emoji sequence, a composed letter or the server in a name. It cannot when plain
# words follow after a space.
@pytest.mark.parametrize("count", [x.length, x.cautious_length, mastodon.length])
def test_appended_words_are_added_one_by_one(count: Callable[[str], int]) -> None:
    @odd
    @given(ODD, WORDS)
    def holds(text: str, words: str) -> None:
        assert count(text + words) == count(text) + len(words)

    holds()


@pytest.mark.parametrize(
    ("count", "text", "more"),
    [
        (x.length, "averylongnamewithoutanytopleveldomain.", "uk"),
        (x.length, "👩\u200d", "🚒"),
        (mastodon.length, "https://averylongnamewithoutanytopleveldomain.", "uk"),
    ],
)
def test_a_count_can_fall_where_more_completes_something(
    count: Callable[[str], int], text: str, more: str
) -> None:
    assert count(text + more) < count(text)


@odd
@given(ODD)
def test_the_cautious_count_is_never_the_smaller(text: str) -> None:
    assert x.length(text) <= x.cautious_length(text)


@odd
@given(ODD.filter(lambda text: "." not in text))  # a cut can make a link of what was none
def test_what_x_would_keep_is_valid(text: str) -> None:
    long = text * 20
    count = x.count(long)
    assert count.valid is (0 < count.fits == len(long))
    assert count.fits == 0 or x.count(long[: count.fits]).valid


@odd
@given(ODD)
def test_composing_a_text_does_not_change_its_weight(text: str) -> None:
    assert x.length(text) == x.length(normalize("NFC", text))


@odd
@given(ODD)
def test_entities_lie_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for entity in tags.entities(text):
        assert end <= entity.start < entity.end <= len(text)
        assert entity.value in text[entity.start : entity.end]
        end = entity.end


@odd
@given(ODD.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_facets_cut_whole_characters_in_order_and_apart(text: str) -> None:
    end, sent = 0, text.encode()
    for facet in bluesky.facets(text):
        assert end <= facet.start < facet.end <= len(sent)
        shown = sent[facet.start : facet.end].decode()
        assert facet.value.lower().endswith(shown.lstrip("@#＃$").lower())
        end = facet.end


@odd
@given(ODD)
def test_linkedin_text_survives_escaping(text: str) -> None:
    assert linkedin.unescape(linkedin.escape(text)) == text


@pytest.mark.parametrize("start", ["", "http://a.com/", "http://a.com/?", "#", "@"])
def test_long_repetitions_are_counted(start: str) -> None:
    for piece in REPEATED:
        for count in [*COUNTERS, *FINDERS]:
            count(start + piece * (5_000 // len(piece)))
