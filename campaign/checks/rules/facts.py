"""Figures: none is used that is no longer, or not yet, or not at all, fit to print."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.place import Place
from campaign.library.register import Fact
from campaign.library.template import template
from campaign.library.timewords import uk_date

_FACTS = """\
thanks_received:
  text: "538"
  source: Northshire Police, letters of thanks
  url: https://www.northshire-police.example/thanks
  period: 2025
  geography: Northshire
  measure: letters of thanks
  expires: {expires}
"""


@rule(
    "FACT-02",
    Severity.ERROR,
    wants="A figure is printed only while it is the newest, out of embargo and meant for print.",
    reason="An old figure misleads, and an early one breaks the rules on pre-release access.",
    source="OSR, Code of Practice for Statistics; Pre-release Access to Official Statistics Order"
    " 2008",
    fix="Put the newer figure into messages/facts.yaml.",
    bad=Example(
        text="{{ fact.thanks_received }} letters of thanks came in 2025.",
        files={"messages/facts.yaml": _FACTS.format(expires="1/2/2026")},
    ),
    good=Example(
        text="{{ fact.thanks_received }} letters of thanks came in 2025.",
        files={"messages/facts.yaml": _FACTS.format(expires="1/2/2028")},
    ),
)
def fit_to_print(case: Case) -> Iterator[Hit]:
    """Report figures that cannot be printed on the message's first day, or not until its last."""
    for fact in case.facts:
        for message, fix in _faults(case, fact):
            for place in _uses(case, fact):
                yield Hit(place, message, fix)
        yield from _outlived(case, fact)


def _faults(case: Case, fact: Fact) -> Iterator[tuple[str, str]]:
    """Give what is wrong with a figure, and what to do."""
    if fact.superseded_by:
        message = f"The fact “{fact.id}” is superseded."
        yield message, f"Write {{{{ fact.{fact.superseded_by} }}}}, and look at the sentence again."
    if fact.use != "publishable":
        yield f"The fact “{fact.id}” is for {fact.use} use only.", "Take it out of the text."
    if fact.expires and fact.expires <= case.first_day:
        tense = "expired" if fact.expires <= case.today else "expires"
        yield f"The fact “{fact.id}” {tense} on {uk_date(fact.expires)}.", ""
    if fact.not_before and case.first_day < fact.not_before:
        day = uk_date(fact.not_before)
        message = f"The fact “{fact.id}” is under embargo until {day}."
        yield message, f"Add a line “from: {day}”."


def _outlived(case: Case, fact: Fact) -> Iterator[Hit]:
    """Warn of messages that are meant to outlive their figures: they drop out of the plan."""
    last = case.message.not_after
    if last and fact.expires and case.first_day < fact.expires <= last:
        message = f"The fact “{fact.id}” expires on {uk_date(fact.expires)}, before the last day."
        fix = "Bring “until:” forward, or renew the fact."
        yield Hit(case.place("until"), message, fix, severity=Severity.WARNING)


def _uses(case: Case, fact: Fact) -> Iterator[Place]:
    """Give each place where the fact is used."""
    name = f"fact.{fact.id}"
    for passage in case.passages:
        for word in template(passage.text).names:
            if word.text == name:
                yield passage.place(word.offset)
    if any(word.text == name for word in template(case.message.alt).names):
        yield case.place("alt")
