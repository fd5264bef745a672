"""Links, tags and mentions on X, and whole texts that are one of them."""

from __future__ import annotations

import pytest

from campaign.text import tags, urls, validity
from campaign.text.entity import Entity
from campaign.text.tlds import tlds


def values(found: list[Entity]) -> list[str]:
    return [entity.value for entity in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Go to https://gov.uk.", ["https://gov.uk"]),
        ("HTTPS://GOV.UK/A", ["HTTPS://GOV.UK/A"]),
        ("https://gov.uk:8080/a?b=c#d", ["https://gov.uk:8080/a?b=c#d"]),
        ("https://gov.uk?a=b", ["https://gov.uk?a=b"]),
        ("gov.uk?a=b", ["gov.uk"]),  # without a scheme a query needs a path
        ("gov.uk/?a=b", ["gov.uk/?a=b"]),
        (
            "https://en.wikipedia.org/wiki/Police_(UK))",
            ["https://en.wikipedia.org/wiki/Police_(UK)"],
        ),
        ("https://heddlu-de.cymru/ŵy", ["https://heddlu-de.cymru/ŵy"]),
        ("gov.ukulele gov.uk2 gov.uk@x gov.uk-x gov.uk+x", []),
        ("@gov.uk #gov.uk $gov.uk x@gov.uk", []),
        ("see/gov.uk and-gov.uk.. ..gov.uk", ["and-gov.uk"]),
        ("日本gov.uk日本", ["gov.uk"]),
        ("https://日本.jp", ["https://日本.jp"]),
        ("https://a_b.gov.uk https://a.b_c.uk", ["https://a_b.gov.uk"]),
        ("https://-a.uk https://a-.uk https://a..uk", []),
        ("https://" + "a" * 63 + ".uk", ["https://" + "a" * 63 + ".uk"]),
        ("https://" + "a" * 64 + ".uk", []),
        ("https://" + "é" * 60 + ".uk", []),  # too long once in Punycode
        ("https://xn--はじめよう.com", []),  # claims to be Punycode and is not
        ("https://t.co/abc's", ["https://t.co/abc"]),
        ("https://t.co/" + "a" * 41, []),
        ("https://gov.uk/" + "a" * 5000, []),
        ("no dots here", []),
    ],
)
def test_links_are_found(text: str, found: list[str]) -> None:
    assert values(urls.links(text)) == found


def test_links_without_a_scheme_can_be_left_alone() -> None:
    text = "gov.uk or https://police.uk"
    assert values(urls.links(text, bare=False)) == ["https://police.uk"]


def test_a_place_is_given_in_code_points() -> None:
    assert urls.links("👮 gov.uk!") == [Entity(2, 8, "link", "gov.uk")]


def test_top_level_domains_cover_britain_and_newcomers() -> None:
    assert {"uk", "wales", "cymru", "scot", "london"} < tlds()
    assert {"amazon", "kids", "merck", "music", "spa", "web"} < tlds()
    assert {"example", "test", "invalid", "police", "pdf"}.isdisjoint(tlds())
    assert len(tlds()) == 1580


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#BehindTheBadge!", ["BehindTheBadge"]),
        ("(#one) “#two” #three_4", ["one", "two", "three_4"]),
        ("#a-b #999 x#no #1st", ["a", "1st"]),
        ("https://gov.uk/#part", []),
        ("#gov.uk", ["gov"]),
        ("#one#two", []),
        ("👮🏽‍♀️#tag", ["tag"]),
        ("#️⃣tag ＃wide", ["wide"]),
        ("#DiogelwchŴythnos", ["DiogelwchŴythnos"]),
    ],
)
def test_hashtags_are_found(text: str, found: list[str]) -> None:
    assert values(tags.hashtags(text)) == found


def test_mentions_lists_and_cashtags_are_found() -> None:
    text = "@one, .@two/list and x@three; RT@four @a_name_of_more_than_20_letters $ABC $1"
    assert values(tags.mentions(text)) == ["one", "two/list", "four", "a_name_of_more_than_"]
    assert values(tags.cashtags(text)) == ["ABC"]


def test_a_post_that_begins_with_a_name_is_a_reply() -> None:
    assert tags.reply_to("@one please") == "one"
    assert tags.reply_to(".@one please") is None


def test_of_two_that_overlap_the_first_stays() -> None:
    found = tags.entities("#gov.uk $ABC @a https://gov.uk/@b")
    assert [(e.kind, e.value) for e in found] == [
        ("tag", "gov"),
        ("cashtag", "ABC"),
        ("mention", "a"),
        ("link", "https://gov.uk/@b"),
    ]


@pytest.mark.parametrize("text", ["https://gov.uk", "http://127.0.0.1/a", "http://[::1]:80/"])
def test_an_address_is_a_link(text: str) -> None:
    assert validity.is_link(text)


@pytest.mark.parametrize(
    "text",
    ["", "gov.uk", "https://gov", "http://[::1", "http://[::g]", "http://1.2.3", "https://a..uk"],
)
def test_other_texts_are_no_link(text: str) -> None:
    assert not validity.is_link(text)


def test_names_lists_and_hashtags_are_told_apart() -> None:
    assert validity.is_link("gov.uk/a", bare=True)
    assert validity.is_username("@name")
    assert not validity.is_username("@name/list")
    assert validity.is_list("@name/list")
    assert not validity.is_hashtag("#one #two")
    assert validity.is_hashtag("#one")
