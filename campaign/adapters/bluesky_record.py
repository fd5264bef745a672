"""What a post looks like inside Bluesky: the record, its key, its marks, pictures and parent.

Source: lexicons app.bsky.feed.post, app.bsky.richtext.facet, app.bsky.embed.images,
app.bsky.embed.external and com.atproto.repo.strongRef (2026-08); https://atproto.com/specs/tid
for the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from campaign.adapter import Account, Barred, Content, Disconnected, Gone, Image, PostKey, Refused
from campaign.adapters.atproto import DID, Client, NoRecord, matching
from campaign.adapters.picture import picture_bytes
from campaign.text.bluesky import facets

POSTS = "app.bsky.feed.post"
FACET = "app.bsky.richtext.facet"
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_ADDRESS = re.compile(rf"at://(did:[^/]+)/{re.escape(POSTS)}/([a-z2-7]{{13}})")
_ANY_ADDRESS = re.compile(r"at://[!-~]{1,2000}")
_CID = re.compile(r"[A-Za-z0-9+]{8,256}")


class ParentGone(Gone):
    """The part before this one is not there any more."""


def record_key(key: PostKey) -> str:
    """Return the key of the post's record: a TID, the same on every attempt.

    A TID is 63 bits in 13 characters, 5 bits each: 53 bits of microseconds since 1970 and
    10 bits that tell writers apart. The whole seconds are those of ``key.at``; microseconds
    and writer come from the SHA-256 of ``key.value``. So records sort by time, and two posts
    of one account share a key only if they share a second and 1 chance in 10^9 besides.
    """
    chance = int.from_bytes(sha256(key.value.encode()).digest())
    chance, microsecond = divmod(chance, 1_000_000)
    number = (int(key.at.timestamp()) * 1_000_000 + microsecond) << 10 | chance % 1024
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def own_key(remote_id: str, did: str) -> str:
    """Return the key of a post of this account from its address."""
    address = _ADDRESS.fullmatch(remote_id)
    if not address or address[1] != did:
        raise Refused("That is not the address of a post of this Bluesky account.")
    return address[2]


def created_at(key: PostKey) -> datetime:
    """Return the time the record carries: ``key.at`` in UTC, whole milliseconds."""
    at = key.at.astimezone(timezone.utc)
    return at - timedelta(microseconds=at.microsecond % 1000)


class Composer:
    """Turns content into a record; uploads its pictures and asks who is mentioned."""

    def __init__(self, account: Account, client: Client) -> None:
        self._account = account
        self._client = client

    def record(self, content: Content, key: PostKey, until: float) -> dict[str, Any]:
        """Return the record: the same for the same content and key, byte for byte."""
        time = created_at(key).isoformat(timespec="milliseconds")
        record: dict[str, Any] = {
            "$type": POSTS,
            "text": content.text,
            "createdAt": time.replace("+00:00", "Z"),
            "langs": [content.language],
        }
        if marks := list(self._marks(content.text, until)):
            record["facets"] = marks
        if content.reply_to is not None:  # before the pictures: it may be gone
            record["reply"] = self._reply(content.reply_to, until)
        if embed := self._embed(content, until):
            record["embed"] = embed
        return record

    def _reply(self, parent: str, until: float) -> dict[str, Any]:
        """Name the part before this one, and the first of the thread, by address and version."""
        did = self._client.session(until).did
        query = {"repo": did, "collection": POSTS, "rkey": own_key(parent, did)}
        try:
            answer = self._client.get("com.atproto.repo.getRecord", until, query)
        except NoRecord:
            raise ParentGone(
                "The part before this one is no longer on Bluesky, so this one is not posted."
            ) from None
        try:
            said = answer.json()
            here = {"uri": parent, "cid": matching(_CID, said["cid"])}
            above = said["value"].get("reply")
            return {"root": _strong(above["root"]) if above else here, "parent": here}
        except (AttributeError, KeyError, TypeError, ValueError):
            raise answer.garbled() from None

    def _marks(self, text: str, until: float) -> Iterator[dict[str, Any]]:
        """Mark links, tags and mentions by UTF-8 byte offsets; the server marks none itself."""
        for one in facets(text):
            if feature := self._feature(one.kind, one.value, until):
                place = {"byteStart": one.start, "byteEnd": one.end}
                yield {"index": place, "features": [feature]}

    def _feature(self, kind: str, value: str, until: float) -> dict[str, str] | None:
        if kind == "link":
            return {"$type": f"{FACET}#link", "uri": value}
        if kind == "tag":
            return {"$type": f"{FACET}#tag", "tag": value}
        did = self._identity(value, until)
        return {"$type": f"{FACET}#mention", "did": did} if did else None

    def _identity(self, handle: str, until: float) -> str | None:
        """Return whom a handle stands for; a handle nobody has stays plain text."""
        try:
            query = {"handle": handle}
            answer = self._client.get("com.atproto.identity.resolveHandle", until, query)
        except (Barred, Disconnected):
            raise
        except Refused:
            return None
        try:
            return matching(DID, answer.json()["did"])
        except (KeyError, TypeError, ValueError):
            raise answer.garbled() from None

    def _embed(self, content: Content, until: float) -> dict[str, Any] | None:
        """Return the pictures or, where there are none, the link card: a post takes one."""
        if content.images:
            pictures = [self._picture(image, until) for image in content.images]
            return {"$type": "app.bsky.embed.images", "images": pictures}
        if not (link := content.link):
            return None
        card: dict[str, Any] = {"uri": link.url, "title": link.title or link.url}
        card["description"] = link.description
        if link.image:
            card["thumb"] = self._upload(link.image, until)
        return {"$type": "app.bsky.embed.external", "external": card}

    def _picture(self, image: Image, until: float) -> dict[str, Any]:
        picture = {"alt": image.alt, "image": self._upload(image, until)}
        if image.width > 0 and image.height > 0:
            picture["aspectRatio"] = {"width": image.width, "height": image.height}
        return picture

    def _upload(self, image: Image, until: float) -> dict[str, Any]:
        """Upload the bytes, which nobody sees until a record names them; return their name."""
        kind = {"Content-Type": image.media_type}
        data = picture_bytes(self._account, image)
        answer = self._client.post("com.atproto.repo.uploadBlob", until, data=data, headers=kind)
        said = answer.json()
        if not isinstance(said, dict) or not isinstance(said.get("blob"), dict):
            raise answer.garbled()
        blob: dict[str, Any] = said["blob"]
        return blob


def _strong(named: Any) -> dict[str, str]:
    """Return an address and a version, each as it should look."""
    return {"uri": matching(_ANY_ADDRESS, named["uri"]), "cid": matching(_CID, named["cid"])}
