"""The rules of RSS 2.0 and JSON Feed 1.1, as far as a file can break them.

Source: https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile,
https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ATOM, MEDIA = "{http://www.w3.org/2005/Atom}", "{http://search.yahoo.com/mrss/}"
ONCE = {"title", "link", "description", "language", "docs", "generator", "lastBuildDate"}
IN_ITEM = {"title", "link", "description", "guid", "pubDate", "enclosure", f"{MEDIA}content"}
JSON_ITEM: Mapping[str, type] = {
    "id": str,
    "url": str,
    "external_url": str,
    "title": str,
    "content_html": str,
    "content_text": str,
    "summary": str,
    "image": str,
    "date_published": str,
    "language": str,
    "attachments": list,
}
JSON_FEED: Mapping[str, type] = {
    "version": str,
    "title": str,
    "home_page_url": str,
    "feed_url": str,
    "description": str,
    "language": str,
    "items": list,
}


def rss_faults(data: bytes) -> list[str]:
    """Return the rules of RSS 2.0 a file breaks."""
    return list(_rss(data))


def _rss(data: bytes) -> Iterator[str]:
    root = ET.fromstring(data)
    if root.tag != "rss" or root.get("version") != "2.0":
        yield "the root is not <rss version=2.0>"
    [channel] = root
    tags = [child.tag for child in channel]
    yield from (f"needs {tag}" for tag in ("title", "link", "description") if tag not in tags)
    yield from (f"{tag} more than once" for tag in ONCE if tags.count(tag) > 1)
    yield from (f"unknown: {tag}" for tag in {*tags} - ONCE - {"item", f"{ATOM}link"})
    if not _is_address(channel.findtext("link", "")):
        yield "the channel's link is no address"
    own = channel.find(f"{ATOM}link")
    if own is None or own.get("rel") != "self" or not _is_address(own.get("href", "")):
        yield "it does not say where it is found"
    items = channel.findall("item")
    names = [item.findtext("guid", "") for item in items]
    if len({*names}) != len(names):
        yield "two items have one identity"
    for item in items:
        yield from _rss_item(item)
    dates = [parsedate_to_datetime(item.findtext("pubDate", "")) for item in items]
    if dates != sorted(dates, reverse=True):
        yield "the newest is not first"


def _rss_item(item: ET.Element) -> Iterator[str]:
    tags = [child.tag for child in item]
    yield from (f"unknown in an item: {tag}" for tag in {*tags} - IN_ITEM)
    if "title" not in tags and "description" not in tags:
        yield "an item needs a title or a description"
    for tag in IN_ITEM - {f"{MEDIA}content"}:
        if tags.count(tag) > 1:
            yield f"an item has {tag} more than once"
    guid = item.find("guid")
    if guid is None or not guid.text:
        yield "an item has no identity"
    elif guid.get("isPermaLink", "true") == "true" and not _is_address(guid.text):
        yield "an identity that says it is an address is none"
    if (link := item.findtext("link")) is not None and not _is_address(link):
        yield "an item's link is no address"
    if (box := item.find("enclosure")) is not None:
        yield from _enclosure(box)
    moment = parsedate_to_datetime(item.findtext("pubDate", ""))
    if moment.tzinfo is None:
        yield "a date has no zone"


def _enclosure(box: ET.Element) -> Iterator[str]:
    if {*box.keys()} != {"url", "length", "type"}:
        yield "an enclosure needs url, length and type"
    if not _is_address(box.get("url", "")) or not box.get("length", "").isdigit():
        yield "an enclosure is malformed"


def json_faults(data: bytes) -> list[str]:
    """Return the rules of JSON Feed 1.1 a file breaks."""
    return list(_json(json.loads(data)))


def _json(feed: dict[str, object]) -> Iterator[str]:
    yield from _odd(feed, JSON_FEED, "the feed")
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        yield "the version is wrong"
    if not _is_address(str(feed["home_page_url"])) or not _is_address(str(feed["feed_url"])):
        yield "an address of the feed is none"
    items = feed["items"]
    assert isinstance(items, list)
    if len({item["id"] for item in items}) != len(items):
        yield "two items have one identity"
    for item in items:
        yield from _odd(item, JSON_ITEM, "an item")
        if "id" not in item or not {"content_html", "content_text"} & item.keys():
            yield "an item needs id and content"
        if datetime.fromisoformat(item["date_published"]).tzinfo is None:
            yield "a date has no zone"
        for one in item.get("attachments", ()):
            if not {"url", "mime_type"} <= one.keys() or not _is_address(one["url"]):
                yield "an attachment needs url and mime_type"


def _odd(thing: Mapping[str, object], known: Mapping[str, type], what: str) -> Iterator[str]:
    yield from (f"unknown in {what}: {name}" for name in thing.keys() - known.keys())
    for name in thing.keys() & known.keys():
        if not isinstance(thing[name], known[name]):
            yield f"{name} in {what} is malformed"


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
