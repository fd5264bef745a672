"""Bluesky, step by step, on a server that misbehaves: no Node.js is needed for these."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.adapter import (
    AdapterError,
    BadContent,
    Barred,
    Content,
    Deferred,
    Disconnected,
    Gone,
    Link,
    PostKey,
    Refused,
    Throttled,
    Uncertain,
)
from campaign.adapters.bluesky import Bluesky
from campaign.testing import KEY, OTHER_KEY, TEXT, AdapterContract, Parcel, account, pictures
from tests.servers.fake_bluesky import HANDLE, PASSWORD, FakeBluesky, channel
from tests.servers.ports import free_ports

POST = Content(TEXT)
PICTURED = replace(POST, images=pictures(1))


def speaking_to(url: str) -> Bluesky:
    return Bluesky(account(base_url=url, secrets=channel(url)["secrets"]))


@pytest.fixture
def platform() -> Iterator[FakeBluesky]:
    with FakeBluesky() as server:
        yield server
    assert server.violations == [], "every request keeps to the lexicons"


@pytest.fixture
def adapter(platform: FakeBluesky) -> Bluesky:
    return speaking_to(platform.url)


@pytest.fixture
def unreachable() -> Bluesky:
    return speaking_to(f"http://127.0.0.1:{free_ports(1)[0]}")


class TestBlueskyOnAFake(AdapterContract):
    pass


@pytest.mark.parametrize("mishap", ["cut before", "answer lost", "garbled answer", "503", "429"])
@pytest.mark.parametrize("step", FakeBluesky.PUBLISHING)
def test_a_mishap_at_any_step_ends_in_one_post(
    adapter: Bluesky, platform: FakeBluesky, step: str, mishap: str
) -> None:
    platform.befall(step, mishap)
    with pytest.raises(AdapterError) as caught:
        adapter.publish(PICTURED, KEY)
    doubt = step == platform.WRITE and mishap != "429"
    assert isinstance(caught.value, Uncertain if doubt else Deferred)
    found = speaking_to(platform.url).find(PICTURED, KEY, KEY.at)
    assert (found is not None) == (doubt and mishap in {"answer lost", "garbled answer"})
    receipt = speaking_to(platform.url).publish(PICTURED, KEY)
    assert found in (None, receipt)
    assert platform.alts == {receipt.remote_id: [PICTURED.images[0].alt]}


ERRORS = [
    (401, "AuthMissing", Disconnected, "does not accept this channel's handle and app password"),
    (401, "AuthenticationRequired", Disconnected, "Make a new app password"),
    (401, "AuthFactorTokenRequired", Disconnected, "wants a code from an e-mail"),
    (403, "Forbidden", Disconnected, "does not accept this channel's credential"),
    (401, "AccountTakedown", Barred, "has taken this account down"),
    (400, "AccountTakedown", Barred, "Sign in to Bluesky to see why"),
    (400, "AccountSuspended", Barred, "has taken this account down"),
    (400, "AccountDeactivated", Barred, "deactivated"),
    (400, "InvalidRequest", BadContent, "and said: Says the test"),
    (400, "InvalidMimeType", BadContent, "and said: Says the test"),
    (400, "BlobTooLarge", BadContent, "too large: save it smaller"),
    (413, "PayloadTooLarge", BadContent, "too large: save it smaller"),
    (404, "XRPCNotSupported", Gone, "has no such thing"),
    (429, "RateLimitExceeded", Throttled, "asks us to slow down"),
    (500, "InternalServerError", Uncertain, "may or may not be out"),
    (502, "UpstreamFailure", Uncertain, "may or may not be out"),
    (503, "NotEnoughResources", Uncertain, "may or may not be out"),
    (302, "", Refused, "Check the channel's base_url"),
]


@pytest.mark.parametrize(("status", "code", "kind", "sentence"), ERRORS)
def test_each_error_has_its_class_and_sentence(
    adapter: Bluesky,
    platform: FakeBluesky,
    status: int,
    code: str,
    kind: type[AdapterError],
    sentence: str,
) -> None:
    body = {"error": code, "message": "Says the test"}
    for step in ("uploadBlob", "putRecord"):
        platform.befall(step, (status, body))
        with pytest.raises(AdapterError) as caught:
            adapter.publish(PICTURED, KEY)
        doubtful = kind is Uncertain and step == "uploadBlob"
        assert isinstance(caught.value, Deferred if doubtful else kind)
        assert doubtful or sentence in str(caught.value)
        assert PASSWORD not in str(caught.value)
    assert not platform.posts


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidToken"])
def test_a_session_that_is_over_is_renewed_at_every_step(platform: FakeBluesky, code: str) -> None:
    for step in ("uploadBlob", "putRecord"):
        adapter = speaking_to(platform.url)
        platform.befall(step, (400, {"error": code, "message": "Token has expired"}))
        adapter.publish(PICTURED, KEY)
    assert len(platform.asked("refreshSession")) == 2
    assert len(platform.posts) == 1


def test_a_session_that_is_over_is_renewed_before_figures_are_read(
    adapter: Bluesky, platform: FakeBluesky
) -> None:
    receipt = adapter.publish(POST, KEY)
    platform.expire()
    assert set(adapter.measure([receipt.remote_id])) == {receipt.remote_id}
    platform.expire()
    adapter.delete(receipt.remote_id)
    assert len(platform.asked("createSession")) == 1
    assert len(platform.asked("refreshSession")) == 2


def test_an_account_that_is_barred_is_barred_when_it_is_asked_for_a_post(
    platform: FakeBluesky,
) -> None:
    body = {"error": "AccountTakedown", "message": "Account has been taken down"}
    platform.befall("createSession", (401, body), times=3)
    adapter = speaking_to(platform.url)
    for call in (
        lambda: adapter.find(POST, KEY, KEY.at),
        lambda: adapter.measure(["at://x"]),
        lambda: adapter.publish(Content(f"Thank you, @{HANDLE}"), KEY),
    ):
        with pytest.raises(Barred):
            call()


def test_a_picture_collected_before_the_post_named_it_is_sent_again(
    adapter: Bluesky, platform: FakeBluesky
) -> None:
    body = {"error": "BlobNotFound", "message": "Could not find blob"}
    platform.befall("putRecord", (400, body))
    adapter.publish(PICTURED, KEY)
    assert len(platform.asked("uploadBlob")) == 2
    assert len(platform.posts) == 1


def test_alt_text_and_card_are_in_the_request_itself(
    adapter: Bluesky, platform: FakeBluesky
) -> None:
    adapter.publish(replace(POST, images=pictures(2)), KEY)
    link = Link("https://www.police.uk/", "Help", "How to help.", pictures(1)[0])
    adapter.publish(Content("Look.", "cy", link=link), OTHER_KEY)
    first, second = (one.json()["record"] for one in platform.asked("putRecord"))
    assert [one["alt"] for one in first["embed"]["images"]] == [one.alt for one in pictures(2)]
    assert first["langs"] == ["en-GB"]
    assert second["embed"]["external"]["thumb"]["size"] == pictures(1)[0].size
    assert second["langs"] == ["cy"]


def test_a_thread_names_its_first_part_and_outlives_it(
    adapter: Bluesky, platform: FakeBluesky
) -> None:
    keys = [PostKey(f"{number}" * 32, KEY.at) for number in range(3)]
    first = adapter.publish(Content("1/3"), keys[0])
    second = adapter.publish(Content("2/3", reply_to=first.remote_id), keys[1])
    third = adapter.publish(Content("3/3", reply_to=second.remote_id), keys[2])
    reply = platform.asked("putRecord")[-1].json()["record"]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (first.remote_id, second.remote_id)
    adapter.delete(second.remote_id)
    again = speaking_to(platform.url)
    assert again.publish(Content("3/3", reply_to=second.remote_id), keys[2]) == third
    with pytest.raises(Gone, match="The part before this one is no longer on Bluesky"):
        again.publish(Content("3/3", reply_to=second.remote_id), OTHER_KEY)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"size": 2_000_001}, "The picture is too large: 2,000,001 of 2,000,000 bytes."),
        ({"media_type": "video/mp4"}, "takes JPEG or PNG or WEBP pictures only"),
        ({"alt": ""}, "A picture has no alt text."),
    ],
)
def test_what_it_would_refuse_is_refused_before_anything_is_sent(
    adapter: Bluesky, platform: FakeBluesky, change: dict[str, object], sentence: str
) -> None:
    wrong = replace(pictures(1)[0], **change)
    with pytest.raises(BadContent, match=sentence):
        adapter.publish(replace(POST, images=(wrong,)), KEY)
    assert platform.heard == []


def test_a_clock_ten_minutes_off_changes_nothing(platform: FakeBluesky) -> None:
    for lag in (-600.0, 600.0):
        platform.lag = lag
        receipt = speaking_to(platform.url).publish(POST, KEY)
        assert speaking_to(platform.url).find(POST, KEY, KEY.at) == receipt


def test_an_answer_that_comes_late_is_still_an_answer(
    adapter: Bluesky, platform: FakeBluesky
) -> None:
    platform.befall("putRecord", "slow")
    receipt = adapter.publish(POST, KEY)
    assert set(platform.posts) == {receipt.remote_id}


def test_what_the_headers_say_of_the_rate_limit_is_passed_on(platform: FakeBluesky) -> None:
    told = []
    platform.extra = {"RateLimit-Remaining": "0", "RateLimit-Reset": "120"}
    given = account(base_url=platform.url, secrets=channel(platform.url)["secrets"])
    Bluesky(replace(given, heard=told.append)).publish(POST, KEY)
    assert [one.remaining for one in told] == [0]


def test_the_fake_notices_what_breaks_the_lexicons() -> None:
    with FakeBluesky() as server:
        client = speaking_to(server.url)._client
        body = {"repo": "did:plc:x", "collection": "app.bsky.feed.post", "rkey": "1", "x": 1}
        with pytest.raises(BadContent):
            client.post("com.atproto.repo.putRecord", client.until(), json=body)
        assert server.violations


def test_the_fake_runs_as_a_process_and_keeps_a_ledger(tmp_path: Path) -> None:
    (port,), ledger = free_ports(1), tmp_path / "posts.jsonl"
    command = [sys.executable, "-m", "tests.servers.fake_bluesky", str(port)]
    with subprocess.Popen(
        [*command, "--ledger", str(ledger)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("ready ")
            for key in (KEY, KEY, OTHER_KEY):
                Parcel(speaking_to(f"http://127.0.0.1:{port}"), PICTURED, key).send()
            assert len(ledger.read_text().splitlines()) == 2
        finally:
            process.kill()
