"""A webhook keeps the contract and the standard: signed, and taken once however often sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import yaml

from campaign.adapter import (
    AdapterError,
    Barred,
    Content,
    Deferred,
    Disconnected,
    Link,
    Refused,
    Throttled,
    Uncertain,
    Unsupported,
)
from campaign.adapters.webhook import Webhook
from campaign.testing import KEY, TEXT, AdapterContract, account, pictures
from tests.servers import fake_webhook
from tests.servers.fake_webhook import OLD_SECRET, SECRET, FakeWebhook
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports

POST = Content(TEXT)


def speaking_to(url: str, **secrets: str) -> Webhook:
    known = fake_webhook.channel(url)
    plain = account(base_url=known["base_url"], secrets=known["secrets"] | secrets)
    return Webhook(replace(plain, options=known["options"], handle="@Northshire"))


@pytest.fixture
def platform() -> Iterator[FakeWebhook]:
    with FakeWebhook() as server:
        yield server
    assert server.violations == [], "every message keeps to what the documentation says"


@pytest.fixture
def adapter(platform: FakeWebhook) -> Webhook:
    return speaking_to(platform.url)


@pytest.fixture
def unreachable() -> Webhook:
    return speaking_to(f"http://127.0.0.1:{free_ports(1)[0]}")


class TestWebhook(AdapterContract):
    @pytest.fixture(autouse=True)
    def _no_yes_is_garbled(self, request: pytest.FixtureRequest) -> None:
        if "garbled answer" in request.node.name:
            pytest.skip("any 2xx is a yes, so no words can be garbled")


def test_any_yes_is_a_yes(adapter: Webhook, platform: FakeWebhook) -> None:
    platform.next_write("garbled answer")
    receipt = adapter.publish(POST, KEY)
    assert (receipt.remote_id, receipt.url) == (KEY.value, "")
    assert platform.posts == {KEY.value: TEXT}


def test_the_signature_is_the_standards(adapter: Webhook, platform: FakeWebhook) -> None:
    adapter.publish(POST, KEY)
    [request] = platform.asked("publish")
    assert request.headers["webhook-id"] == KEY.value
    assert request.headers["Content-Type"] == "application/json"
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    told = f"{KEY.value}.{request.headers['webhook-timestamp']}.".encode() + request.body
    right = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{right}"


def test_the_standards_own_example_comes_out(platform: FakeWebhook) -> None:
    """The example of the specification's reference libraries."""
    from campaign.adapters.webhook_signature import Signer

    signer = Signer({"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    at = datetime.fromtimestamp(1614265330, timezone.utc)
    headers = signer.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_changed_both_sides_may_be_first(platform: FakeWebhook) -> None:
    adapter = speaking_to(platform.url, previous_secret=OLD_SECRET)
    for secret in (OLD_SECRET, SECRET):
        platform.secret = secret
        adapter.publish(POST, KEY)
    assert len(platform.asked("publish")[0].headers["webhook-signature"].split(" ")) == 2
    assert len(platform.posts) == 1


def test_a_message_says_all_there_is(adapter: Webhook, platform: FakeWebhook) -> None:
    card = Link("https://www.police.uk/film", "Our film", "Seven officers.", pictures(1)[0])
    adapter.publish(Content("Gwyliwch.", "cy-GB", link=card), KEY)
    message = platform.asked("publish")[0].json()
    assert message["type"] == "post.published"
    assert datetime.fromisoformat(message["timestamp"]) == KEY.at
    data = message["data"]
    assert (data["channel"], data["organisation"]) == ("northshire-test", "Northshire Police")
    assert (data["text"], data["language"], data["pictures"]) == ("Gwyliwch.", "cy-GB", [])
    assert data["link"]["title"] == "Our film"
    assert data["link"]["picture"]["alt"] == pictures(1)[0].alt


def test_without_a_name_the_handle_speaks(platform: FakeWebhook) -> None:
    adapter = Webhook(replace(speaking_to(platform.url).account, options={}))
    adapter.publish(POST, KEY)
    assert platform.news[KEY.value]["organisation"] == "@Northshire"


def test_a_picture_travels_inside_unless_it_has_an_address(
    adapter: Webhook, platform: FakeWebhook
) -> None:
    post = replace(POST, images=pictures(1))
    adapter.publish(post, KEY)
    [picture] = platform.news[KEY.value]["pictures"]
    inside = base64.b64decode(picture["base64"])
    assert hashlib.sha256(inside).hexdigest() == picture["sha256"] == post.images[0].sha256
    platform.taken.clear()
    shared = replace(adapter.account, share=lambda data, kind: f"https://pics.example/{len(data)}")
    Webhook(shared).publish(post, KEY)
    [picture] = platform.news[KEY.value]["pictures"]
    assert picture["url"] == f"https://pics.example/{len(inside)}"
    assert picture["alt"] == post.images[0].alt


def test_a_repeat_is_the_same_message_byte_for_byte(
    adapter: Webhook, platform: FakeWebhook
) -> None:
    post = replace(POST, images=pictures(2))
    later = replace(
        adapter.account, clock=lambda: datetime.now(timezone.utc) + timedelta(minutes=2)
    )
    receipts = {adapter.publish(post, KEY), Webhook(later).publish(post, KEY)}
    first, second = platform.asked("publish")
    assert first.body == second.body
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert len(receipts) == len(platform.posts) == 1


@pytest.mark.parametrize(
    ("answer", "url"),
    [
        ({"url": "https://www.northshire.example/news/7"}, "https://www.northshire.example/news/7"),
        ({}, ""),
        ({"url": 7}, ""),
        ({"url": "javascript:alert(1)"}, ""),
        (["url"], ""),
        (None, ""),
    ],
)
def test_where_it_can_be_seen_is_what_the_receiver_says(
    adapter: Webhook, platform: FakeWebhook, answer: object, url: str
) -> None:
    platform.next_write((202, answer))
    assert adapter.publish(POST, KEY).url == url


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, Disconnected, "does not accept this webhook's signature"),
        (403, Disconnected, "both clocks are right"),
        (410, Barred, "wants no more messages"),
        (429, Throttled, "slow down"),
        (301, Refused, "another address"),
        (502, Uncertain, "may or may not"),
    ],
)
def test_each_no_has_its_sentence(
    adapter: Webhook, platform: FakeWebhook, status: int, kind: type[AdapterError], words: str
) -> None:
    platform.befall("publish", (status, {"error": "no"}))
    with pytest.raises(kind, match=words):
        adapter.publish(POST, KEY)


