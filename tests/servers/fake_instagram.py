"""Instagram with one professional account.

As a process of its own; every published post is a line of the ledger:

    python -m tests.servers.fake_instagram 31040 --ledger posts.jsonl
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.servers.fake import Fake, Request
from tests.servers.fake_graph import APP, FakeContainers, refuse, serve

_V = "/v25.0"
INSIGHTS = {"views": 200, "reach": 150, "likes": 20, "comments": 3, "saved": 4, "shares": 5}


class FakeInstagram(FakeContainers):
    """Instagram, which takes no post without a picture."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "container": ("POST", rf"{_V}/(\d+)/media"),
        "publish": ("POST", rf"{_V}/(\d+)/media_publish"),
        "list": ("GET", rf"{_V}/(\d+)/media"),
        "limit": ("GET", rf"{_V}/(\d+)/content_publishing_limit"),
        "insights": ("GET", rf"{_V}/(\d+)/insights"),
        "delete": ("DELETE", rf"{_V}/(\d+)"),
        "node": ("GET", rf"{_V}/(\d+|me)"),
        "refresh": ("GET", "/refresh_access_token"),
        "exchange": ("POST", rf"{_V}/oauth/access_token"),
    }
    WRITE: ClassVar[str] = "publish"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("limit", "container", "status", "publish", "media")
    GRANT: ClassVar[str] = "ig_refresh_token"
    WORDS: ClassVar[str] = "caption"
    STATUS: ClassVar[str] = "status_code"
    REASON: ClassVar[str] = "status"
    CONTAINER: ClassVar[str] = "container"
    RATIO: ClassVar[tuple[float, float]] = (4 / 5, 1.91)
    MOST: ClassVar[int] = 10
    LIMIT: ClassVar[int] = 2200

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.metrics = dict(INSIGHTS)

    def do_container(self, request: Request, user: str) -> object:
        form = self.held(request, "media")
        if ("image_url" in form) == ("children" in form):
            refuse(100, 0, "The image_url or the children are required")
        return self.make(form)

    def do_publish(self, request: Request, user: str) -> object:
        return self.publish(request, lambda: refuse(24, 2207006, "Media not found"))

    def do_media(self, request: Request, media_id: str) -> object:
        self.held(request, "media", query=True)
        shown = self.shown(self.found(media_id))
        return {**shown, "like_count": 20, "comments_count": 3}

    def do_list(self, request: Request, user: str) -> object:
        self.held(request, "media", query=True)
        return self.listed(request, lambda _: True)

    def do_limit(self, request: Request, user: str) -> object:
        self.held(request, "limit", query=True)
        config = {"quota_total": self.quota, "quota_duration": 86_400}
        return {"data": [{"quota_usage": self.used + len(self.out), "config": config}]}

    def do_insights(self, request: Request, media_id: str) -> object:
        return self.insights(request, media_id, self.metrics)


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to the fake at an address."""
    return {
        "platform": "instagram",
        "base_url": url,
        "secrets": {"token": Fake.TOKEN},
        "options": {"login": "facebook", "user": FakeInstagram.USER, "app": APP},
    }


if __name__ == "__main__":
    serve(FakeInstagram, "A fake Instagram on 127.0.0.1.")
