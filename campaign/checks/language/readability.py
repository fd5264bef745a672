"""How hard a text is to read: the length of its sentences, and the age it is written for.

The reading age is the Flesch-Kincaid grade plus five: an American grade is about the age less
five (J. P. Kincaid and others, "Derivation of New Readability Formulas", Research Branch Report
8-75, 1975). It is a rough measure of any text, and no measure at all of a very short one.
Syllables are counted by rules for spelling: 93 % exact on 10,000 frequent words, hardly biased;
the words of this subject for which they are wrong are listed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from campaign.checks.language.tokens import Token, tokens

_A_SENTENCE, _A_SYLLABLE = 0.39, 11.8  # Kincaid's figures
_BASE = -15.59 + 5  # his, and the step from a grade to an age
_COUNTED = frozenset(("word", "number"))
_START = attrgetter("start")
_SHORTEST = 3  # letters in a word that has one syllable whatever its vowels

_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*+\s++|\n++")
# A full stop after one of these, or after one capital, ends nothing.
_SHORT_FORM = re.compile(
    r"(?:^|(?<=[\s(]))(?:Mr|Mrs|Ms|Dr|St|Sgt|Insp|Supt|No|vs|e\.g|i\.e|[A-Z])\.$"
)

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(r"[^aeiouy]e(?:s|d)?$")
_SPOKEN_E = re.compile(r"(?:[^aeiouy]le|[td]ed|[sxzcg]es|[cs]hes)(?:s|d)?$")
_APART = re.compile(
    r"ia(?!l$|n$)|iu|io(?!n|us)|eo(?!n$|u)|ua(?!l|rd|r|il|y)|[aeo]ing|ism$",
)

_IRREGULAR = {
    **dict.fromkeys(("colleague", "colleagues", "every", "people", "peoples", "quiet"), 2),
    **dict.fromkeys(("safety", "someone", "something", "sometimes", "somewhere", "wednesday"), 2),
    **dict.fromkeys(("anyone", "area", "areas", "behaviour", "everything", "idea", "ideas"), 3),
    **dict.fromkeys(("memorial", "memorials", "pedestrian", "pedestrians"), 4),
}


class Sentence(NamedTuple):
    """A sentence of a text: ``text[start:end]``, and how many words it has."""

    start: int
    end: int
    words: int


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text in order; a line is one at the most.

    Links, addresses, handles and hashtags are no words; a number is one, and so is a
    hyphenated word.
    """
    found = []
    for start, end in _spans(text):
        inside = _between(text, start, end)
        if inside:
            hyphens = len(_HYPHEN.findall(text, start, end))
            found.append(Sentence(start, end, max(1, len(inside) - hyphens)))
    return tuple(found)


def _between(text: str, start: int, end: int) -> list[Token]:
    """Return the words and numbers of a part of a text."""
    found = tokens(text)
    first = bisect_left(found, start, key=_START)
    last = bisect_left(found, end, first, key=_START)
    return [token for token in found[first:last] if token.kind in _COUNTED]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Give where sentences begin and end."""
    begin, last = 0, len(text.rstrip())
    for match in _END.finditer(text, 0, last):
        if "\n" in match[0] or not _SHORT_FORM.search(
            text, max(begin, match.start() - 8), match.start()
        ):
            yield begin, match.start()
            begin = match.end()
    yield begin, last


def reading_age(text: str) -> float | None:
    """Return the age in years at which a text can be read, ``None`` for a text of no words.

    Names (a capital inside a sentence), numbers, links, addresses, handles and hashtags are
    left out.
    """
    words = count = total = 0
    for sentence in sentences(text):
        plain = _plain_words(text, sentence)
        count += bool(plain)
        words += len(plain)
        total += sum(map(syllables, plain))
    if not words:
        return None
    return round(_A_SENTENCE * words / count + _A_SYLLABLE * total / words + _BASE, 1)


def _plain_words(text: str, sentence: Sentence) -> list[str]:
    """Return the words of a sentence that are no names, in small letters."""
    inside = _between(text, sentence.start, sentence.end)
    return [
        token.text.lower()
        for place, token in enumerate(inside)
        if token.kind == "word" and (place == 0 or not _is_name(token.text))
    ]


def _is_name(word: str) -> bool:
    return word[0].isupper() and word[1:2] not in {"", "'", "’", "ʼ"}


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """Return how many syllables an English word has, by its letters; 1 at least."""
    small = re.sub(r"['’ʼ]s$", "", word.lower())
    letters = re.sub(r"[^a-z]", "", small)
    if len(letters) <= _SHORTEST or letters in _IRREGULAR:
        return _IRREGULAR.get(letters, 1)
    count = len(_VOWELS.findall(letters))
    if _SILENT_E.search(letters) and not _SPOKEN_E.search(letters):
        count -= 1
    return max(1, count + len(_APART.findall(letters)))
