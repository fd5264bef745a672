"""A Mastodon small enough to read: a real server on loopback that can misbehave.

    with FakeMastodon() as server:
        server.next_write("answer lost")
        …                                   # a client talks to server.url with server.token

As a process of its own, for storms of kills; every accepted post is a line of the ledger:

    python -m tests.servers.fake_mastodon 31040 --lose 0.3 --ledger posts.jsonl
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import regex

from tests.servers import mastodon_contract as contract
from tests.servers import mastodon_page as page
from tests.servers.mastodon_memory import Memory, Refusal

TOKEN = "s3cret-token-of-northshire"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")
TEXT_LIMIT, ALT_LIMIT, MEDIA_LIMIT = 500, 1500, 4


class FakeMastodon(ThreadingHTTPServer, Memory):
    """Serves a memory; see ``Memory`` for what it can be told."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int = 0, **how: Any) -> None:
        ThreadingHTTPServer.__init__(self, ("127.0.0.1", port), _Handler)
        Memory.__init__(self, **how)
        self.token = TOKEN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # the client left: storms do that

    def __enter__(self) -> FakeMastodon:
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
    server: FakeMastodon

    def do_GET(self) -> None:
        self._treat(
            (r"/api/v1/accounts/verify_credentials", self._me),
            (rf"/api/v1/accounts/{page.ACCOUNT_ID}/statuses", self._timeline),
            (r"/api/v1/statuses", self._several),
            (r"/api/v1/statuses/(\w+)", self._status),
            (r"/api/v1/media/(\w+)", self._media),
        )

    def do_POST(self) -> None:
        self._treat((r"/api/v1/statuses", self._create), (r"/api/v2/media", self._upload))

    def do_DELETE(self) -> None:
        self._treat((r"/api/v1/statuses/(\w+)", self._delete))

    def _treat(self, *routes: tuple[str, Callable[..., None]]) -> None:
        self._body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            self._act(routes)
        except Refusal as no:
            self._answer(no.code, {"error": no.error}, **no.headers)

    def _act(self, routes: Iterable[tuple[str, Callable[..., None]]]) -> None:
        if self.headers.get("Authorization") != f"Bearer {self.server.token}":
            raise Refusal(401, "The access token is invalid")
        if faults := contract.query_faults(set(self._query())):
            self._violation(faults)
        for pattern, method in routes:
            if found := re.fullmatch(pattern, urlsplit(self.path).path):
                method(*found.groups())
                return
        raise Refusal(404, "Record not found")

    def _me(self) -> None:
        source = {"note": "", "fields": [], "privacy": "public", "sensitive": False}
        source |= {"follow_requests_count": 0, "indexable": True}
        role = {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False}
        self._answer(200, page.account(self.server.url) | {"source": source, "role": role})

    def _timeline(self) -> None:
        query = self._query()
        newest = sorted(self.server.statuses.values(), key=lambda one: int(one.id), reverse=True)
        low, high = int(query.get("min_id", ["0"])[0]), int(query.get("max_id", ["0"])[0])
        shown = [one for one in newest if low < int(one.id) < (high or int(one.id) + 1)]
        limit = min(int(query.get("limit", ["20"])[0]), 40)
        self._answer(200, [page.status(one, self.server.url) for one in shown[:limit]])

    def _several(self) -> None:
        wanted = self._query().get("id[]", [])
        found = [self.server.statuses[one] for one in wanted if one in self.server.statuses]
        self._answer(200, [page.status(one, self.server.url) for one in found])

    def _status(self, status_id: str) -> None:
        if status_id not in self.server.statuses:
            raise Refusal(404, "Record not found")
        self._answer(200, page.status(self.server.statuses[status_id], self.server.url))

    def _delete(self, status_id: str) -> None:
        gone = self.server.statuses.pop(status_id, None)
        if gone is None:
            raise Refusal(404, "Record not found")
        self._answer(200, page.status(gone, self.server.url) | {"text": gone.text})

    def _media(self, media_id: str) -> None:
        if media_id not in self.server.media:
            raise Refusal(404, "Record not found")
        ready = self.server.ready(media_id)
        one = page.media(self.server.media[media_id], self.server.url)
        self._answer(200 if ready else 206, one if ready else one | {"url": None})

    def _upload(self) -> None:
        form = dict(self._form())
        if faults := contract.media_faults(form):
            self._violation(faults)
        data, words = form["file"], form.get("description", b"").decode()
        if not data.startswith(PICTURES):
            raise Refusal(422, "Validation failed: File content type is invalid")
        if len(words) > ALT_LIMIT:
            raise Refusal(422, f"Validation failed: Description is too long (max {ALT_LIMIT})")
        one, ready = self.server.upload(data, words)
        answer = page.media(one, self.server.url)
        self._answer(200 if ready else 202, answer if ready else answer | {"url": None})

    def _create(self) -> None:
        mishap = self.server.mishap()
        if mishap.isdigit():
            raise Refusal(int(mishap), "No, says the fake", Retry_After="30")
        if mishap == "cut before":
            self._reset()
            return
        status = self.server.accept(self._checked(), self.headers.get("Idempotency-Key", ""))
        answer = page.status(status, self.server.url)
        if mishap == "slow":
            time.sleep(1)
        if mishap == "answer lost":
            self._reset()
        elif mishap == "garbled answer":
            self._answer(200, "<html>Welcome!</html>")
        else:
            self._answer(200, answer)

    def _checked(self) -> dict[str, object]:
        try:
            body = json.loads(self._body)
        except ValueError:
            self._violation(["the body is not JSON"])
        if faults := contract.status_faults(body):
            self._violation(faults)
        self.server.heard.append(body)
        media, text = body.get("media_ids", []), body.get("status", "")
        if not text.strip() and not media:
            raise Refusal(422, "Validation failed: Text can't be blank")
        if length(text) > TEXT_LIMIT:
            raise Refusal(422, f"Validation failed: Text character limit of {TEXT_LIMIT} exceeded")
        if len(media) > MEDIA_LIMIT:
            raise Refusal(422, f"Cannot attach more than {MEDIA_LIMIT} files")
        return body

    def _violation(self, faults: list[str]) -> NoReturn:
        faults = [f"{self.command} {self.path}: {fault}" for fault in faults]
        self.server.violations += faults
        raise Refusal(422, "; ".join(faults))

    def _query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query)

    def _form(self) -> Iterator[tuple[str, bytes]]:
        """Take a multipart form apart."""
        head = f"Content-Type: {self.headers.get('Content-Type', '')}\r\n\r\n"
        for part in BytesParser(policy=HTTP).parsebytes(head.encode() + self._body).iter_parts():
            name = part.get_param("name", header="content-disposition")
            yield str(name), part.get_payload(decode=True) or b""

    def _answer(self, code: int, body: object, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("X-RateLimit-Limit", "300")
        self.send_header("X-RateLimit-Remaining", "299")
        reset = self.server.now() + timedelta(minutes=5)
        self.send_header("X-RateLimit-Reset", page.iso(reset))
        self.send_header("Content-Type", "application/json; charset=utf-8")
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


def length(text: str) -> int:
    """Count as the server does: a link is 23, ``@name@server`` its name, else graphemes."""
    text = re.sub(r"https?://\S+", "x" * 23, text)
    text = re.sub(r"(@\w+)@[\w.-]+\w", r"\1", text)
    return len(regex.findall(r"\X", text))


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake Mastodon on 127.0.0.1.")
    parser.add_argument("port", type=int)
    parser.add_argument("--ledger", type=Path, help="file that gets a line per accepted post")
    parser.add_argument("--lose", type=float, default=0, help="chance: accepted, answer lost")
    parser.add_argument("--cut", type=float, default=0, help="chance: line cut before acting")
    parser.add_argument("--garble", type=float, default=0, help="chance: accepted, HTML answer")
    parser.add_argument("--fail", type=float, default=0, help="chance: 503, not accepted")
    parser.add_argument("--no-keys", action="store_true", help="ignore Idempotency-Key")
    asked = parser.parse_args()
    odds = {"answer lost": asked.lose, "cut before": asked.cut}
    odds |= {"garbled answer": asked.garble, "503": asked.fail}
    server = FakeMastodon(
        asked.port, ledger=asked.ledger, odds=odds, honours_keys=not asked.no_keys
    )
    print(f"ready {server.url} {server.token} pid {os.getpid()}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
