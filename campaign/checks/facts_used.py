"""Which facts a text uses, and where."""

from __future__ import annotations

from typing import NamedTuple

from campaign.checks.case import Case, Passage
from campaign.library.place import Place
from campaign.library.register import Fact
from campaign.library.template import template

CHANGES = frozenset({"percent-change", "difference"})
"""The ways to work out a figure that compare two others."""


class Use(NamedTuple):
    """A fact where a text uses it."""

    passage: Passage
    offset: int
    fact: Fact

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return self.passage.place(self.offset)


def uses(case: Case, passage: Passage) -> list[Use]:
    """Return the facts that a text names, in its order."""
    known = case.library.facts
    names = (
        (word.offset, word.text.removeprefix("fact.")) for word in template(passage.text).names
    )
    return [Use(passage, offset, known[key]) for offset, key in names if key in known]


def counts(fact: Fact) -> str:
    """Return what a fact counts: as the register says, or as its measure does."""
    return fact.counts or ("offences" if "offence" in fact.measure.lower() else "")
