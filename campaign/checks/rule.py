"""What a rule is: a small function, and everything a person may ask about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from campaign.checks.case import Case, Whole
from campaign.library.finding import Finding, Severity
from campaign.library.place import Place

Looked = TypeVar("Looked", Case, Whole)


@dataclass(frozen=True, slots=True)
class Hit:
    """One place at which a rule is broken; ``file`` is that of the message unless it is told."""

    place: Place
    message: str
    fix: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Looked]):
    """One rule of the house.

    ``wants`` is the rule in one sentence, ``reason`` why it is one, and ``source`` where it
    comes from: the documentation is made of them.
    """

    code: str
    severity: Severity
    wants: str
    reason: str
    source: str
    look: Callable[[Looked], Iterable[Hit]]

    def findings(self, looked: Looked, file: str = "") -> Iterable[Finding]:
        """Give what the rule finds."""
        for hit in self.look(looked):
            yield Finding(
                hit.file or file,
                hit.place.line,
                hit.place.column,
                self.code,
                hit.message,
                hit.fix,
                self.severity,
            )


def rule(
    code: str, severity: Severity, *, wants: str, reason: str, source: str
) -> Callable[[Callable[[Looked], Iterable[Hit]]], Rule[Looked]]:
    """Turn a function into a rule: over a ``Case`` (one message) or the ``Whole`` library."""

    def make(look: Callable[[Looked], Iterable[Hit]]) -> Rule[Looked]:
        return Rule(code, severity, wants, reason, source, look)

    return make
