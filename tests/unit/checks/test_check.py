"""Checking a library: what is told, in which order, and what may be waived or confirmed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign.checks.check import check
from campaign.checks.example import Example
from campaign.library.finding import Severity, Waiver
from tests.servers.campaign_folder import GOOD, PLATFORMS, library_of
from tests.servers.checking import all_found, found, places

TODAY = date(2026, 11, 22)
TAGS = "Thank you all. #BehindTheBadge #NightShift #ThankYou"
WAIVER = "waive:\n  - {code: A11Y-E4, reason: It is the name of the day, by: A Editor}"
CRISIS = {"messages/signposts.yaml": "line: {text: 0800 111 222, name: Line, internal: yes}\n"}


def test_a_good_campaign_has_no_findings(tmp_path: Path) -> None:
    assert all_found(tmp_path, "Thank you to everyone on the late shift.") == []


def test_what_cannot_be_filled_in_is_told_once(tmp_path: Path) -> None:
    findings = found(tmp_path, "empty-value", "Ask {{ organisation.contact }}")
    assert places(findings) == [(6, 8)] * 2
    assert len({f.message for f in findings}) == 2  # for each organisation, not each channel


def test_findings_of_reading_and_of_rules_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    body = GOOD.replace("\nText\n", "\n#behindthebadge **x**\n")
    library = library_of(tmp_path, b=body, a=GOOD.replace("title", "titel"), c=b"\xff")
    findings = check(library, PLATFORMS, TODAY)
    assert [(f.file[-4:], f.line) for f in findings if f.blocks] == [
        ("a.md", 2),
        ("a.md", 2),
        ("b.md", 7),
        ("b.md", 7),
        ("c.md", 1),
    ]
    assert findings == sorted(findings)
    assert set(library.findings) <= set(findings)
    assert check(library, PLATFORMS, TODAY) == findings


# A setting that cannot be understood


def test_a_setting_that_cannot_be_read_hides_nothing_else(tmp_path: Path) -> None:
    text = """\
