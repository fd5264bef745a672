"""British spelling, from a list of word forms.

A possessive is judged by its noun, a hyphenated word by its parts, a hashtag by the words its
capitals show. Links, addresses, handles and everything with a digit are nobody's spelling.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from campaign.checks.language.american import british_for
from campaign.checks.language.distance import distance, one_edit
from campaign.checks.language.lists import british, common, polite
from campaign.checks.language.tokens import Word, tag_parts, tokens

MOST = 3  # suggestions
_PREFIXES = frozenset(("anti", "bi", "co", "de", "ex", "mid", "multi", "non", "pre", "pro", "re"))
_ENDINGS = ("'s", "'d", "'ll", "'ve", "'re")
_SLIPS = {"cant": "can't", "wont": "won't"}  # words indeed, and never the ones that were meant
_LAST_LATIN = "\u024f"  # words of other scripts are not judged
_LONGEST = 30  # letters: nothing longer is worth a suggestion
_FAR = 2  # the most a suggestion may differ
_SHORT = 3  # letters: a word no longer is suggested only if it is frequent


def misspelt(text: str, extra: frozenset[str] = frozenset()) -> list[Word]:
    """Return the words of a text that are neither British nor among ``extra``, in order.

    ``extra`` are the words of the house: one in small letters may be written with capitals, a
    name may not be written without. A whole hashtag may be among them, with its sign.
    """
    wrong = []
    for token in tokens(text):
        if token.kind == "word":
            if not _right(token.text, extra):
                wrong.append(Word(token.start, token.end, token.text))
        elif token.kind == "tag" and f"#{token.text}" not in extra:
            wrong += _wrong_parts(token.start + 1, token.text, extra)
    return wrong


def _wrong_parts(start: int, tag: str, extra: frozenset[str]) -> Iterator[Word]:
    """Give the wrong words of a hashtag that shows its words; another rule sees to the rest."""
    parts = tag_parts(tag)
    if len(parts) > 1:
        for part in parts:
            if not _right(part.word, extra):
                yield Word(start + part.start, start + part.end, part.word)


@lru_cache(maxsize=65_536)
def _right(word: str, extra: frozenset[str]) -> bool:
    if len(word) == 1 or word.lower() in _PREFIXES:
        return True
    word = unicodedata.normalize("NFC", word).replace("’", "'").replace("ʼ", "'")
    if any(letter > _LAST_LATIN for letter in word):
        return True
    if word.lower() in _SLIPS:
        return False
    known = british().all
    return any(form in known or form in extra for stem in _stems(word) for form in _spellings(stem))


def _stems(word: str) -> Iterator[str]:
    yield word
    for ending in _ENDINGS:
        if word.lower().endswith(ending):
            yield word[: -len(ending)]


def _spellings(word: str) -> Iterator[str]:
    """Give the forms in which a list may hold a word as it stands in a text."""
    yield word
    if word[:1].isupper():
        yield word.lower()
    if word.isupper():
        yield word.capitalize()
    bare = _without_accents(word)
    if bare != word:
        yield bare
        yield bare.lower()


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def british_spelling(word: str) -> str:
    """Return the British spelling of an American one, with its capitals, or an empty text."""
    return _dressed(british_for(word.replace("’", "'"), british().all), word)


def suggest(word: str) -> list[str]:
    """Return what was probably meant, likeliest first, at most three (up to some 100 ms)."""
    return list(_suggestions(word.replace("’", "'")))


@lru_cache(maxsize=4096)
def _suggestions(plain: str) -> tuple[str, ...]:
    if not 1 < len(plain) <= _LONGEST:
        return ()
    certain = _SLIPS.get(plain.lower()) or british_for(plain, british().all)
    found = [certain] if certain else _near(plain.lower())
    return tuple(dict.fromkeys(_dressed(near, plain) for near in found))[:MOST]


def _near(word: str) -> list[str]:
    """Return words one slip away; failing these, names; failing these, words further off."""
    edits = one_edit(word)
    nearest = {near for near in edits if _offered(near)} | _apart(word)
    names = {near.capitalize() for near in edits | {word}} & british().all
    found = (
        nearest or names or {near for near in _alike(word) if distance(word, near.lower()) <= _FAR}
    )
    if word.capitalize() in names:
        found = found | {word.capitalize()}
    return sorted(found, key=lambda near: _unlikely(word, near))


def _offered(word: str) -> bool:
    known, rude = british()
    return word in known and word not in rude and (len(word) > _SHORT or word in common())


def _apart(word: str) -> set[str]:
    """Return the ways to make two frequent words of it."""
    return {
        f"{word[:at]} {word[at:]}"
        for at in range(1, len(word))
        if word[:at] in common() and word[at:] in common()
    }


def _alike(word: str) -> Iterator[str]:
    """Give the words and names with the same first letter and nearly the same letters."""
    letters, ordered = set(word), polite()
    for first in {word[0], word[0].upper()[0]}:  # the capital of “ß” is two letters
        begin, end = bisect_left(ordered, first), bisect_left(ordered, f"{first}\U0010ffff")
        for near in ordered[begin:end]:
            different = letters.symmetric_difference(near.lower())
            if abs(len(near) - len(word)) <= _FAR and len(different) <= 2 * _FAR:
                yield near


def _unlikely(word: str, near: str) -> tuple[float, int, str]:
    """Return how unlikely a suggestion is: how far, then how rare it is, then its letters."""
    place = common().get(near.lower(), len(common()))
    far = distance(word, near.lower()) - (0.25 if place < len(common()) else 0)
    return far, place, near


def _dressed(near: str, word: str) -> str:
    """Return a suggestion with the capitals of the word it is for."""
    if word.isupper() and len(word) > 1:
        return near.upper()
    return near[:1].upper() + near[1:] if word[:1].isupper() else near
