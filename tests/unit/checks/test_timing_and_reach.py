"""Dates that cannot come, hours that the clocks leave out or repeat, and platforms unreached."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from campaign.checks.example import Example
from campaign.library.finding import Severity
from campaign.library.wall import comes_twice
from tests.servers.campaign_folder import CAMPAIGN
from tests.servers.checking import found

TODAY = date(2026, 11, 22)
FINISHED = "All its dates have passed: nothing more will be planned."
MARCH = "On 28 March 2027 the clocks go forward"
OCTOBER = "On 31 October 2027 the clocks go back"
SETTINGS = "messages/campaign.yaml"


def told(folder: Path, code: str, *settings: str, today: date = TODAY, **own: str):
    """Return severity, sentence and fix of what a rule finds in a message with these settings."""
    files = {SETTINGS: "\n".join([*own.values(), CAMPAIGN])} if own else {}
    example = Example(settings="\n".join(settings), files=files)
    return [(f.severity, f.message, f.fix) for f in found(folder, code, example, today=today)]


@pytest.mark.parametrize(
    "when",
    [
        "on 1/12/2025 at 09:00",
        "on 1/12/2025 and 21/11/2026 at 23:59",
        "every Friday at 17:30 from 1/9/2026 until 13/11/2026",
        "every Friday at 17:30 until 13/11/2026",
    ],
)
def test_a_message_whose_dates_have_passed_is_finished_and_that_is_no_fault(
    tmp_path: Path, when: str
) -> None:
    [(severity, message, fix)] = told(tmp_path, "WHEN-01", f"when: {when}")
    assert (severity, message) == (Severity.ADVICE, FINISHED)
    assert fix == "Give it new dates, or leave it as it is."


@pytest.mark.parametrize(
    "when",
    [
        "on 22/11/2026 at 00:00",  # today
        "on 1/12/2025 and 1/12/2026 at 09:00",
        "every Friday at 17:30 from 1/9/2020",
        "every year on 29 February at 10:00",
        "every Sunday at 10:00 from 1/1/2026 until 22/11/2026",
    ],
)
def test_a_date_still_to_come_is_enough(tmp_path: Path, when: str) -> None:
    assert told(tmp_path, "WHEN-01", f"when: {when}") == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            ["when: on 1/12/2024 at 09:00", "from: 1/12/2026"],
            "It ends on 1/12/2024, but may only go out from 1/12/2026 on.",
        ),
        (
            ["when: every Friday at 17:30 until 13/11/2026", "from: 1/12/2026"],
            "It ends on 13/11/2026, but may only go out from 1/12/2026 on.",
        ),
        (
            ["when: on 1/12/2027 at 09:00", "until: 31/1/2027"],
            "It begins on 1/12/2027, but may only go out until 31/1/2027.",
        ),
        (
            ["when: on 1/12/2026 and 1/12/2027 at 09:00", "from: 2/12/2026", "until: 1/6/2027"],
            "None of its dates is among the days on which it may go out.",
        ),
    ],
)
def test_a_year_that_cannot_be_meant_is_warned_of_and_in_a_draft_advised(
    tmp_path: Path, settings: list[str], sentence: str
) -> None:
    [(severity, message, fix)] = told(tmp_path, "WHEN-01", *settings)
    assert (severity, message) == (Severity.WARNING, sentence)
    assert fix.startswith("Look at the year under “when:”")
    [(severity, message, _)] = told(tmp_path, "WHEN-01", *settings, "draft: yes")
    assert (severity, message) == (Severity.ADVICE, sentence)


def test_dates_outside_the_campaign_are_warned_of(tmp_path: Path) -> None:
    when = "when: on 1/12/2025 at 09:00"
    [(severity, message, _)] = told(tmp_path, "WHEN-01", when, own="start: 1/9/2026")
    assert severity is Severity.WARNING
    assert message == "It ends on 1/12/2025, but may only go out from 1/9/2026 on."
    late = "when: every Monday at 09:00 from 1/2/2028"
    [(_, message, _)] = told(tmp_path, "WHEN-01", late, own="end: 31/12/2027")
    assert message == "It begins on 1/2/2028, but may only go out until 31/12/2027."


def test_a_message_of_the_campaign_s_time_is_finished_when_the_campaign_is(tmp_path: Path) -> None:
    span = {"first": "start: 1/9/2026", "last": "end: 31/12/2026"}
    when = "when: every Monday at 09:00"
    assert told(tmp_path, "WHEN-01", when, **span) == []
    later = told(tmp_path, "WHEN-01", when, today=date(2027, 1, 1), **span)
    assert [message for _, message, _ in later] == [FINISHED]


def test_a_time_that_does_not_exist_is_told_with_what_becomes_of_it(tmp_path: Path) -> None:
    assert told(tmp_path, "WHEN-02", "when: on 28/3/2027 at 01:30") == [
        (
            Severity.WARNING,
            f"{MARCH}: 01:30 does not exist; it will go out at 02:00.",
            "Write another time.",
        )
    ]


def test_a_time_that_comes_twice_is_told_as_advice(tmp_path: Path) -> None:
    assert told(tmp_path, "WHEN-03", "when: on 31/10/2027 at 01:30") == [
        (
            Severity.ADVICE,
            f"{OCTOBER}: 01:30 comes twice; it will go out the first time.",
            "Write another time.",
        )
    ]


@pytest.mark.parametrize(
    ("when", "gap", "double"),
    [
        ("every Sunday at 01:30", 1, 1),
        ("every day at 01:00", 1, 1),
        ("every day at 02:00", 0, 0),
        ("every day at 00:59", 0, 0),
        ("every Monday at 01:30", 0, 0),
        ("every Sunday at 01:30 except 28/3/2027", 0, 1),
        ("every Sunday at 01:30 until 1/4/2027", 1, 0),
        ("every Sunday at 01:30 from 1/4/2027", 0, 1),
        ("on 29/3/2026 at 01:30", 0, 0),  # that night is over
        ("on 26/3/2028 and 29/10/2028 at 01:30", 1, 1),
    ],
)
def test_a_rule_is_held_against_the_next_clock_changes(
    tmp_path: Path, when: str, gap: int, double: int
) -> None:
    assert len(told(tmp_path, "WHEN-02", f"when: {when}")) == gap
    assert len(told(tmp_path, "WHEN-03", f"when: {when}")) == double


def test_what_to_do_with_a_rule_is_a_line_that_can_be_written(tmp_path: Path) -> None:
    when = "when: every Sunday at 01:30 from 1/12/2026 until 1/4/2027"
    [(_, _, fix)] = told(tmp_path, "WHEN-02", when)
    assert fix == "Write another time, or leave that day out: “except 28/3/2027”."
    assert told(tmp_path, "WHEN-02", f"{when} except 28/3/2027") == []


def test_the_clocks_are_those_of_the_campaign(tmp_path: Path) -> None:
    when = "when: on 28/3/2027 at 01:30"
    assert told(tmp_path, "WHEN-02", when, own="zone: Asia/Tokyo") == []
    when = "when: on 28/3/2027 at 02:30"
    [(_, message, _)] = told(tmp_path, "WHEN-02", when, own="zone: Europe/Berlin")
    assert "02:30 does not exist; it will go out at 03:00." in message


def test_a_time_in_the_gap_does_not_come_twice() -> None:
    assert not comes_twice(datetime.fromisoformat("2027-03-28T01:30"), "Europe/London")
    assert comes_twice(datetime.fromisoformat("2027-10-31T01:30"), "Europe/London")


def reach(folder: Path, platforms: str, settings: str = "", name: str = "example"):
    example = Example(platforms=platforms, settings=settings, name=name)
    return [
        (f.code, f.severity, f.message)
        for code in ("REACH-01", "REACH-02")
        for f in found(folder, code, example)
    ]


def test_platforms_on_which_nobody_has_a_channel_are_told(tmp_path: Path) -> None:
    assert reach(tmp_path, "x, linkedin, mastodon") == [
        (
            "REACH-02",
            Severity.WARNING,
            "No channel would say this message on linkedin and mastodon.",
        )
    ]


def test_a_message_for_platforms_without_any_channel_is_an_error(tmp_path: Path) -> None:
    [(code, severity, message)] = reach(tmp_path, "linkedin, mastodon")
    assert (code, severity) == ("REACH-01", Severity.ERROR)
    assert message == "No channel would say this message (linkedin, mastodon; language en-GB)."


def test_all_platforms_are_those_there_are(tmp_path: Path) -> None:
    assert reach(tmp_path, "all") == []
    assert reach(tmp_path, "x, all") == []


def test_only_the_organisations_it_addresses_count(tmp_path: Path) -> None:
    assert reach(tmp_path, "x, facebook") == []
    [(code, severity, _)] = reach(tmp_path, "x, facebook", "organisations: commissioner")
    assert (code, severity) == ("REACH-02", Severity.WARNING)
    [(code, severity, _)] = reach(tmp_path, "facebook", "organisations: commissioner")
    assert (code, severity) == ("REACH-01", Severity.ERROR)


def test_a_translation_may_wait_for_its_channel(tmp_path: Path) -> None:
    [(code, severity, _)] = reach(tmp_path, "facebook", name="example.cy")
    assert (code, severity) == ("REACH-01", Severity.WARNING)
    [(code, severity, message)] = reach(tmp_path, "x, facebook", name="example.cy")
    assert (code, severity) == ("REACH-02", Severity.WARNING)
    assert message.endswith("on facebook in the language cy.")


def test_nights_on_which_a_message_may_not_go_out_are_not_told(tmp_path: Path) -> None:
    when = "when: every Sunday at 01:30"
    assert told(tmp_path, "WHEN-02", when, "until: 1/3/2027") == []
    assert told(tmp_path, "WHEN-02", when, "from: 1/4/2027") == []
    assert told(tmp_path, "WHEN-02", "when: on 28/3/2027 at 01:30", "from: 1/4/2027") == []


def test_a_message_for_all_platforms_may_come_before_its_organisation_s_channels(
    tmp_path: Path,
) -> None:
    new = {"messages/organisations/new.yaml": "name: New\nkind: partner\nchannels: {}\n"}
    for platforms, severity in (("all", Severity.WARNING), ("x", Severity.ERROR)):
        example = Example(platforms=platforms, settings="organisations: new", files=new)
        [finding] = found(tmp_path, "REACH-01", example)
        assert finding.severity is severity


LIVE_TWO = {
    "messages/organisations/northshire-police.yaml": (
        "name: Northshire Police\nkind: force\nchannels:\n"
        "  northshire-x: {platform: x}\n  northshire-linkedin: {platform: linkedin}\n"
        "  northshire-facebook: {platform: facebook}\n"
    )
}


@pytest.mark.parametrize(
    ("when", "warned"),
    [
        ("every Friday at 17:30", True),
        ("on 1/12/2026 at 09:00 and 17:00", True),
        ("on 1/12/2025 and 1/12/2026 at 09:00", False),
        ("every Friday at 17:30 until 27/11/2026", False),
        ("every year on 9 September at 10:00", False),
    ],
)
def test_what_comes_again_is_warned_of_where_no_text_is_taken_twice(tmp_path, when, warned):
    example = Example(settings=f"when: {when}", platforms="x, linkedin, facebook", files=LIVE_TWO)
    said = "X and LinkedIn refuse a text that the account has said before: from the second time"
    told_ = [finding.message for finding in found(tmp_path, "WHEN-04", example)]
    assert [message.startswith(said) for message in told_] == [True] * warned


def test_what_comes_again_may_do_so_on_the_sandbox_and_elsewhere(tmp_path):
    settings = "when: every Friday at 17:30"
    assert not found(tmp_path / "1", "WHEN-04", Example(settings=settings))
    live = Example(settings=settings, platforms="facebook", files=LIVE_TWO)
    assert not found(tmp_path / "2", "WHEN-04", live)
