"""A server made of one bare socket, for answers no decent server gives."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType

Behaviour = Callable[[socket.socket], None]


class RawServer:
    """Accepts connections on loopback and treats each as told; keeps what it heard."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.heard: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> RawServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            with line:
                try:
                    line.settimeout(5)
                    self.heard.append(request(line))
                    self._behaviour(line)
                except OSError:
                    pass  # the other side left first


def request(line: socket.socket) -> bytes:
    """Read one request whole."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := line.recv(65_536)):
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    size = 0
    for row in head.split(b"\r\n"):
        if row.lower().startswith(b"content-length:"):
            size = int(row.split(b":")[1])
    while len(body) < size and (piece := line.recv(65_536)):
        body += piece
    return head + b"\r\n\r\n" + body


def reset(line: socket.socket) -> None:
    """Close with RST instead of FIN."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def answer(status: int, body: bytes = b"{}", **headers: str) -> Behaviour:
    """Give one whole answer; ``Retry_After`` becomes ``Retry-After``."""
    rows = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *rows])
    return lambda line: line.sendall(head.encode() + b"\r\n\r\n" + body)
