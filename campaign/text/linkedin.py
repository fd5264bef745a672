r"""LinkedIn: at most 3,000 characters of commentary as it is sent.

Source: Microsoft Learn, "little text format" (May 2026): the characters ``| { } @ [ ] ( ) < >
# \ * _ ~`` must be escaped by a backslash, or the post is cut without a word; a hashtag is
``{hashtag|\#|Tag}``. The limit is from other publishers' code and its unit is not documented,
so UTF-16 code units of the escaped text, which are never fewer by any other reading.
"""

from __future__ import annotations

import re

from campaign.text.units import utf16

LIMIT = 3_000

_RESERVED = re.compile(r"[|{}@\[\]()<>#\\*_~]")
_HASHTAG = re.compile(r"(?<!\S)#(?=\w*[^\W\d_])(\w+)")
_TEMPLATE = re.compile(r"\{hashtag\|\\?[#＃]\|((?:\\.|[^}\\])*)\}|\\(.)", re.DOTALL)


def length(text: str) -> int:
    """Return the length in UTF-16 code units of what ``escape`` makes of the text."""
    return utf16(escape(text))


def escape(text: str) -> str:
    """Write the text as little text: hashtags live, every other character as it stands.

    A hashtag has white space or nothing before it, and a letter in it.
    """
    return "".join(
        f"{{hashtag|\\#|{_escaped(part)}}}" if odd else _escaped(part)
        for odd, part in _alternately(_HASHTAG.split(text))
    )


def unescape(little: str) -> str:
    """Return the text that little text shows, the inverse of ``escape``."""
    return _TEMPLATE.sub(lambda m: "#" + unescape(m[1]) if m[1] is not None else m[2], little)


def _escaped(text: str) -> str:
    return _RESERVED.sub(r"\\\g<0>", text)


def _alternately(parts: list[str]) -> list[tuple[bool, str]]:
    return [(bool(index % 2), part) for index, part in enumerate(parts)]
