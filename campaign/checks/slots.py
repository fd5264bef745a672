"""Where the values of a text stand, and what its conditions ask of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from typing_extensions import override

from campaign.library.tags import tags, words
from campaign.library.template import template

_MARK = "\0"  # reading lets none through
_PLAIN = re.compile(r"\s*([A-Za-z]\w*\.[A-Za-z]\w*)\s*")
_TRUTH = re.compile(r"\s*(?:el)?if\s+(?:not\s+)?([A-Za-z]\w*\.[A-Za-z]\w*)\s*")
# What may stand beside a value, at the most two and then a space. Behind a link some of it may
# count as part of the link: that much, at the most, a value counts less in a text than alone.
_BEFORE = re.compile(r"\s[(\"'“‘]{0,2}\Z")
_AFTER = re.compile(r"(?:[.,;:!?)\"'”’…]{0,2}|['’]s)\s")
_QUOTE = re.compile(r"[.,;:!?)]*[\"'”’…]")
_SWALLOWED = 2
# What X counts differently by old and by new emoji.
JOINT = re.compile("[\u200d\u20e3\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e007f]")
# See A11Y-08: so many letters may stand between a call and its number.
_CALL_ACROSS = re.compile(r"(?:call|ring|dial|phone)[^.!?\n]*\0[^.!?\n]*999", re.IGNORECASE)


class Slots(NamedTuple):
    """The names of a text, by what it does with them."""

    printed: tuple[str, ...]  # alone between brackets, in order
    asked: frozenset[str]  # a condition asks whether there is something
    looked_at: frozenset[str]  # compared, or sent through a filter
    plain: bool  # there are no conditions, filters or notes


@lru_cache(maxsize=1024)
def slots(text: str) -> Slots:
    """Return the slots of a text."""
    printed: list[str] = []
    asked: set[str] = set()
    looked_at: set[str] = set()
    for tag in tags(text):
        if tag.kind == "value" and (name := _PLAIN.fullmatch(tag.inside)):
            printed.append(name[1])
        elif tag.kind == "statement" and (truth := _TRUTH.fullmatch(tag.inside)):
            asked.add(truth[1])
        elif tag.kind != "note":
            looked_at.update(word.text for word in words(tag) if not word.filter)
    plain = template(text).pieces is not None
    return Slots(tuple(printed), frozenset(asked - looked_at), frozenset(looked_at), plain)


class _Marked(str):
    """A value that is itself to conditions and prints its name between marks."""

    __slots__ = ("name",)
    name: str

    @override
    def __str__(self) -> str:
        return f"{_MARK}{self.name}{_MARK}"


def pieces_of(text: str, values: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return what the conditions of a text leave of it: text, name, text, name, …, text.

    ``None`` where that cannot be told.
    """
    found = slots(text)
    names = sorted({*found.printed, *found.asked, *found.looked_at})
    return _pieces(text, tuple((name, values[name]) for name in names if name in values))


@lru_cache(maxsize=64)  # the same for many platforms
def _pieces(text: str, values: tuple[tuple[str, str], ...]) -> tuple[str, ...] | None:
    from campaign.library.sandbox import render  # noqa: PLC0415 - most texts need none

    found = slots(text)
    once = {*found.printed} - found.looked_at
    marked = {name: _marked(value, name) if name in once else value for name, value in values}
    pieces = tuple(render(text, marked).split(_MARK))
    return pieces if _MARK not in text and len(pieces) % 2 else None


def _marked(value: str, name: str) -> _Marked:
    marked = _Marked(value)
    marked.name = name
    return marked


class Gaps(NamedTuple):
    """How values count that are put between texts."""

    free: bool  # nearly what they count alone
    swallowed: int  # so much less, at the most
    joint: bool  # there are emoji of several parts around them
    across: bool  # one may come between a call and its number: the stretch is measured


@lru_cache(maxsize=64)  # the same for many platforms
def gaps(texts: tuple[str, ...]) -> Gaps:
    """Return how values count that are put between these texts."""
    begun = (f" {texts[0]}", *texts[1:-1])
    ended = (*texts[1:-1], f"{texts[-1]} ")
    joined = _MARK.join(texts)
    return Gaps(
        all(_BEFORE.search(text[-3:]) for text in begun) and all(map(_AFTER.match, ended)),
        sum(_SWALLOWED for text in texts[1:] if _QUOTE.match(text)),
        not joined.isascii() and JOINT.search(joined) is not None,
        "999" in joined and _CALL_ACROSS.search(joined) is not None,
    )
