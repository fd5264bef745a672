"""Facebook: at most 63,206 characters.

Source: other publishers' code; Meta documents neither the limit nor the unit, so UTF-16 code
units, which are never fewer than characters by any other reading.
"""

from __future__ import annotations

from campaign.text.units import utf16

LIMIT = 63_206


def length(text: str) -> int:
    """Return the length in UTF-16 code units; a link counts in full."""
    return utf16(text)
