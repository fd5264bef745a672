"""Hashtags: few, at the end, and written so that they can be read out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from campaign.checks.case import Case, Passage
from campaign.checks.house import exact_hashtags, house_words
from campaign.checks.language.camel import camel_case, is_camel_case
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.tags import tags

_HASHTAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w+")
_LINK = re.compile(r"https?://\S+|\b(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_MOST = 2
_SOURCE = "Government Communication Service, accessible social media"


class _Spot(NamedTuple):
    start: int
    end: int
    tag: str


@rule(
    "A11Y-E3",
    Severity.ERROR,
    wants="A hashtag of two or more words has a capital on each; settled ones are exactly so.",
    reason="Capitals tell screen readers, and everyone else, where its words begin.",
    source=_SOURCE,
    fix="Write each word with a capital.",
    bad="Thank you all. #behindthebadge",
    good="Thank you all. #BehindTheBadge #thanks",
)
def capitals(case: Case) -> Iterator[Hit]:
    """Report hashtags without capitals, and settled ones in other letters."""
    library = case.library
    for passage in case.passages:
        for match in _HASHTAG.finditer(passage.plain) if "#" in passage.plain else ():
            exact = exact_hashtags(library)
            if not is_camel_case(match[0], exact, house_words(library)):
                right = camel_case(match[0], exact, house_words(library))
                message = f"“{match[0][:60]}” does not show where its words begin."
                fix = f"Write {right}."
                if right == library.campaign.hashtag:
                    message = f"The campaign's hashtag is {right}, not {match[0]}."
                    fix = "Write {{ campaign.hashtag }}."
                yield Hit(passage.place(match.start()), message, fix)


@rule(
    "A11Y-E4",
    Severity.WARNING,
    wants=f"A text has at most {_MOST} hashtags, and they stand at its end.",
    reason="Each is read out in full: more bury the message, and within it they break it up.",
    source=_SOURCE,
    fix="Move it to the end, or write it as plain words.",
    bad="The #NightShift is out there for you.",
    good="The night shift is out there for you. #NightShift #ThankYou",
)
def few_at_the_end(case: Case) -> Iterator[Hit]:
    """Report the third hashtag of a text, and the first that has words behind it."""
    for passage in case.passages:
        spots = _spots(case, passage)
        if len(spots) > _MOST:
            message = f"This text has {len(spots)} hashtags."
            place = passage.place(spots[_MOST].start)
            yield Hit(place, message, f"Keep the {_MOST} that matter.")
        last_word = _last_word(passage, spots) if spots else 0
        for spot in spots:
            if spot.end <= last_word:
                message = f"The hashtag {spot.tag[:60]} stands in the middle of the text."
                yield Hit(passage.place(spot.start), message)
                break


def _spots(case: Case, passage: Passage) -> list[_Spot]:
    """Return every hashtag of a passage, those that a placeholder prints as well."""
    plain = passage.plain
    found = (
        [_Spot(m.start(), m.end(), m[0]) for m in _HASHTAG.finditer(plain)] if "#" in plain else []
    )
    if "campaign.hashtag" in passage.text:
        found += [
            _Spot(tag.start, tag.end, case.library.campaign.hashtag)
            for tag in tags(passage.text)
            if tag.kind == "value" and tag.inside.strip() == "campaign.hashtag"
        ]
    return sorted(found)


def _last_word(passage: Passage, spots: list[_Spot]) -> int:
    """Return where the last word behind a hashtag begins that is no link; -1: nowhere."""
    pieces, end = [], spots[0].end
    for spot in spots[1:]:
        pieces += [passage.plain[end : spot.start], " " * (spot.end - spot.start)]
        end = spot.end
    rest = _LINK.sub(lambda link: " " * len(link[0]), "".join([*pieces, passage.plain[end:]]))
    words = [match.start() for match in _WORD.finditer(rest)]
    return spots[0].end + words[-1] if words else -1
