"""Where the browser lands after a sign-in."""

from __future__ import annotations

import socket

import pytest
import requests

from campaign.cli.landing import LONGEST, Landing, query_of
from campaign.cli.trouble import Trouble


@pytest.fixture
def landing():
    with Landing(0) as server:
        server.state = "right"
        yield server


def get(url):
    return requests.get(url, timeout=5)


def test_it_takes_one_answer_and_no_second(landing):
    first = get(f"{landing.address}?state=right&code=1")
    second = get(f"{landing.address}?state=right&code=2")
    assert (first.status_code, second.status_code) == (200, 410)
    assert landing.wait(1) == {"state": "right", "code": "1"}


def test_other_pages_and_endless_addresses_are_none_of_it(landing):
    home = landing.address.removesuffix("/callback")
    assert get(f"{home}/favicon.ico").status_code == 404
    assert get(f"{landing.address}?code={'x' * LONGEST}").status_code == 404
    assert landing.wait(0.05) is None


@pytest.mark.parametrize(
    "query",
    ["", "?code=1", "?state=wrong&code=1", "?state=&code=1", "?state=right", "?state=r%C3%AFght"],
)
def test_a_stray_request_ends_no_sign_in(landing, query):
    assert get(f"{landing.address}{query}").status_code == 400
    assert landing.wait(0.05) is None
    assert get(f"{landing.address}?state=right&code=1").status_code == 200
    assert landing.wait(1) == {"state": "right", "code": "1"}


def test_a_no_of_the_platform_is_an_answer_too(landing):
    assert get(f"{landing.address}?state=right&error=access_denied").status_code == 400
    assert landing.wait(1) == {"state": "right", "error": "access_denied"}


def test_nothing_is_taken_before_it_is_known_what_is_waited_for(landing):
    landing.state = ""
    assert get(f"{landing.address}?state=&code=1").status_code == 400
    assert landing.wait(0.05) is None


def test_a_line_that_says_nothing_keeps_nobody_waiting(landing):
    with socket.create_connection(("127.0.0.1", landing.server_port)):
        assert get(f"{landing.address}?state=right&code=1").status_code == 200


def test_it_is_heard_on_this_computer_only(landing):
    assert landing.server_address[0] == "127.0.0.1"


def test_the_page_can_be_read_by_everybody_and_keeps_nothing(landing):
    answer = get(f"{landing.address}?state=%3Cscript%3E&code=s3cret")
    assert answer.status_code == 400
    for part in ('<html lang="en-GB">', "<title>", "<main>", "<h1>", "viewport"):
        assert part in answer.text
    assert "s3cret" not in answer.text
    assert "<script" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_it_writes_nothing_down(landing, capfd):
    get(f"{landing.address}?state=right&code=s3cret")
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_a_sentence(landing):
    with pytest.raises(Trouble, match="is in use by another program"):
        Landing(landing.server_port)


def test_a_pasted_address_is_taken_apart():
    assert query_of(" https://a.example/x?code=a%2Fb&state=s#_ \n") == {"code": "a/b", "state": "s"}
    assert query_of("nonsense") == {}
