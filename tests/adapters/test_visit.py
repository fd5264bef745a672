"""Whether an address leads somewhere: real requests to servers on this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from campaign.adapters import visit as visiting
from campaign.adapters.visit import Outcome, visit
from tests.servers.raw import RawServer, answer


class Site(BaseHTTPRequestHandler):
    """Answers by path: /200, /404, /503; /no-head/200; /to/ADDRESS; /round."""

    def do_HEAD(self) -> None:
        self.server.heard.append((self.command, self.path, dict(self.headers)))
        if self.path.startswith("/no-head/") and self.command == "HEAD":
            self._say(405)
        elif self.path.startswith("/to/"):
            self._say(302, self.path.removeprefix("/to/"))
        elif self.path.startswith("/steps/"):
            left = int(self.path.rpartition("/")[2])
            self._say(301, f"/steps/{left - 1}" if left else "/200")
        else:
            self._say(int(self.path.rpartition("/")[2]))

    do_GET = do_HEAD

    def _say(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Set-Cookie", "who=you")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.heard = []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def url(site: ThreadingHTTPServer, path: str, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{site.server_port}/{path}"


def asked(site: ThreadingHTTPServer) -> list[tuple[str, str]]:
    return [(method, path) for method, path, _ in site.heard]


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("200", Outcome.THERE),
        ("no-head/200", Outcome.THERE),
        ("404", Outcome.GONE),
        ("410", Outcome.GONE),
        ("no-head/404", Outcome.GONE),
        ("403", Outcome.UNKNOWN),
        ("429", Outcome.UNKNOWN),
        ("503", Outcome.UNKNOWN),
    ],
)
def test_what_the_answer_means(site, path, outcome) -> None:
    came = visit(url(site, path), loopback=True)
    assert came.outcome is outcome
    assert (path.rpartition("/")[2] in came.why) == (outcome is not Outcome.THERE)


def test_a_page_that_is_there_is_asked_once_and_for_its_head_only(site) -> None:
    visit(url(site, "200"), loopback=True)
    assert asked(site) == [("HEAD", "/200")]


def test_redirects_are_followed_and_the_last_address_is_told(site) -> None:
    there = url(site, "200", "localhost")
    came = visit(url(site, f"to/{there}"), loopback=True)
    assert (came.outcome, came.address) == (Outcome.THERE, there)
    assert visit(url(site, "steps/4"), loopback=True).outcome is Outcome.THERE
    assert visit(url(site, "to//404"), loopback=True).outcome is Outcome.GONE


def test_five_redirects_are_enough(site) -> None:
    came = visit(url(site, "steps/9"), loopback=True)
    assert (came.outcome, came.why) == (Outcome.UNKNOWN, "it was sent on more than 5 times")
    assert len(site.heard) == 6


def test_no_cookie_and_no_credential_goes_along(site, monkeypatch, tmp_path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    visit(url(site, "steps/2"), loopback=True)
    sent = {name for *_, headers in site.heard for name in headers}
    assert sent <= {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_not_asked(site, host) -> None:
    came = visit(url(site, "200", host))
    assert (came.outcome, came.why) == (Outcome.UNKNOWN, "it is in a private network")
    assert site.heard == []


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/", "http://[::1]/",
     "http://[fd00::1]/", "http://0.0.0.0/", "http://2130706433/"],
)  # fmt: skip
def test_no_private_network_is_asked(address: str) -> None:
    begin = time.monotonic()
    assert visit(address, loopback=False).why == "it is in a private network"
    assert time.monotonic() - begin < 2


def test_nobody_is_led_into_a_private_network(site) -> None:
    came = visit(url(site, "to/http://192.168.1.1/router"), loopback=True)
    assert came.why == "it is in a private network"


def test_a_name_that_changes_its_mind_is_found_out_when_the_line_is_up(site) -> None:
    """The name server has said something harmless by now, and says this machine from here on."""
    with pytest.raises(visiting._Private):
        visiting._exchange("HEAD", url(site, "200"), time.monotonic() + 5, allowed=False)
    assert site.heard == []


def test_a_slow_server_is_given_up_after_the_deadline() -> None:
    with RawServer(lambda line: time.sleep(1.5)) as server:
        begin = time.monotonic()
        came = visit(f"{server.url}/", loopback=True, deadline=0.5)
        assert time.monotonic() - begin < 1.4
    assert (came.outcome, came.why) == (Outcome.UNKNOWN, "it took too long")


def test_what_is_closed_or_odd_could_not_be_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert visit(f"http://127.0.0.1:{port}/", loopback=True).why == "it refused the connection"
    for odd in ("ftp://a.example/", "https://me:secret@a.example/", "https://a b/", "https://[/"):
        assert visit(odd).why == "it is not a web address", odd


def test_a_redirect_that_leads_nowhere_named_is_told() -> None:
    with RawServer(answer(302)) as server:
        assert visit(f"{server.url}/", loopback=True).why == "the answer is 302"
