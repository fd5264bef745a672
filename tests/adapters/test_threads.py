"""Threads keeps the contract: words alone, pictures, replies, and one container a post."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.adapter import (
    Adapter,
    Content,
    Deferred,
    Disconnected,
    Gone,
    Link,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
)
from campaign.adapters.threads import Threads
from campaign.testing import KEY, OTHER_KEY, TEXT, AdapterContract, Parcel, pictures
from tests.servers import meta_contract
from tests.servers.fake_graph import FRESH, trouble
from tests.servers.fake_threads import FakeThreads, channel
from tests.servers.meta_accounts import account_at, now
from tests.servers.meta_errors import CONTAINER_ROWS, SHARED_ROWS
from tests.servers.picture_host import PictureHost

POST = Content(TEXT)
PICTURED = replace(POST, images=pictures(1))
CAROUSEL = replace(POST, images=pictures(2))


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with PictureHost() as server:
        yield server


@pytest.fixture
def platform() -> Iterator[FakeThreads]:
    with FakeThreads() as server:
        yield server
    assert server.violations == [], "every request keeps to Meta's collection of requests"


@pytest.fixture
def adapter(platform: FakeThreads, host: PictureHost) -> Threads:
    return Threads(account_at(channel(platform.url), host))


class TestContract(AdapterContract):
    @pytest.fixture
    def unreachable(self, host: PictureHost) -> Threads:
        return Threads(account_at(channel("http://127.0.0.1:9"), host))

    def fullest(self, adapter: Adapter) -> Content:
        """One picture: several are staged in two steps, of which the first publishes nothing."""
        return self.pictured(adapter, 1)


@pytest.mark.parametrize(
    ("status", "code", "subcode", "kind", "word"), SHARED_ROWS + CONTAINER_ROWS
)
def test_every_error_has_its_meaning_and_its_sentence(
    adapter: Threads, platform: FakeThreads, status, code, subcode, kind, word
) -> None:
    platform.next_write((status, trouble(code, subcode, "Of s3cret-token-of-northshire")))
    with pytest.raises(kind, match=r"Threads|127\.0\.0\.1") as caught:
        Parcel(adapter, POST).send()
    assert word in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("content", [POST, PICTURED, CAROUSEL], ids=["none", "one", "two"])
@pytest.mark.parametrize("step", FakeThreads.PUBLISHING)
@pytest.mark.parametrize("mishap", ["cut before", "answer lost", "garbled answer", "503", "429"])
def test_a_mishap_at_any_step_ends_in_one_post(
    adapter: Threads, platform: FakeThreads, content: Content, step: str, mishap: str
) -> None:
    platform.befall(step, mishap)
    begun, parcel = now(), Parcel(adapter, content)
    for _ in range(4):
        try:
            parcel.send()
        except Uncertain:
            if adapter.find(content, KEY, begun, parcel.handle):
                break
        except Deferred:
            continue
        else:
            break
    assert list(platform.posts.values()) == [TEXT]
    assert list(platform.alts.values()) == [[image.alt for image in content.images]]


def test_it_is_given_half_a_minute_as_meta_asks(adapter: Threads) -> None:
    staged = adapter.publish(POST, KEY)
    assert isinstance(staged, Staged)
    assert staged.check_after == 30


def test_it_never_publishes_in_one_go(adapter: Threads, platform: FakeThreads) -> None:
    Parcel(adapter, POST).send()
    (request,) = platform.asked("container")
    assert request.form() == {"media_type": "TEXT", "text": TEXT}


def test_alt_texts_are_on_the_wire(adapter: Threads, platform: FakeThreads) -> None:
    Parcel(adapter, CAROUSEL).send()
    *items, whole = [request.form() for request in platform.asked("container")]
    assert [item["alt_text"] for item in items] == [image.alt for image in CAROUSEL.images]
    assert all(item["media_type"] == "IMAGE" for item in items)
    assert whole["text"] == TEXT


def test_a_link_makes_a_card_of_a_text_and_stands_below_a_picture(
    adapter: Threads, platform: FakeThreads
) -> None:
    link = Link("https://northshire-police.example/footage")
    Parcel(adapter, Content("Words.", link=link)).send()
    Parcel(adapter, Content("Picture.", images=pictures(1), link=link), OTHER_KEY).send()
    one, two = [request.form() for request in platform.asked("container")]
    assert (one["text"], one["link_attachment"]) == ("Words.", link.url)
    assert two["text"] == f"Picture.\n\n{link.url}"


def test_a_thread_is_a_reply_to_the_part_before(adapter: Threads, platform: FakeThreads) -> None:
    first = Parcel(adapter, POST).send()
    part = replace(PICTURED, reply_to=first.remote_id)
    begun, parcel = now(), Parcel(adapter, part, OTHER_KEY)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    found = adapter.find(part, OTHER_KEY, begun, parcel.handle)
    assert found is not None
    assert platform.parents[found.remote_id] == first.remote_id
    assert adapter.find(part, OTHER_KEY, begun) == found


@pytest.mark.parametrize(
    ("comments", "theirs"),
    [("on", None), ("limited", "accounts_you_follow"), ("off", "mentioned_only")],
)
def test_who_may_comment_is_told_in_the_words_of_threads(
    adapter: Threads, platform: FakeThreads, comments: str, theirs: str | None
) -> None:
    Parcel(adapter, replace(POST, comments=comments)).send()
    assert [one.form.get("reply_control") for one in platform.out] == [theirs]


def test_the_same_words_below_another_post_are_not_ours(
    adapter: Threads, platform: FakeThreads
) -> None:
    first, second = Parcel(adapter, POST).send(), Parcel(adapter, POST, OTHER_KEY).send()
    Parcel(adapter, replace(POST, reply_to=first.remote_id)).send()
    assert adapter.find(replace(POST, reply_to=second.remote_id), KEY, now()) is None


def test_a_reply_to_what_is_gone_says_so(adapter: Threads) -> None:
    with pytest.raises(Gone):
        adapter.publish(replace(POST, reply_to="123456"), KEY)


def test_a_container_it_lost_is_made_anew_only_when_it_is_old(
    adapter: Threads, platform: FakeThreads
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.lost |= set(platform.containers)
    with pytest.raises(Deferred) as caught:
        parcel.send()
    assert not isinstance(caught.value, Unstaged)
    platform.lost.clear()
    platform.next_write((400, trouble(24, 4279009, "The requested resource does not exist")))
    later = Threads(replace(adapter.account, clock=lambda: now() + timedelta(minutes=11)))
    with pytest.raises(Unstaged):
        later.release(POST, KEY, parcel.handle)


def test_the_daily_limits_of_posts_and_of_replies_are_two(
    adapter: Threads, platform: FakeThreads
) -> None:
    first = Parcel(adapter, POST).send()
    platform.used = 250
    with pytest.raises(Throttled, match="250 posts"):
        adapter.publish(POST, OTHER_KEY)
    reply = replace(POST, reply_to=first.remote_id)
    assert isinstance(adapter.publish(reply, OTHER_KEY), Staged)
    platform.replies_used = 1000
    with pytest.raises(Throttled, match="1000 posts"):
        adapter.publish(reply, OTHER_KEY)


@pytest.mark.parametrize("lag", [-600.0, 600.0])
def test_a_clock_that_is_ten_minutes_off_is_understood(host: PictureHost, lag: float) -> None:
    with FakeThreads() as server:
        server.lag = lag
        adapter = Threads(account_at(channel(server.url), host))
        parcel = Parcel(adapter, POST)
        receipt = parcel.send()
        assert adapter.find(POST, KEY, now(), parcel.handle) == receipt
        assert adapter.find(POST, KEY, now() + timedelta(minutes=5)) is None


def test_shares_are_reposts_quotes_and_shares(adapter: Threads) -> None:
    receipt = Parcel(adapter, POST).send()
    found = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert (found.impressions, found.reactions, found.comments, found.shares) == (300, 9, 2, 6)


def test_a_counter_that_is_renamed_loses_no_other_and_makes_no_sum_too_small(
    adapter: Threads, platform: FakeThreads
) -> None:
    receipt = Parcel(adapter, POST).send()
    del platform.metrics["quotes"]
    found = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert (found.impressions, found.reactions, found.comments) == (300, 9, 2)
    assert found.shares is None, "reposts and shares alone would be less than there were"


def test_the_credential_is_renewed(adapter: Threads) -> None:
    renewed = adapter.renew()
    assert renewed.secrets == {"token": FRESH}
    assert renewed.expires_at is not None
    assert abs(renewed.expires_at - now() - timedelta(days=60)) < timedelta(minutes=1)


def test_it_says_who_it_is(adapter: Threads) -> None:
    assert adapter.identify() == "@northshirepolice (account 990011)"


def test_an_account_that_is_no_number_is_told(platform: FakeThreads, host: PictureHost) -> None:
    adapter = Threads(account_at(channel(platform.url), host, user="@northshire"))
    with pytest.raises(Disconnected, match="not its name"):
        adapter.publish(POST, KEY)


@pytest.mark.skipif(not meta_contract.THREADS.exists(), reason="Meta's collection is not at hand")
def test_the_fake_answers_as_metas_samples_do(adapter: Threads, platform: FakeThreads) -> None:
    receipt = Parcel(adapter, POST).send()
    (one,) = platform.out
    shown = set(platform.shown(one))
    fields = next(
        entry["value"]
        for entry in json.loads(meta_contract.THREADS.read_text())["variable"]
        if entry["key"] == "fields_threads"
    )
    assert shown <= set(fields.split(","))
    assert receipt.remote_id in platform.posts


def test_the_fake_notices_a_request_that_breaks_the_contract(host: PictureHost) -> None:
    with FakeThreads() as server:
        adapter = Threads(account_at(channel(server.url), host))
        for form in ({"auto_publish_text": "true"}, {"media_type": "GIF"}, {"txt": "x"}):
            with pytest.raises(Exception, match="400"):
                adapter._graph.post("/me/threads", data=form)
        assert len(server.violations) >= 3
