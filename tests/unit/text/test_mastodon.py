"""Mastodon: graphemes, links at 23, remote names as local ones."""

from __future__ import annotations

import pytest

from campaign.text import mastodon


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Call 999", 8),
        ("👨‍👩‍👧‍👦!", 2),
        ("https://gov.uk", 23),
        ("http://gov.uk/" + "a" * 200, 23),
        ("gov.uk", 6),  # the server folds only links with a scheme
        ("See https://gov.uk/a.", 4 + 23 + 1),
        ("https://gov.uk/a https://gov.uk/b", 47),
        ("https://ja.wikipedia.org/wiki/警察", 23),
        ("https://en.wikipedia.org/wiki/Police_(UK)", 23),
        ("(https://gov.uk/a)", 25),
        ("https://gov.uk/?q=é", 23),
        ("https://northshire.example/a", 28),  # .example is no top-level domain
        ("@name", 5),
        ("@name@police.social", 5),
        ("Ask @a.b@police.social.", 9),
        ("me@police.social", 16),
        ("@name@", 6),
        ("https://police.social/@name@other.social", 23),
    ],
)
def test_a_text_counts_as_the_server_counts(text: str, length: int) -> None:
    assert mastodon.length(text) == length


def test_a_server_may_count_links_otherwise() -> None:
    assert mastodon.length("https://gov.uk", link=30) == 30


def test_the_links_that_are_folded_are_told() -> None:
    found = mastodon.links("gov.uk https://gov.uk/警察_(UK)?a=^b.")
    assert [link.value for link in found] == ["https://gov.uk/警察_(UK)?a=^b"]
