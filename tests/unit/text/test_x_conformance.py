"""The published conformance suite of twitter-text, whole but for what is listed in ``LEFT_OUT``."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from campaign.text import emoji, tags, urls, validity, x
from campaign.text.entity import Entity
from tests.servers.paths import SHARED

SUITE = SHARED / "specs" / "x-twitter-text"
Case = dict[str, Any]

LEFT_OUT = {
    ("validate", "tweets"): {
        "Invalid Tweet: 141 characters": "assumes a limit of 140",
        "Invalid Tweet: 141 characters (due to newline)": "assumes a limit of 140",
    },
    ("autolink", "json"): {
        "Do not autolink if JSON is empty.": "renders entities that are given; nothing is found",
        "Autolink username": "renders entities that are given; nothing is found",
        "Autolink hashtag": "renders entities that are given; nothing is found",
        "Autolink URL": "renders entities that are given; nothing is found",
        "Autolink all": "renders entities that are given; nothing is found",
    },
}


def cases(file: str, *groups: str) -> list[Any]:
    """Read the cases to run, as test parameters named after the suite's own descriptions."""
    found = [
        pytest.param(case, id=f"{group}: {case['description']}")
        for group in groups
        for case in _group(file, group)
        if case["description"] not in LEFT_OUT.get((file, group), {})
    ]
    return found or [pytest.param(None, marks=pytest.mark.skip("the suite is not here"))]


def _group(file: str, group: str) -> Iterator[Case]:
    path = SUITE / "conformance" / f"{file}.yml"
    if path.exists():
        yield from _read(path)[group]


_files: dict[Path, dict[str, list[Case]]] = {}


def _read(path: Path) -> dict[str, list[Case]]:
    if path not in _files:
        _files[path] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["tests"]
    return _files[path]


def values(found: list[Entity]) -> list[str]:
    return [entity.value for entity in found]


def places(found: list[Entity]) -> list[tuple[str, list[int]]]:
    return [(entity.value, [entity.start, entity.end]) for entity in found]


def expected_places(case: Case, *names: str) -> list[tuple[str, list[int]]]:
    return [("".join(e.get(n, "") for n in names), e["indices"]) for e in case["expected"]]


@pytest.mark.parametrize("case", cases("extract", "urls", "tco_urls_with_params"))
def test_links_are_found(case: Case) -> None:
    assert values(urls.links(case["text"])) == case["expected"]


@pytest.mark.parametrize(
    "case", cases("extract", "urls_with_indices", "urls_with_directional_markers")
)
def test_links_are_found_where_they_are(case: Case) -> None:
    assert places(urls.links(case["text"])) == expected_places(case, "url")


@pytest.mark.parametrize("group", ["country", "generic"])
def test_every_top_level_domain_makes_a_link(group: str) -> None:
    tlds = list(_group("tlds", group))
    if not tlds:
        pytest.skip("the suite is not here")
    assert [c["text"] for c in tlds if values(urls.links(c["text"])) != c["expected"]] == []


@pytest.mark.parametrize("case", cases("extract", "hashtags", "hashtags_from_astral"))
def test_hashtags_are_found(case: Case) -> None:
    assert values(tags.hashtags(case["text"])) == case["expected"]


@pytest.mark.parametrize("case", cases("extract", "hashtags_with_indices"))
def test_hashtags_are_found_where_they_are(case: Case) -> None:
    assert places(tags.hashtags(case["text"])) == expected_places(case, "hashtag")


@pytest.mark.parametrize("case", cases("extract", "cashtags"))
def test_cashtags_are_found(case: Case) -> None:
    assert values(tags.cashtags(case["text"])) == case["expected"]


@pytest.mark.parametrize("case", cases("extract", "cashtags_with_indices"))
def test_cashtags_are_found_where_they_are(case: Case) -> None:
    assert places(tags.cashtags(case["text"])) == expected_places(case, "cashtag")


@pytest.mark.parametrize("case", cases("extract", "mentions"))
def test_mentions_are_found(case: Case) -> None:
    assert values(tags.mentions(case["text"])) == case["expected"]


@pytest.mark.parametrize(
    "case", cases("extract", "mentions_with_indices", "mentions_or_lists_with_indices")
)
def test_mentions_and_lists_are_found_where_they_are(case: Case) -> None:
    assert places(tags.mentions(case["text"])) == expected_places(case, "screen_name", "list_slug")


