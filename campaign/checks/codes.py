"""Every code a finding can have, and what a person may ask about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from campaign.checks.example import Example
from campaign.checks.rule import Rule
from campaign.checks.rules import RULES
from campaign.library.finding import Severity

_FAMILIES = {  # of rules, in the order in which people meet them
    "PLAIN": "Plain language",
    "SPELL": "Spelling",
    "A11Y": "Accessibility",
    "TONE": "Tone",
    "SAFE": "Safety",
    "CONS": "Consent and rights",
    "LAW": "Law",
    "VOICE": "Voice",
    "FACT": "Figures and facts",
    "CY": "Welsh",
    "TECH": "Technical",
    "REACH": "Where it goes",
    "WHEN": "When it goes out",
    "COST": "What it costs",
    "TWIN": "Messages that repeat each other",
    "MIX": "The plan as a whole",
    "WAIVE": "Waivers and answers",
    "WORDS": "The lists of words",
}
_STRUCTURE = Path(__file__).with_name("structure.yaml")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_REASONS = {
    "The file": "What cannot be read cannot be checked, and nothing of it is ever published.",
    "The settings block": "It cannot be told what is meant, and a guess could be published.",
    "What a setting says": "It cannot be told what is meant, and a guess could be published.",
    "What it points at": "It leads nowhere, so the message could not be published whole.",
    "The text": "It would be published just as it stands, or not at all.",
}
_SOURCE = "The form of the files: see docs/message-files.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code.

    ``part`` is the family it belongs to: “PLAIN” of PLAIN-01, or the part of a file that
    reading found it in. ``bad`` and ``good`` are lines as they stand in a file, empty where
    no line can show it. A code with a ``question`` asks the author.
    """

    code: str
    part: str
    severity: Severity
    wants: str
    reason: str
    source: str
    fix: str = ""
    question: str = ""
    bad: str = ""
    good: str = ""

    @property
    def can_be_waived(self) -> bool:
        """Tell whether a message may let it stand."""
        return self.severity is not Severity.ERROR


@cache
def codes() -> Mapping[str, Code]:
    """Return every code: the rules' in their order, then those of reading."""
    return MappingProxyType({code.code: code for code in (*map(_of_rule, RULES), *structure())})


def families() -> Iterator[tuple[str, list[Code]]]:
    """Give every family by its title, the rules' first, and its codes in their order."""
    parts: dict[str, list[Code]] = {}
    for code in codes().values():
        parts.setdefault(code.part, []).append(code)
    for part, title in _FAMILIES.items():
        if found := parts.pop(part, None):
            yield title, sorted(found, key=lambda code: code.code)
    yield from parts.items()


@cache
def structure() -> tuple[Code, ...]:
    """Return the codes of what reading finds, in the order of the documentation."""
    with _STRUCTURE.open(encoding="utf-8") as file:
        parts = yaml.load(file, Loader=_LOADER)  # noqa: S506 - a base loader makes text only
    return tuple(_of_reading(part, *entry) for part in parts for entry in parts[part].items())


def _of_reading(part: str, code: str, entry: Mapping[str, str]) -> Code:
    return Code(
        code=code,
        part=part,
        severity=Severity.WARNING if "warns" in entry else Severity.ERROR,
        wants=entry["about"],
        reason=_REASONS[part],
        source=_SOURCE,
        fix=entry["fix"],
        bad=entry.get("bad", ""),
        good=entry.get("good", ""),
    )


def _of_rule(rule: Rule[Any]) -> Code:
    return Code(
        code=rule.code,
        part=rule.code.partition("-")[0],
        severity=rule.severity,
        wants=rule.wants,
        reason=rule.reason,
        source=rule.source,
        fix=rule.fix,
        question=rule.question,
        bad="\n".join(_lines(rule.example_bad)),
        good="\n".join(_lines(rule.example_good)),
    )


def _lines(example: Example | None) -> Iterator[str]:
    """Give the lines of an example as they would stand in its files."""
    if example is None:
        return
    for name, content in example.files.items():
        yield f"{name}:"
        yield from (f"  {line}" for line in content.rstrip("\n").split("\n"))
    if example.picture:
        yield f"assets/picture.jpg is a picture: {example.picture}"
    if example.settings:
        yield "---"
        yield from example.settings.rstrip("\n").split("\n")
        yield "---"
    if example.text != Example().text or not (example.settings or example.files):
        yield from example.text.rstrip("\n").split("\n")
