"""A platform of its own: parish noticeboards that speak a small API over HTTP."""

from __future__ import annotations

import base64
from datetime import datetime
from math import inf
from typing import ClassVar

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Can,
    Capabilities,
    Content,
    Gone,
    PostKey,
    Receipt,
    Strength,
)
from campaign.adapters.address import web_address
from campaign.adapters.http import Http, Response
from campaign.adapters.picture import picture_bytes


class Noticeboard(Adapter):
    """One account on one server; the server takes each key once."""

    name: ClassVar[str] = "noticeboard"
    capabilities: ClassVar[Capabilities] = Capabilities(
        title="Noticeboard",
        text_limit=400,
        images=1,
        image_bytes=1_000_000,
        can=frozenset({Can.DELETE, Can.FIND}),
        strength=Strength.EXACT,
        key_lasts=inf,
        options={"board": "the board it is pinned to; otherwise “main”"},
        source="https://noticeboard.example/api",
        checked="2026-11-22",
    )
    secrets: ClassVar[tuple[str, ...]] = ("token",)

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        headers = {"Authorization": f"Bearer {account.secrets.get('token', '')}"}
        secrets = account.secrets.values()
        self._http = Http(account.base_url, headers=headers, secrets=secrets, permit=account.permit)

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        notice = {
            "key": key.value,
            "board": self.account.options.get("board", "main"),
            "text": content.text if content.link is None else content.flat_text,
            "pictures": [
                {
                    "alt": one.alt,
                    "data": base64.b64encode(picture_bytes(self.account, one)).decode(),
                }
                for one in content.images
            ],
        }
        return _receipt(self._http.send("POST", "/api/notices", creates=True, json=notice))

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        try:
            return _receipt(self._http.send("GET", f"/api/notices/{key.value}"))
        except Gone:
            return None

    @override
    def delete(self, remote_id: str) -> None:
        try:
            self._http.send("DELETE", f"/api/notices/{remote_id}", creates=False)
        except Gone:
            return

    @override
    def identify(self) -> str:
        return str(self._http.send("GET", "/api/me").json().get("name", ""))


def _receipt(answer: Response) -> Receipt:
    try:
        said = answer.json()
        posted = datetime.fromisoformat(said["posted"])
        return Receipt(str(said["key"]), web_address(said["url"]), posted)
    except (KeyError, TypeError, ValueError):
        raise answer.garbled() from None
