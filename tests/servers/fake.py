"""What every fake platform is made of: a real server on loopback that misbehaves on demand.

A fake subclasses ``Fake``, names the steps a post takes in ``STEPS`` and answers each with a
method. Every request is held against the platform's contract; what is wrong is refused and
remembered in ``violations``, which every test expects to be empty.

    with FakeChirp() as server:
        server.befall("upload", "503")
        server.next_write("answer lost")     # the step that creates, as the contract kit asks
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

SLOW = 1.0  # seconds
_Answer = tuple[int, object, dict[str, str]]  # status, body, headers


class Refusal(Exception):
    """An answer that is not a yes; ``body`` is JSON, or text as it stands."""

    def __init__(self, code: int, body: object, **headers: str) -> None:
        super().__init__(str(body))
        self.code, self.body, self.headers = code, body, headers


class Request:
    """One request, taken apart."""

    def __init__(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        parts = urlsplit(target)
        self.method, self.path, self.headers, self.body = method, parts.path, headers, body
        self.lists = parse_qs(parts.query)
        self.query = {name: values[-1] for name, values in self.lists.items()}

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise Refusal(400, {"error": "the body is not JSON"}) from None

    def form(self) -> dict[str, str]:
        """Return a form, whichever way it was sent; without files."""
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/"):
            return {name: data.decode() for name, data, file in self.parts() if not file}
        return {n: v[-1] for n, v in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    def parts(self) -> Iterator[tuple[str, bytes, str]]:
        """Take a multipart form apart: name, bytes, file name."""
        head = f"Content-Type: {self.headers.get('Content-Type', '')}\r\n\r\n"
        for part in BytesParser(policy=HTTP).parsebytes(head.encode() + self.body).iter_parts():
            name = part.get_param("name", header="content-disposition")
            yield str(name), part.get_payload(decode=True) or b"", part.get_filename() or ""


class Fake(ThreadingHTTPServer):
    """Keeps state, checks requests, misbehaves; safe for any number of threads.

    ``STEPS`` maps a step's name to method and path (a regular expression, matched whole); the
    method ``do_<step>(request, *groups)`` returns what is answered: JSON, or (status, JSON), or
    (status, JSON, headers). ``WRITE`` is the step that makes a post public, ``PUBLISHING`` the
    steps of publishing in their order, for the chaos matrix.
    """

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {}
    WRITE: ClassVar[str] = ""
    PUBLISHING: ClassVar[tuple[str, ...]] = ()
    TOKEN: ClassVar[str] = "s3cret-token-of-northshire"
    HOST: ClassVar[str] = "127.0.0.1"  # where it listens; its own addresses name this machine

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int = 0, *, ledger: Path | None = None) -> None:
        super().__init__((self.HOST, port), _Handler)
        self.token = self.TOKEN
        self.lag = 0.0  # seconds by which the server's clock is ahead
        self.lock = threading.RLock()
        self.violations: list[str] = []
        self.heard: list[tuple[str, Request]] = []  # step and request, in order
        self.odds: dict[str, dict[str, float]] = {}  # step -> mishap -> chance
        self.spoken: dict[str, tuple[int, object]] = {}  # step -> status and body to answer always
        self.extra: dict[str, str] = {}  # headers that go with every answer
        self.gossip: Mapping[str, object] = {}  # told along with everything in every answer
        self._shelf = tempfile.TemporaryDirectory()  # pictures it fetches; a fork sees them, too
        self._victims: dict[tuple[str, bool], int] = {}  # step, after -> process to kill there
        self._mishaps: dict[str, list[str | tuple[int, object]]] = {}
        self._ledger = ledger
        self._last = 0

    # -- what a test asks ---------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def writes(self) -> int:
        """Return how many calls that create a post were heard, whatever became of them."""
        return sum(step == self.WRITE for step, _ in self.heard)

    def asked(self, step: str) -> list[Request]:
        """Return the requests of one step."""
        return [request for one, request in self.heard if one == step]

    def next_write(self, mishap: str) -> None:
        """Misbehave once, at the next call that creates a post."""
        self.befall(self.WRITE, mishap)

    def befall(self, step: str, mishap: str | tuple[int, object], times: int = 1) -> None:
        """Misbehave at the next requests of a step.

        ``mishap`` is a status code ("429" with Retry-After: 30), a status with a body of the
        platform's own, "cut before" (nothing is done), "answer lost" (done, then the line
        breaks), "garbled answer" (done, then a 200 that is not JSON) or "slow" (done, late).
        """
        self._mishaps.setdefault(step, []).extend([mishap] * times)

    def kill(self, step: str, process: int, *, after: bool) -> None:
        """End a process with SIGKILL when it comes to a step, before or after that is done."""
        self._victims[step, after] = process

    def host_picture(self, data: bytes, media_type: str) -> str:
        """Give a picture an address on this very server, for platforms that fetch it."""
        name = f"{hashlib.sha256(data).hexdigest()}.{media_type.rpartition('/')[2]}"
        (Path(self._shelf.name) / name).write_bytes(data)
        return f"{self.url}/shared/{name}"

    def now(self) -> datetime:
        return datetime.now(timezone.utc) + timedelta(seconds=self.lag)

    def new_id(self) -> str:
        """Return a number that grows with time and never comes twice."""
        with self.lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000_000 << 16)
            return str(self._last)

    def write_down(self, **row: object) -> None:
        """Add a line to the ledger: something is public now."""
        if self._ledger is not None:
            with self._ledger.open("a") as file:
                file.write(json.dumps(row) + "\n")

    # -- what a fake may say otherwise --------------------------------------------------------

    def authorise(self, request: Request, step: str) -> None:
        """Refuse a request without the token; override where the platform asks otherwise."""
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            raise Refusal(401, {"error": "invalid token"})

    def words(self, code: int) -> object:
        """Return the body of an error with this status, as the platform writes it."""
        return {"error": f"No, says the fake ({code})"}

    def violation(self, request: Request, faults: list[str]) -> NoReturn:
        """Remember that a request breaks the contract, and refuse it."""
        faults = [f"{request.method} {request.path}: {fault}" for fault in faults]
        self.violations += faults
        raise Refusal(400, self.words(400) if not faults else {"error": "; ".join(faults)})

    # -- how it works -------------------------------------------------------------------------

    def treat(self, request: Request) -> tuple[str, _Answer]:
        """Return what befalls a request, and the answer."""
        if request.path.startswith("/shared/"):
            file = Path(self._shelf.name) / Path(request.path).name
            kind = {"Content-Type": f"image/{file.suffix[1:]}"}
            return "", ((200, file.read_bytes(), kind) if file.exists() else (404, None, {}))
        step, groups = self._step(request)
        with self.lock:
            self.heard.append((step, request))
        mishap = "cut before" if self._kills(step, after=False) else self._mishap(step)
        refused = self._refused(mishap)
        return refused or self._act(request, step, groups, str(mishap))

    def _refused(self, mishap: str | tuple[int, object]) -> tuple[str, _Answer] | None:
        """Return the answer where nothing is done."""
        if isinstance(mishap, tuple):
            return "", (*mishap, {})
        if mishap.isdigit():
            location = {"Location": "http://127.0.0.1:9/elsewhere"} if mishap[0] == "3" else {}
            headers = {"Retry-After": "30", **location}
            return "", (int(mishap), self.words(int(mishap)), headers)
        return (mishap, (0, None, {})) if mishap == "cut before" else None

    def _act(
        self, request: Request, step: str, groups: tuple[str, ...], mishap: str
    ) -> tuple[str, _Answer]:
        if step in self.spoken:
            return mishap, (*self.spoken[step], {})
        try:
            self.authorise(request, step)
            answer = getattr(self, f"do_{step}")(request, *groups)
        except Refusal as no:
            return "", (no.code, no.body, {k.replace("_", "-"): v for k, v in no.headers.items()})
        self._kills(step, after=True)
        return mishap, _whole(answer)

    def _kills(self, step: str, *, after: bool) -> bool:
        process = self._victims.pop((step, after), 0)
        if process:
            os.kill(process, signal.SIGKILL)
        return bool(process)

    def _step(self, request: Request) -> tuple[str, tuple[str, ...]]:
        for step, (method, pattern) in self.STEPS.items():
            found = re.fullmatch(pattern, request.path)
            if found and method == request.method:
                return step, tuple(unquote(group or "") for group in found.groups())
        self.violations.append(f"{request.method} {request.path}: the platform has no such call")
        return "unknown", ()

    def do_unknown(self, request: Request) -> NoReturn:
        raise Refusal(404, self.words(404))

    def _mishap(self, step: str) -> str | tuple[int, object]:
        with self.lock:
            if self._mishaps.get(step):
                return self._mishaps[step].pop(0)
        lot = random.random()
        for name, chance in self.odds.get(step, {}).items():
            if lot < chance:
                return name
            lot -= chance
        return ""

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # the client left: storms do that

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self.shutdown()
        self.server_close()
        self._shelf.cleanup()


def gossiped(answer: object, gossip: Mapping[str, object]) -> object:
    """Tell more, wherever there is room, than what was asked for.

    Not in what has to be given back as it came: a blob of Bluesky's.
    """
    if isinstance(answer, dict) and answer.get("$type") == "blob":
        return answer
    if isinstance(answer, dict):
        told = {name: gossiped(value, gossip) for name, value in answer.items()}
        return {**gossip, **told}
    return [gossiped(one, gossip) for one in answer] if isinstance(answer, list) else answer


def _whole(answer: Any) -> tuple[int, object, dict[str, str]]:
    if not isinstance(answer, tuple):
        return 200, answer, {}
    code, body, *headers = answer
    return code, body, headers[0] if headers else {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Fake

    def _treat(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # its sender hung up: a request without its end is none (RFC 9112)
            self.close_connection = True
            return
        request = Request(self.command, self.path, dict(self.headers.items()), body)
        mishap, (code, answer, headers) = self.server.treat(request)
        if mishap == "slow":
            time.sleep(SLOW)
        if mishap in {"cut before", "answer lost"}:
            self._reset()
        elif mishap == "garbled answer":
            self._answer(200, "<html>Welcome!</html>", {})
        else:
            self._answer(code, gossiped(answer, self.server.gossip), headers)

    do_GET = do_POST = do_PUT = do_DELETE = _treat

    def _answer(self, code: int, body: object, headers: Mapping[str, str]) -> None:
        data = b"" if body is None else _bytes(body)
        self.send_response(code)
        plain = {"Content-Type": "application/json; charset=utf-8"} | self.server.extra
        for name, value in (plain | dict(headers)).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def date_time_string(self, timestamp: float | None = None) -> str:
        moment = self.server.now().timestamp() if timestamp is None else timestamp
        return super().date_time_string(moment)

    def _reset(self) -> None:
        linger = struct.pack("ii", 1, 0)  # the kernel sends RST, not FIN
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        pass


def _bytes(body: object) -> bytes:
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()
