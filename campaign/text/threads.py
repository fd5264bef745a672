"""Threads: at most 500 characters, five different links and one topic.

Source: Threads API documentation (posts; April 2026): emoji count their UTF-8 bytes, links
count in full, a sixth unique link is refused (THREADS_API__LINK_LIMIT_EXCEEDED), a topic has
1 to 50 characters without full stop and ampersand. What a character is otherwise is not
documented, so UTF-16 code units, which are never fewer by any other reading.
"""

from __future__ import annotations

import regex

from campaign.text import tags, urls
from campaign.text.units import utf8, utf16

LIMIT = 500
LINKS = 5
TOPIC = 50

# The emoji grammar of UTS #51 §1.4.9: a key (#, *, digit) is an emoji only as a keycap.
_KEYCAP = r"[#*0-9]\ufe0f?\u20e3"
_ONE = r"[\p{Emoji}--#*0-9](?:\p{Emoji_Modifier}|\ufe0f\u20e3?|[\U000e0020-\U000e007e]+\U000e007f)?"
_EMOJI = regex.compile(rf"(?V1)\p{{RI}}\p{{RI}}|{_KEYCAP}|{_ONE}(?:\u200d{_ONE})*")


def length(text: str) -> int:
    """Return the length in UTF-16 code units, emoji sequences by their UTF-8 bytes."""
    if text.isascii():
        return len(text)
    return utf16(text) + sum(utf8(one) - utf16(one) for one in _EMOJI.findall(text))


def links(text: str) -> list[str]:
    """Return the different links in order, for ``LINKS``; bare ones count to be safe."""
    return list(dict.fromkeys(link.value for link in urls.links(text)))


def topic(text: str) -> str | None:
    """Return the topic the post would get: its first hashtag; any other stays plain text."""
    found = tags.hashtags(text)
    return found[0].value if found else None


def is_topic(tag: str) -> bool:
    """Tell whether Threads takes the words as a topic (given without ``#``)."""
    return 0 < utf16(tag) <= TOPIC and "." not in tag and "&" not in tag
