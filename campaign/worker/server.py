"""The page, served from a thread of this process on loopback."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from waitress.server import create_server


class PortTaken(Exception):
    """The page's port is in use; the message says what to do."""


class PageServer:
    """Serves a WSGI application on 127.0.0.1 until it is closed."""

    def __init__(self, application: Callable[..., Any], port: int) -> None:
        self.port = port
        try:
            self._server = create_server(
                application, host="127.0.0.1", port=port, threads=4, ident=None
            )
        except OSError as exc:
            raise _explain(exc, port) from exc
        self._thread = threading.Thread(target=self._server.run, name="page", daemon=True)

    def __enter__(self) -> PageServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        self._thread.join(timeout=5)


def _explain(exc: OSError, port: int) -> Exception:
    if exc.errno == errno.EADDRINUSE:
        return PortTaken(
            f"Port {port} is in use by another program: choose another one with "
            f"--port {port + 1}, or stop that program."
        )
    if exc.errno == errno.EACCES:
        return PortTaken(f"Port {port} needs special rights: choose one above 1023 with --port.")
    return PortTaken(f"Port {port} cannot be used ({exc.strerror}): choose another with --port.")
