"""Welsh: which language a text is in, and what must not differ between a text and its pair.

The language is a vote: frequent Welsh words, and words no English text has by their letters,
against frequent English words; words that both lists hold have no vote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal

from campaign.checks.language.lists import british, common, welsh
from campaign.checks.language.tokens import Token, Word, tokens

Language = Literal["cy", "en", ""]

_ONLY_WELSH = re.compile(r"[ŵŷŴŶ]|^(?:dd|ff|ngh|mh|nh|rh)|wy[dr]d|iwn$|aeth$|odd$|wch$|dd$")
_CLITIC = re.compile(r"['’ʼ](?:r|n|i|m|w|u|ch|th)$")
_ENGLISH_DATE = re.compile(
    r"(?<![\w#@])(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July"
    r"|August|September|October|November|December|(?:(?<=\d )|(?<=(?:st|nd|rd|th) ))May|May(?= \d))"
    r"(?!\w)"
)
_NUMBER = re.compile(r"\d+(?:[ ,.:/\u00a0]\d+)*")
_SURE, _LIKELY = 2, 1  # votes: of a frequent word, of another
_BEHIND = '.,;:!?)]"”’'  # what may stand behind a link and is no part of it
_ALIKE = 0.8  # part of the words two texts share, from which one is no translation of the other


def language(text: str) -> Language:
    """Return the language most words of a text are in, an empty text where none is ahead."""
    ahead = sum(map(_vote, _plain(text)))
    if not ahead:
        return ""
    return "cy" if ahead > 0 else "en"


def _plain(text: str) -> Iterator[str]:
    return (token.text.lower() for token in tokens(text) if token.kind == "word")


@cache
def _both() -> frozenset[str]:
    return frozenset(word for word in welsh() if word in common())


@lru_cache(maxsize=65_536)
def _vote(word: str) -> int:
    """Return how much a word speaks for Welsh (above 0) or for English (below)."""
    bare = _CLITIC.sub("", word)
    if word in _both() or bare in _both():
        return 0
    if word in welsh() or bare in welsh():
        return _SURE
    if word in common():
        return -_SURE
    known = word in british().all
    return -_LIKELY if known else _LIKELY if _ONLY_WELSH.search(word) else 0


def english_dates(text: str) -> list[Word]:
    """Return the English names of days and months in a text, in order."""
    return [Word(*match.span(), match[0]) for match in _ENGLISH_DATE.finditer(text)]


def is_same(text: str, other: str) -> bool:
    """Tell whether two texts have nearly the same words, so that neither is a translation."""
    first, second = Counter(_plain(text)), Counter(_plain(other))
    union = (first | second).total()
    return bool(union) and (first & second).total() / union >= _ALIKE


def hashtags(text: str) -> list[Token]:
    """Return the hashtags of a text, without their sign."""
    return [token for token in tokens(text) if token.kind == "tag"]


def links(text: str) -> list[str]:
    """Return the links and addresses of a text, with and without https://."""
    found = (token.text for token in tokens(text) if token.kind in {"link", "host"})
    return [link.rstrip(_BEHIND) for link in found]


def numbers(text: str) -> Counter[str]:
    """Return the numbers of a text, dates, times and telephone numbers among them, as digits.

    Digits in links, handles and hashtags are left out.
    """
    rest = text
    for token in tokens(text):
        if token.kind in {"link", "host", "mail", "handle", "tag"}:
            rest = rest[: token.start] + "#" * (token.end - token.start) + rest[token.end :]
    return Counter(re.sub(r"\D+", "", match[0]) for match in _NUMBER.finditer(rest))
