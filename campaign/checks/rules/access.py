"""Texts that can be read out: emoji, links, and ways to reach help without a voice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from campaign.checks.case import Case, Passage
from campaign.checks.example import Example
from campaign.checks.links import links_of, typed_links
from campaign.checks.rule import Hit, ask, rule
from campaign.checks.words import words
from campaign.library.finding import Severity

_SOURCE = "Government Communication Service, accessible social media"
_MOST_EMOJI = 3
_LONG = 1000  # characters: a platform that takes more has room for every route
# An emoji as it is shown; © and ™ are none unless they are asked to be.
_EMOJI = regex.compile(
    r"(?:\p{RI}\p{RI}|[#*0-9]\ufe0f?\u20e3"
    r"|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)"
    r"(?:\p{Emoji_Modifier}|\ufe0f|\u200d\p{Extended_Pictographic})*)"
)
_EMERGENCY = re.compile(
    r"\b(?:call(?!\s+handler)|ring|dial|phone|telephone)(?:s|ing)?\b[^.!?\n]{0,60}?\b999\b",
    re.IGNORECASE,
)
_TEXTPHONE = re.compile(r"\b18000\b")
_SMS = re.compile(r"\bemergency\s?SMS\b|\bregister\b[^.!?]{0,80}\b999\b", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…:;]['”’\")]*\s*$")


@rule(
    "A11Y-E5",
    Severity.WARNING,
    wants="At most three different emoji, at the end of a sentence; none where the tone is solemn.",
    reason="Each is read out by its name, and on a grave subject each is one too many.",
    source=_SOURCE,
    fix="Take it out, or move it to the end of the sentence.",
    bad="We 💙 our night shift.",
    good="Thank you to our night shift. 💙",
)
def emoji(case: Case) -> Iterator[Hit]:
    """Report emoji that are too many, repeated, in the way, or out of place."""
    for passage in case.passages:
        if passage.plain.isascii():
            continue
        found = list(_EMOJI.finditer(passage.plain))
        if found and case.is_solemn:
            message = f"An emoji has no place in a {case.message.tone} message."
            place = passage.place(found[0].start())
            yield Hit(place, message, "Delete it.", severity=Severity.ERROR)
        else:
            yield from _too_many(passage, [(m.start(), m[0]) for m in found])
            for match in found[:_MOST_EMOJI]:
                yield from _in_the_way(passage, match.start(), match.end())


def _too_many(passage: Passage, found: list[tuple[int, str]]) -> Iterator[Hit]:
    if len(found) > _MOST_EMOJI:
        message = f"There are {len(found)} emoji in this text; the most is {_MOST_EMOJI}."
        yield Hit(passage.place(found[_MOST_EMOJI][0]), message, "Keep one.")
    seen = set()
    for start, one in found:
        if one in seen:
            yield Hit(passage.place(start), f"“{one}” is there already.", "Delete it.")
            return
        seen.add(one)


def _in_the_way(passage: Passage, start: int, end: int) -> Iterator[Hit]:
    """Report an emoji at the head of a line, or with a sentence going on behind it."""
    text = passage.plain
    line_start = text.rfind("\n", 0, start) + 1
    before = _EMOJI.sub("", text[line_start:start])
    after = _EMOJI.sub("", text[end:].partition("\n")[0]).lstrip(" ,")
    if not after[:1].isalnum() and after[:1] not in ("'", "’", "“"):
        return
    blank = not before.strip() and not passage.text[line_start:start].strip()
    if blank:
        yield Hit(passage.place(start), "An emoji stands at the head of a line, like a bullet.")
    elif not _ENDS_SENTENCE.search(before):
        yield Hit(passage.place(start), "An emoji stands in the middle of a sentence.")


@rule(
    "A11Y-E6",
    Severity.WARNING,
    wants="A text has one link at most; it says where it leads, and is not a shortened one.",
    reason="A screen reader reads out every letter, and nobody trusts a link that hides its end.",
    source=_SOURCE,
    fix="Keep one link, written in full.",
    bad="Read more: https://bit.ly/3abc",
    good="How to send us what you filmed: {{ organisation.footage_link }}",
)
def few_links(case: Case) -> Iterator[Hit]:
    """Report further links, shortened ones, and words that do not say where a link leads."""
    for passage in case.passages:
        found = links_of(case, passage)
        different = list({link.address: link for link in reversed(found)}.values())[::-1]
        if len(different) > 1:
            message = f"This text has {len(different)} links; one is enough."
            yield Hit(passage.place(different[1].offset), message)
        yield from _shortened(case, passage)
        for word in words("click-here", case.library).find(passage.plain):
            message = f"“{word.text}” does not say where the link leads."
            fix = word.entry.instead and f"Write: {word.entry.instead}."
            yield Hit(passage.place(word.start), message, fix)


def _shortened(case: Case, passage: Passage) -> Iterator[Hit]:
    for link in typed_links(passage):
        if link.host in {entry.word for entry in words("short-links", case.library)}:
            message = f"“{link.host}” hides where the link leads."
            yield Hit(passage.place(link.offset), message, "Write the address it leads to.")


@ask(
    "A11Y-E8",
    Severity.WARNING,
    wants="Nothing flashes more than three times a second, or moves for more than five seconds.",
    reason="Flashing can cause a seizure, and movement keeps some people from reading.",
    source="WCAG 2.2, 2.3.1 and 2.2.2",
    question="This picture moves. Is it free of flashes, and does it stop within five seconds?",
    fix="Use a still picture.",
    bad=Example(picture="moving png 800x600", platforms="x"),
    good=Example(picture="png 800x600", platforms="x"),
)
def moving(case: Case) -> Iterator[Hit]:
    """Ask about pictures that move."""
    if case.asset and case.asset.animated:
        yield Hit(case.place("image"), "")


@rule(
    "A11Y-08",
    Severity.WARNING,
    wants="A long text that says “call 999” also gives textphone, Relay UK and emergencySMS.",
    reason="Some people cannot call: they are deaf, cannot speak, or must not be heard.",
    source="WCAG 2.2; advice of UK forces for deaf people, people with hearing or speech problems",
    fix="Add the routes: textphone or Relay UK 18000; emergencySMS, for which one registers first.",
    bad=Example(text="In danger now? Call 999.", platforms="facebook"),
    good=Example(
        text="In danger now? Call 999. By textphone or Relay UK: 18000. emergencySMS works too,"
        " if your phone is registered.",
        platforms="facebook",
    ),
)
def routes_without_voice(case: Case) -> Iterator[Hit]:
    """Report long texts that send people to 999 by voice alone."""
    seen, told = set(), set()
    for said in case.said:
        text, line = said.content.text, said.section.line
        if said.limits.text_limit < _LONG or "999" not in text or text in seen or line in told:
            continue
        seen.add(text)
        if not _EMERGENCY.search(text):
            continue
        lacks = [
            name
            for name, route in (("the textphone (18000)", _TEXTPHONE), ("emergencySMS", _SMS))
            if not route.search(text)
        ]
        if lacks:
            told.add(line)
            message = f"This text says to call 999, and not {' or '.join(lacks)}."
            yield Hit(case.start(said.section), message)
