"""What a yes rests on beside the words: figures, dates, the other language, partners, the tier.

All of it is hashed together with the content, so that a yes is void when any of it changes. Where
there is nothing of the kind it is "", and the hash is that of the content alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from campaign.checks.tiers import partners_of, tier_of
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.library.register import Fact
from campaign.library.render import RenderError, Rendering, render_thread

_OF_A_FACT = (  # what was used of it; a later day of expiry is no other figure
    "text",
    "source",
    "url",
    "period",
    "geography",
    "measure",
    "published",
    "caveat",
    "counts",
    "series",
    "population",
    "base",
    "rule",
)
VOIDED = " after it was approved, so it awaits approval again."
"""How a sentence ends on what made an approval void."""

REDATE = " It has a day of its own: re-date it, do not send it late."

_SHORT = 16  # hex digits of a mark


def grounds_of(
    library: Library, message: Message, channel: Channel, renderings: Sequence[Rendering]
) -> str:
    """Return what else a yes to a message on a channel rests on, as JSON, or ""."""
    facts = {fact.id: mark_of(fact) for one in renderings for fact in one.facts}
    tier = tier_of(library, message).level
    found: dict[str, Any] = {
        "facts": facts,
        "pair": _pair(library, message, channel),
        "variants": _variants(library, message, channel),
        "partners": list(partners_of(library, message)),
        "tier": tier if tier > 1 else 0,
        "when": _when(message),
        "dated": bool(message.when and message.when.moments),
    }
    told = {name: value for name, value in found.items() if value}
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else ""


def mark_of(fact: Fact) -> str:
    """Return a mark of all that is said of a figure: its value, its source, what it counts."""
    values = asdict(fact)
    return _mark([values[name] for name in _OF_A_FACT])


def outdated(fact: Fact | None, mark: str, today: date) -> str:
    """Say why a figure is not any more what a yes was given to, or ""; one nobody finds is."""
    if fact is None:
        return ""
    if fact.superseded_by:
        return f"The fact “{fact.id}” was replaced by “{fact.superseded_by}”"
    if fact.expires and fact.expires <= today:
        return f"The fact “{fact.id}” expired"
    return f"The fact “{fact.id}” was changed" if mark_of(fact) != mark else ""


def _mark(value: Any) -> str:
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:_SHORT]


def _when(message: Message) -> str:
    """Return a mark of the time a message is meant for, or "" where its file names none."""
    days = message.not_before, message.not_after
    if message.when is None and days == (None, None):
        return ""
    return _mark([message.when and asdict(message.when), *days])


def _variants(library: Library, message: Message, channel: Channel) -> str:
    """Return a mark of both versions of a message under test: a yes is for the test as it is."""
    versions = message.variants(channel.platform)
    return _mark([_told(library, message, channel, one) for one in versions]) if versions else ""


def _told(library: Library, message: Message, channel: Channel, variant: str = "") -> list[str]:
    return [one.content.digest() for one in render_thread(library, message, channel, variant)]


def _pair(library: Library, message: Message, channel: Channel) -> str:
    """Return a mark of what the same organisation says in the other language, if it must."""
    organisation = library.organisations.get(channel.organisation)
    if organisation is None or not organisation.welsh_required:
        return ""
    key = "pair", f"{message.id} {channel.organisation} {channel.platform}"
    other = library.messages.get(message.pair_id)
    if other is None:
        message_ = "The text in the other language is not there, or has errors."
        raise RenderError(Finding(message.file, 1, 1, "no-text", message_, "Look at that file."))
    known = library.memory.get(key)
    if known is None or known[0] is not other:
        known = library.memory[key] = other, _said(library, other, channel)
    mark: str = known[1]
    return mark


def _said(library: Library, other: Message, channel: Channel) -> str:
    said = [
        one.content.digest(across.id)
        for across in _across(library, other, channel)
        for one in render_thread(library, other, across)
    ]
    return _mark(said)


def _across(library: Library, other: Message, channel: Channel) -> Iterable[Channel]:
    """Return the organisation's channels of one platform that speak the other language."""
    channels = library.organisations[channel.organisation].channels
    return [
        one
        for one in channels
        if one.platform == channel.platform and one.language == other.language
    ]


def read(grounds: str) -> dict[str, Any]:
    """Return grounds as they were put together."""
    found: dict[str, Any] = json.loads(grounds) if grounds else {}
    return found


def redate(grounds: str) -> str:
    """Return what is added to the cause of a miss where a post has a day of its own, or ""."""
    return REDATE if read(grounds).get("dated") else ""


def changed(old: str, new: str) -> str:
    """Say what of the grounds is not as it was, or "" where it is the words alone."""
    one, other = read(old), read(new)
    facts, now = one.get("facts", {}), other.get("facts", {})
    for name in sorted(facts.keys() & now.keys()):
        if facts[name] != now[name]:
            return f"The fact “{name}” was changed"
    told = {
        "pair": "Its text in the other language was changed",
        "variants": "The test it is part of was changed",
        "when": "The time it is meant for was changed",
        "partners": "Its partners were changed",
        "tier": "How much say it needs was changed",
    }
    return next((told[name] for name in told if one.get(name) != other.get(name)), "")
