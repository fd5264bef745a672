"""What the report's sections say: objectives, inputs, holds, approvals, languages, facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from campaign.adapters.limits import LIMITS
from campaign.library.evaluation import Objective
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.settings import PreElection
from campaign.lifecycle import State
from campaign.reports.assembly import document_of
from campaign.reports.document import Cell, Drawing, Table
from campaign.reports.material import Question, gather
from campaign.reports.standing import Colour, colour_of, expected_of
from campaign.store import grounds, held_readings
from campaign.store.models import Approval, Charge, Exemption, Hold, Reading
from tests.servers.campaign_folder import write_campaign
from tests.servers.posted import END, NOW, START, channel, post, read
from tests.servers.report_worlds import CAMPAIGN, OCTOBER, approve, figure, followers, two_languages

pytestmark = pytest.mark.django_db

BEGUN, BY = date(2026, 9, 1), date(2027, 9, 1)
HALF = date(2027, 3, 2)  # 182 of 365 days
MADE = """\
---
title: The school run
theme: behind-the-badge
platforms: x
---
{text} #BehindTheBadge
"""


def lines(question: Question, key: str) -> list[list[Cell]]:
    """Return a table of a report, row by row; none where it is not there."""
    for section in document_of(gather(question)).sections:
        for block in section.blocks:
            found = block.table if isinstance(block, Drawing) else block
            if isinstance(found, Table) and found.key == key:
                return [[line.head, *line.cells] for line in found.lines]
    return []


def texts(question: Question, key: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in lines(question, key)]


def words(question: Question, section: str) -> str:
    found = next(one for one in document_of(gather(question)).sections if one.key == section)
    return " ".join(
        text
        for block in found.blocks
        for text in (*getattr(block, "paragraphs", ()), *getattr(block, "bullets", ()))
    )


def asked(*objectives: Objective, **settings: object) -> Question:
    campaign = replace(CAMPAIGN, objectives=objectives, **settings)
    return replace(OCTOBER, campaign=campaign)


def objective(**settings: object) -> Objective:
    values = {"text": "More", "measure": "Uploads", "target": Decimal(400), "by": BY}
    return Objective(**values | settings)


# Objectives


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, 400 * Decimal(182) / 365),
        ({"baseline": Decimal(100)}, 400 * Decimal(182) / 365),  # a total begins at 0
        (
            {"baseline": Decimal(100), "counted": "latest"},
            100 + 300 * Decimal(182) / 365,
        ),
        ({"counted": "latest"}, None),
        ({"by": None}, None),
        ({"by": date(2026, 12, 1)}, 400),
    ],
)
def test_what_is_expected_lies_on_a_line_to_the_target(given, expected):
    assert expected_of(objective(**given), BEGUN, HALF) == expected


@pytest.mark.parametrize(
    ("value", "colour"),
    [("200", Colour.GREEN), ("160", Colour.AMBER), ("159.99", Colour.RED), (None, Colour.NONE)],
)
def test_the_colour_goes_by_how_much_of_the_way_is_done(value, colour):
    number = None if value is None else Decimal(value)
    assert colour_of(objective(), number, Decimal(200)) is colour


@pytest.mark.parametrize(
    ("value", "colour"),
    [("14", Colour.GREEN), ("15", Colour.GREEN), ("16", Colour.AMBER), ("19", Colour.RED)],
)
def test_a_target_below_the_baseline_is_met_by_less(value, colour):
    fewer = objective(counted="latest", baseline=Decimal(20), target=Decimal(10))
    assert colour_of(fewer, Decimal(value), Decimal(15)) is colour


def test_a_total_adds_up_since_the_campaign_began_and_a_share_is_the_newest():
    early = {"first": date(2026, 9, 1), "last": date(2026, 9, 30)}
    figure("uploads", "20", **early)
    figure("Uploads", "31")
    figure("Know", "300", base=Decimal(1000), **early)
    figure("Know", "412", base=Decimal(1000))
    figure("Know", "9", base=Decimal(10), audience="16 to 24", last=date(2026, 10, 31))
    question = asked(
        objective(),
        objective(text="Known", measure="Know", counted="latest", baseline=Decimal(30)),
        objective(text="Never counted", measure="Nothing"),
    )
    total, share, nothing = lines(question, "objectives")
    assert (total[4].value, share[4].value) == (51, Decimal("41.2"))
    assert share[4].note == "95% interval 38.19% to 44.28%"
    assert nothing[4].text == "n/a"
    assert nothing[4].note == "no figure called “Nothing” has been imported"
    assert nothing[6] == Cell("No colour", "no figure")


def test_nothing_is_added_up_twice_nor_together_with_something_else():
    figure("Uploads", "100", unit="uploads")
    figure("Uploads", "60", unit="uploads", channel="northshire-x", key="a part of the whole")
    figure("Uploads", "40", unit="uploads", organisation="northshire-police", key="a part, too")
    figure("Uploads", "9", unit="uploads", last=date(2026, 10, 7), key="a week of the month")
    figure("Uploads", "7", unit="gigabytes", key="something else")
    early = {"first": date(2026, 9, 1), "last": date(2026, 9, 30)}
    figure("Uploads", "5", **early)
    figure("Uploads", "2", **early, channel="northshire-x", key="the only one with a unit")
    question = asked(
        objective(unit="Uploads"),
        objective(text="Ours", organisation="northshire-police"),
        objective(text="Newest", unit="uploads", counted="latest"),
    )
    assert [row[4].value for row in lines(question, "objectives")] == [105, 40, 100]


def test_rates_and_followers_of_the_period_can_be_measures_too():
    read(post(channel("x")), impressions=1000, reactions=30)
    followers(channel("x"), 900, 950)
    question = asked(
        objective(measure="engagement  RATE", counted="latest", baseline=Decimal(1)),
        objective(measure="Followers", counted="latest", baseline=Decimal(900)),
    )
    rate, follows = lines(question, "objectives")
    assert (rate[4].value, follows[4].value) == (3, 950)


def test_a_rate_is_never_added_up_so_its_line_begins_at_the_baseline():
    read(post(channel("x")), impressions=1000, reactions=20)
    question = asked(
        objective(measure="Engagement rate", baseline=Decimal(2), target=Decimal(3)),
        objective(measure="Followers", target=Decimal(900)),
    )
    rate, follows = lines(question, "objectives")
    assert (rate[4].value, rate[6].text) == (2, "Red")
    assert follows[6].text == "No colour"


def test_objectives_and_inputs_of_others_are_left_out():
    mine = objective(text="Mine", organisation="northshire-police")
    others = objective(text="Theirs", organisation="heddlu-gwernant")
    question = asked(mine, others, objective(text="All"))
    scoped = replace(question, scope=replace(question.scope, organisation="northshire-police"))
    assert [row[0] for row in texts(scoped, "objectives")] == ["Mine", "All"]


def test_without_objectives_the_report_asks_for_some():
    assert "names no objectives" in words(asked(), "objectives")


# Inputs


def test_inputs_of_the_period_are_added_up_unit_by_unit():
    x = channel("x")
    Charge.objects.create(channel=x.pk, at=START, month="2026-10", what="post", dollars="0.2150")
    assert [row[:3] for row in texts(OCTOBER, "inputs")] == [
        ["Communications staff", "96", "hours"],
        ["Press desk", "14.5", "hours"],
        ["All staff hours", "110.5", "hours"],
    ]
    assert texts(OCTOBER, "inputs-counted")[-1][:2] == ["Charged by platforms", "0.22"]
    assert "One post was vacant: from 12 October" in words(OCTOBER, "inputs")


# Outputs


def test_what_became_of_the_posts_of_a_long_period_is_added_up_by_week():
    for day in (0, 1, 4, 4):  # Thursday 1 October is the first; Monday the 5th begins a week
        post(channel("x"), day=day)
    post(channel("x"), day=5, state=State.MISSED, cause="Its time passed.")
    long = replace(OCTOBER, end=OCTOBER.end + timedelta(days=30))
    assert texts(long, "weeks-figures")[:3] == [
        ["1 Oct", "2", "0"],
        ["5 Oct", "2", "1"],
        ["12 Oct", "0", "0"],
    ]


def test_a_comparison_of_posts_that_were_read_early_says_so():
    for day in range(12):
        read(post(channel("x"), day=day - 20), impressions=1000, reactions=20)
        read(post(channel("x"), day=day), age=3600, impressions=1000, reactions=20 + day)
    told = words(OCTOBER, "summary")
    assert "the engagement rate was higher" in told
    assert "Mind that 12 posts were last read before the age of 7 days: their figures" in told


# Assurance


def test_a_hold_tells_how_long_it_took_to_stop_and_a_drill_does_not():
    placed = START + timedelta(days=3)
    hold = {"scope": Hold.Scope.ALL, "reason": "An incident", "placed_by": "a", "placed_at": placed}
    Hold.objects.create(**hold)
    Hold.objects.create(**hold | {"drill": True, "reason": "An exercise"})
    late = post(channel("x"), day=3)
    late.published_at = placed + timedelta(seconds=75)
    late.save()
    real, drill = lines(OCTOBER, "holds")
    assert (real[3].value, real[2].note) == (75, "still in place")
    assert "over the 60 s that are wanted" in real[3].note
    assert (drill[3].text, drill[3].note) == ("–", "a drill: it stops nothing")
    assert "1 hold stood in this period, and there was 1 drill." in words(OCTOBER, "assurance")


def test_a_hold_of_another_organisation_is_not_told_of():
    placed = {"reason": "r", "placed_by": "a", "placed_at": START}
    Hold.objects.create(scope=Hold.Scope.ORGANISATION, value="other", **placed)
    Hold.objects.create(scope=Hold.Scope.THEME, value="law", **placed)
    ours = replace(OCTOBER, scope=replace(OCTOBER.scope, organisation="northshire-police"))
    assert [row[0] for row in texts(ours, "holds")] == ["Theme law"]
    post(channel("x"))
    assert "1 hold stood at some time" in words(ours, "summary")
    assert "2 holds stood at some time" in words(OCTOBER, "summary")


def test_approvals_are_told_by_tier_with_second_yeses_and_what_has_none():
    one, two = post(channel("x"), digest="1" * 64), post(channel("x"), day=1, digest="2" * 64)
    three = post(channel("x"), day=2, digest="3" * 64, tier=3)
    post(channel("x"), day=3, digest="1" * 64)
    approve(one, "Kim Osei")
    approve(three, "Kim Osei", "Sam Hale")
    assert texts(OCTOBER, "approvals") == [
        ["1: routine", "3", "2", "1", "0", "0", "1"],
        ["3: named people, cases, use of force, politics", "1", "1", "0", "1", "0", "0"],
    ]
    approve(two, "Kim Osei", "Sam Hale", kind=Approval.Kind.EMERGENCY)
    assert texts(OCTOBER, "approvals")[0][3:] == ["1", "0", "1", "0"]


def test_approvals_that_ran_out_or_were_taken_back_are_counted():
    approve(post(channel("x")), "A", "B", "C")
    first, second, _ = Approval.objects.order_by("pk")
    Approval.objects.filter(pk=first.pk).update(expires_at=START + timedelta(days=5))
    Approval.objects.filter(pk=second.pk).update(revoked_at=START + timedelta(days=6))
    assert "1 approval ran out in this period, and 1 approval ended early" in words(
        OCTOBER, "assurance"
    )


def test_a_text_let_through_a_stop_is_told_with_who_and_why():
    Exemption.objects.create(
        digest="1", message="m/a", channel="northshire-x", by="Kim Osei", by_person="kim osei",
        at=START + timedelta(days=2), why="It keeps people safe",
    )  # fmt: skip
    [row] = texts(OCTOBER, "let-through")
    assert row[:4] == ["m/a", "northshire-x", "It keeps people safe", "Kim Osei"]


def test_pairs_of_languages_have_their_gaps():
    two_languages()
    assert texts(OCTOBER, "parity") == [["Heddlu gwernant", "4", "3", "0", "1", "0", "4"]]


def test_complaints_are_assurance_and_no_success():
    figure("Complaints about posts", "2")
    assert [row[:2] for row in texts(OCTOBER, "complaints")] == [["Complaints about posts", "2"]]
    assert texts(OCTOBER, "outcomes") == []


def library(folder: Path, text: str = "Thank you.", **files: str) -> Library:
    named = {"behind-the-badge/school-run.md": MADE.format(text=text), **files}
    return read_library(write_campaign(folder, named), LIMITS)


def test_the_accessible_rate_is_over_the_messages_that_can_be_judged(tmp_path):
    found = library(tmp_path, "Thank you. #One #Two #Three")
    read(post(channel("x")), impressions=500)
    post(channel("x"), day=1, message="gone/message")
    [row] = texts(replace(OCTOBER, library=found), "accessible")
    assert row == ["All posts sent", "0", "1", "1", "0.00%", "A11Y-E4"]


def test_a_post_before_an_election_tells_when_its_text_was_approved(tmp_path):
    found = library(tmp_path)
    period = PreElection(election="Local elections", start=date(2026, 10, 1), end=date(2026, 11, 5))
    organisation = next(iter(found.organisations))
    found = replace(found, campaign=replace(found.campaign, pre_election=(period,)))
    on = channel("x")
    on.organisation = organisation
    on.save()
    post(on, day=4)
    [row] = texts(replace(OCTOBER, library=found), "election-1")
    assert row[:2] == ["behind-the-badge/school-run", "northshire-x"]
    assert row[3] == "–"
    assert "stopped" in row[4]


# Annex


def test_facts_are_told_with_the_version_that_was_approved(tmp_path):
    found = library(tmp_path)
    name, fact = next(iter(found.facts.items()))
    mark = grounds.mark_of(fact)
    now, old = f'{{"facts": {{"{name}": "{mark}"}}}}', f'{{"facts": {{"{name}": "0123"}}}}'
    post(channel("x"), grounds=now)
    post(channel("x"), day=1, grounds=now)
    post(channel("x"), day=2, grounds=old)
    changed, same = lines(replace(OCTOBER, library=found), "facts")
    assert (same[1].text, same[4].value) == (fact.text, 2)
    assert same[5] == Cell("as it is now", f"version {mark}")
    assert (changed[1], changed[4].value) == (Cell("–", f"now {fact.text}"), 1)
    assert changed[5] == Cell("changed since", "version 0123")


def test_readings_held_back_by_money_are_a_gap():
    x = channel("x")
    held_readings.hold(x, actor="worker", at=START + timedelta(days=9))
    assert "northshire-x: from 10 October 2026, 00:00 no more posts were read" in words(
        OCTOBER, "annex"
    )


def test_readings_of_a_month_held_back_after_its_end_are_its_gap_too():
    held_readings.hold(channel("x"), actor="worker", at=END + timedelta(days=2))
    told = "northshire-x: from 3 November 2026, 00:00 no more posts were read"
    assert told in words(OCTOBER, "annex")
    assert told not in words(replace(OCTOBER, now=END + timedelta(days=1)), "annex")


def test_small_parts_of_an_audience_are_not_shown_anywhere():
    figure("Recall", "7", base=Decimal(40), audience="16 to 24")
    figure("Recall of all", "7", base=Decimal(40))
    shown = {row[0].text: row for row in lines(OCTOBER, "outcomes")}
    assert [cell.text for cell in shown["Recall"][1:4]] == ["under 10", "–", "–"]
    assert shown["Recall"][1].value is None
    assert shown["Recall of all"][1].value == 7


def test_of_sites_the_days_they_were_up_are_told_too():
    figure("Posters up", "38", stage="output", unit="sites", base=Decimal(45))
    figure("Packs sent", "38", stage="output", unit="packs")
    shown = {row[0].text: row[1] for row in lines(OCTOBER, "outputs-outside")}
    assert shown["Posters up"].note == "sites, 1,178 site-days"
    assert shown["Packs sent"].note == "packs"


def test_a_figure_imported_after_the_report_s_moment_is_not_known_yet():
    figure("Uploads", "31", imported_at=NOW + timedelta(days=1))
    assert texts(OCTOBER, "outcomes") == []


def test_followers_have_their_first_and_last_count():
    x = channel("x")
    read(post(x), impressions=500)
    followers(x, 900, 950, 940)
    assert [row[1:3] for row in texts(OCTOBER, "followers")] == [["900", "940"]]
    assert texts(OCTOBER, "followers")[0][-2:] == ["40", "n/a"]
    assert Reading.objects.count() == 1
