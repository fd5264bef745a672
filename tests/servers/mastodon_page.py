"""A status as Mastodon shows it: its own HTML and its own JSON."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime

ACCOUNT_ID = "101"
USERNAME = "northshire"
_MARKED = re.compile(r"(https?://[^\s<>]+)|(?<!\w)#(\w+)")


@dataclass(frozen=True)
class Media:
    """One uploaded picture."""

    id: str
    description: str
    data: bytes


@dataclass(frozen=True)
class Status:
    """One status."""

    id: str
    key: str
    text: str
    language: str
    created_at: datetime
    media: tuple[Media, ...] = ()
    in_reply_to_id: str | None = None


@dataclass
class Limits:
    """What the server says it allows, and holds posts to."""

    characters: int = 500
    link: int = 23
    pictures: int = 4
    alt_text: int = 1500
    picture_bytes: int = 16_777_216
    picture_types: tuple[str, ...] = ("image/jpeg", "image/png", "image/gif", "image/webp")


def content(text: str, base: str) -> str:
    """Return the HTML: paragraphs, line breaks, links with hidden ends, tags as links."""
    paragraphs = re.split(r"\n{2,}", text.strip())
    return "".join(f"<p>{_inline(paragraph, base)}</p>" for paragraph in paragraphs)


def _inline(text: str, base: str) -> str:
    parts, at = [], 0
    for found in _MARKED.finditer(text):
        parts.append(html.escape(text[at : found.start()]))
        parts.append(_link(found[1]) if found[1] else _tag(found[2], base))
        at = found.end()
    return "".join([*parts, html.escape(text[at:])]).replace("\n", "<br />")


def _link(url: str) -> str:
    prefix = re.match(r"https?://(www\.)?", url)[0]
    shown, rest = url[len(prefix) :][:30], url[len(prefix) :][30:]
    kind = "ellipsis" if rest else ""
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{prefix}</span><span class="{kind}">{html.escape(shown)}</span>'
        f'<span class="invisible">{html.escape(rest)}</span></a>'
    )


def _tag(name: str, base: str) -> str:
    href = f"{base}/tags/{name}"
    return f'<a href="{href}" class="mention hashtag" rel="tag">#<span>{name}</span></a>'


def iso(moment: datetime) -> str:
    """Return a time as Mastodon writes it, in milliseconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def account(base: str) -> dict[str, object]:
    """Return the account as JSON."""
    picture = f"{base}/avatars/original/missing.png"
    return {
        "id": ACCOUNT_ID,
        "username": USERNAME,
        "acct": USERNAME,
        "display_name": "Northshire Police",
        "locked": False,
        "bot": False,
        "group": False,
        "indexable": True,
        "created_at": "2026-01-01T00:00:00.000Z",
        "note": "",
        "url": f"{base}/@{USERNAME}",
        "uri": f"{base}/users/{USERNAME}",
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "followers_count": 3,
        "following_count": 0,
        "statuses_count": 0,
        "emojis": [],
        "fields": [],
    }


def media(one: Media, base: str) -> dict[str, object]:
    """Return an attachment as JSON."""
    url = f"{base}/media/{one.id}.jpeg"
    return {
        "id": one.id,
        "type": "image",
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "description": one.description or None,
        "blurhash": None,
        "meta": None,
    }


def status(one: Status, base: str) -> dict[str, object]:
    """Return a status as JSON."""
    return {
        "id": one.id,
        "created_at": iso(one.created_at),
        "in_reply_to_id": one.in_reply_to_id,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": one.language,
        "uri": f"{base}/users/{USERNAME}/statuses/{one.id}",
        "url": f"{base}/@{USERNAME}/{one.id}",
        "replies_count": 1,
        "reblogs_count": 2,
        "favourites_count": 3,
        "quotes_count": 4,
        "content": content(one.text, base),
        "account": account(base),
        "media_attachments": [media(each, base) for each in one.media],
        "mentions": [],
        "tags": [],
        "emojis": [],
    }


def instance(base: str, limits: Limits) -> dict[str, object]:
    """Return what the server says of itself, as JSON."""
    return {
        "domain": "social.example",
        "title": "Social Example",
        "version": "4.4.0",
        "api_versions": {"mastodon": 6},
        "source_url": f"{base}/source",
        "description": "",
        "usage": {"users": {"active_month": 3}},
        "thumbnail": {"url": f"{base}/thumbnail.png"},
        "icon": [],
        "languages": ["en"],
        "configuration": _configuration(base, limits),
        "registrations": {"enabled": False, "approval_required": True, "message": None},
        "contact": {"email": "hello@social.example", "account": None},
        "rules": [],
    }


def _configuration(base: str, limits: Limits) -> dict[str, object]:
    urls = {"streaming": base, "about": f"{base}/about", "privacy_policy": None}
    return {
        "urls": {**urls, "terms_of_service": None, "status": None},
        "vapid": {"public_key": ""},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": {
            "max_characters": limits.characters,
            "max_media_attachments": limits.pictures,
            "characters_reserved_per_url": limits.link,
        },
        "media_attachments": {
            "description_limit": limits.alt_text,
            "supported_mime_types": [*limits.picture_types, "video/mp4"],
            "image_size_limit": limits.picture_bytes,
            "image_matrix_limit": 33_177_600,
            "video_size_limit": 103_809_024,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 8_294_400,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2_629_746,
        },
        "translation": {"enabled": False},
        "limited_federation": False,
    }
