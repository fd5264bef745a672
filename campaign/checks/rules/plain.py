"""Plain words, plain letters, and one thing at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case, Passage
from campaign.checks.example import Example
from campaign.checks.rule import Hit, ask, rule
from campaign.checks.words import words
from campaign.library.finding import Severity

_SOURCE = "GOV.UK content design; Government Communication Service, accessible social media"
_SYMBOL = re.compile(r"(?<=[^\W\d_][ \t])(?:&|\+|@|=|->|=>|→)(?=[ \t])|\bw/(?=[ \w])")
_MARKS = ("&", "+", "@", "=", "w/", "->", "→")
_MOST_CAPITALS = 3  # words
_CAPITALS = re.compile(r"(?<![#@\w])[A-Z][A-Z’']++(?:[\s,:–-]++[A-Z][A-Z’']++){3,}+(?!\w)")
_STYLED = re.compile("[\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\u1d00-\u1d22]+")
_INSTEAD = {"&": "and", "+": "and", "@": "at", "=": "is", "w/": "with"}
_VERBS = (
    "follow share join sign donate watch download subscribe vote register visit like retweet repost"
    " apply book"
)
_CALLS = _VERBS.split()
_CALL = re.compile(
    rf"(?:^|(?<=[.!?:\n])|(?<=[.!?:] ))[ \t]*(?P<call>{'|'.join(_CALLS)})\b(?! (?:your|the) phone)",
    re.IGNORECASE,
)
_HEADS = frozenset((*_CALLS, *(call.capitalize() for call in _CALLS)))


@rule(
    "PLAIN-03",
    Severity.WARNING,
    wants="No jargon, and no short form that the text does not explain.",
    reason="Who does not know the word reads no further, or takes it for something else.",
    source=_SOURCE,
    fix="Write what it stands for.",
    bad="Our BWV shows what happened.",
    good="Our body-worn video (BWV) shows what happened.",
)
def jargon(case: Case) -> Iterator[Hit]:
    """Report words of the list “jargon” that the same text does not explain."""
    for passage in case.spoken:
        for word in words("jargon", case.library).find(passage.plain):
            instead = word.entry.instead
            if not instead or instead.casefold() not in passage.plain.casefold():
                fix = f"Write “{instead}”." if instead else ""
                message = f"Many readers do not know what “{word.text}” means."
                yield Hit(passage.place(word.start), message, fix)


@rule(
    "PLAIN-04",
    Severity.ADVICE,
    wants="Where somebody was hurt, the sentence says who it was and what they felt or did.",
    reason="“Was assaulted” makes a number of a person, and hides that somebody did it.",
    source="House rule: the person comes first",
    fix="Begin with the person, or say who did it.",
    bad="Two colleagues were assaulted last year.",
    good="Somebody assaulted two of our colleagues.",
)
def passive(case: Case) -> Iterator[Hit]:
    """Report passives of the list “passive”."""
    for passage in case.passages:
        for word in words("passive", case.library).find(passage.plain):
            message = f"“{word.text}” says what was done, and not who did it or to whom."
            yield Hit(passage.place(word.start), message)


@rule(
    "PLAIN-05",
    Severity.WARNING,
    wants="Words are words: no symbols for them, no lines of capitals, no styled letters.",
    reason="Screen readers spell out styled letters, and shout or stumble over the others.",
    source=_SOURCE,
    fix="Write it in ordinary letters.",
    bad="THANK YOU TO EVERYONE & their families",
    good="Thank you to everyone at M&S. R&R, and the A&E team. PCSO of the year!",
)
def plain_letters(case: Case) -> Iterator[Hit]:
    """Report symbols between words, more than three words in capitals, and styled letters."""
    for passage in case.spoken:
        marked = any(mark in passage.plain for mark in _MARKS)
        for match in _SYMBOL.finditer(passage.plain) if marked else ():
            fix = f"Write “{_INSTEAD[match[0]]}”." if match[0] in _INSTEAD else "Write a word."
            message = f"“{match[0]}” stands for a word."
            yield Hit(passage.place(match.start()), message, fix)
        loud = sum(map(str.isupper, passage.chunks)) > _MOST_CAPITALS
        for match in _CAPITALS.finditer(passage.plain) if loud else ():
            message = "These words are all in capitals."
            yield Hit(passage.place(match.start()), message, "Write them in small letters.")
        yield from _styled(passage)


def _styled(passage: Passage) -> Iterator[Hit]:
    if not passage.plain.isascii() and (match := _STYLED.search(passage.plain)):
        message = "These letters are symbols of mathematics or print, made to look like a font."
        yield Hit(passage.place(match.start()), message)


@ask(
    "PLAIN-07",
    Severity.ADVICE,
    wants="A message asks for one thing.",
    reason="Of two things people asked to do, most do neither.",
    source=_SOURCE,
    question="This text asks for more than one thing. Do they belong together?",
    fix="Keep the one that matters most.",
    bad="Follow us for more. Share this with a friend.",
    good=Example(text="Follow us for more. We share news every day.", settings=""),
)
def one_call(case: Case) -> Iterator[Hit]:
    """Ask where a text has calls of different kinds at the heads of its sentences."""
    for passage in case.passages:
        if len(_HEADS & passage.chunks) <= 1:
            continue
        calls = {match["call"].lower(): match for match in _CALL.finditer(passage.plain)}
        if len(calls) > 1:
            second = list(calls.values())[1]
            yield Hit(passage.place(second.start("call")), "")
