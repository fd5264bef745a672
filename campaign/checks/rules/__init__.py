"""The rules, gathered from the modules that hold them.

To add one, write a function in the module of its subject with ``@rule`` above it; to add a
subject, write a module and name it here.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from campaign.checks.case import Case, Whole
from campaign.checks.rule import Rule
from campaign.checks.rules import facts, hashtags, limits, links, pictures, reach, texts, twins

_OVER_MESSAGES = (limits, pictures, facts, texts, hashtags, links, reach)
_OVER_THE_LIBRARY = (twins,)


def _rules(*modules: ModuleType) -> tuple[Rule[Any], ...]:
    held = (value for module in modules for value in vars(module).values())
    return tuple(value for value in held if isinstance(value, Rule))


MESSAGE_RULES: tuple[Rule[Case], ...] = _rules(*_OVER_MESSAGES)
LIBRARY_RULES: tuple[Rule[Whole], ...] = _rules(*_OVER_THE_LIBRARY)
RULES: tuple[Rule[Any], ...] = (*MESSAGE_RULES, *LIBRARY_RULES)
