"""X: weighted length, at most 280.

Source: twitter-text, configuration v3 (maxWeightedTweetLength 280, emojiParsingEnabled,
transformedURLLength 23) and its conformance suite. Units: most Latin, Greek, Cyrillic, Hebrew
and Arabic characters and common punctuation weigh 1, every other code point 2; a link weighs
23 and an emoji sequence 2 whatever they are made of; the text is counted after NFC.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unicodedata import is_normalized, normalize

from campaign.text import emoji, urls

Emoji = Callable[[], emoji.Sequences]

LIMIT = 280
LINK = 23  # every link is wrapped in t.co
SEQUENCE = 2
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))  # code points that weigh 1

_HEAVY = re.compile("[^" + "".join(f"{chr(a)}-{chr(b)}" for a, b in LIGHT) + "]")
# X refuses three characters; half of a surrogate pair cannot even be sent.
_REFUSED = re.compile(f"[{urls.INVALID}\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Count:
    """What X makes of a text; ``text[:fits]`` (code points) is the part that would be kept."""

    length: int
    valid: bool
    fits: int

    @property
    def permillage(self) -> int:
        """How much of the limit is used, in thousandths, rounded down."""
        return self.length * 1000 // LIMIT


def length(text: str) -> int:
    """Return the weighted length, every emoji sequence of today counted as two."""
    return _length(text, emoji.modern)


def cautious_length(text: str) -> int:
    """Return the weighted length with the emoji of 2018 only, never less than ``length``.

    The official counter was last given new emoji in that year, and what X's servers know is
    not published: a text within the limit by this count is within it either way.
    """
    return max(_length(text, emoji.old), length(text))


def count(text: str, sequences: Emoji = emoji.modern) -> Count:
    """Return the weighted length, whether X takes the text, and how much of it fits."""
    composed = normalize("NFC", text)
    weight = _length(composed, sequences)
    refused = _REFUSED.search(composed)
    if weight <= LIMIT and not refused:
        return Count(weight, valid=bool(text), fits=len(text))
    return Count(weight, valid=False, fits=_original(text, _fits(composed, sequences)))


def _length(text: str, sequences: Emoji) -> int:
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    total = at = 0
    for link in urls.links(text):
        total += _weight(text[at : link.start], sequences) + LINK
        at = link.end
    return total + _weight(text[at:], sequences)


def _weight(text: str, sequences: Emoji) -> int:
    """Weigh a part without links: each code point, less what emoji sequences save."""
    if text.isascii():
        return len(text)
    saved = (_plain(text[a:b]) - SEQUENCE for a, b in emoji.find(text, sequences))
    return _plain(text) - sum(saved)


def _plain(text: str) -> int:
    return len(text) + len(_HEAVY.findall(text))


def _fits(text: str, sequences: Emoji) -> int:
    """Return the end of the last token before the limit, or before a refused character."""
    room, end = LIMIT, 0
    for start, stop in _tokens(text, sequences):
        room -= _length(text[start:stop], sequences)
        if room < 0 or _REFUSED.match(text, start):
            break
        end = stop
    return end


def _tokens(text: str, sequences: Emoji) -> Iterator[tuple[int, int]]:
    """Split into links, emoji sequences and single code points."""
    at = 0
    whole = {link.start: link.end for link in urls.links(text)}
    whole = dict(emoji.find(text, sequences)) | whole
    while at < len(text):
        end = whole.get(at, at + 1)
        yield at, end
        at = end


def _original(text: str, composed: int) -> int:
    """Return how much of the text becomes that many code points under NFC."""
    if is_normalized("NFC", text):
        return composed
    sizes = range(len(text) + 1)
    return bisect_right(sizes, composed, key=lambda end: len(normalize("NFC", text[:end]))) - 1
