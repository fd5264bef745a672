from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from campaign.adapter import Metrics
from campaign.reports import figures
from campaign.reports.formats import decimal, number, percent

ALL = Metrics(
    impressions=2000, reach=1600, reactions=40, comments=6, shares=10, saves=4, link_clicks=20
)


def test_engagements_are_the_sum_of_the_parts():
    assert figures.engagements(ALL) == 80
    assert figures.parts(ALL) == ("reactions", "comments", "shares", "saves", "link_clicks")


def test_engagements_add_only_what_is_reported_and_say_what():
    mastodon = Metrics(reactions=3, comments=0, shares=2)
    assert figures.engagements(mastodon) == 5
    assert figures.parts(mastodon) == ("reactions", "comments", "shares")


def test_engagements_are_missing_when_no_part_is_reported():
    assert figures.engagements(Metrics(impressions=5000, reach=100)) is None


def test_a_reported_nought_is_a_nought():
    assert figures.engagements(Metrics(reactions=0)) == 0
    assert figures.rate_by_impressions(Metrics(impressions=500, reactions=0)) == 0


def test_every_rate_follows_its_formula():
    assert figures.rate_by_impressions(ALL) == 4
    assert figures.rate_by_reach(ALL) == 5
    assert figures.amplification(ALL) == Decimal("0.5")
    assert figures.conversation(ALL) == Decimal("0.3")
    assert figures.save_rate(ALL) == Decimal("0.2")
    assert figures.click_through(ALL) == 1


@pytest.mark.parametrize("missing", [f.name for f in fields(Metrics)])
def test_a_rate_without_one_of_its_sides_is_missing_and_the_others_stay(missing):
    values = {f.name: getattr(ALL, f.name) for f in fields(Metrics)} | {missing: None}
    metrics = Metrics(**values)
    sides = {
        figures.amplification: {"shares", "impressions"},
        figures.conversation: {"comments", "impressions"},
        figures.save_rate: {"saves", "impressions"},
        figures.click_through: {"link_clicks", "impressions"},
        figures.rate_by_impressions: {"impressions"},
        figures.rate_by_reach: {"reach"},
    }
    for rate, needs in sides.items():
        assert (rate(metrics) is None) == (missing in needs), rate.__name__


def test_under_a_hundred_impressions_there_is_no_rate():
    assert figures.rate(5, 99) is None
    assert figures.rate(5, 100) == 5
    assert figures.rate(5, 0) is None
    assert figures.rate(0, 0) is None


def test_the_rate_of_a_period_is_a_ratio_of_sums_and_not_the_mean_of_rates():
    pairs = [(10, 100), (10, 10_000)]
    mean = (figures.rate(10, 100) + figures.rate(10, 10_000)) / 2
    assert figures.rounded(figures.ratio_of_sums(pairs)) == Decimal("0.20")
    assert figures.rounded(mean) == Decimal("5.05")


def test_the_rate_of_a_period_adds_only_posts_that_report_both_sides():
    pairs = [(10, 1000), (90, None), (None, 9000)]
    assert figures.ratio_of_sums(pairs) == 1
    assert figures.ratio_of_sums([(90, None), (None, 9000)]) is None
    assert figures.ratio_of_sums([]) is None


def test_small_posts_count_in_the_rate_of_a_period_whose_sum_is_large_enough():
    assert figures.ratio_of_sums([(1, 60), (1, 40)]) == 2
    assert figures.ratio_of_sums([(1, 60), (1, 39)]) is None


def test_the_median_leaves_out_posts_without_a_rate():
    rates = [Decimal(4), None, Decimal(1), Decimal(3), None]
    assert figures.median(rates) == 3
    assert figures.median([Decimal(1), Decimal(2)]) == Decimal("1.5")
    assert figures.median([None, None]) is None


def test_a_half_is_rounded_up_once_at_the_end():
    assert figures.rounded(Decimal("0.125")) == Decimal("0.13")
    assert figures.rounded(Decimal("0.1349")) == Decimal("0.13")
    assert percent(figures.rate(1, 800)) == "0.13%"


