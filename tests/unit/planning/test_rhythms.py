"""When summaries are due: at eight on the wall, whatever the clocks do."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from campaign.planning.rhythms import Rhythm, about, latest

LONDON = ZoneInfo("Europe/London")
DAILY, WEEKLY, MONTHLY = Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("rhythm", "now", "first", "last"),
    [
        (WEEKLY, "2026-11-23T07:59:59", "2026-11-09", "2026-11-15"),
        (WEEKLY, "2026-11-23T08:00:00", "2026-11-16", "2026-11-22"),
        (WEEKLY, "2026-11-29T23:00:00", "2026-11-16", "2026-11-22"),
        (MONTHLY, "2026-12-01T07:59:59", "2026-10-01", "2026-10-31"),
        (MONTHLY, "2026-12-01T08:00:00", "2026-11-01", "2026-11-30"),
        (MONTHLY, "2027-03-01T08:00:00", "2027-02-01", "2027-02-28"),
        (DAILY, "2026-11-23T07:59:59", "2026-11-21", "2026-11-21"),
        (DAILY, "2026-11-23T08:00:00", "2026-11-22", "2026-11-22"),
    ],
)
def test_the_last_one_is_that_whose_hour_has_come(rhythm, now, first, last):
    found = latest(rhythm, utc(now), LONDON)
    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("day", "due", "hours"),
    [
        (date(2026, 10, 25), "2026-10-26T08:00:00", 169),  # the clocks go back: a longer week
        (date(2027, 3, 28), "2027-03-29T07:00:00", 167),  # … and forward
        (date(2027, 10, 31), "2027-11-01T08:00:00", 169),
        (date(2027, 7, 4), "2027-07-05T07:00:00", 168),
    ],
)
def test_a_week_with_a_clock_change_is_due_at_eight_on_the_wall(day, due, hours):
    found = about(WEEKLY, day, LONDON)
    assert found.due == utc(due)
    assert found.end - found.start == timedelta(hours=hours)
    assert latest(WEEKLY, found.due, LONDON) == found
    assert latest(WEEKLY, found.due - timedelta(seconds=1), LONDON).last < found.first


@pytest.mark.parametrize("rhythm", Rhythm)
def test_every_day_belongs_to_one_summary_and_each_is_due_once(rhythm):
    """Step through two years by hours that are odd: five clock changes lie within."""
    moment, seen = utc("2026-01-01T00:00:00"), []
    while moment < utc("2028-01-03T00:00:00"):
        found = latest(rhythm, moment, LONDON)
        if not seen or found != seen[-1]:
            seen.append(found)
        assert found.due <= moment
        moment += timedelta(minutes=347)
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(seen))
    assert {one.due.astimezone(LONDON).hour for one in seen} == {8}


def test_a_summary_may_be_late_for_less_than_its_next_one_takes():
    for rhythm in Rhythm:
        found = latest(rhythm, utc("2027-06-15T12:00:00"), LONDON)
        following = about(rhythm, found.last + timedelta(days=1), LONDON)
        assert found.due < found.until < following.due
