"""The life of a container, on Instagram: whatever it says, one post comes of it at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.adapter import (
    Adapter,
    BadContent,
    Content,
    Deferred,
    Receipt,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
)
from campaign.adapters.instagram import Instagram
from campaign.testing import KEY, OTHER_KEY, TEXT, Parcel, pictures
from tests.servers.cutproxy import CutProxy
from tests.servers.fake_graph import trouble
from tests.servers.fake_instagram import FakeInstagram, channel
from tests.servers.meta_accounts import account_at, now
from tests.servers.picture_host import PictureHost

POST = Content(TEXT, images=pictures(1))
CAROUSEL = Content(TEXT, images=pictures(2))
LATER = timedelta(minutes=11)


def later(adapter: Adapter, by: timedelta = LATER) -> Instagram:
    return Instagram(replace(adapter.account, clock=lambda: now() + by))


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with PictureHost() as server:
        yield server


@pytest.fixture
def platform() -> Iterator[FakeInstagram]:
    with FakeInstagram() as server:
        yield server
    assert server.violations == [], "every request keeps to the published tables"


@pytest.fixture
def adapter(platform: FakeInstagram, host: PictureHost) -> Instagram:
    return Instagram(account_at(channel(platform.url), host))


@pytest.mark.parametrize(("code", "subcode"), [(24, 2207006), (24, 2207008), (-2, 2207020)])
def test_a_container_it_does_not_know_is_made_anew_once_it_is_old(
    adapter: Instagram, platform: FakeInstagram, code: int, subcode: int
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.next_write((400, trouble(code, subcode)))
    with pytest.raises(Deferred) as caught:
        parcel.send()
    assert not isinstance(caught.value, Unstaged), "it may only not have heard of it yet"
    platform.next_write((400, trouble(code, subcode)))
    with pytest.raises(Unstaged):
        later(adapter).release(POST, KEY, parcel.handle)
    assert parcel.send().remote_id in platform.posts


def test_what_is_still_prepared_is_asked_after_a_minute_later(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    platform.processing = 3
    parcel = Parcel(adapter, POST)
    first = parcel.step()
    assert isinstance(first, Staged)
    assert first.check_after == 10
    for _ in range(3):
        assert parcel.step() == Staged(first.handle, 60)
    assert isinstance(parcel.step(), Receipt)
    assert len(platform.asked("container")) == 1


def test_processing_that_never_ends_publishes_nothing(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    platform.processing = 10**6
    parcel = Parcel(adapter, CAROUSEL)
    parcel.stage()
    for _ in range(20):
        assert isinstance(parcel.step(), Staged)
    assert platform.writes == 0
    assert adapter.find(CAROUSEL, KEY, now(), parcel.handle) is None


@pytest.mark.parametrize("content", [POST, CAROUSEL], ids=["one", "two"])
@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("Error: Media upload has failed with error code 2207009", "of this shape"),
        ("Error: Media upload has failed with error code 2207003", "public_address"),
        ("Error: Media upload has failed with error code 2207082", "error code 2207082"),
        ("Error: Media upload has failed with error code 2207053", "could not prepare this post"),
        ("UNKNOWN", "could not prepare this post: check its picture and its text."),
    ],
)
def test_a_container_that_failed_says_why(
    adapter: Instagram, platform: FakeInstagram, content: Content, reason: str, word: str
) -> None:
    parcel = Parcel(adapter, content)
    parcel.stage()
    platform.failing = reason
    with pytest.raises(BadContent) as caught:
        parcel.send()
    assert word in str(caught.value)
    assert str(caught.value).endswith(".")
    assert platform.writes == 0


def test_a_failed_container_is_not_asked_for_ever(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    """A person mended the cause and sends it again: it is prepared anew."""
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.failing = "Error"
    with pytest.raises(Unstaged):
        later(adapter).release(POST, KEY, parcel.handle)
    assert adapter.find(POST, KEY, now(), parcel.handle) is None


def test_an_expired_container_is_made_anew_only_if_nothing_is_out(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    begun = now()
    platform.lag = 25 * 3600
    ours = later(adapter, timedelta(hours=25))
    assert ours.find(POST, KEY, begun, parcel.handle) is None
    with pytest.raises(Unstaged):
        ours.release(POST, KEY, parcel.handle)
    other = Parcel(ours, POST, OTHER_KEY)
    receipt = other.send()
    assert ours.release(POST, KEY, parcel.handle) == receipt, "the list shows it: nothing anew"


def test_a_published_container_is_never_published_again(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, POST)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    receipt = parcel.send()
    assert set(platform.posts) == {receipt.remote_id}
    assert len(platform.publications) == 1


def test_a_published_post_that_is_not_listed_yet_stays_a_doubt(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, POST)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    platform.unlisted |= set(platform.posts)
    for call in (parcel.send, lambda: adapter.find(POST, KEY, now(), parcel.handle)):
        with pytest.raises(Uncertain, match="does not list it yet"):
            call()
    assert len(platform.publications) == 1


def test_a_permalink_that_cannot_be_read_right_after_is_looked_up(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    platform.befall("media", (400, trouble(100, 33)))
    parcel = Parcel(adapter, POST)
    with pytest.raises(Uncertain, match="did not show it"):
        parcel.send()
    found = adapter.find(POST, KEY, now(), parcel.handle)
    assert found is not None
    assert found.url.startswith("https://")


def test_a_container_that_cannot_be_read_is_asked_again(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.befall("status", (400, trouble(100, 33)), times=2)
    with pytest.raises(Deferred) as caught:
        parcel.send()
    assert caught.value.retry_after == 30
    with pytest.raises(Uncertain, match="cannot be told"):
        adapter.find(POST, KEY, now(), parcel.handle)
    assert isinstance(parcel.send(), Receipt)


def test_a_status_nobody_knows_is_no_answer(adapter: Instagram, platform: FakeInstagram) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    for answer in ({}, [], {"status_code": "DONE"}, {"status_code": 7}):
        platform.befall("status", (200, answer))
        with pytest.raises(Deferred):
            parcel.send()
    assert platform.writes == 0


def test_pictures_that_expired_before_they_were_gathered_are_made_anew(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, CAROUSEL)
    parcel.step()
    platform.lag = 25 * 3600
    with pytest.raises(Unstaged):
        parcel.step()
    assert platform.writes == 0


def test_gathering_pictures_twice_publishes_nothing(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    """The note of the pictures may be read again after a crash: only the post's own publishes."""
    parcel = Parcel(adapter, CAROUSEL)
    items = parcel.stage()
    first, second = (adapter.release(CAROUSEL, KEY, items) for _ in range(2))
    assert isinstance(first, Staged)
    assert isinstance(second, Staged)
    assert platform.writes == 0
    assert adapter.find(CAROUSEL, KEY, now(), items) is None
    for handle in (second.handle, second.handle):
        Parcel(adapter, CAROUSEL, handle=handle).send()
    assert len(platform.posts) == 1


