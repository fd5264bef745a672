"""What a webhook's messages say. Docs: docs/web-team.md; change the one with the other."""

from __future__ import annotations

import base64
from datetime import datetime, timezone
from typing import Any

from campaign.adapter import Account, Content, Image, Link, PostKey, Refused
from campaign.adapters.picture import picture_bytes


def post(account: Account, content: Content, key: PostKey) -> dict[str, Any]:
    """Return the message of a post: the same for the same content and key."""
    link = content.link and _link(account, content.link)
    said = {
        "text": content.text,
        "language": content.language,
        "pictures": [_picture(account, image) for image in content.images],
        "link": link,
    }
    return _message("post.published", account, key.value, key.at, **said)


def deletion(account: Account, remote_id: str) -> dict[str, Any]:
    """Return the message that takes a post back."""
    return _message("post.deleted", account, remote_id, account.clock())


def ping(account: Account, name: str) -> dict[str, Any]:
    """Return a message that changes nothing."""
    return _message("ping", account, name, account.clock())


def _message(kind: str, account: Account, name: str, at: datetime, **said: Any) -> dict[str, Any]:
    speaker = account.options.get("organisation", "").strip() or account.handle
    data = {"id": name, "channel": account.channel, "organisation": speaker, **said}
    time = at.astimezone(timezone.utc).isoformat(timespec="seconds")
    return {"type": kind, "timestamp": time.replace("+00:00", "Z"), "data": data}


def _link(account: Account, link: Link) -> dict[str, Any]:
    picture = link.image and _picture(account, link.image)
    told = {"url": link.url, "title": link.title, "description": link.description}
    return {**told, "picture": picture}


def _picture(account: Account, image: Image) -> dict[str, Any]:
    """Return a picture: by its public address where pictures have one, else with its bytes."""
    data = picture_bytes(account, image)
    told = {
        "alt": image.alt,
        "media_type": image.media_type,
        "width": image.width,
        "height": image.height,
        "sha256": image.sha256,
    }
    try:
        return {**told, "url": account.share(data, image.media_type)}
    except Refused:  # no public address is set
        return {**told, "base64": base64.b64encode(data).decode()}
