"""The server of the sample platform: it takes each key once."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, ClassVar

from tests.servers.fake import Fake, Refusal, Request


class FakeNoticeboard(Fake):
    """One account, and the notices on its boards."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "create": ("POST", "/api/notices"),
        "look": ("GET", r"/api/notices/(\w+)"),
        "delete": ("DELETE", r"/api/notices/(\w+)"),
        "me": ("GET", "/api/me"),
    }
    WRITE: ClassVar[str] = "create"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("create",)

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.notices: dict[str, dict[str, Any]] = {}

    @property
    def posts(self) -> dict[str, str]:
        return {key: one["text"] for key, one in self.notices.items()}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {key: [p["alt"] for p in one["pictures"]] for key, one in self.notices.items()}

    def do_create(self, request: Request) -> Any:
        notice = request.json()
        if notice.keys() != {"key", "board", "text", "pictures"}:
            self.violation(request, ["the notice is malformed"])
        if len(notice["text"]) > 400 or len(notice["pictures"]) > 1:
            raise Refusal(422, {"error": "That does not fit on the board."})
        for picture in notice["pictures"]:
            base64.b64decode(picture["data"], validate=True)
        with self.lock:
            said = {"key": notice["key"], "url": f"{self.url}/notices/{notice['key']}"}
            self.notices.setdefault(
                notice["key"], notice | said | {"posted": self.now().isoformat()}
            )
        return 201, self._told(notice["key"])

    def _told(self, key: str) -> dict[str, str]:
        if key not in self.notices:
            raise Refusal(404, {"error": "There is no such notice."})
        return {name: self.notices[key][name] for name in ("key", "url", "posted")}

    def do_look(self, request: Request, key: str) -> Any:
        return self._told(key)

    def do_delete(self, request: Request, key: str) -> Any:
        self._told(key)
        del self.notices[key]
        return 204, None

    def do_me(self, request: Request) -> Any:
        return {"name": "Northshire Police"}


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to this fake."""
    secrets = {"token": FakeNoticeboard.TOKEN}
    return {"platform": "noticeboard", "base_url": url, "secrets": secrets, "options": {}}
