"""What a feed holds: a masthead and items; and an item as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import UUID

from campaign.adapter import Content, Image
from campaign.text.bluesky import facets

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What a feed says of itself; ``base`` is the address its files are found below."""

    title: str
    description: str
    home: str
    base: str

    def picture(self, image: Image) -> str:
        """Return the address of a picture."""
        return f"{self.base}/{picture_file(image)}"


@dataclass(frozen=True, slots=True)
class Item:
    """One post in a feed: its key, when it first appeared, and what it says."""

    key: str
    at: datetime
    content: Content

    @property
    def id(self) -> str:
        """Return the identity by which readers know the item again, whatever else changes."""
        return f"urn:uuid:{UUID(self.key)}"

    @property
    def pictures(self) -> tuple[Image, ...]:
        """Return every picture, that of the link card last."""
        link = self.content.link
        return (*self.content.images, *([link.image] if link and link.image else []))


def picture_file(image: Image) -> str:
    """Return the file a picture is kept in, below the feed's folder: it is named by its bytes."""
    return f"pictures/{image.sha256}.{ENDINGS.get(image.media_type, 'bin')}"


def unwritable(content: Content) -> bool:
    """Tell whether a text holds a character that no XML file may hold."""
    link = content.link
    texts = [content.text, *(image.alt for image in content.images)]
    texts += [link.url, link.title, link.description] if link else []
    texts += [link.image.alt] if link and link.image else []
    return any(_UNWRITABLE.search(text) for text in texts)


def html(item: Item, masthead: Masthead) -> str:
    """Return an item as HTML: its words with their links, its card, its pictures with alt text."""
    content = item.content
    parts = [f"<p>{part}</p>" for part in _marked(content.text).split("\n\n") if part.strip()]
    if link := content.link:
        title = escape(link.title or link.url)
        words = f"<br>{escape(link.description)}" if link.description else ""
        parts.append(f'<p><a href="{escape(link.url)}">{title}</a>{words}</p>')
    parts += [f"<p>{_img(image, masthead)}</p>" for image in item.pictures]
    inside = "".join(parts).replace("\n", "<br>")
    return f'<div lang="{escape(content.language)}">{inside}</div>'


def _img(image: Image, masthead: Masthead) -> str:
    size = f' width="{image.width}" height="{image.height}"' if image.width and image.height else ""
    return f'<img src="{escape(masthead.picture(image))}" alt="{escape(image.alt)}"{size}>'


def _marked(text: str) -> str:
    """Return the text as HTML with its links."""
    data, at, marked = text.encode("utf-8"), 0, ""
    for one in facets(text):
        if one.kind == "link":
            words = escape(data[one.start : one.end].decode("utf-8"))
            marked += escape(data[at : one.start].decode("utf-8"))
            marked += f'<a href="{escape(one.value)}">{words}</a>'
            at = one.end
    return marked + escape(data[at:].decode("utf-8"))
