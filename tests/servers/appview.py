"""A stand-in for Bluesky's AppView, which counts likes; the real one is large and wants PostgreSQL.

It is asked by the real data server, and looks at real records there. The figures are invented.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from typing_extensions import override

FIGURES = {
    "likeCount": 7,
    "repostCount": 3,
    "quoteCount": 2,
    "replyCount": 1,
    "bookmarkCount": 4,
}
MOST = 25  # addresses that app.bsky.feed.getPosts takes


class AppView(ThreadingHTTPServer):
    """Answers getPosts and getProfile; ``figures`` may be changed, ``asked`` counts calls."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pds = ""
        self.figures = dict(FIGURES)
        self.asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def view(self, uri: str) -> dict[str, Any] | None:
        """Return how a post looks to the network, ``None`` when it is gone."""
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        query = {"repo": repo, "collection": collection, "rkey": rkey}
        answer = requests.get(
            f"{self.pds}/xrpc/com.atproto.repo.getRecord", params=query, timeout=10
        )
        if not answer.ok:
            return None
        found = answer.json()
        author = {"did": repo, "handle": "handle.invalid"}
        times = {"indexedAt": found["value"]["createdAt"]}
        record = {"cid": found["cid"], "record": found["value"]}
        return {"uri": uri, "author": author, **record, **times, **self.figures}


class _Handler(BaseHTTPRequestHandler):
    server: AppView

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        uris = parse_qs(url.query).get("uris", [])
        self.server.asked += 1
        if url.path == "/xrpc/app.bsky.actor.getProfile":
            did = parse_qs(url.query)["actor"][0]
            self._answer(200, {"did": did, "handle": "handle.invalid", "followersCount": 512})
        elif url.path != "/xrpc/app.bsky.feed.getPosts" or not 0 < len(uris) <= MOST:
            self._answer(400, {"error": "InvalidRequest", "message": "Not a question for us"})
        else:
            views = (self.server.view(uri) for uri in uris)
            self._answer(200, {"posts": [view for view in views if view]})

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def appview() -> Iterator[AppView]:
    """Start one; give its address to ``bluesky(APPVIEW_URL=…)`` and tell it the ``pds``."""
    with AppView() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
