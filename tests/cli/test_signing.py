"""Which account a sign-in is kept for."""

from __future__ import annotations

import pytest

from campaign import registry
from campaign.adapters.oauth import Choice
from campaign.adapters.sign_in import SIGN_INS, SignIn
from campaign.cli.signing import Way, _of_one, sign_in, speaks_for
from campaign.cli.trouble import Misused, Trouble
from campaign.library.organisation import Channel

PAGES = (Choice("111", "Northshire Police", {"token": "a"}), Choice("222", "Roads", {"token": "b"}))


def channel(platform="facebook", **settings):
    return Channel(
        id=f"northshire-{platform}",
        organisation="northshire",
        platform=platform,
        file="messages/organisations/northshire.yaml",
        **settings,
    )


def test_the_file_says_which_page_it_is():
    assert _of_one(PAGES, channel(options={"page": "222"})).secrets == {"token": "b"}


def test_a_page_the_sign_in_is_not_good_for_is_told():
    with pytest.raises(Trouble, match="not good for the page 333 of northshire-facebook, only"):
        _of_one(PAGES, channel(options={"page": "333"}))


def test_without_a_page_in_the_file_the_numbers_are_told():
    with pytest.raises(Trouble, match=r"Northshire Police \(111\) and Roads \(222\)\. Write"):
        _of_one(PAGES, channel())


@pytest.mark.parametrize(
    ("handle", "who"),
    [
        ("@police", "@police"),
        ("@Police", "@police (did:plc:abc)"),
        ("northshire-police.example", "@northshire-police.example (did:plc:abc)"),
        ("@police@social.example", "@police"),
        ("Northshire Police", "Northshire Police (Page 111)"),
        ("Northshire Police", "Northshire Police (urn:li:organization:7)"),
        ("", "anybody"),
    ],
)
def test_an_account_is_known_by_its_handle(handle, who):
    assert speaks_for(channel(handle=handle, base_url="https://social.example/"), who)


@pytest.mark.parametrize(
    ("handle", "who"),
    [
        ("@police", "@police2"),
        ("@police", ""),
        ("@police@other.example", "@police"),
        ("Northshire Police", "Northshire Police Fans (Page 9)"),
        ("Police", "@northshire (Page 7)"),
    ],
)
def test_another_account_is_not(handle, who):
    assert not speaks_for(channel(handle=handle, base_url="https://social.example/"), who)


def test_instagram_through_facebook_is_pasted():
    one = channel("instagram", options={"login": "facebook"})
    with pytest.raises(Misused, match="--paste"):
        sign_in(one, "Instagram", Way())


@pytest.mark.parametrize("platform", ["instagram", "threads"])
def test_where_the_browser_cannot_come_back_an_address_is_asked_for(platform):
    with pytest.raises(Misused, match="--redirect"):
        sign_in(channel(platform), platform, Way())


def test_a_platform_without_secrets_needs_no_sign_in():
    with pytest.raises(Trouble, match="needs no sign-in"):
        sign_in(channel("handoff"), "Hand-off", Way())


def test_an_adapter_of_somebody_else_brings_its_own_sign_in(monkeypatch):
    own = SignIn(app="CHIRP", authorise="https://chirp.example/oauth/authorize")
    kind = registry.adapter_class("mastodon")
    monkeypatch.setattr(kind, "sign_in", own, raising=False)
    assert registry.sign_in_of("mastodon") is own
    monkeypatch.undo()
    assert registry.sign_in_of("mastodon") is SIGN_INS["mastodon"]
    assert registry.sign_in_of("webhook") == SignIn(paste=("secret",))
