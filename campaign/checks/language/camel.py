"""Hashtags with a capital on each word, so that a screen reader can tell the words apart.

The words are found by the cheapest way through the tag (Viterbi): frequent words cost little,
other British words more, and letters in no word so much that a tag made of them is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from campaign.checks.language.lists import british, common
from campaign.checks.language.tokens import tag_parts

_LONGEST = 20  # letters in one word
_SHORT = 3  # letters: only frequent words are as short
_LONGEST_TAG = 100  # letters: nobody can say where the words of a longer one are
_SHORT_FORM = 6  # characters that may be a short form as they stand: LGBTQ, PCSOs
_PAIR = 2
_WORD = 10.0  # what each word costs: few long words are likelier than many short ones
_RARE = 6.0  # what a word costs that is not frequent …
_RARE_LETTERS = 16.0  # … and what it costs more, the shorter it is: this by its letters
_NAME = 6.0  # what a name costs more
_APOSTROPHE = 2.0  # what a word costs more that has lost one: womens
_STRAY = 60.0  # what a letter in no word costs
# Two words of which the second is one of these are likelier one name: Northshire, Westfield.
_PLACE = re.compile(
    "borough|bridge|bury|castle|church|dale|field|ford|gate|hall|ham|hampton|haven|hill|hurst|land"
    "|ley|minster|mouth|pool|port|shire|side|stead|stoke|ton|well|wick|wood|worth"
)
_NONE: frozenset[str] = frozenset()


def camel_case(tag: str, exact: Iterable[str] = (), extra: frozenset[str] = _NONE) -> str:
    """Return a hashtag with a capital on each of its words; with its sign if it came with one.

    ``exact`` are hashtags as the house writes them, ``extra`` further words and names. Letters
    in which no words are recognised come back as they are, but for the first.
    """
    sign, bare = (tag[0], tag[1:]) if tag[:1] in {"#", "＃"} else ("", tag)
    for known in exact:
        if known.lstrip("#").casefold() == bare.casefold():
            return sign + known.lstrip("#")
    return sign + "".join(_pieces(bare, extra))


def is_camel_case(tag: str, exact: Iterable[str] = (), extra: frozenset[str] = _NONE) -> bool:
    """Tell whether each word of a hashtag begins with a capital, as far as words are known.

    A tag of one word is always right, unless ``exact`` has it in other letters.
    """
    bare = tag.lstrip("#＃")
    known = [one.lstrip("#") for one in exact if one.lstrip("#").casefold() == bare.casefold()]
    if known:
        return bare in known
    if bare in extra or bare in british().all or camel_case(bare, (), extra) == bare:
        return True
    return sum(len(_words(part.word, extra)) for part in tag_parts(bare)) < _PAIR


def _pieces(tag: str, extra: frozenset[str]) -> Iterator[str]:
    """Give the tag piece by piece: words with a capital, what is between them as it stands."""
    end = 0
    for part in tag_parts(tag):
        yield tag[end : part.start]
        yield from _words(part.word, extra)
        end = part.end
    yield tag[end:]


def _words(part: str, extra: frozenset[str]) -> tuple[str, ...]:
    """Return the words, each with its capital, of a part of a tag with no capital inside."""
    if part[:_PAIR].isupper() and 1 < len(part) <= _SHORT_FORM:
        return (part,)
    return tuple(_capital(word) for word in split(part, extra) or (part,))


def _capital(word: str) -> str:
    small, capitals = word.lower(), word.upper()
    if capitals in british().all and small not in british().all:
        return capitals
    return capitals[:1] + small[1:]


@lru_cache(maxsize=4096)
def split(letters: str, extra: frozenset[str] = _NONE) -> tuple[str, ...]:
    """Return the words that letters without a space most likely are, none where it is a guess."""
    small = letters.lower()
    if len(small) > _LONGEST_TAG or len(small) != len(letters):  # "İ" has two small letters
        return ()
    best: list[tuple[float, int]] = [(0.0, 0)]  # by end: the price so far, where the word begins
    for end in range(1, len(small) + 1):
        begins = range(max(0, end - _LONGEST), end)
        best.append(min((best[at][0] + _price(small[at:end], extra), at) for at in begins))
    words: list[str] = []
    end = len(small)
    while end:
        begin = best[end][1]
        words.insert(0, letters[begin:end])
        end = begin
    is_place = len(words) == _PAIR and _PLACE.fullmatch(words[1].lower()) is not None
    stray = any(_price(word.lower(), extra) >= _STRAY for word in words)
    return () if stray or is_place else tuple(words)


@lru_cache(maxsize=65_536)
def _price(word: str, extra: frozenset[str]) -> float:
    if word in common():
        return _WORD
    if len(word) <= _SHORT:
        return _STRAY * len(word)
    price = _WORD + _RARE + _RARE_LETTERS / len(word)
    known = british().all
    if word in known or word in extra:
        return price
    if word.capitalize() in known or word.upper() in known or word.capitalize() in extra:
        return price + _NAME
    if word.endswith("s") and word[:-1] in known:
        return price + _APOSTROPHE
    return _STRAY * len(word)
