"""Units of length that do not depend on any platform's reading of the text."""

from __future__ import annotations


def utf16(text: str) -> int:
    """Return the length in UTF-16 code units: what JavaScript and Java call characters."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    """Return the length in UTF-8 bytes; half of a surrogate pair counts three."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-8", "surrogatepass"))
