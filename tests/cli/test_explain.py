"""``campaign explain``: every code, in words."""

from __future__ import annotations

import pytest

from campaign.checks.codes import codes, structure
from campaign.checks.rules import RULES
from campaign.library.finding import Severity
from tests.servers.command import campaign
from tests.unit.test_docs import _reader_codes


def test_every_code_is_in_the_list(tmp_path):
    done = campaign(tmp_path, "explain")
    assert done.code == 0
    shown = {line.split()[0] for line in done.out.splitlines() if line.startswith("  ")}
    assert set(codes()) <= shown


def test_a_rule_is_explained_with_examples_and_how_to_let_it_stand(tmp_path):
    done = campaign(tmp_path, "explain", "a11y-e4")
    assert done.code == 0
    assert done.out.startswith("A11Y-E4  warning\n")
    for words in ("\nWhy: ", "\nSource: ", "\nNot like this:\n    ", "\nLike this:\n    "):
        assert words in done.out
    assert "\n    waive:\n      - {code: A11Y-E4, reason: " in done.out


def test_an_error_says_that_it_cannot_be_waived(tmp_path):
    done = campaign(tmp_path, "explain", "[second-colon]")
    assert done.out.startswith("second-colon  error\n")
    assert done.out.endswith("An error cannot be waived: it has to be put right.\n")
    assert "waive:" not in done.out


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.question], ids=lambda r: r.code)
def test_a_question_says_where_to_answer_it(tmp_path, rule):
    done = campaign(tmp_path, "explain", rule.code)
    assert f"It asks: {rule.question}" in done.out
    assert f"\n    confirm: {rule.code}\n" in done.out


def test_an_unknown_code_gets_a_suggestion(tmp_path):
    done = campaign(tmp_path, "explain", "A11Y-4")
    assert (done.code, done.out) == (2, "")
    assert "Did you mean “A11Y-" in done.err
    assert "lists all codes" in campaign(tmp_path, "explain", "qqqq").err


def test_what_reading_can_find_is_what_is_explained():
    told = {code.code: code.severity is Severity.WARNING for code in structure()}
    assert told == _reader_codes()


def test_no_code_means_two_things():
    assert len(codes()) == len(RULES) + len(structure())


def test_everything_that_is_told_is_a_sentence():
    for code in codes().values():
        assert code.wants[:1].isupper() or code.wants[:1] == "`", code.code
        assert code.wants.endswith("."), code.code
        assert code.reason
        assert code.source
        assert code.fix or code.bad or code.question, code.code
