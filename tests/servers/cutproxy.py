"""A reverse proxy that breaks lines where told: in a thread, on loopback.

    with CutProxy("http://127.0.0.1:2583") as proxy:
        proxy.fault("cut_after", method="POST", path="putRecord")
        …                                   # a client talks to proxy.url
        assert proxy.log[-1].upstream == 200

Faults: ``refuse``     reset before the request is read
        ``cut_before`` request read, never forwarded, then reset
        ``cut_after``  forwarded, the reply read whole, then reset
        ``cut_head``   the reply's head and half of its body, then reset
        ``garble``     forwarded, a 200 with a page of HTML comes back
        ``hang``       the reply held back for ``seconds``, then sent
        ``drop_hang``  forwarded, the reply thrown away, silence for ``seconds``
        ``status``     not forwarded; answers ``code``, ``headers`` and ``body``
        ``twice``      forwarded twice, as by a middlebox that retries; the second reply is given
"""

from __future__ import annotations

import http.client
import socket
import struct
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
Reply = tuple[int, list[tuple[str, str]], bytes]


@dataclass
class Fault:
    """What to do to which requests, and how many times more."""

    kind: str
    method: str | None = None  # None: any
    path: str = ""  # a part of the path
    times: int = 1
    code: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    seconds: float = 5.0

    def meets(self, method: str, path: str) -> bool:
        return self.times > 0 and self.path in path and self.method in (None, method)


@dataclass(frozen=True)
class Entry:
    """One request that came by: ``upstream`` is the real answer's status, if there was one."""

    method: str
    path: str
    fault: str
    upstream: int | None


class CutProxy(ThreadingHTTPServer):
    """Stands in front of a real server; use as a context manager."""

    daemon_threads = True

    def __init__(self, upstream: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        parts = urlsplit(upstream)
        self.upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.log: list[Entry] = []
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def fault(self, kind: str, **how: object) -> None:
        """Break the next request that fits; ``how`` is any other field of ``Fault``."""
        with self._lock:
            self._faults.append(Fault(kind, **how))  # type: ignore[arg-type]  # a test's own words

    def take(self, method: str, path: str) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.meets(method, path):
                    fault.times -= 1
                    return fault
        return None

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # the client left: that is what this is for

    def __enter__(self) -> CutProxy:
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: CutProxy

    def handle_any(self) -> None:
        fault = self.server.take(self.command, self.path)
        self._noted = False
        try:
            self._treat(fault)
        except (OSError, http.client.HTTPException):  # upstream is down, or the client left
            self._note(fault)
            with suppress(OSError):
                self._reset()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any

    def _note(self, fault: Fault | None, upstream: int | None = None) -> None:
        """Log the request, once, and before it is answered: who has the answer may look."""
        if not self._noted:
            kind = fault.kind if fault else ""
            self.server.log.append(Entry(self.command, self.path.split("?")[0], kind, upstream))
        self._noted = True

    def _treat(self, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        body = b"" if kind == "refuse" else self._body()
        if kind in {"refuse", "cut_before"}:
            self._note(fault)
            self._reset()
        elif fault and kind == "status":
            self._note(fault)
            self._reply((fault.code, list(fault.headers.items()), fault.body))
        else:
            if kind == "twice":
                self._forward(body)
            reply = self._forward(body)
            self._note(fault, reply[0])
            self._return(fault, reply)

    def _return(self, fault: Fault | None, reply: Reply) -> None:
        kind = fault.kind if fault else ""
        if fault and kind in {"hang", "drop_hang"}:
            time.sleep(fault.seconds)
        if kind in {"cut_after", "drop_hang"}:
            self._reset()
        elif kind == "garble":
            self._reply((200, [("Content-Type", "text/html")], b"<html>Welcome!</html>"))
        elif kind == "cut_head":
            self._reply(reply, half=True)
            time.sleep(0.05)  # a reset overtakes what the client has not read yet
            self._reset()
        else:
            self._reply(reply)

    def _forward(self, body: bytes) -> Reply:
        line = http.client.HTTPConnection(*self.server.upstream, timeout=120)
        skip = HOP_BY_HOP | {"accept-encoding"}
        headers = {k: v for k, v in self.headers.items() if k.lower() not in skip}
        if body or self.command in {"POST", "PUT", "PATCH"}:
            headers["Content-Length"] = str(len(body))
        try:
            line.request(self.command, self.path, body or None, headers)
            answer = line.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            line.close()

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _reply(self, reply: Reply, *, half: bool = False) -> None:
        status, headers, body = reply
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if half else body)
        self.wfile.flush()

    def _reset(self) -> None:
        """Close so that the kernel sends RST, not FIN."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        pass
