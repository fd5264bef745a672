"""The mark of links to our own websites, by which their visits are counted.

It says which campaign and which channel a visit comes from, and nothing of anybody. So the
website's own statistics can tell, without any counter of ours, what an import brings back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from urllib.parse import urlsplit, urlunsplit

from campaign.library.library import Library
from campaign.library.organisation import Channel
from campaign.library.public_address import host_of

MEDIA = {"feed": "feed", "webhook": "webhook"}  # every other platform is “social”
_TAG = re.compile(r"utm_\w+(?:=|$)", re.IGNORECASE)
_WWW = "www."


def marking(library: Library, channel: Channel) -> Callable[[str], str]:
    """Return what marks the links of a text as a channel's, where the campaign wants that.

    Links to the websites of the campaign's organisations, with and without https://. A mark
    that somebody has typed gives way to this one.
    """
    campaign = library.campaign.tracking
    websites = frozenset(one.website for one in library.organisations.values() if one.website)
    if not campaign or not websites:
        return str
    medium = MEDIA.get(channel.platform, "social")
    tag = f"utm_source={channel.id}&utm_medium={medium}&{campaign}"
    return partial(
        _links(websites).sub, lambda link: _with(link[0], tag) if link["own"] else link[0]
    )


def plain(address: str) -> str:
    """Return an address without a mark."""
    return _with(address, "") if "utm_" in address.lower() else address


@lru_cache(maxsize=8)
def _links(websites: frozenset[str]) -> re.Pattern[str]:
    """Return what finds the links to some websites, without what ends a sentence behind them.

    These are “own”. Other links are found as a whole, so that none within one counts as ours.
    """
    whole = (one if "://" in one else f"//{one}" for one in websites)
    named = {host_of(one).removeprefix(_WWW) for one in whole} - {""}
    hosts = "|".join(re.escape(host) for host in sorted(named)) or "(?!)"
    in_link, at_end = r"[^\s<>\"”’]", r"[^\s<>\"”’.,;:!?)\]]"
    return re.compile(
        rf"(?P<own>(?<![\w@./:-])(?:https?://)?(?:www\.)?(?:{hosts})(?![\w-]|\.\w)"
        rf"(?::[0-9]+)?(?:[/?#](?:{in_link}*{at_end})?)?)|https?://{in_link}+",
        re.IGNORECASE,
    )


def _with(address: str, tag: str) -> str:
    """Put a tag where a link has its own, or at the end of what it asks for."""
    scheme, colon, rest = address.rpartition("://")
    _, host, path, query, fragment = urlsplit(f"//{rest}")
    kept = [part for part in query.split("&") if part and not _TAG.match(part)]
    asked = "&".join([*kept, tag] if tag else kept)
    whole = urlunsplit(("", host, path or ("/" if tag else ""), asked, fragment))
    return f"{scheme}{colon}{whole.removeprefix('//')}"
