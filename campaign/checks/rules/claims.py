"""Claims: trends and superlatives need a figure behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaign.checks.case import Case
from campaign.checks.facts_used import CHANGES, Use, uses
from campaign.checks.prose import denied, hit, listed
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity

_OSR = "Office for Statistics Regulation, Code of Practice for Statistics"


@rule(
    "FACT-04",
    Severity.WARNING,
    wants="A trend is told only with figures of one series that show it.",
    reason="“Rising” is a claim like any other, and the easiest to get wrong.",
    source=_OSR,
    fix="Give the figure and the year, or leave the trend out.",
    bad="Attacks have gone up, and abuse is soaring.",
    good="The sun is rising over the custody car park. We keep a record of every assault.",
)
def trends(case: Case) -> Iterator[Hit]:
    """Report words of the list “trends” in texts without a fact that compares."""
    for passage, found in listed(case, "trends", case.passages):
        if not denied(passage, found) and not _shows_a_trend(uses(case, passage)):
            yield hit(passage, found)


def _shows_a_trend(used: Sequence[Use]) -> bool:
    facts = {use.fact.id: use.fact for use in used}.values()
    series = [fact.series for fact in facts if fact.series]
    return any(fact.rule in CHANGES for fact in facts) or len(set(series)) < len(series)


@rule(
    "FACT-07",
    Severity.WARNING,
    wants="A superlative has a figure behind it.",
    reason="“The highest of any” compares with everybody, and nobody has counted.",
    source=_OSR,
    fix="Say what is known, with its source, or tell it as somebody's opinion.",
    bad="Officers meet some of the highest levels of trauma of any job.",
    good="It is one of the hardest days of the year. Most of all, we say thank you.",
)
def superlatives(case: Case) -> Iterator[Hit]:
    """Report words of the list “superlatives” in texts without a fact."""
    for passage, found in listed(case, "superlatives", case.passages):
        if not denied(passage, found) and not uses(case, passage):
            yield hit(passage, found)
