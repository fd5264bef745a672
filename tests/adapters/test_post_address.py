"""The number of a post, read from its address: of our own account, and no other."""

from __future__ import annotations

import pytest

from campaign import registry
from campaign.adapters.post_address import (
    on_bluesky,
    on_facebook,
    on_linkedin,
    on_mastodon,
    on_x,
)
from campaign.library.organisation import Channel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://x.com/NorthshirePolice/status/42", "42"),
        ("https://twitter.com/northshirepolice/status/42?s=20", "42"),
        ("https://www.x.com/NorthshirePolice/status/42/photo/1", "42"),
        ("https://mobile.twitter.com/i/status/42", "42"),
        ("https://x.com/SomebodyElse/status/42", ""),
        ("https://x.com/NorthshirePolice", ""),
        ("https://x.com/NorthshirePolice/status/forty", ""),
        ("https://x.com.example/NorthshirePolice/status/42", ""),
        ("https://notx.com/NorthshirePolice/status/42", ""),
        ("https://x.com@social.example/NorthshirePolice/status/42", ""),
        ("javascript:alert(1)", ""),
        ("https://[x.com/NorthshirePolice/status/42", ""),
        ("", ""),
    ],
)
def test_x(url, number):
    assert on_x(url, "@NorthshirePolice") == number


def test_where_our_name_is_not_known_the_person_is_trusted():
    assert on_x("https://x.com/NorthshirePolice/status/42", "") == "42"


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://social.example/@northshire/112233", "112233"),
        ("https://social.example/@Northshire/112233/", "112233"),
        ("https://other.example/@northshire/112233", ""),
        ("https://social.example/@northshire@other.example/112233", ""),
        ("https://social.example/@somebody/112233", ""),
        ("https://social.example/@northshire", ""),
    ],
)
def test_mastodon(url, number):
    assert on_mastodon(url, "https://social.example", "@northshire@social.example") == number


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://bsky.app/profile/northshire.example/post/3k", ("northshire.example", "3k")),
        ("https://bsky.app/profile/did:plc:abc/post/3k", ("did:plc:abc", "3k")),
        ("https://bsky.app/profile/did%3Aplc%3Aabc/post/3k", ("did:plc:abc", "3k")),
        ("https://bsky.app/profile/northshire.example", ("", "")),
        ("https://other.example/profile/northshire.example/post/3k", ("", "")),
    ],
)
def test_bluesky(url, found):
    assert on_bluesky(url) == found


@pytest.mark.parametrize(
    ("url", "urn"),
    [
        ("https://www.linkedin.com/feed/update/urn:li:share:714/", "urn:li:share:714"),
        ("https://linkedin.com/feed/update/urn%3Ali%3AugcPost%3A714", "urn:li:ugcPost:714"),
        ("https://www.linkedin.com/feed/update/urn:li:activity:714", ""),
        ("https://www.linkedin.com/posts/northshire_a-post-activity-714-abcd", ""),
    ],
)
def test_linkedin(url, urn):
    assert on_linkedin(url) == urn


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://www.facebook.com/100/posts/714", "100_714"),
        ("https://m.facebook.com/100/posts/714/", "100_714"),
        ("https://www.facebook.com/permalink.php?story_fbid=714&id=100", "100_714"),
        ("https://www.facebook.com/permalink.php?story_fbid=pfbid02&id=100", ""),
        ("https://www.facebook.com/permalink.php?story_fbid=714&id=999", ""),
        ("https://www.facebook.com/999/posts/714", ""),
        ("https://www.facebook.com/NorthshirePolice/posts/pfbid02abc", ""),
    ],
)
def test_facebook(url, number):
    assert on_facebook(url, "100") == number


@pytest.mark.parametrize(
    ("platform", "how", "url", "number"),
    [
        ("x", {"handle": "@Northshire"}, "https://x.com/Northshire/status/42", "42"),
        (
            "mastodon",
            {"base_url": "https://social.example", "handle": "@northshire@social.example"},
            "https://social.example/@northshire/42",
            "42",
        ),
        ("linkedin", {}, "https://www.linkedin.com/feed/update/urn:li:share:7", "urn:li:share:7"),
        (
            "facebook",
            {"options": {"page": "100"}},
            "https://www.facebook.com/100/posts/714",
            "100_714",
        ),
        ("instagram", {}, "https://www.instagram.com/p/AbC123/", ""),
        ("handoff", {}, "https://nextdoor.example/p/1", ""),
    ],
)
def test_each_adapter_reads_the_addresses_of_its_platform(
    tmp_path, monkeypatch, platform, how, url, number
):
    monkeypatch.setenv("A_SECRET", "for-a-test")
    names = registry.secret_sets(registry.adapter_class(platform))[0]
    organisation = {"organisation": "northshire", "secrets": dict.fromkeys(names, "A_SECRET")}
    channel = Channel(id="northshire-live", platform=platform, **organisation, **how)
    assert registry.remote_id(channel, url, folder=tmp_path) == number


def test_a_channel_that_cannot_be_built_has_no_number(tmp_path):
    channel = Channel(id="northshire-x", organisation="northshire", platform="x")
    url = "https://x.com/Northshire/status/42"
    assert registry.remote_id(channel, url, folder=tmp_path) == ""
    sandbox = Channel(id="a", organisation="b", platform="x", network="sandbox")
    assert registry.remote_id(sandbox, url, folder=tmp_path) == ""