---
title: Walking home
theme: behind-the-bagde
platforms: x, facebok
when: every Fryday at 17:30
image: missing.jpg
---
So **bold**, @Stranger.
"""
    library = library_of(tmp_path, m=text)
    codes = {finding.code for finding in check(library, PLATFORMS, TODAY)}
    assert codes >= {
        "when", "unknown-theme", "unknown-platform", "alt-missing", "picture-missing", "TECH-01",
        "TECH-05",
    }  # fmt: skip
    assert library.messages == {}, "it is checked, and never planned"


def test_a_message_without_readable_settings_still_has_its_text_checked(tmp_path: Path) -> None:
    library = library_of(tmp_path, m="---\ntitle: a: b: c\n---\nSo **bold**.\n")
    codes = [finding.code for finding in check(library, PLATFORMS, TODAY)]
    assert "TECH-01" in codes
    assert "REACH-01" not in codes


def test_a_missing_setting_is_told_once(tmp_path: Path) -> None:
    library = library_of(tmp_path, m=GOOD.replace("theme: behind-the-badge\n", ""))
    findings = check(library, PLATFORMS, TODAY)
    assert [(f.code, f.message) for f in findings] == [
        ("missing-setting", "The setting “theme” is missing.")
    ]


# Waivers


def test_a_waived_warning_stays_with_its_reason_and_does_not_count(tmp_path: Path) -> None:
    (finding,) = all_found(tmp_path, Example(text=TAGS, settings=WAIVER))
    assert finding.code == "A11Y-E4"
    assert not finding.counts
    assert finding.waived == Waiver("A11Y-E4", "It is the name of the day", "A Editor", 6, 12)


def test_advice_can_be_waived(tmp_path: Path) -> None:
    settings = WAIVER.replace("A11Y-E4", "PLAIN-04")
    (finding,) = all_found(
        tmp_path, Example(text="Two colleagues were assaulted.", settings=settings)
    )
    assert (finding.severity, finding.counts) == (Severity.ADVICE, False)


def test_an_error_cannot_be_waived(tmp_path: Path) -> None:
    settings = WAIVER.replace("A11Y-E4", "A11Y-E3")
    findings = all_found(tmp_path, Example(text="Thank you. #behindthebadge", settings=settings))
    assert [(f.code, f.blocks, f.counts) for f in findings] == [
        ("WAIVE-02", True, True),
        ("A11Y-E3", True, True),
    ]
    assert places(findings)[0] == (6, 12)


def test_a_waiver_that_waives_nothing_is_told(tmp_path: Path) -> None:
    (finding,) = all_found(tmp_path, Example(settings=WAIVER))
    assert (finding.code, finding.severity) == ("WAIVE-03", Severity.WARNING)


def test_a_waiver_of_a_rule_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    settings = WAIVER.replace("A11Y-E4", "A11Y-E44")
    (finding,) = found(tmp_path, "WAIVE-01", Example(settings=settings))
    assert finding.blocks
    assert finding.fix == "Did you mean “A11Y-E4”?"


@pytest.mark.parametrize("left_out", ["reason: It is the name of the day, ", ", by: A Editor"])
def test_a_waiver_needs_a_reason_and_a_name(tmp_path: Path, left_out: str) -> None:
    settings = WAIVER.replace(left_out, "")
    findings = all_found(tmp_path, Example(text=TAGS, settings=settings))
    assert {f.code for f in findings} == {"missing-setting", "A11Y-E4"}
    assert all(f.counts for f in findings)


def test_a_waiver_of_a_rule_about_plans_is_not_judged_without_a_plan(tmp_path: Path) -> None:
    settings = WAIVER.replace("A11Y-E4", "MIX-02")
    assert all_found(tmp_path, Example(settings=settings)) == []


def test_a_warning_of_the_reader_can_be_waived(tmp_path: Path) -> None:
    settings = WAIVER.replace("A11Y-E4", "section-unused")
    text = "Thank you, all.\n\n## Mastodon\nThank you."
    (finding,) = all_found(tmp_path, Example(text=text, settings=settings))
    assert (finding.code, finding.counts) == ("section-unused", False)


# Questions

ASKED = {
    "assets/assets.yaml": "picture.jpg: {rights: Taken by us, people: background}\n",
}


def test_a_question_tells_the_line_that_answers_it(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "CONS-04", Example(picture="jpeg 1200x800", files=ASKED))
    assert finding.message.endswith("?")
    assert "write “confirm: CONS-04” in the settings" in finding.fix


def test_a_further_question_keeps_the_answers_there_are(tmp_path: Path) -> None:
    example = Example(picture="jpeg 1200x800", files=ASKED, settings="confirm: PLAIN-07")
    (finding,) = found(tmp_path, "CONS-04", example)
    assert "“confirm: PLAIN-07, CONS-04”" in finding.fix


def test_an_answered_question_is_not_asked_again(tmp_path: Path) -> None:
    example = Example(picture="jpeg 1200x800", files=ASKED, settings="confirm: cons-04")
    assert found(tmp_path, "CONS-04", example) == []


def test_a_question_about_a_picture_is_answered_once_for_all_its_messages(tmp_path: Path) -> None:
    answered = {name: text.replace("}", ", confirm: CONS-04}") for name, text in ASKED.items()}
    example = Example(picture="jpeg 1200x800", files=answered)
    assert found(tmp_path, "CONS-04", example) == []


def test_an_answer_to_no_question_is_told(tmp_path: Path) -> None:
    (finding,) = all_found(tmp_path, Example(settings="confirm: PLAIN-06"))
    assert (finding.code, finding.line, finding.column) == ("WAIVE-01", 5, 10)


# Help for the workforce


def test_a_crisis_line_for_colleagues_is_not_for_the_public(tmp_path: Path) -> None:
    text = "Help is there: {{ signpost.line }} or 0800 111222."
    findings = found(tmp_path, "SAFE-07", Example(text=text, files=CRISIS))
    assert places(findings) == [(6, 19), (6, 39)]
    inside = Example(text=text, files=CRISIS, settings="audience: workforce")
    assert found(tmp_path, "SAFE-07", inside) == []
