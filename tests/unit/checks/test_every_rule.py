"""Each rule of the registry: it explains itself, and its examples show what it means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.checks.example import Example
from campaign.checks.plan_rules import Planned, check_plan
from campaign.checks.rules import RULES
from campaign.checks.rules import __path__ as where
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.render import render
from tests.servers.examples import write_example

TODAY = date(2026, 11, 22)


def found(folder: Path, example: Example) -> list[Finding]:
    """Check the campaign of an example, and the plan that its dated messages make."""
    library = read_library(write_example(folder, example), LIMITS)
    return [*check(library, LIMITS, TODAY), *check_plan(library, planned(library), TODAY)]


def planned(library: Library) -> Iterator[Planned]:
    for message in library.messages.values():
        for at in message.when.moments if message.when else ():
            for channel in library.channels_for(message):
                text = render(library, message, channel).content.text
                yield Planned(at, channel.id, message, text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_wants_why_and_what_to_do(rule) -> None:
    for sentence in (rule.wants, rule.reason, rule.fix):
        assert sentence[0].isupper() or not sentence[0].isalpha()
        assert sentence.endswith("."), sentence
    assert rule.source
    assert rule.question == "" or rule.question.endswith("?")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_two_examples(rule) -> None:
    assert rule.example_bad is not None
    assert rule.example_good is not None
    assert rule.example_bad != rule.example_good


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_trips_the_rule(rule, tmp_path: Path) -> None:
    assert rule.code in {finding.code for finding in found(tmp_path, rule.example_bad)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_does_not(rule, tmp_path: Path) -> None:
    findings = found(tmp_path, rule.example_good)
    assert rule.code not in {finding.code for finding in findings}
    reading = [f for f in findings if f.code.islower() and f.blocks]
    assert reading == [], "the example itself cannot be read"


def test_no_two_rules_have_the_same_code() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_every_module_of_rules_is_in_use() -> None:
    used = {rule.look.__module__.rpartition(".")[2] for rule in RULES}
    there = {path.stem for path in Path(next(iter(where))).glob("*.py")} - {"__init__"}
    assert used == there
