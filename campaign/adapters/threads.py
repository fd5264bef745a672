"""Threads.

A part of a thread is a reply to our own post. Pictures are fetched by Threads from our public
address. ``auto_publish_text`` is never used: it would make a post of a lost answer.

Sources: https://developers.facebook.com/docs/threads/posts, /threads/reply-management,
/threads/insights, /threads/troubleshooting, and Meta's published collection of requests (2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from typing_extensions import override

from campaign.adapter import (
    Account,
    Capabilities,
    Content,
    Disconnected,
    Gone,
    Image,
    Metrics,
    Renewed,
)
from campaign.adapters import graph
from campaign.adapters.container import ContainerAdapter, Dialect
from campaign.adapters.graph import Graph, record
from campaign.adapters.jpeg import Frame
from campaign.adapters.limits import LIMITS, THREADS_VERSION

HOST = "https://graph.threads.net"
INSIGHTS: Mapping[str, tuple[str, ...]] = {
    "impressions": ("views",),
    "reactions": ("likes",),
    "comments": ("replies",),
    "shares": ("reposts", "quotes", "shares"),
}
REPLIES = {"limited": "accounts_you_follow", "off": "mentioned_only"}  # it has no “nobody”
ASKED = tuple(counter for counters in INSIGHTS.values() for counter in counters)


class Threads(ContainerAdapter):
    """One account."""

    name: ClassVar[str] = "threads"
    capabilities: ClassVar[Capabilities] = LIMITS["threads"]
    secrets: ClassVar[tuple[str, ...]] = ("token",)
    dialect: ClassVar[Dialect] = Dialect(
        create="threads",
        publish="threads_publish",
        status="status",
        reason="error_message",
        words="text",
        wait=30.0,
        frame=Frame(
            title="Threads", least=320, most=1440, narrow=0.1, wide=10, most_bytes=8_000_000
        ),
        plain={"media_type": "TEXT"},
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._graph = Graph(account, title="Threads", host=HOST, version=THREADS_VERSION)

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        found = {}
        for remote_id in filter(graph.is_id, remote_ids):
            with suppress(Gone):
                found[remote_id] = _metrics(self._graph.insights(remote_id, ASKED))
        if len(found) < len(remote_ids):
            self.identify()  # what the account no longer lets us see is not gone
        return found

    @override
    def followers(self) -> int:
        path = f"/{self._user(0)}/threads_insights"
        answer = self._graph.get(path, metric="followers_count")
        return answer.count(graph.figures(answer).get("followers_count"))

    @override
    def delete(self, remote_id: str) -> None:
        if graph.is_id(remote_id):
            with suppress(Gone):
                self._graph.delete(f"/{remote_id}")

    @override
    def identify(self) -> str:
        answer = self._graph.get(f"/{self._user(0)}", fields="id,username")
        account = record(answer)
        number = graph.id_of(answer, account)
        return f"@{self._graph.plain(account.get('username'))} (account {number})"

    @override
    def renew(self) -> Renewed:
        return self._graph.refreshed("th_refresh_token")

    @override
    def _user(self, until: float) -> str:
        user = self.account.options.get("user", "").strip()
        if user and not (user.isdecimal() and user.isascii()):
            raise Disconnected(
                "The option “user” is the number of the Threads account, not its name."
            )
        return user or "me"

    @override
    def _words(self, content: Content) -> dict[str, str]:
        card = content.link if not content.images else None
        said = {"text": content.text if card else content.flat_text}
        if content.reply_to:
            said["reply_to_id"] = content.reply_to
        elif content.comments in REPLIES:
            said["reply_control"] = REPLIES[content.comments]
        if card:
            said["link_attachment"] = card.url
        return said

    @override
    def _picture(self, image: Image, url: str) -> dict[str, str]:
        return {"media_type": "IMAGE", "image_url": url, "alt_text": image.alt}

    @override
    def _left(self, content: Content, until: float) -> tuple[object, object]:
        kind = "reply_" if content.reply_to else ""
        path = f"/{self._user(until)}/threads_publishing_limit"
        answer = self._graph.get(path, until, fields=f"{kind}quota_usage,{kind}config")
        quota: dict[str, Any] = next(iter(graph.rows(answer)), {})
        config = quota.get(f"{kind}config")
        most = config.get("quota_total") if isinstance(config, dict) else None
        return quota.get(f"{kind}quota_usage"), most

    @override
    def _list(self, content: Content, user: str) -> tuple[str, str]:
        if content.reply_to:
            return f"/{user}/replies", "text,permalink,replied_to"
        return f"/{user}/threads", "text,permalink"

    @override
    def _is(self, entry: Mapping[str, Any], content: Content) -> bool:
        above = entry.get("replied_to")
        parent = above.get("id") if isinstance(above, dict) else None
        return super()._is(entry, content) and parent == (content.reply_to or None)


def _metrics(found: Mapping[str, Any]) -> Metrics:
    """Add up the counters given; a sum that lacks one of its own is unknown, never less."""
    figures = {}
    for name, counters in INSIGHTS.items():
        known = [number for one in counters if (number := graph.count(found.get(one))) is not None]
        figures[name] = sum(known) if len(known) == len(counters) else None
    return Metrics(**figures)
