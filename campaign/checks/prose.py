"""What the rules about wording share: words found, what is said about them, and denials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from campaign.checks.case import Case, Passage
from campaign.checks.rule import Hit
from campaign.checks.words import Found, look_at
from campaign.checks.words.sweep import sweep
from campaign.library.template import template

_OUT = "leave it out"
_NAMES = ("Parliament ",)  # reasons that begin with a name keep its capital letter
_NEGATORS = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|without|avoid|cannot|myth|wrongly"
    r"|rather than|instead of|\w+n't)\b"
    r"(?! (?:just|only|simply|merely|wait|stand|sit|hesitate|hold back|be (?:afraid|scared|shy)))"
)
_SENTENCE = 400  # characters: longer ones are no sentences any more
_SENTENCE_END = re.compile(r"[.!?…:;\n]|\bbut\b|\bthen\b")
_SIGNPOST = re.compile(r"signpost\.(\w+)")


def english(case: Case) -> bool:
    """Tell whether the message is in English: the lists of words are."""
    return case.message.language.startswith("en")


def listed(
    case: Case, name: str, passages: Sequence[Passage] | None = None
) -> Iterator[tuple[Passage, Found]]:
    """Give each word of a list that the message says, in its texts and its alt text."""
    if not english(case):
        return
    for passage in case.spoken if passages is None else passages:
        for found in sweep(case.library, passage.plain).get(name, ()):
            yield passage, found


def hits(case: Case, name: str) -> Iterator[Hit]:
    """Give a hit for each word of a list."""
    return (hit(passage, found) for passage, found in listed(case, name))


def hit(passage: Passage, found: Found) -> Hit:
    """Return the hit of a listed word: why it is one, and what to write."""
    reason = found.entry.reason
    if not found.entry.house and not reason.startswith(_NAMES):
        reason = reason[:1].lower() + reason[1:]
    words = " ".join(found.text.split())
    return Hit(passage.place(found.start), f"“{words[:60]}”: {reason}", advice(found))


def advice(found: Found) -> str:
    """Return what to write in place of a listed word."""
    instead = found.entry.instead
    if instead == _OUT or not instead:
        return "Leave it out." if instead else ""
    return instead if instead.endswith((".", "”")) else f"Write: {instead}."


def before(passage: Passage, offset: int) -> str:
    """Return what stands before a place in its sentence, in small letters."""
    head = look_at(passage.plain).small[max(0, offset - _SENTENCE) : offset]
    end = 0
    for match in _SENTENCE_END.finditer(head):
        end = match.end()
    return head[end:]


def denied(passage: Passage, found: Found, *, commas: bool = True) -> bool:
    """Tell whether the sentence says “not” before a listed word.

    Without ``commas`` the “not” stands in the same part of the sentence.
    """
    head = before(passage, found.start)
    if not commas:
        head = head.rpartition(",")[2]
    return _NEGATORS.search(head) is not None


def signposts(passage: Passage) -> tuple[str, ...]:
    """Return the ids of the signposts a text names."""
    names = (word.text for word in template(passage.text).names)
    return tuple(match[1] for name in names if (match := _SIGNPOST.fullmatch(name)))
