"""Where the words of a text are: not those in links, addresses and handles, nor numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from campaign.text.tlds import tlds

_RESERVED = frozenset(("example", "test", "invalid", "localhost", "local"))  # RFC 2606, RFC 6762
# The first line is a short cut: it takes most words, and nothing that a later line would.
_TOKEN = re.compile(
    r"""
      (?=[\w@＠\#＃])(?<![\w.+@-])[^\W\d_]++(?:['’ʼ][^\W\d_]++)*+(?![\w@＠+:/-]|\.\w)
    | (?P<link>https?://\S+)
    | (?P<mail>(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++)
    | (?P<handle>[@＠][\w.-]++(?:@[\w.-]++)?)
    | [\#＃](?P<tag>\w++)
    | (?<![\w.-])(?:[a-z0-9-]++\.)++(?P<tld>[a-z]{2,}+)(?![A-Z])(?:/\S*)?
    | (?P<number>(?<!\w)\d++(?:[.,:/]\d++)*+\w*+|(?<!\w)[^\W\d_]*+[\d_]\w*+)
    | (?P<word>[^\W\d_]++(?:['’ʼ][^\W\d_]++)*+)
    """,
    re.VERBOSE,
)
_PART = re.compile(r"[^\W\d_]++(?:['’ʼ][^\W\d_]++)*+")
_TAG_PART = re.compile(r"[A-Z]{2,}s?(?![a-z])|[A-Z]?[^\W\d_A-Z]++|[^\W\d_]")


class Word(NamedTuple):
    """A word of a text: ``text[start:end]``, in code points."""

    start: int
    end: int
    word: str


class Token(NamedTuple):
    """A word, or something that is none: link, mail, handle, tag, host or number."""

    kind: str
    start: int
    end: int
    text: str  # a tag's without its sign


@lru_cache(maxsize=64)  # several rules in a row look at the same text
def tokens(text: str) -> tuple[Token, ...]:
    """Return everything a text is made of but spaces, punctuation and emoji, in order."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        if kind == "tld":
            found += _host(match)
        else:
            found.append(Token(kind, match.start(), match.end(), match["tag"] or match[0]))
    return tuple(found)


def _host(match: re.Match[str]) -> Iterator[Token]:
    """Give an address; two sentences with no space between them are not one."""
    if match["tld"] in tlds() or match["tld"] in _RESERVED:
        yield Token("host", match.start(), match.end(), match[0])
        return
    for part in _PART.finditer(match[0]):
        start = match.start() + part.start()
        yield Token("word", start, start + len(part[0]), part[0])


def tag_parts(tag: str) -> list[Word]:
    """Take a hashtag (without its sign) apart where its capitals, digits and underscores say."""
    return [Word(match.start(), match.end(), match[0]) for match in _TAG_PART.finditer(tag)]
