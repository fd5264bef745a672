"""Lists as people write them: “x, facebook and bluesky”."""

from __future__ import annotations

import re

_ENTRY = re.compile(r"[^,;&\s](?:(?!\s+and\s)[^,;&\n])*")
_AND = re.compile(r"^and\s+")


def entries(text: str) -> list[tuple[int, str]]:
    """Return the entries of a list with commas, semicolons, “&” or “and”: (offset, entry)."""
    found = []
    for match in _ENTRY.finditer(text):
        entry = match[0].strip()
        joined = _AND.match(entry)
        skip = joined.end() if joined else 0
        if entry[skip:].strip(",;&"):
            found.append((match.start() + skip, entry[skip:]))
    return found
