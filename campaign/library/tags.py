"""What stands between curly brackets in a text, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

FILTERS = ("default", "lower", "replace", "trim", "upper")
STATEMENTS = ("if", "elif", "else", "endif")

_TAG = re.compile(
    r"\{\{(?P<value>.*?)\}\}|\{%-?(?P<statement>.*?)-?%\}|\{#(?P<note>.*?)#\}", re.DOTALL
)
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_WORD = re.compile(r"(?P<pipe>\|\s*)?(?P<word>(?<![\w.])[A-Za-z_]\w*(?:\s*\.\s*\w+)*)")
_OPERATORS = frozenset(("and", "or", "not", "in", "is", "if", "else", "true", "false", "none"))


class Tag(NamedTuple):
    """One ``{{ … }}``, ``{% … %}`` or ``{# … #}``; offsets count from 0 in the whole text."""

    kind: str  # "value" | "statement" | "note"
    inside: str
    inside_start: int
    start: int
    end: int


class Word(NamedTuple):
    """A name or a filter as used inside a tag."""

    text: str  # "organisation.name", without spaces
    offset: int
    filter: bool


@lru_cache(maxsize=1024)  # each text is looked at many times in a row
def tags(text: str) -> tuple[Tag, ...]:
    """Return every complete tag of a text, in order."""
    if "{" not in text:
        return ()
    return tuple(_tag(match, match.lastgroup or "") for match in _TAG.finditer(text))


def _tag(match: re.Match[str], kind: str) -> Tag:
    return Tag(kind, match[kind], match.start(kind), match.start(), match.end())


def words(tag: Tag) -> Iterator[Word]:
    """Give the names and filters of a tag; strings, operators and keywords are left out."""
    bare = _STRING.sub(lambda string: " " * len(string[0]), tag.inside)
    start = 0
    if tag.kind == "statement" and (keyword := re.match(r"\s*\w+", bare)):
        start = keyword.end()
    for match in _WORD.finditer(bare, start):
        word = re.sub(r"\s", "", match["word"])
        if match["pipe"] or word.lower() not in _OPERATORS:
            offset = tag.inside_start + match.start("word")
            yield Word(word, offset, match["pipe"] is not None)


def keyword(tag: Tag) -> str:
    """Return the first word of a statement: if, elif, else, endif, or one that is refused."""
    match = re.match(r"\s*(\w*)", tag.inside)
    return match[1] if match else ""


@lru_cache(maxsize=1024)
def outside(text: str) -> str:
    """Return the text with every complete tag blanked out, so that offsets stay true."""
    for tag in tags(text):
        text = text[: tag.start] + " " * (tag.end - tag.start) + text[tag.end :]
    return text
