"""Mastodon: grapheme clusters, at most 500 unless the server says otherwise.

Source: Mastodon's StatusLengthValidator and twitter_regex initialiser: a link with http(s)://
counts 23 whatever its length, one without counts in full, ``@name@server`` counts as
``@name``. Both numbers are per server: /api/v2/instance, configuration.statuses. A content
warning counts too and is the caller's to add.
"""

from __future__ import annotations

import re

from campaign.text import urls
from campaign.text.entity import Entity
from campaign.text.graphemes import graphemes

LIMIT = 500
LINK = 23

_PATH = r"[^\s<>()?]"
_BRACKETS = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_PATH_END = rf"(?:[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_BRACKETS})"
_FOREIGN = "\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\uffef\U00010000-\U0010fffd"
_QUERY = rf"\?[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^{_FOREIGN}]*[a-z0-9_&=#/\-{_FOREIGN}]"
_AFTER_HOST = re.compile(
    f"(?::[0-9]++)?(?:/(?:{_PATH}*(?:{_BRACKETS}{_PATH}*)*{_PATH_END}|{_PATH}+/)*)?(?:{_QUERY})?",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"(?<![=/\w])@(?P<name>(?a:\w+(?:[.-]+\w+)*))(?:@\w+(?:[.-]+\w+)*)?"
    rf"(?![@＠{urls.ACCENTED}]|://)"
)


def length(text: str, *, link: int = LINK) -> int:
    """Return the length in grapheme clusters; ``link`` is what the server counts for one."""
    return graphemes(_counted(text, link))


def links(text: str) -> list[Entity]:
    """Return the links Mastodon shortens: those with ``http://`` or ``https://``."""
    return urls.links(text, bare=False, after_host=_AFTER_HOST)


def _counted(text: str, link: int) -> str:
    """Replace each link by as many letters as it counts, and shorten remote mentions."""
    parts, at = [], 0
    for found in links(text):
        parts += [_local(text[at : found.start]), "x" * link]
        at = found.end
    return "".join([*parts, _local(text[at:])])


def _local(text: str) -> str:
    return _MENTION.sub(r"@\g<name>", text) if "@" in text else text
