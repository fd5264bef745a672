"""Pictures, and the words for those who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity

_OPENING = re.compile(
    r"(?:an?\s+|the\s+)?(?:image|picture|photo|photograph|graphic|illustration|drawing)"
    r"\s+(?:of|showing|shows|with)\b",
    re.IGNORECASE,
)
_SHOWN = 60  # characters of a suggestion
_LINK = re.compile(r"https?://|\bwww\.|(?<![\w&])#\w", re.IGNORECASE)


@rule(
    "alt-opening",
    Severity.WARNING,
    wants="An alt text says what the picture shows, without “image of”.",
    reason="Screen readers say that it is a picture before they read the text.",
    source="Government Communication Service, accessible social media; WCAG 2.2, 1.1.1",
)
def alt_opening(case: Case) -> Iterator[Hit]:
    """Report alt texts that begin with “image of”."""
    if match := _OPENING.match(case.message.alt):
        rest = case.message.alt[match.end() :].strip()
        message = f"The alt text begins with “{match[0]}”."
        shown = rest[:1].upper() + rest[1:_SHOWN] + "…" * (len(rest) > _SHOWN)
        fix = f"Begin with what it shows: “{shown}”" if rest else "Say what it shows."
        yield Hit(case.place("alt"), message, fix)


@rule(
    "alt-link",
    Severity.WARNING,
    wants="An alt text holds no link and no hashtag.",
    reason="Nobody can follow a link in an alt text, and it is read out letter by letter.",
    source="Government Communication Service, accessible social media",
)
def alt_link(case: Case) -> Iterator[Hit]:
    """Report links and hashtags in alt texts."""
    if match := _LINK.search(case.message.alt):
        message = f"The alt text has a link or a hashtag in it (“{match[0]}”)."
        yield Hit(case.place("alt"), message, "Put it into the text of the message.")
