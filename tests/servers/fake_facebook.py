"""Facebook with one Page: photos nobody sees, drafts, posts.

As a process of its own; every post that is shown is a line of the ledger:

    python -m tests.servers.fake_facebook 31040 --ledger posts.jsonl
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from tests.servers.fake import Fake, Request
from tests.servers.fake_graph import APP, FakeGraph, refuse, serve, stamp

PAGE = "104857600000001"
_V = "/v25.0"
_POST = rf"{_V}/(\d+_\d+)"
INSIGHTS: Mapping[str, object] = {
    "post_media_view": 120,
    "post_total_media_view_unique": 90,
    "post_clicks_by_type": {"other clicks": 3, "link clicks": 4},
}


@dataclass
class Post:
    """One post, shown or not."""

    id: str
    form: dict[str, str]
    photos: list[str]
    at: datetime
    published: bool = False
    alts: list[str] = field(default_factory=list)


class FakeFacebook(FakeGraph):
    """Facebook, to which a post comes in two steps."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "photo": ("POST", rf"{_V}/(\d+)/photos"),
        "feed": ("POST", rf"{_V}/(\d+)/feed"),
        "reveal": ("POST", _POST),
        "read": ("GET", _POST),
        "list": ("GET", rf"{_V}/(\d+)/published_posts"),
        "insights": ("GET", rf"{_POST}/insights"),
        "delete": ("DELETE", _POST),
        "page": ("GET", rf"{_V}/(\d+)"),
        "exchange": ("POST", rf"{_V}/oauth/access_token"),
    }
    WRITE: ClassVar[str] = "reveal"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("photo", "feed", "read", "reveal")

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.made: dict[str, Post] = {}
        self.photos: dict[str, tuple[bytes, str]] = {}
        self.refuses_repeats = False
        self.lost: set[str] = set()  # posts it does not find for a while
        self.metrics = dict(INSIGHTS)  # a Page has some of them only

    @property
    def shown(self) -> list[Post]:
        return [post for post in self.made.values() if post.published]

    @property
    def posts(self) -> dict[str, str]:
        return {post.id: post.form["message"] for post in self.shown}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {post.id: [self.photos[one][1] for one in post.photos] for post in self.shown}

    def do_photo(self, request: Request, page: str) -> object:
        form = self.held(request, "photos")
        files = {name: data for name, data, file in request.parts() if file}
        if set(files) != {"source"} or form.get("published") != "false":
            self.violation(request, ["a photo is a file called source, and not published"])
        if not files["source"].startswith(b"\xff\xd8\xff") or len(files["source"]) > 4_000_000:
            refuse(100, 1366046, "Photos should be smaller than 4 MB and saved as JPG, PNG.")
        with self.lock:
            photo = self.new_id()
            self.photos[photo] = files["source"], form.get("alt_text_custom", "")
        return {"id": photo}

    def do_feed(self, request: Request, page: str) -> object:
        form = self.held(request, "feed")
        draft = form["published"] == "false"
        if draft != ("unpublished_content_type" in form):
            self.violation(request, ["a draft says so, and nothing else does"])
        photos = [
            json.loads(value)["media_fbid"]
            for name, value in form.items()
            if re.fullmatch(r"attached_media\[\d+\]", name)
        ]
        with self.lock:
            post = Post(f"{PAGE}_{self.new_id()}", form, photos, self.now())
            self._judge(post)
            self.made[post.id] = post
            if not draft:
                self._show(post)
        return {"id": post.id}

    def _judge(self, post: Post) -> None:
        if any(photo not in self.photos for photo in post.photos):
            refuse(100, 0, "Invalid photo")
        if {photo for one in self.shown for photo in one.photos} & set(post.photos):
            refuse(100, 1366051, "These photos were already posted.")
        same = any(one.form["message"] == post.form["message"] for one in self.shown)
        if self.refuses_repeats and same:
            refuse(506, 0, "Duplicate status message")

    def _show(self, post: Post) -> None:
        post.published = True
        alts = [self.photos[one][1] for one in post.photos]
        self.write_down(id=post.id, text=post.form["message"], alts=alts)

    def do_reveal(self, request: Request, post_id: str) -> object:
        self.held(request, "post")
        with self.lock:
            post = self._found(post_id)
            if not post.published:
                self._show(post)
        return {"success": True}

    def _found(self, post_id: str) -> Post:
        if post_id not in self.made or post_id in self.lost:
            refuse(100, 33, "Unsupported get request. Object does not exist.")
        return self.made[post_id]

    def do_read(self, request: Request, post_id: str) -> object:
        self.held(request, "post", query=True)
        post = self._found(post_id)
        if "shares" in request.query["fields"]:
            edges = {"comments": {"summary": {"total_count": 2}}}
            edges["reactions"] = {"summary": {"total_count": 7}}
            return {"id": post.id, **edges}  # no one has shared it, so “shares” is left out
        return self._said(post)

    def _said(self, post: Post) -> dict[str, object]:
        link = f"https://www.facebook.com/{post.id}"
        said = {"id": post.id, "message": post.form["message"], "created_time": stamp(post.at)}
        return {**said, "is_published": post.published, "permalink_url": link}

    def do_list(self, request: Request, page: str) -> object:
        self.held(request, "post", query=True)
        return self.page_of(
            request,
            [
                (post.at.replace(microsecond=0), {**self._said(post), **_attachments(post)})
                for post in self.shown
                if post.id not in self.lost
            ],
        )

    def do_insights(self, request: Request, post_id: str) -> object:
        self.held(request, "insights", query=True)
        self._found(post_id)
        names = request.query["metric"].split(",")
        if any(name not in self.metrics for name in names):
            refuse(100, 0, "The value must be a valid insights metric")
        return {"data": [{"name": n, "values": [{"value": self.metrics[n]}]} for n in names]}

    def do_delete(self, request: Request, post_id: str) -> object:
        self._found(post_id)
        del self.made[post_id]
        return {"success": True}

    def do_page(self, request: Request, page: str) -> object:
        self.held(request, "page", query=True)
        if page != PAGE:
            refuse(100, 33, "Unsupported get request.")
        if "followers_count" in request.query["fields"]:
            return {"id": PAGE, "followers_count": 512}
        return {"id": PAGE, "name": "Northshire Police"}


class FakeFacebookAtOnce(FakeFacebook):
    """Facebook, to which a post comes in one step."""

    WRITE: ClassVar[str] = "feed"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("photo", "feed", "read")

    def channel(self) -> dict[str, Any]:
        """Return what a channel needs to publish here in one step."""
        there = channel(self.url)
        return {**there, "options": {**there["options"], "two_phase": "no"}}


def _attachments(post: Post) -> dict[str, object]:
    targets = [{"target": {"id": photo}} for photo in post.photos]
    if len(targets) > 1:
        return {"attachments": {"data": [{"subattachments": {"data": targets}}]}}
    return {"attachments": {"data": targets}} if targets else {}


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to the fake at an address."""
    return {
        "platform": "facebook",
        "base_url": url,
        "secrets": {"token": Fake.TOKEN},
        "options": {"page": PAGE, "app": APP},
    }


if __name__ == "__main__":
    serve(FakeFacebook, "A fake Facebook on 127.0.0.1.")
