"""Feeds: what was published, as files that any website, reader or calendar can take.

A channel's folder, ``.campaign/feeds/CHANNEL``, holds ``feed.xml`` (RSS 2.0), ``feed.json``
(JSON Feed 1.1), ``calendar.ics`` and the pictures. This program serves it at
``/feeds/CHANNEL/``; where another web server does, ``base_url`` says at which address. An
item's identity comes from the post's key, so a repeat writes the same files again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Capabilities,
    Content,
    Disconnected,
    PostKey,
    Problem,
    Receipt,
)
from campaign.adapters.address import web_address
from campaign.adapters.feed_folder import FeedFolder
from campaign.adapters.feed_formats import FILES
from campaign.adapters.feed_item import Item, Masthead, unwritable
from campaign.adapters.limits import FEED_ITEMS, LIMITS
from campaign.adapters.picture import picture_bytes

PAGES = "http://127.0.0.1:8000"
MOST = 1000  # items in a feed
_CHANNEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Feed(Adapter):
    """One channel's feeds."""

    name: ClassVar[str] = "feed"
    capabilities: ClassVar[Capabilities] = LIMITS["feed"]

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._options = {name: value.strip() for name, value in account.options.items()}

    @override
    def check(self, content: Content) -> list[Problem]:
        problems = super().check(content)
        if unwritable(content):
            sentence = "The text holds a character that no feed can carry: type that part anew."
            problems.append(Problem("unwritable-character", sentence))
        return problems

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        folder, item = self._folder(), Item(key.value, self.account.clock(), content)
        pictures = {image: picture_bytes(self.account, image) for image in item.pictures}
        return self._receipt(folder.put(item, pictures.__getitem__, self.account.permit))

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        item = self._folder().find(key.value)
        return self._receipt(item) if item else None

    @override
    def delete(self, remote_id: str) -> None:
        self._folder().take_out(remote_id)

    @override
    def identify(self) -> str:
        self._folder().try_out()
        return f"feeds at {self._masthead().base}/"

    def _folder(self) -> FeedFolder:
        channel, masthead = self.account.channel, self._masthead()
        if not _CHANNEL.fullmatch(channel):
            raise Disconnected("The name of a feed's channel is small letters, digits and hyphens.")

        def draw(items: Sequence[Item]) -> Mapping[str, bytes]:
            return {name: write(items, masthead) for name, write in FILES.items()}

        place = self.account.folder / "feeds" / channel
        return FeedFolder(place, shown=self._shown(), draw=draw)

    def _masthead(self) -> Masthead:
        account, options = self.account, self._options
        base = (account.base_url or f"{PAGES}/feeds/{account.channel}").rstrip("/")
        title = options.get("title") or account.handle or account.channel
        home = options.get("home") or f"{base}/feed.xml"
        try:
            web_address(base), web_address(home)
        except ValueError:
            raise Disconnected(
                "A feed's base_url and its option “home” are web addresses: write them like"
                " https://www.northshire-police.example/news."
            ) from None
        words = options.get("description") or f"What {title} has published."
        return Masthead(title=title, description=words, home=home, base=base)

    def _shown(self) -> int:
        told = self._options.get("items") or str(FEED_ITEMS)
        if not re.fullmatch(r"\d{1,4}", told, re.ASCII) or not 1 <= int(told) <= MOST:
            raise Disconnected(f"A feed's option “items” is a number from 1 to {MOST}.")
        return int(told)

    def _receipt(self, item: Item) -> Receipt:
        return Receipt(item.key, f"{self._masthead().base}/feed.xml#{item.key}", item.at)
