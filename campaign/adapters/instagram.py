"""Instagram, for professional accounts.

An account is connected through Instagram itself (``graph.instagram.com``, a credential for 60
days that is renewed) or through the Facebook Page it belongs to. Only the latter may delete.
Pictures are fetched by Instagram from our public address, as JPEG.

Sources: https://developers.facebook.com/docs/instagram-platform/content-publishing,
/instagram-platform/reference and /instagram-platform/insights (2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

from typing_extensions import override

from campaign.adapter import (
    Account,
    Can,
    Capabilities,
    Content,
    Disconnected,
    Gone,
    Image,
    Metrics,
    Renewed,
    Unsupported,
)
from campaign.adapters import graph
from campaign.adapters.container import ContainerAdapter, Dialect
from campaign.adapters.graph import Graph, record
from campaign.adapters.jpeg import Frame
from campaign.adapters.limits import LIMITS

HOSTS = {"instagram": "https://graph.instagram.com", "facebook": "https://graph.facebook.com"}
INSIGHTS: Mapping[str, str] = {
    "impressions": "views",
    "reach": "reach",
    "reactions": "likes",
    "comments": "comments",
    "shares": "shares",
    "saves": "saved",
}


class Instagram(ContainerAdapter):
    """One professional account."""

    name: ClassVar[str] = "instagram"
    capabilities: ClassVar[Capabilities] = LIMITS["instagram"]
    secrets: ClassVar[tuple[str, ...]] = ("token",)
    other_secrets: ClassVar[tuple[tuple[str, ...], ...]] = (("token", "app_secret"),)
    dialect: ClassVar[Dialect] = Dialect(
        create="media",
        publish="media_publish",
        status="status_code",
        reason="status",
        words="caption",
        wait=10.0,
        frame=Frame(
            title="Instagram", least=320, most=1440, narrow=4 / 5, wide=1.91, most_bytes=8_000_000
        ),
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._login = account.options.get("login", "").strip().lower() or "instagram"
        host = HOSTS.get(self._login, HOSTS["instagram"])
        self._graph = Graph(account, title="Instagram", host=host)
        self._number = account.options.get("user", "").strip()
        if self._login != "facebook":
            limits = LIMITS["instagram"]
            vars(self)["capabilities"] = replace(limits, can=limits.can - {Can.DELETE})
        elif not all(self._app()):
            limits = LIMITS["instagram"]
            vars(self)["capabilities"] = replace(limits, can=limits.can - {Can.RENEW})

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        found = {}
        for remote_id in filter(graph.is_id, remote_ids):
            with suppress(Gone):
                found[remote_id] = self._measured(remote_id)
        if len(found) < len(remote_ids):
            self.identify()  # what the account no longer lets us see is not gone
        return found

    @override
    def followers(self) -> int:
        answer = self._graph.get(f"/{self._asked()}", fields="id,followers_count")
        return answer.count(record(answer).get("followers_count"))

    @override
    def delete(self, remote_id: str) -> None:
        if Can.DELETE not in self.capabilities.can:
            raise Unsupported(
                "Instagram lets only accounts that are connected through Facebook delete a post"
                " from here. Delete it in Instagram."
            )
        if graph.is_id(remote_id):
            with suppress(Gone):
                self._graph.delete(f"/{remote_id}")

    @override
    def identify(self) -> str:
        fields = "username" if self._login == "facebook" else "user_id,username"
        answer = self._graph.get(f"/{self._asked()}", fields=f"id,{fields}")
        account = record(answer)
        number = graph.id_of(answer, account, "user_id" if "user_id" in account else "id")
        self._number = self._number or number
        return f"@{self._graph.plain(account.get('username'))} (account {number})"

    @override
    def renew(self) -> Renewed:
        if self._login != "facebook":
            return self._graph.refreshed("ig_refresh_token")
        return self._graph.exchanged(*self._app())

    def _app(self) -> tuple[str, str]:
        return graph.app_of(self.account)

    def _asked(self) -> str:
        """Return whom to ask after: the account's number, or whose credential it is."""
        if self._login not in HOSTS:
            raise Disconnected("The option “login” is “facebook”, “instagram”, or left out.")
        if self._number and not (self._number.isdecimal() and self._number.isascii()):
            raise Disconnected(
                "The option “user” is the number of the Instagram account, not its name."
            )
        if not self._number and self._login == "facebook":
            raise Disconnected(
                "This Instagram channel does not say which account it is: write the account's"
                " number as “user:” under “options:” in its organisation's file."
            )
        return self._number or "me"

    @override
    def _user(self, until: float) -> str:
        if self._asked() == "me":
            self.identify()
        return self._number

    @override
    def _words(self, content: Content) -> dict[str, str]:
        return {"caption": self.capabilities.text_of(content)}

    @override
    def _picture(self, image: Image, url: str) -> dict[str, str]:
        return {"image_url": url, "alt_text": image.alt}

    @override
    def _left(self, content: Content, until: float) -> tuple[object, object]:
        path = f"/{self._user(until)}/content_publishing_limit"
        answer = self._graph.get(path, until, fields="quota_usage,config")
        quota: dict[str, Any] = next(iter(graph.rows(answer)), {})
        config = quota.get("config")
        most = config.get("quota_total") if isinstance(config, dict) else None
        return quota.get("quota_usage"), most

    @override
    def _list(self, content: Content, user: str) -> tuple[str, str]:
        return f"/{user}/media", "caption,permalink"

    def _measured(self, media_id: str) -> Metrics:
        found = self._graph.insights(media_id, tuple(INSIGHTS.values()))
        figures = {name: graph.count(found.get(one)) for name, one in INSIGHTS.items()}
        if figures["reactions"] is None or figures["comments"] is None:
            figures |= self._counted(media_id)
        return Metrics(**figures)

    def _counted(self, media_id: str) -> dict[str, int | None]:
        """Return what a post itself says of its likes and comments, insights or not."""
        answer = self._graph.get(f"/{media_id}", fields="id,like_count,comments_count")
        media = record(answer)
        return {
            "reactions": graph.count(media.get("like_count")),
            "comments": graph.count(media.get("comments_count")),
        }
