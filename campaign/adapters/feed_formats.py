"""The three forms of a feed: RSS 2.0, JSON Feed 1.1 and iCalendar.

The same items give the same bytes. Source: https://www.rssboard.org/rss-specification and
/rss-profile, https://www.rssboard.org/media-rss, https://www.jsonfeed.org/version/1.1/,
RFC 5545.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as ET

from campaign.adapters.feed_item import Item, Masthead, html

ATOM, MEDIA = "http://www.w3.org/2005/Atom", "http://search.yahoo.com/mrss/"
LENGTH = timedelta(minutes=15)  # a post takes no time; an event of none can hardly be seen
LANGUAGE = "en-GB"


def rss(items: Sequence[Item], masthead: Masthead) -> bytes:
    """Return the items as RSS 2.0, newest first."""
    ET.register_namespace("atom", ATOM)
    ET.register_namespace("media", MEDIA)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", masthead.title)
    _add(channel, "link", masthead.home)
    _add(channel, "description", masthead.description)
    _add(channel, "language", _language(items).lower())
    _add(channel, "docs", "https://www.rssboard.org/rss-specification")
    _add(channel, "generator", "Campaign")
    address = f"{masthead.base}/feed.xml"
    _add(channel, f"{{{ATOM}}}link", href=address, rel="self", type="application/rss+xml")
    if items:
        _add(channel, "lastBuildDate", _rfc822(items[0]))
    for item in items:
        _rss_item(channel, item, masthead)
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _rss_item(channel: ET.Element, item: Item, masthead: Masthead) -> None:
    entry = ET.SubElement(channel, "item")
    if link := item.content.link:
        _add(entry, "title", link.title or link.url)
        _add(entry, "link", link.url)
    _add(entry, "description", html(item, masthead))
    _add(entry, "guid", item.id, isPermaLink="false")
    _add(entry, "pubDate", _rfc822(item))
    for image in item.pictures[:1]:  # readers expect one at the most
        address, size = masthead.picture(image), str(image.size)
        _add(entry, "enclosure", url=address, length=size, type=image.media_type)
    for image in item.pictures:
        told = {"url": masthead.picture(image), "type": image.media_type, "medium": "image"}
        media = _add(entry, f"{{{MEDIA}}}content", **told)
        _add(media, f"{{{MEDIA}}}description", image.alt, type="plain")


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _rfc822(item: Item) -> str:
    return format_datetime(item.at.astimezone(timezone.utc), usegmt=True)


def json_feed(items: Sequence[Item], masthead: Masthead) -> bytes:
    """Return the items as JSON Feed 1.1, newest first."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": masthead.title,
        "home_page_url": masthead.home,
        "feed_url": f"{masthead.base}/feed.json",
        "description": masthead.description,
        "language": _language(items),
        "items": [_json_item(item, masthead) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _json_item(item: Item, masthead: Masthead) -> Mapping[str, Any]:
    content = item.content
    told: dict[str, Any] = {
        "id": item.id,
        "content_text": content.text,
        "content_html": html(item, masthead),
        "date_published": item.at.astimezone(timezone.utc).isoformat(timespec="seconds"),
        "language": content.language,
    }
    if content.link:
        told["title"] = content.link.title or content.link.url
        told["external_url"] = content.link.url
    if item.pictures:
        told["image"] = masthead.picture(item.pictures[0])
        told["attachments"] = [
            {
                "url": masthead.picture(image),
                "mime_type": image.media_type,
                "title": image.alt,
                "size_in_bytes": image.size,
            }
            for image in item.pictures
        ]
    return told


def calendar(items: Sequence[Item], masthead: Masthead) -> bytes:
    """Return the items as an iCalendar file: an event at the time each appeared."""
    from icalendar import Calendar  # noqa: PLC0415  (heavy, and only needed to write)

    file = Calendar()
    file.add("prodid", "-//Campaign//Campaign feed//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.calendar_name = masthead.title
    for item in items:
        file.add_component(_event(item, masthead))
    data: bytes = file.to_ical()
    return data


def _event(item: Item, masthead: Masthead) -> Any:
    from icalendar import Event  # noqa: PLC0415  (as above)

    at, link = item.at.astimezone(timezone.utc).replace(microsecond=0), item.content.link
    event = Event()
    event.add("uid", item.id)
    event.add("dtstamp", at)
    event.add("dtstart", at)
    event.add("duration", LENGTH)
    event.add("summary", item.content.text.strip().partition("\n")[0])
    alts = [f"Picture: {image.alt}" for image in item.pictures]
    event.add("description", "\n\n".join([item.content.text, *alts]))
    event.add("transp", "TRANSPARENT")
    if link:
        event.add("url", link.url)
    for image in item.pictures:
        kind = {"FMTTYPE": image.media_type}
        event.add("attach", masthead.picture(image), parameters=kind)
    return event


def _language(items: Sequence[Item]) -> str:
    return items[0].content.language if items else LANGUAGE


FILES = {"feed.xml": rss, "feed.json": json_feed, "calendar.ics": calendar}
"""The files of a feed, and what writes each."""
