"""Sentences that a report must not say: that the campaign changed crime, assaults or injuries.

Recorded assaults may rise because more are reported, which the campaign asks for; they may fall
for reasons of their own. No figure in a report can show a cause, so none of our words may claim
one. The shapes below hold our own words in tests; of people's commentary they only warn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HARM = (
    r"(?:(?:recorded|violent|street|hate)\s+)?(?:crimes?|assaults?|attacks?|offences?|offending|"
    r"violence|injur(?:y|ies)|assaulted|attacked|injured)"
)
_LESS = (
    r"(?:cut|cuts|cutting|reduc(?:e|es|ed|ing|tion)|lower(?:ed|s|ing)?|prevent(?:ed|s|ing|ion)?|"
    r"stopp(?:ed|ing)|fewer|less|drop(?:s|ped)?|fall(?:s|en)?|fell|declin(?:e|es|ed|ing)|"
    r"decreas(?:e|es|ed|ing)|deterr(?:ed|ing)|ended|halved|driven\s+down|brought\s+down|tackled)"
)
_WE = r"(?:campaign|posts?|messages?|posters?|hashtag|we)"
_CAUSE = (
    r"(?:because\s+of|thanks\s+to|due\s+to|as\s+a\s+result\s+of|led\s+to|caused\s+by|owing\s+to|"
    r"resulted\s+in|down\s+to|contributed\s+to)"
)
_DID = r"(?:worked|caused|made\s+a\s+difference|led\s+to|resulted\s+in|saved|protected)"
_FEW = r"(?:[\w’'%.,-]+\s+){0,4}?"  # a few words between

SHAPES: tuple[str, ...] = (
    rf"\b{_LESS}\s+{_FEW}{_HARM}\b",
    rf"\b{_HARM}\s+{_FEW}(?:fell|fallen|dropped|decreased|declined|halved|went\s+down|down\s+by)\b",
    rf"\b{_CAUSE}\s+{_FEW}(?:{_WE[3:-1]}|fall|drop|change|reduction|decrease)\b",
    rf"\b{_CAUSE}\s+{_FEW}#\w+",
    rf"\b{_HARM}\s+{_FEW}(?:is|are|was|were)\s+(?:lower|down|fewer|rarer)\b",
    rf"\b{_WE}\s+(?:has\s+|have\s+)?{_FEW}{_DID}\b",
    r"\bimpact\s+on\s+(?:crime|assaults|violence)\b",
    rf"\b{_HARM}\s+{_FEW}{_CAUSE}\b",
)
"""What a claim looks like, as regular expressions over one sentence; whatever its letters."""

_SHAPE = re.compile("|".join(SHAPES), re.IGNORECASE)


def claims(text: str) -> Iterator[str]:
    """Yield the words of a text that claim a change in recorded crime, or a cause of one."""
    for match in _SHAPE.finditer(" ".join(text.split())):
        yield match[0]
