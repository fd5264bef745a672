"""Links of a message: those typed, and those that a placeholder prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from campaign.checks.case import Case, Passage
from campaign.library.tags import tags
from campaign.text import urls

_MAYBE = re.compile(r"://|\.[^\W\d_]{2}")
_RESERVED = ("example", "test", "invalid", "localhost")  # RFC 2606: no top-level domain is one
_BARE = re.compile(
    rf"(?<![\w@./-])(?:[\w-]+\.)+(?:{'|'.join(_RESERVED)})\b(?:/[^\s]*[\w/])?", re.IGNORECASE
)
_FULL = re.compile(r"https?://[^\s<>\"”’]+[^\s<>\"”’.,;:!?)\]]", re.IGNORECASE)


class LinkUse(NamedTuple):
    """A link in a passage; ``offset`` is that of its first character or placeholder."""

    offset: int
    address: str  # as written or printed
    name: str = ""  # "organisation.website" where a placeholder prints it

    @property
    def parts(self) -> SplitResult:
        """Return the address cut into its parts, whether or not it begins with https://."""
        return split(self.address)

    @property
    def host(self) -> str:
        """Return the host in small letters, without “www.”."""
        return host_of(self.address)


@lru_cache(maxsize=1024)
def split(address: str) -> SplitResult:
    """Cut an address into parts; one that cannot be cut has none."""
    whole = address if "://" in address else f"https://{address}"
    try:
        return urlsplit(whole)
    except ValueError:
        return urlsplit("")


@lru_cache(maxsize=1024)
def host_of(address: str) -> str:
    """Return the host of an address in small letters, without “www.”; "" if there is none."""
    try:
        host = split(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def typed_links(passage: Passage) -> list[LinkUse]:
    """Return the links typed into a passage, with and without https://."""
    if not _MAYBE.search(passage.plain):
        return []
    return [LinkUse(start, address) for start, address in _found(passage.plain)]


def links_of(case: Case, passage: Passage) -> list[LinkUse]:
    """Return the links of a passage in order, for the first channel that says it."""
    return sorted([*typed_links(passage), *_printed(case, passage)])


@lru_cache(maxsize=1024)
def is_link(value: str) -> bool:
    """Tell whether what a placeholder prints is a link."""
    found = _found(value.strip()) if _MAYBE.search(value) else ()
    return len(found) == 1 and len(found[0][1]) == len(value.strip())


@lru_cache(maxsize=256)
def _found(text: str) -> tuple[tuple[int, str], ...]:
    """Return start and address of each link; full ones reach to the next space."""
    full = [(m.start(), m.end()) for m in _FULL.finditer(text)]
    bare = [(m.start(), m.end()) for m in _BARE.finditer(text)]
    bare += [(entity.start, entity.end) for entity in urls.links(text)]
    kept: list[tuple[int, int]] = full
    for start, end in bare:
        if not any(a < end and start < b for a, b in kept):
            kept.append((start, end))
    return tuple((start, text[start:end]) for start, end in sorted(kept))


def _printed(case: Case, passage: Passage) -> Iterator[LinkUse]:
    if "{" not in passage.text or not case.channels:
        return
    values = case.library.values_for(case.channels[0])
    for tag in tags(passage.text):
        name = tag.inside.strip()
        if tag.kind == "value" and is_link(values.get(name, "")):
            yield LinkUse(tag.start, values[name], name)
