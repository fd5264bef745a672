"""Where alerts arrive: a web server on loopback that apprise's ``json://`` speaks to."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Ears:
    """Keeps what it is told; ``answers`` are the next statuses, 0 hangs up without one."""

    def __init__(self) -> None:
        self.heard: list[dict[str, str]] = []
        self.answers: list[int] = []
        self.holding = threading.Event()  # set: an answer is held back
        self.let_go = threading.Event()
        self.let_go.set()
        ears = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = ears.answers.pop(0) if ears.answers else 200
                if status in {0, 200, 500}:
                    ears.heard.append(json.loads(body))
                ears.holding.set()
                ears.let_go.wait(30)
                if status:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        """An address as CAMPAIGN_ALERTS takes it, with a secret in its path."""
        return f"json://127.0.0.1:{self._server.server_port}/s3cret-path"

    @property
    def titles(self) -> list[str]:
        return [one["title"] for one in self.heard]

    def __enter__(self) -> Ears:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
