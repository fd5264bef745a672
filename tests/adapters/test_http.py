"""Every way a request can end has one meaning for the post."""

from __future__ import annotations

import logging
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest

from campaign.adapter import (
    AdapterError,
    BadContent,
    Disconnected,
    Gone,
    Refused,
    Throttled,
    Uncertain,
    Unreachable,
)
from campaign.adapters.address import check_address, web_address
from campaign.adapters.http import Http, Response, retry_after
from tests.servers.need import missing
from tests.servers.ports import free_ports
from tests.servers.raw import Behaviour, RawServer, answer, reset

SECRET = "s3cret-token-that-must-not-show"
HEADERS = {"Authorization": f"Bearer {SECRET}"}
QUICK = (0.5, 0.3)  # connect and read timeout, seconds


def send(url: str, *, creates: bool = True, deadline: float = 5.0, **kw: object) -> Response:
    http = Http(url, headers=HEADERS, timeout=QUICK, deadline=deadline)
    return http.send("POST" if creates else "GET", "/x", creates=creates, **kw)


def failure(url: str, *, creates: bool = True, deadline: float = 5.0, **kw: object) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        send(url, creates=creates, deadline=deadline, **kw)
    assert_no_secret(caught.value)
    return caught.value


def assert_no_secret(error: BaseException | None) -> None:
    while error is not None:
        assert SECRET not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__


def silence(line: socket.socket) -> None:
    time.sleep(0.6)


def cut_body(line: socket.socket) -> None:
    line.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"id":')


def dribble(line: socket.socket) -> None:
    for _ in range(40):
        line.sendall(b"H")
        time.sleep(0.05)


