from __future__ import annotations

from datetime import date, datetime, timezone

from campaign.reports.formats import count, listed, span
from campaign.reports.period import Period


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)


def test_a_month_ends_on_its_last_day_in_summer_and_winter_time():
    period = Period(utc(2026, 9, 30, 23), utc(2026, 11, 1))
    assert (period.first, period.last) == (date(2026, 10, 1), date(2026, 10, 31))
    assert period.words == "1 to 31 October 2026"
    assert period.stem == "evaluation-2026-10-01-to-2026-10-31"
    assert period.days == 31


def test_an_end_within_a_day_belongs_to_that_day():
    assert Period(utc(2026, 11, 2), utc(2026, 11, 3, 12)).last == date(2026, 11, 3)


def test_moments_are_told_by_the_clock_on_the_wall():
    period = Period(utc(2026, 9, 30, 23), utc(2026, 11, 1))
    assert period.stamp(utc(2026, 10, 1, 16, 30)) == "1 October 2026, 17:30"
    assert period.stamp(utc(2026, 12, 1, 16, 30)) == "1 December 2026, 16:30"


def test_spans_repeat_nothing():
    assert span(date(2026, 10, 1), date(2026, 10, 1)) == "1 October 2026"
    assert span(date(2026, 9, 29), date(2026, 10, 2)) == "29 September to 2 October 2026"
    assert span(date(2026, 12, 30), date(2027, 1, 2)) == "30 December 2026 to 2 January 2027"


def test_counts_and_lists_read_like_sentences():
    assert count(1, "post") == "1 post"
    assert count(1200, "post") == "1,200 posts"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
