"""Campaign's adapter for the platform of the comparison: one call, and a look at what is there."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Can,
    Capabilities,
    Content,
    PostKey,
    Receipt,
    Strength,
)
from campaign.adapters.http import Http


class Square(Adapter):
    """One channel; the platform knows no keys, so a post is known again by its words."""

    name: ClassVar[str] = "square"
    capabilities: ClassVar[Capabilities] = Capabilities(
        title="Square",
        text_limit=500,
        can=frozenset({Can.FIND}),
        strength=Strength.LOOKED_UP,
        source="https://square.example/api",
        checked="2026-11-22",
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._http = Http(account.base_url, permit=account.permit)

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        post = {"channel": self.account.channel, "text": content.text}
        answer = self._http.send("POST", "/posts", creates=True, json=post)
        return Receipt(str(answer.json()["id"]), "", self.account.clock())

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        for post in self._http.send("GET", f"/posts/{self.account.channel}").json():
            if post["text"] == content.text:
                return Receipt(str(post["id"]), "", self.account.clock())
        return None


class SilentSquare(Square):
    """The same where the platform cannot be asked: a doubt is for a person."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        title="Square",
        text_limit=500,
        strength=Strength.PERSON,
        source="https://square.example/api",
        checked="2026-11-22",
    )
