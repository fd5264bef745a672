"""A place on loopback where a platform fetches pictures, as our page serves them."""

from __future__ import annotations

import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class PictureHost(ThreadingHTTPServer):
    """Keeps what it is given to share; ``away`` makes it answer as if it had nothing."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: dict[str, tuple[bytes, str]] = {}
        self.away = False

    def share(self, data: bytes, media_type: str) -> str:
        path = f"/shared/{uuid.uuid4().hex}.jpg"
        self.kept[path] = data, media_type
        return f"http://127.0.0.1:{self.server_port}{path}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: PictureHost

    def do_GET(self) -> None:
        data, kind = self.server.kept.get(self.path, (b"", ""))
        self.send_response(200 if data and not self.server.away else 404)
        self.send_header("Content-Type", kind or "text/html")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass
