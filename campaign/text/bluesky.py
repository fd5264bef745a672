"""Bluesky: at most 300 grapheme clusters and 3,000 UTF-8 bytes; facets make links live.

Source: lexicons app.bsky.feed.post (maxGraphemes, maxLength) and app.bsky.richtext.facet;
what becomes a facet follows the detector of the official client, which servers leave to us.
It differs from X: a link begins a line or follows white space or ``(``, a tag may have a hyphen
and must follow white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import regex

from campaign.text.graphemes import graphemes
from campaign.text.tlds import tlds
from campaign.text.units import utf8

LIMIT = 300
BYTES = 3_000
TAG = 64  # UTF-16 code units in a tag

_SPACE = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_ZERO_WIDTH = r"\xad\u2060\u200a\u200b\u200c\u200d\u20e2"
_OPEN = f"(?<![^{_SPACE}(])"  # a start of text, white space or a bracket
_MENTION = re.compile(rf"{_OPEN}@([a-z0-9.-]+)\b", re.IGNORECASE | re.ASCII)
_LINK = re.compile(
    f"{_OPEN}(?:(?P<full>https?://[^{_SPACE}]+)"
    f"|(?P<domain>[a-z][a-z0-9]*(?:\\.[a-z0-9]+)+)[^{_SPACE}]*)",
    re.IGNORECASE | re.ASCII,
)
_TAG = regex.compile(
    rf"(?<![^{_SPACE}])[#＃](?!\ufe0f)(?=[^{_SPACE}{_ZERO_WIDTH}]*[^\d\p{{P}}{_SPACE}{_ZERO_WIDTH}])"
    rf"([^{_SPACE}{_ZERO_WIDTH}]+)"
)
_TAIL = regex.compile(r"\p{P}+$")
_CASHTAG = re.compile(rf"{_OPEN}\$([A-Za-z][A-Za-z0-9]{{0,4}})(?=[{_SPACE}.,;:!?)\"'\u2019]|$)")


class Facet(NamedTuple):
    """A live part of a post: UTF-8 byte offsets, the end exclusive.

    ``value`` is the address of a link, a tag without ``#`` (a cashtag with its ``$``, upper
    case), or the handle of a mention, which is still to be resolved to a DID.
    """

    start: int
    end: int
    kind: Literal["link", "tag", "mention"]
    value: str


def length(text: str) -> int:
    """Return the length in grapheme clusters; links count in full. Mind ``BYTES`` too."""
    return graphemes(text)


def size(text: str) -> int:
    """Return the size in UTF-8 bytes, for ``BYTES``."""
    return utf8(text)


def facets(text: str) -> list[Facet]:
    """Return what the official client would make live, in order."""
    found = sorted([*_mentions(text), *_links(text), *_tags(text), *_cashtags(text)])
    return [f._replace(start=utf8(text[: f.start]), end=utf8(text[: f.end])) for f in found]


def _mentions(text: str) -> Iterator[Facet]:
    for found in _MENTION.finditer(text):
        if _is_domain(found[1]) or found[1].endswith(".test"):
            yield Facet(found.start(), found.end(), "mention", found[1])


def _links(text: str) -> Iterator[Facet]:
    for found in _LINK.finditer(text):
        if found["full"] or _is_domain(found["domain"]):
            shown = _without_tail(found[0])
            address = shown if found["full"] else f"https://{shown}"
            yield Facet(found.start(), found.start() + len(shown), "link", address)


def _without_tail(link: str) -> str:
    """Leave out one mark that ends the sentence, and a bracket opened before the link."""
    if link[-1] in ".,;:!?":
        link = link[:-1]
    return link[:-1] if link.endswith(")") and "(" not in link else link


def _tags(text: str) -> Iterator[Facet]:
    for found in _TAG.finditer(text):
        tag = _TAIL.sub("", found[1])
        if tag and len(tag.encode("utf-16-le", "surrogatepass")) // 2 <= TAG:
            yield Facet(found.start(), found.start() + 1 + len(tag), "tag", tag)


def _cashtags(text: str) -> Iterator[Facet]:
    for found in _CASHTAG.finditer(text):
        yield Facet(found.start(), found.end(), "tag", f"${found[1].upper()}")


def _is_domain(name: str) -> bool:
    return "." in name and name.rpartition(".")[2] in tlds()
