"""How much say a message needs: what it holds decides, and its file can only ask for more.

1 is routine: one person, not the author. 2 is a statistic, a partner or the law: somebody senior.
3 is a named person, a case, use of force or politics: two people, one of them a chief officer or
legal. It goes by what stands in the files, whoever says the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from campaign.checks.mentions import mentions
from campaign.checks.words import Found
from campaign.checks.words.sweep import sweep
from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.tags import outside
from campaign.library.template import template

ROUTINE, SENIOR, TWO = 1, 2, 3

_RANKS = (
    "PC WPC DC PS DS DI DCI Sgt Sergeant Insp Inspector Supt Superintendent Constable PCSO"
    " Dispatcher Officer Detective"
)
RANKED = re.compile(
    rf"\b(?:{_RANKS.replace(' ', '|')})\s+"
    r"(?P<name>[A-Z][a-z]+(?:[ '’-][A-Z][a-z]+)*)(?![\w-])"
)
"""A rank and what may be a name behind it."""

_AFTER_A_RANK = (  # words that may follow a rank and are no name
    "Community Federation Support Uplift Safety Survey Welfare Numbers In On At And The Who When"
)
NOT_NAMES = frozenset(_AFTER_A_RANK.split())
RANKS = frozenset(_RANKS.split())

_FORCE = "use-of-force"
_LAW = ("certain-sentences", "sharing-law", "superseded-law")
_PARTNERS = ("partner", "association")
_SHOWN = ("consented", "children")


class Tier(NamedTuple):
    """How much say a message needs, and the reasons as parts of a sentence."""

    level: int
    reasons: tuple[str, ...] = ()

    @property
    def asks(self) -> str:
        """Say whose yes it takes."""
        return ASKS[self.level]


ASKS = {
    ROUTINE: "one person other than its author",
    SENIOR: "somebody senior other than its author",
    TWO: "two people other than its author, one of them a chief officer or legal",
}
"""Whose yes each tier takes."""


def tier_of(library: Library, message: Message) -> Tier:
    """Return the tier of a message, and why; worked out once for each library."""
    key = "tier", message.id
    found = library.memory.get(key)
    if found is None or found[0] is not message:
        found = library.memory[key] = message, _tier(library, message)
    tier: Tier = found[1]
    return tier


def _tier(library: Library, message: Message) -> Tier:
    texts = [outside(section.text) for section in message.sections] + [outside(message.alt)]
    two = tuple(dict.fromkeys(_for_two(library, message, texts)))
    senior = tuple(dict.fromkeys(_for_senior(library, message, texts)))
    level = TWO if two else SENIOR if senior else ROUTINE
    if message.tier > level:
        return Tier(message.tier, (f"its file says tier {message.tier}", *two, *senior))
    return Tier(level, (*two, *senior))


def _for_two(library: Library, message: Message, texts: list[str]) -> Iterator[str]:
    matches = (match for text in texts for match in RANKED.finditer(text))
    for match in matches:
        if match["name"].split()[0] not in NOT_NAMES:
            yield f"it names “{match[0]}”"
    if message.quote_by:
        yield f"it quotes {message.quote_by.partition(',')[0]}"
    shown = [library.assets[name] for name in message.pictures if name in library.assets]
    if message.consents or any(asset.people in _SHOWN for asset in shown):
        yield "somebody is shown or told of with their consent"
    yield from _of_a_case(library, message, texts)
    if _FORCE in message.tags:
        yield "its tag is “use-of-force”"
    for text in texts:
        found = sweep(library, text) if message.language.startswith("en") else {}
        yield from _first(found, f"topic-{_FORCE}", "is about use of force")
        yield from _first(found, "politics", "is politics")
    for name in library.campaign.politicians:
        if any(mentions(name, text) for text in texts):
            yield f"“{name}” is politics"


def _first(found: Mapping[str, tuple[Found, ...]], name: str, what: str) -> Iterator[str]:
    """Give the first word of a list that was found, and what it is about."""
    for word in found.get(name, ())[:1]:
        yield f"“{' '.join(word.text.split())[:40]}” {what}"


def _of_a_case(library: Library, message: Message, texts: list[str]) -> Iterator[str]:
    if message.about_case:
        yield f"it is about the case {message.case}" if message.case else "it is about a case"
    for case in library.cases.values():
        if any(mentions(word, text) for word in case.keywords for text in texts):
            yield f"it points at the case {case.id}"


def _for_senior(library: Library, message: Message, texts: list[str]) -> Iterator[str]:
    bodies = [section.text for section in message.sections] + [message.alt]
    names = dict.fromkeys(word.text for body in bodies for word in template(body).names)
    for fact in (library.facts.get(name.removeprefix("fact.")) for name in names):
        if fact is not None:
            what = "tells the law" if fact.counts == "law" else "prints the figure"
            yield f"it {what} ({fact.id})"
    for partner in partners_of(library, message):
        yield f"it carries {partner}’s name, logo or words"
    for name in message.organisations:
        speaker = library.organisations.get(name)
        if speaker and speaker.kind in _PARTNERS:
            yield f"{speaker.name} says it"
    theme = next((one for one in library.campaign.themes if one.id == message.theme), None)
    if theme and theme.kind == "law":
        yield f"its theme is “{theme.title}”"
    for text in texts:
        found = sweep(library, text) if message.language.startswith("en") else {}
        for name in _LAW:
            yield from _first(found, name, "is about the law")


def partners_of(library: Library, message: Message) -> tuple[str, ...]:
    """Return the partners whose name, logo or words a message carries: each has to sign it off."""
    shown = [library.assets[name] for name in message.pictures if name in library.assets]
    named = [message.partner, *(asset.partner for asset in shown)]
    return tuple(dict.fromkeys(name for name in named if name))
