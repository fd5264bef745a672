"""Spelling: British, and the house's own words."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.house import house_words
from campaign.checks.language.american import is_ize
from campaign.checks.language.spelling import british_spelling, misspelt, suggest
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.place import Place

_LONGEST = 40  # characters of a word that are shown


@rule(
    "PLAIN-08",
    Severity.WARNING,
    wants="Words are spelt the British way, with -ise; the house's own words are on its list.",
    reason="A slip costs the trust of those who see it, and a screen reader says what is written.",
    source="House style; word list of SCOWL, British English with -ise",
    fix="Correct it. If it is right, add it to the list “spelling” in messages/words.yaml.",
    bad="Seen an assualt? Call us when it is safe.",
    good="Seen an assault? Tell the organisers, Northshire’s PCSOs or @NPolcie. #ThankYou",
)
def spelling(case: Case) -> Iterator[Hit]:
    """Report words that are on no list, in texts and alt texts; -ize is only advised against."""
    message = case.message
    if not message.language.startswith("en"):
        return
    extra = house_words(case.library)
    named = f"{message.quote_by} {message.partner}".split()
    for passage in case.spoken:
        for start, _, word in misspelt(passage.plain, extra):
            if not any(word in name for name in named):
                yield _hit(passage.place(start), word)


def _hit(place: Place, word: str) -> Hit:
    shown = word[:_LONGEST]
    british = british_spelling(word)
    if british and is_ize(word):
        message = f"This house writes “{british}”, not “{shown}”."
        return Hit(place, message, f"Write “{british}”.", severity=Severity.ADVICE)
    if british:
        return Hit(place, f"“{shown}” is not the British spelling.", f"Write “{british}”.")
    found = suggest(word)
    offered = f"Did you mean {_either(found)}? " if found else ""
    fix = f"{offered}If it is right, add it to the list “spelling” in messages/words.yaml."
    return Hit(place, f"“{shown}” is not in the list of British words.", fix)


def _either(words: list[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
