"""The built-in network: posts appear on a page of this program and nowhere else.

It imitates the platform of its channel, keeps every post in a file of its own beside the
program's data, and takes each ``PostKey`` once, however many workers ask.

``base_url`` may hold settings: ``sandbox:?delay=0.05`` makes each publish take that many
seconds, as a network would; ``&pages=http://127.0.0.1:9000`` says where the pages are.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Can,
    Capabilities,
    Content,
    Gone,
    Image,
    Link,
    Metrics,
    PostKey,
    Receipt,
    Refused,
)
from campaign.adapters.limits import LIMITS
from campaign.adapters.sandbox_file import SandboxFile
from campaign.adapters.simulated import simulated_followers, simulated_metrics

PAGES = "http://127.0.0.1:8000"
LONGEST_DELAY = 60.0  # seconds
MARGIN = timedelta(seconds=60)


def reported(key: str, platform: str, age: timedelta, *, linked: bool = True) -> Metrics:
    """Return simulated counters, ``None`` where the imitated platform reports none.

    A post that leads nowhere (not ``linked``) has no clicks on links.
    """
    metrics = simulated_metrics(key, platform, age)
    if not linked:
        metrics = replace(metrics, link_clicks=0)
    missing = set(Metrics.names()) - set(_limits(platform).metrics)
    return replace(metrics, **dict.fromkeys(missing))


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxPost:
    """One post as the sandbox shows it."""

    channel: str
    platform: str
    handle: str
    text: str
    language: str
    images: tuple[Image, ...]
    link: Link | None
    published_at: datetime
    url: str
    remote_id: str
    key: str
    deleted: bool
    reply_to: str | None = None  # the remote id of the part before it, in a thread

    def metrics(self, now: datetime) -> Metrics:
        """Return the simulated counters at a time."""
        linked = self.link is not None or "http" in self.text
        return reported(self.key, self.platform, now - self.published_at, linked=linked)


_COLUMNS = (
    "SELECT remote_id, key, channel, platform, handle, content, published_at, deleted_at FROM post"
)


def timeline(
    folder: Path,
    *,
    limit: int = 50,
    channel: str | None = None,
    platform: str | None = None,
    before: datetime | None = None,
    pages: str = PAGES,
) -> list[SandboxPost]:
    """Return the posts on the sandbox network, newest first, deleted ones marked.

    ``folder`` is the folder of the account: where the program keeps its local files.
    """
    file = SandboxFile(folder)
    if not file.exists():
        return []
    rows = file.read(
        f"{_COLUMNS} WHERE (?1 IS NULL OR channel = ?1) AND (?2 IS NULL OR platform = ?2)"
        " AND (?3 IS NULL OR published_at < ?3)"
        " ORDER BY published_at DESC, rowid DESC LIMIT ?4",
        (channel, platform, before and _written(before), limit),
    )
    return [_post(row, pages) for row in rows]


def one_post(folder: Path, remote_id: str, *, pages: str = PAGES) -> SandboxPost | None:
    """Return one post on the sandbox network, if it is or was there."""
    file = SandboxFile(folder)
    if not file.exists():
        return None
    rows = file.read(f"{_COLUMNS} WHERE remote_id = ?", (remote_id,))
    return next((_post(row, pages) for row in rows), None)


class Sandbox(Adapter):
    """One account on the built-in network."""

    name: ClassVar[str] = "sandbox"
    capabilities: ClassVar[Capabilities] = LIMITS["sandbox"]

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        vars(self)["capabilities"] = _imitated(account.platform)
        self._file = SandboxFile(account.folder)

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt:
        delay, pages = _settings(self.account.base_url)
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        self._need_parent(content)
        self.account.permit()
        if delay:
            time.sleep(delay)
        remote_id, now = self._create(content, key)
        return Receipt(remote_id, _url(pages, remote_id), now)

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        rows = self._file.read(
            "SELECT remote_id, published_at FROM post"
            " WHERE channel = ? AND key = ? AND deleted_at IS NULL",
            (self.account.channel, key.value),
        )
        for remote_id, published_at in rows:
            moment = datetime.fromisoformat(published_at)
            if moment >= since - MARGIN:
                _, pages = _settings(self.account.base_url)
                return Receipt(remote_id, _url(pages, remote_id), moment)
        return None

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        if not remote_ids:
            return {}
        now = self.account.clock()
        rows = self._file.read(
            f"{_COLUMNS} WHERE channel = ? AND deleted_at IS NULL"  # noqa: S608 - our own text
            " AND remote_id IN (SELECT value FROM json_each(?))",
            (self.account.channel, json.dumps(list(remote_ids))),
        )
        return {post.remote_id: post.metrics(now) for post in (_post(row, PAGES) for row in rows)}

    @override
    def followers(self) -> int:
        if Can.FOLLOWERS not in self.capabilities.can:
            return super().followers()
        account = self.account
        return simulated_followers(account.channel, account.platform, account.clock())

    @override
    def delete(self, remote_id: str) -> None:
        self._file.write(
            "UPDATE post SET deleted_at = ?"
            " WHERE channel = ? AND remote_id = ? AND deleted_at IS NULL",
            (_written(self.account.clock()), self.account.channel, remote_id),
        )

    @override
    def identify(self) -> str:
        _settings(self.account.base_url)
        self._file.read("SELECT 1", ())
        return f"{self.account.handle or self.account.channel} on the built-in sandbox"

    def _need_parent(self, content: Content) -> None:
        """Refuse a reply to what is not there, as every platform does."""
        if content.reply_to is None:
            return
        there = "SELECT 1 FROM post WHERE channel = ? AND remote_id = ? AND deleted_at IS NULL"
        if not self._file.read(there, (self.account.channel, content.reply_to)):
            raise Gone("The post this one replies to is not on the sandbox network.")

    def _create(self, content: Content, key: PostKey) -> tuple[str, datetime]:
        """Put the post there once; return its id and when it first appeared."""
        account, now = self.account, self.account.clock()
        remote_id = sha256(f"{account.channel}:{key.value}".encode()).hexdigest()[:16]
        body = json.dumps(content.as_json(), ensure_ascii=False)
        created = self._file.write(
            "INSERT INTO post (remote_id, channel, key, platform, handle, content, published_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, key) DO NOTHING",
            (
                remote_id,
                account.channel,
                key.value,
                account.platform,
                account.handle,
                body,
                _written(now),
            ),
        )
        return remote_id, now if created else self._first(key)

    def _first(self, key: PostKey) -> datetime:
        ((published_at,),) = self._file.read(
            "SELECT published_at FROM post WHERE channel = ? AND key = ?",
            (self.account.channel, key.value),
        )
        return datetime.fromisoformat(published_at)


def _imitated(platform: str) -> Capabilities:
    """Return the limits of a platform, with what this network can do in place of its own."""
    own, limits = LIMITS["sandbox"], _limits(platform)
    lacks = {Can.FOLLOWERS, Can.REPLY} - limits.can
    return replace(
        limits,
        can=own.can - lacks,
        strength=own.strength,
        key_lasts=own.key_lasts,
        costs=None,
        batch=own.batch,
    )


def _limits(platform: str) -> Capabilities:
    return LIMITS.get(platform, LIMITS["sandbox"])


def _written(moment: datetime) -> str:
    """Return a time in the one form that sorts."""
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds")


def _url(pages: str, remote_id: str) -> str:
    return f"{pages}/sandbox/{remote_id}"


@cache
def _settings(base_url: str) -> tuple[float, str]:
    """Return the delay in seconds and where the pages are; raise ``Refused`` when unclear."""
    given = {name: values[-1] for name, values in parse_qs(urlsplit(base_url).query).items()}
    known = base_url == "" or (
        base_url.startswith("sandbox:") and given.keys() <= {"delay", "pages"}
    )
    try:
        delay = float(given.get("delay", "0"))
    except ValueError:
        known, delay = False, 0.0
    if not known or not 0 <= delay <= LONGEST_DELAY:
        raise Refused(
            f"The sandbox does not understand the base_url “{base_url}”."
            " Leave it out, or write sandbox:?delay=0.05 (seconds, at most 60)."
        )
    return delay, given.get("pages", PAGES).rstrip("/")


def _post(row: tuple[str, ...], pages: str) -> SandboxPost:
    remote_id, key, channel, platform, handle, body, published_at, deleted_at = row
    content = Content.from_json(json.loads(body))
    return SandboxPost(
        channel=channel,
        platform=platform,
        handle=handle,
        text=content.text,
        language=content.language,
        images=content.images,
        link=content.link,
        published_at=datetime.fromisoformat(published_at),
        url=_url(pages, remote_id),
        remote_id=remote_id,
        key=key,
        deleted=deleted_at is not None,
        reply_to=content.reply_to,
    )