def test_too_little_to_show_has_no_minus_sign():
    assert decimal(Decimal("-0.001")) == "0"
    assert (percent(Decimal("-0.004")), decimal(Decimal("-0.005"))) == ("0.00%", "-0.01")


def test_missing_is_written_n_a_and_never_0():
    assert number(None) == "n/a"
    assert percent(None) == "n/a"
    assert number(0) == "0"
    assert number(1234567) == "1,234,567"
    assert percent(Decimal(0)) == "0.00%"


def test_every_measure_of_the_module_is_defined_for_the_reader():
    names = {one.name.casefold() for one in figures.DEFINITIONS}
    assert {"impressions", "reach", "engagements", "engagement rate", "median post rate"} <= names
    assert {"amplification", "conversation", "save rate", "click-through rate"} <= names
    assert all(one.formula and one.unit and one.rule for one in figures.DEFINITIONS)


def test_every_measure_says_where_its_figures_come_from():
    assert all(one.source for one in figures.DEFINITIONS)
    names = {one.name.casefold() for one in figures.DEFINITIONS}
    assert {"engagement rate by followers", "completion", "task rate", "positive share"} <= names
    assert {"hold time", "welsh gap", "accessible rate", "poster coverage"} <= names


MEASURES = (
    figures.engagements, figures.rate_by_impressions, figures.rate_by_reach,
    figures.rate_by_followers, figures.ratio_of_sums, figures.median, figures.amplification,
    figures.conversation, figures.save_rate, figures.click_through, figures.completion,
    figures.task_rate, figures.positive_share, figures.hold_time, figures.welsh_gap,
    figures.accessible_rate, figures.poster_coverage, figures.site_days,
)  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.__name__)
def test_every_measure_states_its_formula_unit_and_source_where_it_is_worked_out(measure):
    said = measure.__doc__
    name, _, formula = said.partition("\n")[0].partition(": ")
    assert name[0].isupper()
    assert formula
    assert any(unit in formula for unit in ("per cent", "a count", "seconds", "minutes"))
    assert "Source: " in said


def test_the_rate_by_followers_and_completion_follow_their_formulas():
    assert figures.rate_by_followers(30, 1500) == 2
    assert figures.completion(45, 180) == 25
    assert figures.rate_by_followers(30, 99) is None
    assert figures.completion(None, 180) is None


def test_shares_of_what_was_counted_elsewhere_have_no_floor_but_need_a_base():
    for share in (figures.task_rate, figures.positive_share, figures.poster_coverage):
        assert share(3, 40) == Decimal("7.5")
        assert share(0, 40) == 0
        assert share(3, 0) is None
        assert share(None, 40) is None
        assert share(3, None) is None
        assert share(41, 40) is None, "more than all is a mistake in the figures"
    assert figures.accessible_rate(19, 20) == 95
    assert figures.accessible_rate(0, 0) is None


def test_site_days_are_sites_times_days():
    assert figures.site_days([(12, 30), (3, 7)]) == 381
    assert figures.site_days([]) is None


def test_the_hold_time_is_that_of_the_last_send_after_the_hold():
    placed = datetime(2026, 10, 18, 8, tzinfo=timezone.utc)
    assert figures.hold_time(placed, placed + timedelta(seconds=7, milliseconds=250)) == Decimal(
        "7.25"
    )
    assert figures.hold_time(placed, None) == 0
    assert figures.hold_time(placed, placed - timedelta(hours=1)) == 0


def test_the_welsh_gap_is_the_minutes_between_both_sends_and_missing_without_one():
    at = datetime(2026, 10, 18, 8, tzinfo=timezone.utc)
    assert figures.welsh_gap(at, at + timedelta(seconds=90)) == Decimal("1.5")
    assert figures.welsh_gap(at + timedelta(seconds=90), at) == Decimal("1.5")
    assert figures.welsh_gap(at, None) is None
