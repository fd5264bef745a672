"""Known again: whether a post on X's timeline is one of ours.

The strongest proof is a media key: it belongs to one upload, so a post that carries ours is
ours. Else all words must be the same, the pictures' alt texts and the post it replies to. X
shows every link as t.co and escapes ``&``, ``<`` and ``>``. Names are read as they were before
and as they are since X renamed its fields in August 2026 (``referenced_tweets`` and
``referenced_posts``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from campaign.adapter import Content

FIELDS: Final = ["created_at", "entities", "attachments", "referenced_tweets"]
ESCAPES: Final = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}  # no others; this one last

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_LAST_SLASH = re.compile(r"/(?=\s|$)")


def is_ours(
    post: Mapping[str, Any],
    content: Content,
    *,
    keys: Sequence[str],
    alts: Mapping[str, str],
    handle: str,
) -> bool:
    """Tell whether a post is this content.

    ``keys`` are the media keys we uploaded, empty where that is not known any more; ``alts``
    the alt texts of the media X showed along, by media key; ``handle`` is the account's.
    """
    there = media_keys(post)
    if keys and set(keys) & set(there):
        return True
    shown = shown_words(post)
    if content.reply_to and shown.startswith(f"@{handle} "):
        shown = shown.removeprefix(f"@{handle} ")  # X may put whom it replies to before a reply
    return (
        shown == words(content.flat_text)
        and parent(post) == content.reply_to
        and [words(alts.get(key, "")) for key in there] == [words(i.alt) for i in content.images]
    )


def words(text: str) -> str:
    """Return a text in a form in which two writings of the same words are equal.

    NFC, each run of white space one blank, links without their scheme and last slash: X adds
    both to an address that was written without them.
    """
    bare = _LAST_SLASH.sub("", _SCHEME.sub("", text))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def shown_words(post: Mapping[str, Any]) -> str:
    """Return the words of a post, its links written out and its pictures' links left away."""
    text = str(post.get("text", ""))
    for escaped, plain in ESCAPES.items():
        text = text.replace(escaped, plain)
    for one in _urls(post):
        short = str(one.get("url", ""))
        full = "" if one.get("media_key") else str(one.get("expanded_url", short))
        if short:
            text = text.replace(short, full)
    return words(text)


def media_keys(post: Mapping[str, Any]) -> list[str]:
    """Return the keys of the media a post carries, in their order."""
    return _list(_dict(post.get("attachments")).get("media_keys"), str)


def parent(post: Mapping[str, Any]) -> str | None:
    """Return the id of the post this one replies to."""
    referenced = post.get("referenced_posts", post.get("referenced_tweets"))
    for one in _list(referenced, dict):
        if one.get("type") == "replied_to":
            return str(one.get("id"))
    return None


def alt_texts(includes: object) -> dict[str, str]:
    """Return the alt texts of the media that came along with a page, by media key."""
    media = _list(_dict(includes).get("media"), dict)
    return {str(one.get("media_key")): str(one.get("alt_text") or "") for one in media}


def _urls(post: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return _list(_dict(post.get("entities")).get("urls"), dict)


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object, kind: type) -> list[Any]:
    return [one for one in value if isinstance(one, kind)] if isinstance(value, list) else []