def test_an_earlier_twin_is_not_adopted_by_a_container(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    Parcel(adapter, POST, OTHER_KEY).send()
    (twin,) = platform.out
    twin.published_at = now() - timedelta(minutes=30)
    parcel = Parcel(adapter, POST)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    found = adapter.find(POST, KEY, now() - timedelta(hours=2), parcel.handle)
    assert found is not None
    assert found.remote_id != twin.media_id


@pytest.mark.parametrize("lag", [-600.0, 600.0])
def test_a_clock_that_is_ten_minutes_off_is_understood(host: PictureHost, lag: float) -> None:
    with FakeInstagram() as server:
        server.lag = lag
        adapter = Instagram(account_at(channel(server.url), host))
        parcel = Parcel(adapter, POST)
        receipt = parcel.send()
        assert adapter.find(POST, KEY, now(), parcel.handle) == receipt
        assert adapter.find(POST, KEY, now()) == receipt
        assert adapter.find(POST, KEY, now() + timedelta(minutes=5)) is None


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_put_right_in_between_is_no_matter(
    adapter: Instagram, platform: FakeInstagram, minutes: int
) -> None:
    """What was prepared is held against the platform's own clock, then and now."""
    wrong = later(adapter, timedelta(minutes=minutes))
    handle = Parcel(wrong, POST).stage()
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        wrong.release(POST, KEY, handle)
    assert adapter.find(POST, KEY, now(), handle) is not None


@pytest.mark.parametrize("fault", ["cut_after", "cut_head", "garble", "refuse"])
def test_a_list_that_cannot_be_read_is_never_a_no(
    platform: FakeInstagram, host: PictureHost, fault: str
) -> None:
    with CutProxy(platform.url) as proxy:
        proxy.fault(fault, path="/media")
        adapter = Instagram(account_at(channel(proxy.url), host))
        with pytest.raises(Deferred):
            adapter.find(POST, KEY, now())


def test_when_the_day_is_full_nothing_is_prepared(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    platform.quota = platform.used = 50
    with pytest.raises(Throttled, match="takes 50 posts of this account in 24 hours") as caught:
        adapter.publish(POST, KEY)
    assert caught.value.retry_after == 3600
    assert [step for step, _ in platform.heard] == ["limit"]


@pytest.mark.parametrize(
    "said",
    [
        (400, trouble(100)),
        (200, {"data": []}),
        (200, {"data": [{"quota_usage": "x", "config": 7}]}),
        (200, {"data": [{"quota_usage": 5, "config": {"quota_total": 0}}]}),
    ],
)
def test_a_limit_that_cannot_be_read_holds_nothing_up(
    adapter: Instagram, platform: FakeInstagram, said
) -> None:
    platform.befall("limit", said)
    assert isinstance(adapter.publish(POST, KEY), Staged)
