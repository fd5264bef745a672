"""The typefaces of the PDF, and the signs they lack.

They come by pip, so that every machine sets the same page. Typst warns of no missing sign, and
PDF/A allows none; so each is found before, and written by its name: "[police car]".
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import regex

FAMILIES = {
    "Noto Sans": "noto-sans",  # Latin with Welsh, Greek, Cyrillic, Devanagari
    "Archivo": "archivo",  # headings and figures; arrows
    "Noto Sans Arabic": "noto-sans-arabic",  # Urdu, Persian, Arabic
}
"""Family -> its package's name, in the order in which a sign is looked for."""

_SPACES = {"Zs", "Zl", "Zp", "Cc"}
_UNSEEN = "Cf"  # joins letters, turns the direction of a line
_PRIVATE = "Co"  # means something else in every font
_LOOKS = {"\ufe0e", "\ufe0f"}  # "as text" and "as a picture", after a sign


def folders() -> list[Path]:
    """Return the folders of the font files."""
    return [path.parent for path in _files()]


@cache
def _files() -> list[Path]:
    import fontpkg  # noqa: PLC0415 - looks through every package; only a PDF needs it

    return [fontpkg.path(package) for package in FAMILIES.values()]


@cache
def signs() -> frozenset[int]:
    """Return the code points that at least one of the typefaces has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy, and only a PDF needs it

    found: set[int] = set()
    for path in _files():
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)


def settable(text: str) -> str:
    """Return a text as the typefaces can show it: a sign they lack by its name, in brackets."""
    if text.isascii() and text.isprintable():
        return text
    clusters = regex.findall(r"\X", unicodedata.normalize("NFC", text))
    return "".join(_shown(cluster) for cluster in clusters)


def _shown(cluster: str) -> str:
    if all(unicodedata.category(sign) in _SPACES for sign in cluster):
        return " "
    kept = [sign for sign in cluster if sign not in _LOOKS]
    seen = [sign for sign in kept if unicodedata.category(sign) != _UNSEEN]
    if all(_there(sign) for sign in seen):
        return "".join(kept)
    return f"[{', '.join(_name(sign) for sign in seen)}]"


def _there(sign: str) -> bool:
    return ord(sign) in signs() and unicodedata.category(sign) != _PRIVATE


def _name(sign: str) -> str:
    return unicodedata.name(sign, "").lower() or f"sign U+{ord(sign):04X}"
