"""Threads with one account.

As a process of its own; every published post is a line of the ledger:

    python -m tests.servers.fake_threads 31040 --ledger posts.jsonl
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.servers.fake import Fake, Request
from tests.servers.fake_graph import FakeContainers, refuse, serve

_V, _ME = "/v1.0", r"/v1.0/(me|\d+)"
INSIGHTS = {"views": 300, "likes": 9, "replies": 2, "reposts": 1, "quotes": 1, "shares": 4}


class FakeThreads(FakeContainers):
    """Threads, which takes words alone and replies."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "container": ("POST", rf"{_ME}/threads"),
        "publish": ("POST", rf"{_ME}/threads_publish"),
        "list": ("GET", rf"{_ME}/threads"),
        "replies": ("GET", rf"{_ME}/replies"),
        "limit": ("GET", rf"{_ME}/threads_publishing_limit"),
        "insights": ("GET", rf"{_V}/(\d+)/insights"),
        "audience": ("GET", rf"{_ME}/threads_insights"),
        "delete": ("DELETE", rf"{_V}/(\d+)"),
        "node": ("GET", _ME),
        "refresh": ("GET", "/refresh_access_token"),
    }
    VERSION: ClassVar[str] = "v1.0"
    WRITE: ClassVar[str] = "publish"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("limit", "container", "status", "publish", "media")
    GRANT: ClassVar[str] = "th_refresh_token"
    WORDS: ClassVar[str] = "text"
    STATUS: ClassVar[str] = "status"
    REASON: ClassVar[str] = "error_message"
    CONTAINER: ClassVar[str] = "thread container"
    RATIO: ClassVar[tuple[float, float]] = (0.1, 10)
    MOST: ClassVar[int] = 20
    LIMIT: ClassVar[int] = 500

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.quota = 250
        self.replies_used = 0
        self.metrics = dict(INSIGHTS)

    @property
    def parents(self) -> dict[str, str | None]:
        return {one.media_id: one.form.get("reply_to_id") for one in self.out}

    def do_container(self, request: Request, user: str) -> object:
        form = self.held(request, "threads")
        if form.get("media_type") == "TEXT" and not form.get("text"):
            refuse(100, 0, "The parameter text is required")
        if "link_attachment" in form and form.get("media_type") != "TEXT":
            self.violation(request, ["only a text post takes a link attachment"])
        if (parent := form.get("reply_to_id")) and parent not in self.posts:
            refuse(100, 33, "The post replied to does not exist")
        return self.make(form)

    def do_publish(self, request: Request, user: str) -> object:
        return self.publish(
            request, lambda: refuse(24, 4279009, "The requested resource does not exist")
        )

    def shown(self, one: Any) -> dict[str, object]:
        parent = one.form.get("reply_to_id")
        return super().shown(one) | ({"replied_to": {"id": parent}} if parent else {})

    def do_media(self, request: Request, media_id: str) -> object:
        self.held(request, "thread", query=True)
        return self.shown(self.found(media_id))

    def do_list(self, request: Request, user: str) -> object:
        self.held(request, "thread", query=True)
        return self.listed(request, lambda one: "reply_to_id" not in one.form)

    def do_replies(self, request: Request, user: str) -> object:
        self.held(request, "thread", query=True)
        return self.listed(request, lambda one: "reply_to_id" in one.form)

    def do_limit(self, request: Request, user: str) -> object:
        asked = self.held(request, "thread limit", query=True)["fields"].split(",")
        said: dict[str, object] = {"quota_usage": self.used + len(self.out)}
        said["config"] = {"quota_total": self.quota, "quota_duration": 86_400}
        said["reply_quota_usage"] = self.replies_used
        said["reply_config"] = {"quota_total": 1000, "quota_duration": 86_400}
        return {"data": [{name: said[name] for name in asked if name != "id"}]}

    def do_insights(self, request: Request, media_id: str) -> object:
        return self.insights(request, media_id, self.metrics)

    def do_audience(self, request: Request, user: str) -> object:
        self.held(request, "insights", query=True)
        if request.query["metric"] != "followers_count":
            refuse(100, 0, "metric must be one of the following values")
        total = {"value": 512}
        return {"data": [{"name": "followers_count", "period": "day", "total_value": total}]}


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to the fake at an address."""
    return {
        "platform": "threads",
        "base_url": url,
        "secrets": {"token": Fake.TOKEN},
        "options": {},
    }


if __name__ == "__main__":
    serve(FakeThreads, "A fake Threads on 127.0.0.1.")
