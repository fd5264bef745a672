"""Which texts say nearly the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from campaign.checks.language.tokens import tokens

ALIKE = 0.5  # part of the word triples two texts share, from which they are near-duplicates
_TRIPLE = 3

Triple = tuple[str, ...]


def triples(text: str) -> frozenset[Triple]:
    """Return every three words in a row of a text, links, handles and hashtags left out."""
    words = [t.text.casefold() for t in tokens(text) if t.kind in {"word", "number"}]
    if len(words) <= _TRIPLE:
        return frozenset({tuple(words)}) if words else frozenset()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def similarity(one: frozenset[Triple], other: frozenset[Triple]) -> float:
    """Return the part of their triples that two texts share, from 0 to 1 (Jaccard)."""
    shared = len(one & other)
    union = len(one) + len(other) - shared
    return shared / union if union else 0.0


def near_duplicates(texts: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return, for each text that has any, the other texts that say nearly the same.

    Only texts that share one of their rarest triples are compared. None is missed: of two sets
    alike by a part p, one of the ceil((1 - p) n) + 1 rarest of n elements of each is in both.
    """
    held = {text: triples(text) for text in dict.fromkeys(texts)}
    often = Counter(triple for found in held.values() for triple in found)
    seen: dict[Triple, list[str]] = defaultdict(list)
    near: dict[str, set[str]] = defaultdict(set)
    for text, found in held.items():
        rarest = _rarest(found, often)
        for other in {other for triple in rarest for other in seen[triple]}:
            if similarity(found, held[other]) >= ALIKE:
                near[text].add(other)
                near[other].add(text)
        for triple in rarest:
            seen[triple].append(text)
    return {text: frozenset(others) for text, others in near.items()}


def _rarest(found: frozenset[Triple], often: Mapping[Triple, int]) -> Sequence[Triple]:
    ordered = sorted(found, key=lambda triple: (often[triple], triple))
    return ordered[: ceil((1 - ALIKE) * len(ordered)) + 1]
