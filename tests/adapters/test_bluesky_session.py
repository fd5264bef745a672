"""Signing in to Bluesky: once, renewed when over, and clear words when it is refused."""

from __future__ import annotations

import dataclasses
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from campaign.adapter import Barred, Content, Disconnected, Throttled, Uncertain
from campaign.adapters.atproto import data_server
from campaign.adapters.bluesky import Bluesky
from campaign.testing import KEY, OTHER_KEY, pictures
from tests.servers.bluesky import Login, bluesky, expired
from tests.servers.bluesky_wire import PUT, Wire, speaker, texts

CREATE_SESSION = "com.atproto.server.createSession"
REFRESH_SESSION = "com.atproto.server.refreshSession"
HELLO = Content("Seen an officer hurt? Call 999 first. #BehindTheBadge")
PICTURED = dataclasses.replace(HELLO, images=pictures(2))
SINCE = KEY.at - timedelta(minutes=1)


def test_one_session_serves_many_posts(bsky: Bluesky, wire: Wire, login: Login) -> None:
    bsky.publish(HELLO, KEY)
    bsky.publish(HELLO, OTHER_KEY)
    bsky.find(HELLO, KEY, SINCE)
    assert wire.count()[CREATE_SESSION] == 1
    assert bsky.identify() == f"@{login.handle} ({login.did})"


def grow_old(bsky: Bluesky, **tokens: str) -> None:
    """Let the session's two hours pass; ``tokens`` replace others."""
    client = bsky._client
    session = client.session(client.until())
    client._session = dataclasses.replace(session, access=expired(session.access), **tokens)


def test_a_session_that_is_over_is_renewed(bsky: Bluesky, wire: Wire, login: Login) -> None:
    grow_old(bsky)
    bsky.publish(HELLO, KEY)
    answers = [one.upstream for one in wire.log if one.path.endswith(PUT)]
    assert answers == [400, 200], "a session that is over is a 400, not a 401"
    assert wire.count()[REFRESH_SESSION] == 1
    assert wire.count()[CREATE_SESSION] == 1
    assert wire.count()[PUT] == 2
    assert texts(wire, login) == [HELLO.text]


