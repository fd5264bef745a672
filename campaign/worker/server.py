"""The page, served from a thread of this process on loopback."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from waitress.server import create_server

LONGEST_BODY = 256 * 1024  # bytes; the page's own forms take a few hundred
LINES = 64  # open at once; browsers open six each


class PortTaken(Exception):
    """The page's port is in use; the message says what to do."""


class PageServer:
    """Serves a WSGI application on 127.0.0.1 until it is closed."""

    def __init__(self, application: Callable[..., Any], port: int) -> None:
        self.port = port
        self._server = create_server(
            application,
            sockets=[_bound(port)],
            threads=4,
            ident=None,
            max_request_body_size=LONGEST_BODY,
            inbuf_overflow=LONGEST_BODY,
            connection_limit=LINES,
            channel_timeout=30,
        )
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="page", daemon=True)

    def _serve(self) -> None:
        try:
            self._server.run()
        except OSError:
            if not self._closing:  # else its loop only met a line that was just closed
                raise

    def __enter__(self) -> PageServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        self._server.close()
        self._thread.join(timeout=5)


def _bound(port: int) -> socket.socket:
    """Return a socket on loopback; raise ``PortTaken`` and leave nothing open otherwise."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError as exc:
        made.close()
        raise _explain(exc, port) from exc
    return made


def _explain(exc: OSError, port: int) -> Exception:
    if exc.errno == errno.EADDRINUSE:
        return PortTaken(
            f"Port {port} is in use by another program: choose another one with "
            f"--port {port + 1}, or stop that program."
        )
    if exc.errno == errno.EACCES:
        return PortTaken(f"Port {port} needs special rights: choose one above 1023 with --port.")
    return PortTaken(f"Port {port} cannot be used ({exc.strerror}): choose another with --port.")
