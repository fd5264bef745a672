"""Bluesky, and every server that keeps data for it (AT Protocol).

A post is a record in the account's own repository, under a key that we choose. The key
comes from the ``PostKey`` alone, so every attempt, on any machine, names the same record,
and ``putRecord`` with ``swapRecord: null`` ("only if there is none") cannot make a second:

* no record yet: it is created;
* the very same record: nothing happens, and the answer is the first one;
* another record under this key: 400 InvalidSwap, and we adopt the one that is there.

After a receipt nobody may call ``publish`` with that key again: a post that a person has
deleted would come back. Delivery's fence sees to that. Source: the lexicons
com.atproto.repo.putRecord and app.bsky.feed.getPosts (2026-08), and the reference server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    AdapterError,
    BadContent,
    Barred,
    Capabilities,
    Content,
    Deferred,
    Disconnected,
    Metrics,
    PostKey,
    Receipt,
    Refused,
    Uncertain,
)
from campaign.adapters.atproto import SECRETS, Client, KeyTaken, NoRecord, PictureLost, Session
from campaign.adapters.bluesky_record import (
    POSTS,
    Composer,
    ParentGone,
    created_at,
    own_key,
    record_key,
)
from campaign.adapters.http import Response
from campaign.adapters.limits import LIMITS
from campaign.adapters.post_address import on_bluesky

PROFILE = "https://bsky.app/profile"
COUNTERS: Mapping[str, tuple[str, ...]] = {
    "reactions": ("likeCount",),
    "shares": ("repostCount", "quoteCount"),
    "comments": ("replyCount",),
    "saves": ("bookmarkCount",),
}


class Bluesky(Adapter):
    """One account, by its handle (or e-mail address) and an app password."""

    name: ClassVar[str] = "bluesky"
    capabilities: ClassVar[Capabilities] = LIMITS["bluesky"]
    secrets: ClassVar[tuple[str, ...]] = SECRETS

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._client = Client(account)
        self._composer = Composer(account, self._client)

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        until = self._client.until()
        try:
            return self._put_again_if_a_picture_is_lost(content, key, until)
        except KeyTaken:
            return self._adopt(key, until)
        except ParentGone:
            if there := self._read(key, until):  # an earlier attempt was in time
                return there
            raise

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        """Look under the post's own key; only the plain answer "no such record" is a no."""
        try:
            return self._read(key, self._client.until())
        except (Barred, Disconnected):
            raise
        except Refused as exc:
            raise Uncertain(f"{exc} So it cannot be told whether the post is out.") from exc

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        until = self._client.until()
        found: dict[str, Metrics] = {}
        size = self.capabilities.batch
        for start in range(0, len(remote_ids), size):
            query = [("uris", one) for one in remote_ids[start : start + size]]
            found |= self._measure_some(query, until)
        return {one: found[one] for one in remote_ids if one in found}

    @override
    def followers(self) -> int:
        until = self._client.until()
        actor = {"actor": self._client.session(until).did}
        answer = self._client.get("app.bsky.actor.getProfile", until, actor)
        said = answer.json()
        return answer.count(said.get("followersCount") if isinstance(said, dict) else None)

    @override
    def delete(self, remote_id: str) -> None:
        until = self._client.until()
        session = self._client.session(until)
        key = own_key(remote_id, session.did)
        body = {"repo": session.did, "collection": POSTS, "rkey": key}
        with suppress(NoRecord):
            self._client.post("com.atproto.repo.deleteRecord", until, json=body)

    @override
    def identify(self) -> str:
        session = self._client.sign_in(self._client.until())
        return f"@{session.handle} ({session.did})"

    @override
    def remote_id(self, url: str) -> str:
        """Put our did in the place of our handle: only signed in do we know it."""
        whose, key = on_bluesky(url)
        if not key:
            return ""
        session = self._client.session(self._client.until())
        own = whose.lower() in (session.did.lower(), session.handle.lower())
        return f"at://{session.did}/{POSTS}/{key}" if own else ""

    def _measure_some(self, query: list[tuple[str, str]], until: float) -> dict[str, Metrics]:
        try:
            return _figures(self._client.get("app.bsky.feed.getPosts", until, query))
        except (Barred, Disconnected):
            raise
        except Refused as exc:  # such as a data server that no part of the network counts for
            raise Deferred(f"Bluesky cannot give the figures now. {exc}") from exc

    def _put_again_if_a_picture_is_lost(
        self, content: Content, key: PostKey, until: float
    ) -> Receipt:
        with suppress(PictureLost):
            return self._put(content, key, until)
        return self._put(content, key, until)  # the same bytes again make the same record

    def _put(self, content: Content, key: PostKey, until: float) -> Receipt:
        session = self._client.session(until)
        body = {
            "repo": session.did,
            "collection": POSTS,
            "rkey": record_key(key),
            "record": self._composer.record(content, key, until),
            "swapRecord": None,  # null on the wire: only if there is no record yet
        }
        answer = self._client.post("com.atproto.repo.putRecord", until, creates=True, json=body)
        return _receipt(answer, session, key)

    def _read(self, key: PostKey, until: float) -> Receipt | None:
        session = self._client.session(until)
        query = {"repo": session.did, "collection": POSTS, "rkey": record_key(key)}
        try:
            answer = self._client.get("com.atproto.repo.getRecord", until, query)
        except NoRecord:
            return None
        return _receipt(answer, session, key)

    def _adopt(self, key: PostKey, until: float) -> Receipt:
        """Return the record under our key, which an earlier attempt put there."""
        trouble = "Bluesky has a post under this post's key and did not show it."
        try:
            receipt = self._read(key, until)
        except AdapterError as exc:
            raise Uncertain(f"{trouble} {exc}") from exc
        if receipt is None:
            raise Uncertain(trouble)
        return receipt


def _receipt(answer: Response, session: Session, key: PostKey) -> Receipt:
    """Say where the post is, if the answer is about the record under our key."""
    rkey = record_key(key)
    said = answer.json()
    address = f"at://{session.did}/{POSTS}/{rkey}"
    if not isinstance(said, dict) or said.get("uri") != address:
        raise answer.garbled()
    return Receipt(address, f"{PROFILE}/{session.name}/post/{rkey}", created_at(key))


def _figures(answer: Response) -> dict[str, Metrics]:
    try:
        return {post["uri"]: _metrics(post) for post in answer.json()["posts"]}
    except (AttributeError, KeyError, TypeError):
        raise answer.garbled() from None


def _metrics(post: Mapping[str, Any]) -> Metrics:
    """Add up the counters given; a sum that lacks one of its own is unknown, never less."""
    figures: dict[str, int] = {}
    for name, counters in COUNTERS.items():
        given = [n for one in counters if type(n := post.get(one)) is int and n >= 0]
        if len(given) == len(counters):
            figures[name] = sum(given)
    return Metrics(**figures)