def test_a_session_that_cannot_be_renewed_is_opened_anew(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    grow_old(bsky, refresh="gone")
    bsky.publish(PICTURED, KEY)
    assert wire.count()[REFRESH_SESSION] == 1
    assert wire.count()[CREATE_SESSION] == 2
    assert texts(wire, login) == [PICTURED.text]


def test_a_session_refused_again_and_again_gives_up(bsky: Bluesky, wire: Wire) -> None:
    body = b'{"error":"ExpiredToken","message":"Token has expired"}'
    wire.fault("status", path=PUT, code=400, body=body, times=9)
    with pytest.raises(Disconnected):
        bsky.publish(HELLO, KEY)
    assert wire.count()[PUT] == 3
    assert wire.count()[REFRESH_SESSION] == 1
    assert wire.count()[CREATE_SESSION] == 2


def test_a_wrong_password_disconnects_and_shows_no_secret(wire: Wire, login: Login) -> None:
    adapter = speaker(wire.url, login, password="not-the-password")
    for call in (adapter.identify, lambda: adapter.publish(HELLO, KEY)):
        with pytest.raises(Disconnected, match="app password") as caught:
            call()
        shown = "".join(traceback.format_exception(caught.value))
        assert "not-the-password" not in shown
        assert login.handle not in shown
    assert not wire.bodies(PUT)


def test_an_account_taken_down_is_barred_in_its_own_words(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    bsky.identify()
    wire.network.take_down(login)
    with pytest.raises(Barred, match="taken this account down"):
        bsky.publish(HELLO, KEY)
    with pytest.raises(Barred):
        bsky.identify()
    with pytest.raises(Uncertain):  # its repository is hidden: that is not a no
        bsky.find(HELLO, KEY, SINCE)


def test_an_account_that_sleeps_is_barred_in_its_own_words(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    bsky.identify()
    wire.network.deactivate(login)
    for call in (lambda: bsky.publish(HELLO, KEY), bsky.identify):
        with pytest.raises(Barred, match="deactivated"):
            call()


def test_an_account_that_asks_for_a_code_wants_an_app_password(bsky: Bluesky, wire: Wire) -> None:
    body = b'{"error":"AuthFactorTokenRequired","message":"A sign in code has been sent"}'
    wire.fault("status", path=CREATE_SESSION, code=401, body=body)
    with pytest.raises(Disconnected, match="app password"):
        bsky.identify()


def test_a_secret_that_is_not_set_is_named(wire: Wire, login: Login) -> None:
    with pytest.raises(Disconnected, match="identifier"):
        speaker(wire.url, dataclasses.replace(login, handle=" ")).identify()
    assert not wire.said


def test_an_app_password_is_enough(wire: Wire, login: Login) -> None:
    adapter = speaker(wire.url, wire.network.app_login(login))
    receipt = adapter.publish(PICTURED, KEY)
    assert adapter.find(PICTURED, KEY, SINCE) == receipt
    adapter.delete(receipt.remote_id)
    assert texts(wire, login) == []


def sign_in_in_vain(adapter: Bluesky) -> None:
    with pytest.raises(Disconnected):
        adapter.identify()


def test_too_many_sign_ins_wait_as_long_as_the_server_says() -> None:
    with bluesky(RATE_LIMITS="1") as network:
        nobody = Login("nobody.test", "", "pass-word-1")
        with ThreadPoolExecutor(15) as pool:  # the server takes its time over each wrong one
            list(pool.map(sign_in_in_vain, [speaker(network.pds, nobody) for _ in range(30)]))
        with pytest.raises(Throttled) as caught:
            speaker(network.pds, nobody).publish(HELLO, KEY)
    assert caught.value.retry_after is not None
    assert 200 < caught.value.retry_after <= 300


def document(endpoint: str) -> dict[str, object]:
    return {"service": [{"id": "#atproto_pds", "serviceEndpoint": endpoint}]}


@pytest.mark.parametrize(
    ("home", "named", "used"),
    [
        ("https://bsky.social", "https://morel.us-east.host.bsky.network", None),
        ("https://pds.example", "https://pds.example", None),
        ("https://bsky.social", "https://evil.example", "https://bsky.social"),
        ("https://bsky.social", "http://morel.host.bsky.network", "https://bsky.social"),
        ("https://bsky.social", "https://host.bsky.network.evil.example", "https://bsky.social"),
        ("https://bsky.social", "https://u@x.host.bsky.network", "https://bsky.social"),
        ("https://bsky.social", "http://127.0.0.1:8080", "https://bsky.social"),
        ("https://bsky.social", "https://169.254.169.254", "https://bsky.social"),
        ("http://127.0.0.1:2583", "https://morel.host.bsky.network", "http://127.0.0.1:2583"),
    ],
)
def test_a_credential_follows_an_address_only_to_bluesky_or_the_server_itself(
    home: str, named: str, used: str | None
) -> None:
    assert data_server(home, document(named)) == (used or named)


@pytest.mark.parametrize("broken", [None, [], {}, {"service": None}, {"service": [{"id": 1}]}])
def test_an_identity_document_nobody_can_read_changes_nothing(broken: object) -> None:
    assert data_server("https://bsky.social", broken) == "https://bsky.social"


def test_an_address_with_our_handle_is_that_of_our_record(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    """A person saw the post and pasted where; what we measure goes by the lasting identity."""
    receipt = bsky.publish(HELLO, KEY)
    assert bsky.remote_id(receipt.url) == receipt.remote_id
    key = receipt.remote_id.rpartition("/")[2]
    assert bsky.remote_id(f"https://bsky.app/profile/{login.did}/post/{key}") == receipt.remote_id
    assert bsky.remote_id(f"https://bsky.app/profile/else.example/post/{key}") == ""
    asked = len(wire.said)
    assert bsky.remote_id("https://social.example/1") == ""
    assert len(wire.said) == asked, "what is no address of a post needs no asking"