def dribble_body(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{")
    for _ in range(40):
        line.sendall(b" ")
        time.sleep(0.05)


def flood(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(100):
        line.sendall(b" " * 65_536)


def nonsense(line: socket.socket) -> None:
    line.sendall(b"220 mail.example ESMTP\r\n")


LOST: dict[str, Behaviour] = {
    "closed without an answer": lambda line: None,
    "reset after the request": reset,
    "no answer in time": silence,
    "body cut": cut_body,
    "an answer that is not HTTP": nonsense,
    "a body too large to be true": flood,
}


@pytest.mark.parametrize("behaviour", LOST.values(), ids=LOST.keys())
def test_a_lost_answer_leaves_doubt_where_something_may_exist(behaviour: Behaviour) -> None:
    with RawServer(behaviour) as server:
        assert type(failure(server.url)) is Uncertain
        assert len(server.heard) == 1, "it must not try again by itself"


@pytest.mark.parametrize("behaviour", LOST.values(), ids=LOST.keys())
def test_a_lost_answer_to_a_question_is_asked_again_later(behaviour: Behaviour) -> None:
    with RawServer(behaviour) as server:
        assert type(failure(server.url, creates=False)) is Unreachable


def test_nobody_listening_means_nothing_was_sent() -> None:
    error = failure(f"http://127.0.0.1:{free_ports(1)[0]}")
    assert type(error) is Unreachable
    assert "refused the connection" in str(error)


def test_an_unknown_host_means_nothing_was_sent() -> None:
    error = failure("https://nobody.invalid")
    assert type(error) is Unreachable
    assert "name is not known" in str(error)


def test_an_impossible_host_name_means_nothing_was_sent() -> None:
    assert type(failure(f"https://{'a' * 70}.invalid")) is Unreachable


def test_a_full_backlog_means_nothing_was_sent() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    address = listener.getsockname()
    waiting = []
    try:
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(address)
            waiting.append(one)
        error = failure(f"http://127.0.0.1:{address[1]}")
    finally:
        for one in [*waiting, listener]:
            one.close()
    assert type(error) is Unreachable
    assert "took too long" in str(error)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate nobody vouches for, with its key."""
    if not (openssl := shutil.which("openssl")):
        missing("openssl", "apt-get install openssl")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    options = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    out = ["-keyout", str(file.with_name("key")), "-out", str(file.with_name("cert"))]
    subprocess.run([*command.split(), *options, *out], check=True, capture_output=True)
    file.write_bytes(file.with_name("key").read_bytes() + file.with_name("cert").read_bytes())
    return file


@pytest.fixture
def secure(certificate: Path) -> Iterator[Callable[[Behaviour], str]]:
    """Start a TLS server that treats each line as told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(behaviour: Behaviour) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(line, server_side=True) as secured:
                    secured.recv(65_536)
                    behaviour(secured)
            except OSError:
                line.close()

    def start(behaviour: Behaviour) -> str:
        threading.Thread(target=serve, args=(behaviour,), daemon=True).start()
        return f"https://localhost:{listener.getsockname()[1]}"

    yield start
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def test_a_wrong_certificate_means_nothing_was_sent(secure: Callable[[Behaviour], str]) -> None:
    error = failure(secure(answer(200)))
    assert type(error) is Unreachable
    assert "certificate is not valid" in str(error)


def test_tls_that_breaks_after_the_request_leaves_doubt(
    secure: Callable[[Behaviour], str], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    url = secure(reset)
    assert type(failure(url)) is Uncertain
    assert type(failure(url, creates=False)) is Unreachable


def test_the_authorities_of_the_house_are_trusted(
    secure: Callable[[Behaviour], str], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert send(secure(answer(200, b'{"a": 1}'))).json() == {"a": 1}


def test_a_secure_server_that_dribbles_is_hung_up_on(
    secure: Callable[[Behaviour], str], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    began = time.monotonic()
    assert type(failure(secure(dribble), deadline=0.5)) is Uncertain
    assert time.monotonic() - began < 1.5


def test_a_server_that_speaks_no_tls_means_nothing_was_sent() -> None:
    with RawServer(nonsense) as server:
        assert type(failure(server.url.replace("http:", "https:"))) is Unreachable


@pytest.mark.parametrize("behaviour", [dribble, dribble_body])
def test_a_server_that_dribbles_is_hung_up_on(behaviour: Behaviour) -> None:
    with RawServer(behaviour) as server:
        began = time.monotonic()
        error = failure(server.url, deadline=0.5)
        assert time.monotonic() - began < 1.2
        assert type(error) is Uncertain
        assert "took too long" in str(error)


def test_a_task_whose_time_is_over_sends_nothing() -> None:
    with RawServer(answer(200)) as server:
        error = failure(server.url, until=time.monotonic() - 1)
        assert type(error) is Unreachable
        assert server.heard == []


FREEZING = """
import os, signal, sys
from campaign.adapters.http import Http
def body():
    yield b"the beginning"
    os.kill(os.getpid(), signal.SIGSTOP)
    yield b" and the end"
Http(sys.argv[1], deadline=0.5).send("POST", "/x", creates=True, data=body())
"""


def test_a_request_that_froze_half_way_is_never_finished() -> None:
    got: list[bytes] = []

    def listen(line: socket.socket) -> None:
        while part := line.recv(4096):
            got.append(part)

    with RawServer(listen) as server:
        frozen = subprocess.Popen(
            [sys.executable, "-c", FREEZING, server.url], stderr=subprocess.PIPE, text=True
        )
        while "T" not in (Path("/proc") / str(frozen.pid) / "stat").read_text().split()[2]:
            time.sleep(0.02)
        time.sleep(0.6)
        frozen.send_signal(signal.SIGCONT)
        _, said = frozen.communicate(timeout=30)
    heard = b"".join(server.heard + got)
    assert "Uncertain" in said
    assert b"the beginning" in heard
    assert b"the end" not in heard


def test_a_large_picture_may_take_longer_to_send_than_a_line_to_set_up() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)

    def slow() -> None:
        line, _ = listener.accept()
        with line:
            time.sleep(0.8)  # longer than the connect timeout
            left = 8_000_000
            while left > 0:
                left -= len(line.recv(1_000_000))
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    threading.Thread(target=slow, daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with listener:
        assert send(url, data=b"x" * 8_000_000).ok


def test_a_large_picture_may_take_as_long_on_a_secure_line(
    secure: Callable[[Behaviour], str], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(line: socket.socket) -> None:
        time.sleep(0.8)  # longer than the connect timeout
        left = 7_900_000
        while left > 0 and (piece := line.recv(65_536)):
            left -= len(piece)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert send(secure(slow), data=b"x" * 8_000_000).ok


MEANINGS: list[tuple[int, type[AdapterError], type[AdapterError]]] = [
    (301, Refused, Refused),
    (307, Refused, Refused),
    (400, BadContent, BadContent),
    (401, Disconnected, Disconnected),
    (402, BadContent, BadContent),
    (403, Disconnected, Disconnected),
    (404, Gone, Gone),
    (405, BadContent, BadContent),
    (408, Uncertain, Unreachable),
    (409, Uncertain, Unreachable),
    (410, Gone, Gone),
    (413, BadContent, BadContent),
    (422, BadContent, BadContent),
    (425, Uncertain, Unreachable),
    (429, Throttled, Throttled),
    (500, Uncertain, Unreachable),
    (502, Uncertain, Unreachable),
    (503, Uncertain, Unreachable),
    (504, Uncertain, Unreachable),
    (599, Uncertain, Unreachable),
]


@pytest.mark.parametrize(("status", "creating", "asking"), MEANINGS, ids=str)
def test_each_status_has_one_meaning(
    status: int, creating: type[AdapterError], asking: type[AdapterError]
) -> None:
    with RawServer(answer(status, Location="http://127.0.0.1:1/elsewhere")) as server:
        assert type(failure(server.url)) is creating
        assert type(failure(server.url, creates=False)) is asking
        assert len(server.heard) == 2


def test_a_yes_nobody_can_read_leaves_doubt() -> None:
    for body in (b"<html>", b"", b'{"id": 1', b"\xff\xfe", b"[" * 100_000):
        with RawServer(answer(200, body)) as server:
            with pytest.raises(Uncertain):
                send(server.url).json()
            with pytest.raises(Unreachable):
                send(server.url, creates=False).json()


def test_each_request_has_a_connection_of_its_own() -> None:
    with RawServer(answer(200)) as server:
        http = Http(server.url)
        http.send("GET", "/a")
        http.send("POST", "/b")
        assert [row.split()[1] for row in server.heard] == [b"/a", b"/b"]
        assert all(b"\r\nConnection: close\r\n" in row for row in server.heard)


def test_the_platforms_own_words_reach_the_person_on_one_line() -> None:
    body = b'{"error": "Validation failed:\\n\\ttext is\\u202e too long"}'
    with RawServer(answer(422, body)) as server:
        error = failure(server.url)
    assert "Validation failed: text is too long" in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    "body",
    [b'{"error": {"message": "no"}}', b'{"message": "no"}', b'{"error": "x", "detail": "no"}'],
)
def test_the_platforms_words_are_found_where_it_puts_them(body: bytes) -> None:
    with RawServer(answer(400, body)) as server:
        assert "and said: no" in str(failure(server.url))


@pytest.mark.parametrize("body", [b"<html>no</html>", b"[1]", b'{"error": null}', b"null", b""])
def test_words_that_are_not_there_are_not_made_up(body: bytes) -> None:
    with RawServer(answer(400, body)) as server:
        assert "and said" not in str(failure(server.url))


def test_a_platform_that_repeats_our_secret_is_not_quoted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    body = f'{{"error": "bad token {SECRET} and hunter22"}}'.encode()
    with RawServer(answer(401, body)) as server, pytest.raises(Disconnected) as caught:
        Http(server.url, headers=HEADERS, secrets=["hunter22"]).send("POST", "/x")
    assert_no_secret(caught.value)
    assert "hunter22" not in str(caught.value)
    assert "bad token" in str(caught.value)
    assert SECRET not in caplog.text


@pytest.mark.parametrize("token", ["two\nlines", "naïve", "tab\there", "nul\x00"])
def test_a_token_that_cannot_be_sent_is_a_credential_to_renew(token: str) -> None:
    with RawServer(answer(200)) as server, pytest.raises(Disconnected) as caught:
        Http(server.url, headers={"Authorization": f"Bearer {token}"}).send("POST", "/x")
    assert token not in repr(caught.value)
    assert server.heard == []


def test_a_proxy_of_the_environment_never_stands_between_us_and_ourselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_ports(1)[0]}")
    with RawServer(answer(200)) as server:
        assert send(server.url).ok


def test_a_proxy_that_will_not_connect_us_means_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with RawServer(answer(407)) as server:
        monkeypatch.setenv("HTTPS_PROXY", server.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        error = failure("https://social.example")
        assert type(error) is Unreachable
        assert server.heard[0].startswith(b"CONNECT social.example:443")


def test_a_netrc_never_replaces_our_credential(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with RawServer(answer(200)) as server:
        send(server.url)
        assert f"Authorization: Bearer {SECRET}".encode() in server.heard[0]


NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": format_datetime(NOW.replace(minute=2), usegmt=True)}, 120),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "999999999"}, 86_400),
        ({"x-ratelimit-reset": "2026-11-22T09:05:00.000Z"}, 300),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 90)}, 90),
        ({"ratelimit-reset": "45"}, 45),
        ({"ratelimit-reset": str(int(NOW.timestamp()) - 10)}, 0),
        ({"retry-after": "7", "x-ratelimit-reset": "2026-11-22T09:05:00Z"}, 7),
        ({"retry-after": "soon", "ratelimit-reset": "45"}, 45),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_in_every_dialect(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers, NOW.timestamp()) == seconds


def test_the_platforms_own_clock_counts() -> None:
    headers = {
        "date": format_datetime(NOW.replace(minute=4), usegmt=True),
        "x-ratelimit-reset": "2026-11-22T09:05:00Z",
    }
    assert retry_after(headers, NOW.timestamp()) == 60


def test_a_busy_server_says_how_long_to_wait() -> None:
    with RawServer(answer(429, Retry_After="17")) as server:
        error = failure(server.url)
        assert isinstance(error, Throttled)
        assert error.retry_after == 17


def test_a_platform_may_give_its_odd_codes_a_meaning() -> None:
    def meaning(response: Response) -> AdapterError | None:
        return Disconnected("expired") if b"ExpiredToken" in response.body else None

    odd = RawServer(answer(400, b'{"error": "ExpiredToken"}'))
    with odd as server, pytest.raises(Disconnected, match="expired"):
        Http(server.url, meaning=meaning).send("POST", "/x")
    with RawServer(answer(400)) as server, pytest.raises(BadContent):
        Http(server.url, meaning=meaning).send("POST", "/x")


def test_only_web_addresses_are_shown() -> None:
    assert web_address("https://social.example/@us/1") == "https://social.example/@us/1"
    for bad in (
        None,
        7,
        "",
        "javascript:alert(1)",
        "https:///nohost",
        "https://a b.example",
        "https://social.example/\n",
        "https://social.example/\x1b[31m",
        'https://social.example/"onclick=',
        "https://social.example@evil.example/",
        "https://[::1",
        "/relative",
    ):
        with pytest.raises(ValueError, match=r".+"):
            web_address(bad)


def test_a_credential_goes_only_where_it_may() -> None:
    assert check_address("https://pds.example/") == "https://pds.example"
    assert check_address("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    assert check_address("https://a.pds.example", allow=["pds.example"])
    for url in ("http://social.example", "", "social.example", "ftp://social.example"):
        with pytest.raises(Refused):
            check_address(url)
    for url in ("https://evil.example", "https://evilpds.example", "http://127.0.0.1"):
        with pytest.raises(Refused):
            check_address(url, allow=["pds.example"])


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example", "x", "/a b", "/a\n"])
def test_a_path_stays_a_path(path: str) -> None:
    with RawServer(answer(200)) as server:
        http = Http(server.url)
        if path == "//evil.example/x":  # still below our own address
            assert http.send("GET", path).ok
            assert b"Host: 127.0.0.1" in server.heard[0]
        else:
            with pytest.raises(Refused):
                http.send("GET", path)


@pytest.mark.parametrize("number", [-1, 2**63, 10**30, True, 1.0, "7", None])
def test_what_cannot_be_a_count_is_no_answer(number: object) -> None:
    said = Response(200, {}, b"{}", "social.example")
    assert said.count(2**63 - 1) == 2**63 - 1
    with pytest.raises(Unreachable):
        said.count(number)


def test_looking_at_an_adapter_does_not_load_requests() -> None:
    code = (
        "import sys, campaign.adapters.http; "
        "sys.exit('requests' in sys.modules or 'urllib3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
