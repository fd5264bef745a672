"""Sentences and words that everybody can read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case, Passage
from campaign.checks.language.readability import reading_age, sentences
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.tags import tags

_RUN = re.compile(r"\w+")  # no word is more than one
_MOST = 25  # words in a sentence
_FEWEST = 20  # words: the reading age of a shorter text says nothing
_LONG = (
    "If you were near the park on Friday night and saw what happened to one of our team as they"
    " went home, please tell us what you saw when you can."
)
_SHORTER = (
    "Were you near the park on Friday night? Did you see what happened to one of our team as they"
    " went home? Please tell us what you saw when you can."
)
_HARD = (
    "Notwithstanding operational considerations, members of the community are respectfully"
    " requested to facilitate investigations. Communicating information expeditiously"
    " significantly increases the probability of satisfactory identification."
)
_PLAIN = (
    "Northshire Neighbourhood Policing needs your help. Tell us what you saw, and do it soon."
    " The sooner you tell us, the more likely we are to find the person who did it."
)


@rule(
    "PLAIN-01",
    Severity.WARNING,
    wants=f"A sentence has at most {_MOST} words.",
    reason="Longer ones lose readers, and people who read with a screen reader first.",
    source="Government Communication Service, accessible social media",
    fix="Make two sentences of it.",
    bad=_LONG,
    good=_SHORTER,
)
def long_sentence(case: Case) -> Iterator[Hit]:
    """Report each long sentence; a placeholder is one word."""
    for passage in case.spoken:
        text = _with_words(passage)
        if all(len(_RUN.findall(line)) <= _MOST for line in text.split("\n")):
            continue  # a line is one sentence at the most
        for start, _, count in sentences(text):
            if count > _MOST:
                begin = start + len(text[start:]) - len(text[start:].lstrip())
                yield Hit(passage.place(begin), f"This sentence has {count} words.")


@rule(
    "PLAIN-02",
    Severity.WARNING,
    wants="A text can be read at the age that campaign.yaml names (reading_age, 11 if left out).",
    reason="Everybody reads plain words faster, and some readers can read no others.",
    source="GOV.UK, content design: writing for GOV.UK; Flesch-Kincaid grade plus five",
    fix="Use shorter words and shorter sentences.",
    bad=_HARD,
    good=_PLAIN,
)
def hard_to_read(case: Case) -> Iterator[Hit]:
    """Report each text of some length that is above the age; names and numbers are left out."""
    most = case.library.campaign.reading_age
    if not case.message.language.startswith("en"):
        return
    for passage in case.passages:
        age = reading_age(passage.plain)
        count = sum(sentence.words for sentence in sentences(passage.plain))
        if age is not None and age > most and count >= _FEWEST:
            message = f"This text is for readers of about {age:.0f}, not {most}."
            yield Hit(passage.first, message)


def _with_words(passage: Passage) -> str:
    """Return the text with one word in place of each value, so that offsets stay true."""
    pieces, end = [], 0
    for tag in tags(passage.text):
        if tag.kind == "value":
            pieces += [passage.plain[end : tag.start], "x" * (tag.end - tag.start)]
            end = tag.end
    return "".join([*pieces, passage.plain[end:]])
