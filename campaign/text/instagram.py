"""Instagram: at most 2,200 characters in a caption and five hashtags.

Source: Instagram content publishing reference (2,200 characters, 30 hashtags, 20 mentions);
five hashtags a post since December 2025 by reports. Meta does not document the unit, so UTF-16
code units, which are never fewer than characters by any other reading. Links do not work.
"""

from __future__ import annotations

from campaign.text import tags
from campaign.text.units import utf16

LIMIT = 2_200
HASHTAGS = 5
MENTIONS = 20


def length(text: str) -> int:
    """Return the length in UTF-16 code units; a link counts in full."""
    return utf16(text)


def hashtags(text: str) -> list[str]:
    """Return the hashtags without their sign, repeats included, for ``HASHTAGS``."""
    return [tag.value for tag in tags.hashtags(text)]


def mentions(text: str) -> list[str]:
    """Return the names mentioned, repeats included, for ``MENTIONS``."""
    return [mention.value.partition("/")[0] for mention in tags.mentions(text)]
