"""The rules, gathered from the modules that hold them.

To add one, write a function in the module of its subject with ``@rule`` above it; to add a
subject, write a module and name it below, on a line of its own. A rule is whatever a module
holds of type ``Rule``.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from campaign.checks.case import Case, Outlook, Review, Whole
from campaign.checks.rule import Rule

_MODULES = (
    "plain",
    "spelling",
    "reading",
    "access",
    "hashtags",
    "limits",
    "costs",
    "chains",
    "pictures",
    "consents",
    "texts",
    "technical",
    "signposts",
    "facts",
    "figures",
    "claims",
    "accuracy",
    "tone",
    "safety",
    "law",
    "records",
    "voice",
    "reach",
    "timing",
    "twins",
    "welsh",
    "mix",
    "waivers",
    "wordlists",
)


def _held() -> Iterable[Rule[Any]]:
    for name in _MODULES:
        for value in vars(import_module(f"{__name__}.{name}")).values():
            if isinstance(value, Rule):
                yield value


RULES: tuple[Rule[Any], ...] = tuple(_held())
MESSAGE_RULES: tuple[Rule[Case], ...] = tuple(rule for rule in RULES if rule.looks_at is Case)
LIBRARY_RULES: tuple[Rule[Whole], ...] = tuple(rule for rule in RULES if rule.looks_at is Whole)
REVIEW_RULES: tuple[Rule[Review], ...] = tuple(rule for rule in RULES if rule.looks_at is Review)
PLAN_RULES: tuple[Rule[Outlook], ...] = tuple(rule for rule in RULES if rule.looks_at is Outlook)

CODES = frozenset(rule.code for rule in RULES)
QUESTIONS = frozenset(rule.code for rule in RULES if rule.question)
PLANNED = frozenset(rule.code for rule in PLAN_RULES)
