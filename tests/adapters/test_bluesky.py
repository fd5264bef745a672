"""Bluesky against its own reference server: every post once, whatever happens on the way."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from campaign.adapter import (
    AdapterError,
    Content,
    Deferred,
    Metrics,
    Receipt,
    Refused,
    Uncertain,
)
from campaign.adapters.bluesky import Bluesky
from campaign.testing import KEY, OTHER_KEY, AdapterContract, pictures
from tests.servers.appview import FIGURES, AppView
from tests.servers.bluesky import Login, bluesky
from tests.servers.bluesky_wire import PUT, Platform, Wire, speaker, texts

CREATE_SESSION = "com.atproto.server.createSession"
REFRESH_SESSION = "com.atproto.server.refreshSession"
UPLOAD = "com.atproto.repo.uploadBlob"
HELLO = Content("Seen an officer hurt? Call 999 first. #BehindTheBadge")
PICTURED = dataclasses.replace(HELLO, images=pictures(2))
SINCE = KEY.at - timedelta(minutes=1)


class TestBluesky(AdapterContract):
    """Bluesky keeps the contract."""

    @pytest.fixture
    def platform(self, wire: Wire, login: Login) -> Platform:
        return Platform(wire, login)

    @pytest.fixture
    def adapter(self, bsky: Bluesky) -> Bluesky:
        return bsky

    @pytest.fixture
    def unreachable(self) -> Bluesky:
        return speaker("http://127.0.0.1:9", Login("nobody.example", "", "pass-word-1"))


def test_the_wire_says_null_so_that_nothing_is_ever_overwritten(bsky: Bluesky, wire: Wire) -> None:
    bsky.publish(HELLO, KEY)
    [body] = wire.bodies(PUT)
    assert "swapRecord" in body
    assert body["swapRecord"] is None


def test_the_same_key_twice_is_one_record_and_the_same_receipt(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    first = bsky.publish(PICTURED, KEY)
    assert speaker(wire.url, login).publish(PICTURED, KEY) == first
    assert texts(wire, login) == [PICTURED.text]
    assert wire.bodies(PUT)[0] == wire.bodies(PUT)[1]


def test_other_words_under_the_same_key_change_nothing(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    first = bsky.publish(HELLO, KEY)
    assert bsky.publish(Content("Something else."), KEY) == first
    assert texts(wire, login) == [HELLO.text]


def test_a_record_that_is_there_but_not_shown_is_uncertain(bsky: Bluesky, wire: Wire) -> None:
    bsky.publish(HELLO, KEY)
    wire.fault("status", path="getRecord", code=503)
    with pytest.raises(Uncertain):
        bsky.publish(Content("Something else."), KEY)


def test_eight_racing_make_one_record(wire: Wire, login: Login) -> None:
    speakers = [speaker(wire.url, login) for _ in range(8)]
    for one in speakers:
        one.identify()
    together = Barrier(8)

    def race(one: Bluesky) -> Receipt:
        together.wait()
        return one.publish(HELLO, KEY)

    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(race, speakers))
    assert len(receipts) == 1
    assert texts(wire, login) == [HELLO.text]


@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "cut_head", "garble"])
def test_after_a_lost_answer_the_post_is_there_exactly_once(
    wire: Wire, login: Login, fault: str
) -> None:
    wire.fault(fault, path=PUT)
    with pytest.raises(Uncertain):
        speaker(wire.url, login).publish(PICTURED, KEY)
    after = speaker(wire.url, login)
    found = after.find(PICTURED, KEY, SINCE)
    assert (found is None) == (fault == "cut_before")
    receipt = after.publish(PICTURED, KEY)
    assert receipt == after.find(PICTURED, KEY, SINCE)
    assert found in (None, receipt)
    assert texts(wire, login) == [PICTURED.text]


def test_a_request_sent_twice_on_the_way_is_one_record(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    wire.fault("twice", path=PUT)
    receipt = bsky.publish(HELLO, KEY)
    assert [one["uri"] for one in wire.network.records(login)] == [receipt.remote_id]


@pytest.mark.parametrize("step", [CREATE_SESSION, UPLOAD])
def test_an_answer_lost_before_the_post_created_nothing(
    bsky: Bluesky, wire: Wire, login: Login, step: str
) -> None:
    wire.fault("cut_after", path=step)
    with pytest.raises(Deferred):
        bsky.publish(PICTURED, KEY)
    assert texts(wire, login) == []
    bsky.publish(PICTURED, KEY)
    assert texts(wire, login) == [PICTURED.text]


def test_a_server_killed_in_the_middle_and_started_again_has_the_post_once() -> None:
    with bluesky() as network, Wire(network) as proxy:
        login = network.account()
        adapter = speaker(proxy.url, login)
        proxy.fault("cut_after", path=PUT)
        with pytest.raises(Uncertain):
            adapter.publish(PICTURED, KEY)
        network.kill()
        with pytest.raises(AdapterError):
            adapter.publish(HELLO, OTHER_KEY)
        with pytest.raises(Deferred):
            adapter.find(PICTURED, KEY, SINCE)
        network.restart()
        assert adapter.find(HELLO, OTHER_KEY, SINCE) is None
        adapter.publish(HELLO, OTHER_KEY)
        assert adapter.publish(PICTURED, KEY) == adapter.find(PICTURED, KEY, SINCE)
        assert sorted(texts(proxy, login)) == sorted([HELLO.text, PICTURED.text])


def test_a_deleted_post_is_not_found(bsky: Bluesky) -> None:
    receipt = bsky.publish(HELLO, KEY)
    assert bsky.find(HELLO, KEY, SINCE) == receipt
    bsky.delete(receipt.remote_id)
    assert bsky.find(HELLO, KEY, SINCE) is None


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (400, b'{"error":"InvalidRequest","message":"Could not locate record"}'),
        (404, b"<html>No such page</html>"),
        (502, b'{"error":"UpstreamFailure","message":"Upstream Failure"}'),
        (200, b'{"uri":"at://did:plc:other/app.bsky.feed.post/3jzfcijpj2z2a"}'),
    ],
)
def test_only_a_plain_no_means_that_the_post_is_not_there(
    bsky: Bluesky, wire: Wire, code: int, body: bytes
) -> None:
    wire.fault("status", path="getRecord", code=code, body=body)
    with pytest.raises((Deferred, Uncertain)):
        bsky.find(HELLO, KEY, SINCE)


def test_only_posts_of_this_account_are_deleted(bsky: Bluesky, wire: Wire) -> None:
    with pytest.raises(Refused):
        bsky.delete("at://did:plc:somebody/app.bsky.feed.post/3jzfcijpj2z2a")
    assert not wire.bodies("com.atproto.repo.deleteRecord")


def test_figures_come_from_the_network_25_posts_a_call(
    bsky: Bluesky, bluesky_views: AppView
) -> None:
    receipt = bsky.publish(HELLO, KEY)
    gone = [receipt.remote_id[:-2] + end for end in ("aa", "ab", "ac")] * 10
    asked = bluesky_views.asked
    measured = bsky.measure([*gone, receipt.remote_id])
    assert measured == {receipt.remote_id: Metrics(reactions=7, shares=5, comments=1, saves=4)}
    assert bluesky_views.asked - asked == 2


def test_a_figure_that_is_not_reported_stays_unknown(bsky: Bluesky, bluesky_views: AppView) -> None:
    receipt = bsky.publish(HELLO, KEY)
    bluesky_views.figures = {"likeCount": 0, "quoteCount": 2, "replyCount": -1}
    try:
        measured = bsky.measure([receipt.remote_id])
    finally:
        bluesky_views.figures = dict(FIGURES)
    assert measured == {receipt.remote_id: Metrics(reactions=0)}


def test_a_server_without_figures_is_asked_again_later(bsky: Bluesky, wire: Wire) -> None:
    body = b'{"error":"InvalidRequest","message":"No service configured"}'
    wire.fault("status", path="getPosts", code=400, body=body)
    with pytest.raises(Deferred):
        bsky.measure(["at://did:plc:x/app.bsky.feed.post/3jzfcijpj2z2a"])


def test_looking_at_the_adapter_does_not_load_requests() -> None:
    code = "import sys, campaign.adapters.bluesky; sys.exit('requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