@pytest.mark.parametrize("case", cases("extract", "replies"))
def test_a_reply_is_known_by_its_beginning(case: Case) -> None:
    assert tags.reply_to(case["text"]) == case["expected"]


def _anchors(case: Case) -> list[str]:
    """Return what the suite's HTML links, without the sign of a tag."""
    shown = re.findall(r"<a [^>]*>(.*?)</a>", case["expected"])
    return [html.unescape(re.sub(r"<[^>]*>", "", text)).lstrip("#＃$") for text in shown]


AUTOLINK: dict[str, Callable[[str], list[Entity]]] = {
    "usernames": tags.mentions,
    "lists": tags.mentions,
    "hashtags": tags.hashtags,
    "urls": lambda text: urls.links(text, bare=False),
    "cashtags": tags.cashtags,
    "all": lambda text: [
        entity
        for entity in tags.entities(text)
        if entity.kind != "link" or entity.value.startswith("http")
    ],
}


@pytest.mark.parametrize("group", AUTOLINK)
def test_what_the_suite_links_is_found(group: str) -> None:
    found = list(_group("autolink", group))
    if not found:
        pytest.skip("the suite is not here")
    wrong = [c["text"] for c in found if values(AUTOLINK[group](c["text"])) != _anchors(c)]
    assert wrong == []


def _no_sequences() -> emoji.Sequences:
    return emoji.Sequences(frozenset(), {})


def _parse(case: Case, sequences: x.Emoji) -> Case:
    """Put our count in the suite's words: inclusive ends in UTF-16 code units."""
    text = case["text"]
    count = x.count(text, sequences)
    return {
        "weightedLength": count.length,
        "valid": count.valid,
        "permillage": count.permillage,
        "displayRangeStart": 0,
        "displayRangeEnd": len(text.encode("utf-16-le")) // 2 - 1,
        "validRangeStart": 0,
        "validRangeEnd": len(text[: count.fits].encode("utf-16-le")) // 2 - 1,
    }


@pytest.mark.parametrize("case", cases("validate", "WeightedTweetsCounterTest"))
def test_texts_weigh_what_configuration_2_says(case: Case) -> None:
    """These cases are of the configuration before, which had no rule on emoji."""
    assert _parse(case, _no_sequences) == case["expected"]


@pytest.mark.parametrize(
    "case",
    cases(
        "validate",
        "WeightedTweetsWithDiscountedEmojiCounterTest",
        "UnicodeDirectionalMarkerCounterTest",
    ),
)
@pytest.mark.parametrize("sequences", [emoji.modern, emoji.old])
def test_texts_weigh_what_configuration_3_says(case: Case, sequences: x.Emoji) -> None:
    assert _parse(case, sequences) == case["expected"]


@pytest.mark.parametrize("case", cases("validate", "tweets"))
def test_texts_are_accepted(case: Case) -> None:
    assert x.count(case["text"]).valid is case["expected"]


@pytest.mark.parametrize(
    ("group", "accepts"),
    [
        ("usernames", validity.is_username),
        ("lists", validity.is_list),
        ("hashtags", validity.is_hashtag),
        ("urls", validity.is_link),
        ("urls_without_protocol", lambda text: validity.is_link(text, bare=True)),
    ],
)
def test_whole_texts_are_told_apart(group: str, accepts: Callable[[str], bool]) -> None:
    found = list(_group("validate", group))
    if not found:
        pytest.skip("the suite is not here")
    assert [c["text"] for c in found if accepts(c["text"]) is not c["expected"]] == []


def test_the_numbers_are_those_of_configuration_3() -> None:
    path = SUITE / "config" / "v3.json"
    if not path.exists():
        pytest.skip("the suite is not here")
    config = json.loads(path.read_text("utf-8"))
    assert config["maxWeightedTweetLength"] == x.LIMIT
    assert config["transformedURLLength"] == x.LINK
    assert config["defaultWeight"] == x.SEQUENCE * config["scale"]
    assert [(r["start"], r["end"]) for r in config["ranges"]] == list(x.LIGHT)
    assert {r["weight"] for r in config["ranges"]} == {config["scale"]}


def test_nothing_is_left_out_but_what_is_listed() -> None:
    if not SUITE.exists():
        pytest.skip("the suite is not here")
    for (file, group), reasons in LEFT_OUT.items():
        assert reasons.keys() <= {case["description"] for case in _group(file, group)}
