"""One request on one fresh connection: the only module that imports requests.

Import it inside the function that speaks, so that looking at an adapter stays cheap.
"""

from __future__ import annotations

import functools
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from typing_extensions import override
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
)

from campaign.adapters.address import is_loopback

TROUBLE = (OSError, HTTPException, HTTPError, ValueError)  # requests' own errors are OSErrors
_NOBODY = (ConnectTimeoutError, NewConnectionError)  # a name not known is one of the latter
CHUNK = 65_536  # bytes read at a time
STALE = 1.0  # seconds after which a permit is asked for again: a hold may be placed meanwhile


class Lost(Exception):
    """No whole answer came. ``sent`` is False only when certainly no byte of it left.

    ``nobody`` says that nobody was there: a name that is not known, or no line to its owner.

    It quotes only the kinds of error behind it: their texts may quote the request.
    """

    def __init__(self, why: str, *, sent: bool, kinds: str = "", nobody: bool = False) -> None:
        super().__init__(f"{why} ({kinds})" if kinds else why)
        self.nobody = nobody
        self.why = why
        self.sent = sent


class Call:
    """One exchange: knows whether its line was ever up, and hangs up when time is over."""

    def __init__(
        self, until: float, permit: Callable[[], None], accept: Callable[[str], None] | None = None
    ) -> None:
        self.until = until  # on time.monotonic()
        self._permit = permit
        self._accept = accept
        self.ready = False  # the line is set up: what is written next is the request
        self.up = False  # a byte of it may have left
        self.over = False
        self._timer: threading.Timer | None = None

    @property
    def left(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.until - time.monotonic())

    def connected(self, line: HTTPConnection) -> None:
        """Note that the line is set up, and watch the time from here on."""
        left = self.left
        if not left or line.sock is None:  # the name server, the handshake or a freeze took it all
            line.close()
            raise TimeoutError("the time was over before the line was up")
        self._ask_of(line, lambda: self._approve(line))
        line.timeout = left  # a large picture may take longer to send than a line to set up
        line.sock.settimeout(left)
        self._timer = threading.Timer(left, self._hang_up, [line.sock])
        self._timer.daemon = True
        self._timer.start()
        self.ready = True

    def writing(self, line: HTTPConnection) -> None:
        """Ask for the permit right before the first byte of the request is written.

        Nothing stands between its answer and that byte but two readings of the clock: whoever was
        frozen meanwhile, or waited long for the answer, asks again, or finds the time over. It is
        looked at before each further part, too: without its end a request creates nothing.
        """
        if not self.ready:
            return
        if self.up:
            if not self.left:
                line.close()
                raise TimeoutError("the time was over before all was written")
            return
        asked = -STALE
        while time.monotonic() - asked >= STALE:
            asked = time.monotonic()
            self._ask_of(line, self._permit)
            if not self.left:
                line.close()
                raise TimeoutError("the time was over before anything was written")
        self.up = True

    def _approve(self, line: HTTPConnection) -> None:
        if self._accept:
            self._accept(str(line.sock.getpeername()[0]))

    @staticmethod
    def _ask_of(line: HTTPConnection, whom: Callable[[], None]) -> None:
        try:
            whom()
        except BaseException:
            line.close()
            raise

    def _hang_up(self, sock: socket.socket) -> None:
        self.over = True
        with suppress(OSError):  # TLS's own farewell could wait for the other side: skip it
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Stop watching the time."""
        if self._timer is not None:
            self._timer.cancel()


class _PlainLine(HTTPConnection):
    def __init__(self, call: Call, **options: Any) -> None:
        super().__init__(**options)
        self._call = call

    @override
    def connect(self) -> None:
        super().connect()
        self._call.connected(self)

    @override
    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self._call.writing(self)
        super().send(data)


class _SecureLine(HTTPSConnection):
    def __init__(self, call: Call, **options: Any) -> None:
        super().__init__(**options)
        self._call = call

    @override
    def connect(self) -> None:  # returns after the handshake, and after a proxy's CONNECT
        super().connect()
        self._call.connected(self)

    @override
    def send(self, data: Any) -> None:
        self._call.writing(self)
        super().send(data)


class _Lines(HTTPAdapter):
    """Gives requests lines that tell their call when they are up."""

    def __init__(self, call: Call) -> None:
        super().__init__(max_retries=0)
        self._call = call

    @override
    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        line = _SecureLine if isinstance(pool, HTTPSConnectionPool) else _PlainLine
        vars(pool)["ConnectionCls"] = functools.partial(line, self._call)
        return pool


def exchange(
    method: str,
    url: str,
    *,
    until: float,
    timeout: tuple[float, float],
    size: int,
    permit: Callable[[], None],
    accept: Callable[[str], None] | None = None,
    **request: Any,
) -> tuple[int, Mapping[str, str], bytes]:
    """Send one request once; return status, headers (lower-case names) and body.

    ``until`` is the end of everything on ``time.monotonic()``; ``timeout`` is the connect
    and the read timeout in seconds; ``size`` the largest body in bytes that is read.
    ``permit`` is asked when the line is up and before a byte is written: finding the other
    side can take seconds, in which a hold may be placed. ``accept`` is given the number of
    the other side's address before anything is written to it, unless a proxy stands between.
    What the two raise goes up; raise ``Lost`` when no whole answer came.
    """
    call = Call(until, permit, None if _proxies(url) else accept)
    if not call.left:
        raise Lost("the time for this task was over", sent=False)
    try:
        with requests.Session() as session, closing(call):
            session.trust_env = False  # it would let a .netrc replace our credential
            session.mount("http://", _Lines(call))
            session.mount("https://", _Lines(call))
            return _ask(session, call, method, url, timeout, size, request)
    except TROUBLE as exc:
        causes = list(_chain(exc))
        kinds = " > ".join(type(cause).__name__ for cause in causes)
        nobody = any(isinstance(cause, _NOBODY) for cause in causes)
        trouble = Lost(_why(causes, call), sent=call.up, kinds=kinds, nobody=nobody)
    raise trouble  # from here, so that no error that quotes the request hangs on to it


def _ask(
    session: requests.Session,
    call: Call,
    method: str,
    url: str,
    timeout: tuple[float, float],
    size: int,
    request: Mapping[str, Any],
) -> tuple[int, Mapping[str, str], bytes]:
    connect, read = timeout
    answer = session.request(
        method,
        url,
        stream=True,
        allow_redirects=False,
        timeout=(min(connect, call.left), read),
        verify=os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True,
        proxies=_proxies(url),
        **request,
    )
    with closing(answer):
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status_code, headers, _body(answer, call, size)


def _body(answer: requests.Response, call: Call, size: int) -> bytes:
    body = b""
    for chunk in answer.iter_content(CHUNK):
        body += chunk
        if len(body) > size:
            raise ValueError("the answer is too large")
    if call.over:  # a body without a length ends quietly when we hang up
        raise TimeoutError("the answer took too long")
    return body


def _proxies(url: str) -> dict[str, str]:
    """Return the proxies of the environment; never one between us and ourselves."""
    if is_loopback(urlsplit(url).hostname or ""):
        return {}
    return dict(requests.utils.get_environ_proxies(url))


def _why(causes: list[BaseException], call: Call) -> str:
    """Say in words what went wrong on the way."""
    if call.over or any(isinstance(cause, TimeoutError) for cause in causes):
        return "it took too long"
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return "its name is not known"
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return "its certificate is not valid"
    if any(isinstance(cause, requests.exceptions.ProxyError) for cause in causes):
        return "the proxy would not connect us"
    if any(isinstance(cause, NewConnectionError | ConnectionRefusedError) for cause in causes):
        return "it refused the connection"
    return "the line broke" if call.up else "no line could be set up"


def _chain(exc: BaseException | None) -> list[BaseException]:
    """Return the error, what it wraps and what it came from, outermost first."""
    found: list[BaseException] = []
    queue = [exc]
    while queue:
        one = queue.pop(0)
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            queue += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
