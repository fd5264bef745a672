"""Whether a whole text is one link, name, list or hashtag, and nothing else.

Source: the conformance suite of twitter-text (validate.yml), RFC 3986.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from campaign.text import tags
from campaign.text.entity import Entity

_ESCAPED = "%[0-9A-Fa-f]{2}"
_PART = rf"(?:[\w\-.~!$&'()*+,;=:@|]|{_ESCAPED})"
_LINK = re.compile(
    "(?P<scheme>https?://)?"
    rf"(?:(?:[\w\-.~!$&'()*+,;=:]|{_ESCAPED})*@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]%!\"$&'()*+,;<=>\\^`{|}~]+)"
    "(?::[0-9]{1,5})?"
    rf"(?:/{_PART}*)*(?:\?(?:{_PART}|[/?])*)?(?:#(?:{_PART}|[/?])*)?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[0-9.]+")


def is_link(text: str, *, bare: bool = False) -> bool:
    """Tell whether the text is one web address; ``bare`` allows it to lack ``https://``."""
    found = _LINK.fullmatch(text)
    return bool(found and (bare or found["scheme"]) and _is_host(found["host"]))


def is_username(text: str) -> bool:
    """Tell whether the text is ``@name`` as X takes it."""
    return _is_whole(tags.mentions(text), text) and "/" not in text


def is_list(text: str) -> bool:
    """Tell whether the text is ``@name/list`` as X takes it."""
    return _is_whole(tags.mentions(text), text) and "/" in text


def is_hashtag(text: str) -> bool:
    """Tell whether the text is one hashtag as X takes it, with its sign."""
    return _is_whole(tags.hashtags(text), text)


def _is_whole(found: list[Entity], text: str) -> bool:
    return [(0, len(text))] == [(entity.start, entity.end) for entity in found]


def _is_host(host: str) -> bool:
    try:
        if host.startswith("["):
            return bool(IPv6Address(host[1:-1]))
        if _NUMBERS.fullmatch(host):
            return bool(IPv4Address(host))
    except AddressValueError:
        return False
    *above, domain, top = ["", *host.split(".")]
    names = [*above[1:], domain]
    return len(top) > 1 and "_" not in domain + top and all(_is_label(name) for name in names)


def _is_label(name: str) -> bool:
    return bool(name) and name[0] not in "-_" and name[-1] not in "-_"
