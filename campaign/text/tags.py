"""Hashtags, cashtags, mentions and lists as X finds them.

Source: the conformance suite of twitter-text (extract.yml, autolink.yml, validate.yml).
"""

from __future__ import annotations

import regex

from campaign.text.entity import Entity
from campaign.text.urls import ACCENTED, PUNCTUATION, SPACES, links

_LETTER = r"\p{L}\p{M}"
_OTHER = (
    r"\p{Nd}_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003"
    r"\u0f0b\u0f0c\u00b7"
)
_HASHTAG = regex.compile(
    rf"(?:(?<=[\ufe0e\ufe0f])|(?<![&{_LETTER}{_OTHER}]))[#＃](?![\ufe0f\u20e3])"
    rf"(?=[{_OTHER}]*+[{_LETTER}])([{_LETTER}{_OTHER}]++)(?![#＃]|://)"
)
_MENTION = regex.compile(
    r"(?:(?<![A-Za-z0-9_!#$%&*@＠])|(?<=(?:^|[^A-Za-z0-9_+~.-])[Rr][Tt]:?))"
    rf"[@＠]((?>[A-Za-z0-9_]{{1,20}}(?:/[A-Za-z][A-Za-z0-9_-]{{0,24}})?))(?![@＠{ACCENTED}]|://)"
)
_REPLY = regex.compile(rf"[{SPACES}]*+[@＠]([A-Za-z0-9_]{{1,20}}+)(?![@＠{ACCENTED}]|://)")
_CASHTAG = regex.compile(
    rf"(?<![^{SPACES}])\$([A-Za-z]{{1,6}}(?:[._][A-Za-z]{{1,2}})?)"
    rf"(?=$|\s|[{PUNCTUATION}])"
)


def hashtags(text: str) -> list[Entity]:
    """Return the hashtags outside links; a tag has a letter and no hyphen."""
    if "#" not in text and "＃" not in text:
        return []
    found = [Entity(m.start(), m.end(), "tag", m[1]) for m in _HASHTAG.finditer(text)]
    return [entity for entity in _apart([*links(text), *found]) if entity.kind == "tag"]


def mentions(text: str) -> list[Entity]:
    """Return mentions, and lists as ``name/list``, whether or not inside a link."""
    if "@" not in text and "＠" not in text:
        return []
    return [Entity(m.start(), m.end(), "mention", m[1]) for m in _MENTION.finditer(text)]


def reply_to(text: str) -> str | None:
    """Return whom the text begins by addressing: X shows such a post to few people."""
    found = _REPLY.match(text)
    return found[1] if found else None


def cashtags(text: str) -> list[Entity]:
    """Return stock symbols such as $ABC; X takes one a post."""
    if "$" not in text:
        return []
    return [Entity(m.start(), m.end(), "cashtag", m[1]) for m in _CASHTAG.finditer(text)]


def entities(text: str) -> list[Entity]:
    """Return everything X makes active, in order; of two that overlap the first stays."""
    return _apart([*links(text), *hashtags(text), *mentions(text), *cashtags(text)])


def _apart(found: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in sorted(found):
        if not kept or entity.start >= kept[-1].end:
            kept.append(entity)
    return kept
