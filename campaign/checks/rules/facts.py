"""Figures: none is used that is no longer, or not yet, fit to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from campaign.checks.case import Case
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.place import Place
from campaign.library.register import Fact
from campaign.library.template import template
from campaign.library.timewords import uk_date

_SOURCE = "Office for Statistics Regulation, Code of Practice for Statistics"


@rule(
    "fact-expired",
    Severity.ERROR,
    wants="A figure is not used from the day it expires.",
    reason="A newer one is out, and the old one misleads.",
    source=_SOURCE,
)
def fact_expired(case: Case) -> Iterator[Hit]:
    """Report expired facts, and those that will be when the message may first go out."""
    for fact in case.facts:
        if fact.expires and fact.expires <= case.first_day:
            tense = "expired" if fact.expires <= case.today else "expires"
            message = f"The fact “{fact.id}” {tense} on {uk_date(fact.expires)}."
            fix = "Put the newer figure into messages/facts.yaml."
            yield from _everywhere(case, fact, message, fix)


@rule(
    "fact-embargoed",
    Severity.ERROR,
    wants="A figure under embargo is not used before its day.",
    reason="Publishing it early breaks the rules on pre-release access.",
    source="The Pre-release Access to Official Statistics Order 2008",
)
def fact_embargoed(case: Case) -> Iterator[Hit]:
    """Report facts that may not be used yet on the message's first day."""
    for fact in case.facts:
        if fact.not_before and case.first_day < fact.not_before:
            day = uk_date(fact.not_before)
            message = f"The fact “{fact.id}” is under embargo until {day}."
            yield from _everywhere(case, fact, message, f"Add a line “from: {day}”.")


@rule(
    "fact-expires-first",
    Severity.WARNING,
    wants="A message's last day is not after the day its figure expires.",
    reason="The message drops out of the plan on that day, before its time is over.",
    source="House rule",
)
def fact_expires_first(case: Case) -> Iterator[Hit]:
    """Report messages that are meant to outlive their figures."""
    last: date | None = case.message.not_after
    for fact in case.facts:
        if last and fact.expires and case.first_day < fact.expires <= last:
            message = (
                f"The fact “{fact.id}” expires on {uk_date(fact.expires)}, before the last day."
            )
            yield Hit(case.place("until"), message, "Bring “until:” forward, or renew the fact.")


def _everywhere(case: Case, fact: Fact, message: str, fix: str) -> Iterator[Hit]:
    """Give a hit at each place where the fact is used."""
    for place in _uses(case, fact):
        yield Hit(place, message, fix)


def _uses(case: Case, fact: Fact) -> Iterator[Place]:
    name = f"fact.{fact.id}"
    for passage in case.passages:
        for word in template(passage.text).names:
            if word.text == name:
                yield passage.place(word.offset)
    if any(word.text == name for word in template(case.message.alt).names):
        yield case.place("alt")
