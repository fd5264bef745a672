"""What the address of a post tells: the platform's own number of it, where it stands there.

Somebody who posted by hand, or saw a post that was in doubt, pastes its address. Only an address
of the channel's own account counts: the figures of somebody else's post are not ours.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

_X = re.compile(r"/(?P<who>\w{1,50})/status(?:es)?/(?P<post>[0-9]{1,19})(?:/.*)?", re.ASCII)
_MASTODON = re.compile(r"/@(?P<who>[\w.-]+)/(?P<post>[0-9]{1,24})/?", re.ASCII)
_BLUESKY = re.compile(r"/profile/(?P<who>[\w.:%-]{3,253})/post/(?P<post>[\w.~:-]{1,512})/?")
_LINKEDIN = re.compile(r"/feed/update/(?P<post>urn:li:(?:share|ugcPost):[0-9]{1,20})/?")
_FACEBOOK = re.compile(r"/(?P<who>[0-9]{1,20})/posts/(?P<post>[0-9]{1,20})/?")
_NUMBER = re.compile(r"[0-9]{1,20}")


def on_x(url: str, handle: str) -> str:
    """Return a post's number; the name before it is ours, or "i", which stands for anybody."""
    found = _X.fullmatch(_path(url, "x.com", "twitter.com"))
    if found is None or not _same(found["who"], handle.lstrip("@"), "i"):
        return ""
    return found["post"]


def on_mastodon(url: str, server: str, handle: str) -> str:
    """Return a post's number on our own server: elsewhere the same post has another."""
    found = _MASTODON.fullmatch(_path(url, urlsplit(server).netloc))
    name = handle.lstrip("@").partition("@")[0]
    return found["post"] if found and _same(found["who"], name) else ""


def on_bluesky(url: str) -> tuple[str, str]:
    """Return whose post it is (a handle or a did) and the key of its record."""
    found = _BLUESKY.fullmatch(_path(url, "bsky.app"))
    return (unquote(found["who"]), found["post"]) if found else ("", "")


def on_linkedin(url: str) -> str:
    """Return a post's urn; an “activity” is another thing, whose urn is of no use."""
    found = _LINKEDIN.fullmatch(unquote(_path(url, "linkedin.com")))
    return found["post"] if found else ""


def on_facebook(url: str, page: str) -> str:
    """Return a post's number where the address is made of numbers, as old forms of it are."""
    path = _path(url, "facebook.com")
    found = _FACEBOOK.fullmatch(path)
    who, post = (found["who"], found["post"]) if found else ("", "")
    if path == "/permalink.php":
        given = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
        who, post = given.get("id", ""), given.get("story_fbid", "")
    return f"{page}_{post}" if who == page and _NUMBER.fullmatch(post) else ""


def _path(url: str, *hosts: str) -> str:
    """Return the path of an address on one of these hosts, with or without www; else ""."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = re.sub(r"^(?:www|m|mobile)\.", "", parts.netloc.lower())
    known = {re.sub(r"^www\.", "", one.lower()) for one in hosts if one}
    return parts.path if parts.scheme in ("https", "http") and host in known else ""


def _same(name: str, *ours: str) -> bool:
    """Tell whether a name is one of ours; where ours is not known, any is taken on trust."""
    known = [one.lower() for one in ours]
    return known[0] == "" or name.lower() in known