def test_a_clock_ten_minutes_off_is_told(platform: FakeWebhook, adapter: Webhook) -> None:
    platform.lag = 600
    with pytest.raises(Disconnected, match="both clocks are right"):
        adapter.publish(POST, KEY)


@pytest.mark.parametrize(
    "secret", ["", "hello", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%", SECRET[6:]]
)
def test_a_secret_that_is_none_is_named_and_never_shown(
    platform: FakeWebhook, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    adapter = speaking_to(platform.url, secret=secret)
    with pytest.raises(Disconnected, match=r"openssl rand|has no secret") as caught:
        adapter.publish(POST, KEY)
    assert secret in {"", "whsec_"} or secret not in str(caught.value) + caplog.text
    assert not platform.heard


@pytest.mark.parametrize("address", ["", "hooks.example/x", "http://hooks.example/x", "ftp://x"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    adapter = Webhook(replace(speaking_to("").account, base_url=address))
    with pytest.raises(Refused, match=r"base_url|https://"):
        adapter.publish(POST, KEY)


def test_a_deletion_is_a_message_of_its_own(adapter: Webhook, platform: FakeWebhook) -> None:
    adapter.publish(POST, KEY)
    adapter.delete(KEY.value)
    adapter.delete("")
    [request] = platform.asked("delete")
    assert request.headers["webhook-id"] == f"{KEY.value}.deleted"
    assert request.json()["data"]["id"] == KEY.value


def test_trying_it_out_sends_a_ping(adapter: Webhook, platform: FakeWebhook) -> None:
    assert adapter.identify() == "messages to 127.0.0.1"
    [request] = platform.asked("ping")
    assert json.loads(request.body)["type"] == "ping"
    platform.secret = OLD_SECRET
    with pytest.raises(Disconnected):
        adapter.identify()


def test_it_cannot_look(adapter: Webhook) -> None:
    with pytest.raises(Unsupported):
        adapter.find(POST, KEY, KEY.at)


def test_a_lost_deletion_may_be_sent_again(adapter: Webhook, platform: FakeWebhook) -> None:
    platform.befall("delete", "answer lost")
    with pytest.raises(Deferred):
        adapter.delete(KEY.value)
    adapter.delete(KEY.value)


def _in_the_page(kind: str) -> str:
    page = (ROOT / "docs" / "web-team.md").read_text("utf-8")
    return page.partition(f"```{kind}\n")[2].partition("```")[0]


def test_the_message_in_the_docs_is_the_message_sent(
    adapter: Webhook, platform: FakeWebhook
) -> None:
    shared = replace(adapter.account, share=lambda data, kind: "https://pics.example/1")
    Webhook(shared).publish(replace(POST, images=pictures(1)), KEY)
    told, sent = json.loads(_in_the_page("json")), platform.asked("publish")[0].json()
    assert list(told) == list(sent)
    assert list(told["data"]) == list(sent["data"])
    assert list(told["data"]["pictures"][0]) == list(sent["data"]["pictures"][0])


def test_the_channel_in_the_docs_names_what_it_needs() -> None:
    [(_, told)] = yaml.safe_load(_in_the_page("yaml"))["channels"].items()
    assert told["platform"] == Webhook.name
    assert tuple(told["secrets"]) == Webhook.secrets
    assert told["options"].keys() == Webhook.capabilities.options.keys()
