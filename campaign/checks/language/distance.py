"""How far two words are apart, weighted by the slips that people make."""

from __future__ import annotations

_LETTERS = "abcdefghijklmnopqrstuvwxyz'"
_VOWELS = frozenset("aeiouy")
_SWAP = 0.7  # two neighbouring letters changed places
_DOUBLE = 0.6  # a letter doubled, or not
_VOWEL = 0.8  # one vowel for another
_MARK = 0.4  # an apostrophe or a space left out
_OTHER = 1.0


def one_edit(word: str) -> set[str]:
    """Return every text one letter away: left out, added, changed or swapped with the next."""
    pairs = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in pairs if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in pairs if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in pairs if b for letter in _LETTERS}
    added = {a + letter + b for a, b in pairs for letter in _LETTERS}
    return left_out | swapped | changed | added


def distance(word: str, other: str) -> float:
    """Return the weighted edit distance (Damerau-Levenshtein, optimal string alignment)."""
    before: list[float] = []
    row = [float(at) for at in range(len(other) + 1)]
    for at, letter in enumerate(word):
        before, last, row = row, before, [at + 1.0]
        for to, wanted in enumerate(other):
            cost = min(
                before[to] + _changed(letter, wanted),
                before[to + 1] + _doubled(word, at),
                row[to] + _doubled(other, to),
            )
            if at and to and letter == other[to - 1] and word[at - 1] == wanted:
                cost = min(cost, last[to - 1] + _SWAP)
            row.append(cost)
    return row[-1]


def _changed(letter: str, wanted: str) -> float:
    if letter == wanted:
        return 0.0
    return _VOWEL if letter in _VOWELS and wanted in _VOWELS else _OTHER


def _doubled(word: str, at: int) -> float:
    """Return the price of leaving out or putting in the letter at a place of a word."""
    if word[at] in "' ":
        return _MARK
    return _DOUBLE if at and word[at] == word[at - 1] else _OTHER
