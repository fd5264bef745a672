"""The reason of a stop, screened: it is kept for years, and read by many.

A stop is never refused for its reason. What looks like personal data, or like what operations must
keep to themselves, is left out of it instead. It goes by shapes, so it leaves out too much rather
than too little, and finds no name that stands alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from campaign.checks.tiers import NOT_NAMES, RANKED
from campaign.library.values import joined

LEFT_OUT = "[left out]"

_PERSONAL = {
    "a name": re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)?"),
    "a number of an officer": re.compile(r"\b(?:PC|WPC|DC|PS|DS|PCSO)\s*\d{2,6}\b"),
    "a telephone number": re.compile(r"(?<![\w.])(?:\+44\s?|0)\d(?:[ ()-]{0,2}\d){8,10}(?!\w)"),
    "an e-mail address": re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,}"),
    "a date of birth": re.compile(r"\b(?:born|dob|d\.o\.b\.?)\b[^,.;]{0,30}", re.IGNORECASE),
    "an address": re.compile(
        r"\b\d{1,4}[a-z]?\s+(?:[A-Z][\w’'-]+\s+){1,3}"
        r"(?:Road|Street|Lane|Avenue|Close|Drive|Way|Place|Court|Terrace|Crescent|Gardens)\b"
        r"|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"
    ),
    "the plate of a vehicle": re.compile(r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b"),
    "the age of somebody": re.compile(r"\b(?:aged?\s+\d{1,3}|\d{1,3}[- ]years?[- ]old)\b"),
}
_OPERATIONAL = re.compile(
    r"\b(?:call ?signs?\s+\S+|armed (?:units?|officers?|response)"
    r"|firearms (?:team|officer|unit)s?"
    r"|surveillance\b[^,.;]{0,40}|covert\w*|undercover|informants?|CHIS|wiretaps?"
    r"|(?:search )?warrants?(?: (?:at|on|for|in)\b[^,.;]{0,40})?"
    r"|raids?(?: (?:at|on|in)\b[^,.;]{0,40})?"
    r"|(?:outer |inner )?cordons?(?: (?:at|on|around)\b[^,.;]{0,40})?"
    r"|rendezvous points?\b[^,.;]{0,40}|RVP\b[^,.;]{0,40}|tactical \w+|suspects? \w+)",
    re.IGNORECASE,
)


class Screened(NamedTuple):
    """A reason without what had to be left out, and what that was, in words."""

    text: str
    left_out: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Say in a sentence what was left out; "" where nothing was."""
        if not self.left_out:
            return ""
        return (
            f"Its reason is kept without what looks like {joined(self.left_out)}: it is read by "
            "many, and kept for years."
        )


def screened(reason: str) -> Screened:
    """Leave out of a reason what looks like personal data or operational detail."""
    found: list[str] = []
    for what, pattern in _PERSONAL.items():
        reason, count = pattern.subn(LEFT_OUT, reason)
        found += [what] * bool(count)
    unnamed = RANKED.sub(_unless_common, reason)
    if unnamed != reason and "a name" not in found:
        found.insert(0, "a name")
    reason, count = _OPERATIONAL.subn(LEFT_OUT, unnamed)
    found += ["detail of an operation"] * bool(count)
    return Screened(reason, tuple(found))


def _unless_common(match: re.Match[str]) -> str:
    return match[0] if match["name"].split()[0] in NOT_NAMES else LEFT_OUT
