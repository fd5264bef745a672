"""Where the browser lands after a sign-in: a server on this computer, for one request."""

from __future__ import annotations

import errno
import hmac
import html
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from typing_extensions import override

from campaign.cli.trouble import Trouble

PATH = "/callback"
LONGEST = 8000  # characters of an address
IDLE = 10.0  # seconds a line may be silent: browsers open some beforehand

_PAGE = """\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Campaign</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{words}</p>
</main>
</body>
</html>
"""
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


class Landing(ThreadingHTTPServer):
    """Listens on 127.0.0.1 until the browser comes back.

    ``state`` is the sign-in's that was begun: whatever else comes by is turned away, and is
    waited past. Until it is set nothing is taken.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        self.query: Mapping[str, str] = {}
        self.state = ""
        self._taken = threading.Lock()
        self._answered = threading.Event()
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as exc:
            raise Trouble(_explain(exc, port)) from exc

    @property
    def address(self) -> str:
        """Return the address the platform is to send the browser to."""
        return f"http://127.0.0.1:{self.server_port}{PATH}"

    def wait(self, seconds: float) -> Mapping[str, str] | None:
        """Return what the browser came back with; ``None`` when the time is over."""
        return self.query if self._answered.wait(seconds) else None

    def is_ours(self, query: Mapping[str, str]) -> bool:
        """Say whether this answers the sign-in that was begun: with a code, or with a no."""
        same = hmac.compare_digest(query.get("state", "").encode(), self.state.encode())
        return bool(self.state) and same and bool(query.keys() & {"code", "error"})

    def take(self, query: Mapping[str, str]) -> bool:
        """Take the first answer; False for every later one."""
        if not self._taken.acquire(blocking=False):  # never given back
            return False
        self.query = query
        return True

    def answered(self) -> None:
        """Let whoever waits go on: the page in the browser is complete."""
        self._answered.set()

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the browser left, and what it sent must not be shown."""

    @override
    def __enter__(self) -> Landing:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    @override
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()
        self.server_close()


def _explain(exc: OSError, port: int) -> str:
    if exc.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use by another program: stop that one, or choose another with "
            "--port. The platform must know the address with that port, too."
        )
    return f"Port {port} cannot be used ({exc.strerror}): choose another with --port."


class _Handler(BaseHTTPRequestHandler):
    """Answers the one request, and turns away all others."""

    server: Landing
    timeout = IDLE
    server_version = "Campaign"
    sys_version = ""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path != PATH or len(self.path) > LONGEST:
            self._say(404, "There is nothing here", "The sign-in is on another page.")
            return
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if not self.server.is_ours(query):
            words = "This is not the sign-in that was begun. Go back to where you started."
            self._say(400, "You are not signed in", words)
            return
        if not self.server.take(query):
            self._say(410, "This sign-in is over", "You can close this window.")
            return
        try:
            if "code" in query and "error" not in query:
                words = "You can close this window. The rest is told where you started."
                self._say(200, "Thank you", words)
            else:
                words = "Go back to where you started: it says why. You can close this window."
                self._say(400, "You are not signed in", words)
        finally:
            self.server.answered()

    def _say(self, code: int, title: str, words: str) -> None:
        page = _PAGE.format(title=html.escape(title), words=html.escape(words)).encode()
        self.send_response(code)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Write nothing down: the address holds the code."""


def query_of(address: str) -> dict[str, str]:
    """Return what stands behind the question mark of an address somebody pasted."""
    return dict(parse_qsl(urlsplit(address.strip()).query, keep_blank_values=True))
