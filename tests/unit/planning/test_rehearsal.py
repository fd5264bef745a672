from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from campaign.planning.post import Planned
from campaign.planning.rehearsal import instants, spaced
from tests.servers.shelf import channel, library

START = datetime(2027, 1, 4, tzinfo=timezone.utc)
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


def post(at: datetime) -> Planned:
    return Planned("m", "north-x", "a", "north", at.replace(tzinfo=None), at)


def test_it_ticks_for_each_post_and_each_reading_in_order() -> None:
    posts = [post(START + 5 * HOUR), post(START + 2 * HOUR)]
    ticks = instants(
        [one.at for one in posts], reading_ages=[6 * HOUR, HOUR], start=START, end=START + WEEK
    )
    assert [(tick - START) // HOUR for tick in ticks] == [2, 3, 5, 6, 8, 11]


def test_posts_and_readings_of_one_second_share_a_tick() -> None:
    posts = [post(START), post(START), post(START + HOUR)]
    ticks = instants(
        [one.at for one in posts], reading_ages=[HOUR, HOUR], start=START, end=START + WEEK
    )
    assert [(tick - START) // HOUR for tick in ticks] == [0, 1, 2]


def test_it_stays_between_its_first_and_last_second() -> None:
    posts = [post(START - HOUR), post(START + WEEK), post(START + WEEK + HOUR)]
    ticks = instants(
        [one.at for one in posts], reading_ages=[2 * HOUR], start=START, end=START + WEEK
    )
    assert list(ticks) == [START + HOUR, START + WEEK]


@given(
    st.lists(st.floats(-1e6, 1e6), max_size=20),
    st.lists(st.floats(0, 1e6), max_size=4),
)
def test_nothing_is_due_between_ticks_for_more_than_a_second(
    seconds: list[float], ages: list[float]
) -> None:
    posts = [post(START + timedelta(seconds=second)) for second in seconds]
    readings = [timedelta(seconds=age) for age in ages]
    ticks = list(
        instants([p.at for p in posts], reading_ages=readings, start=START, end=START + WEEK)
    )
    assert ticks == sorted(set(ticks))
    assert all(tick.microsecond == 0 for tick in ticks)
    for at in (p.at + age for p in posts for age in [timedelta(), *readings]):
        if START <= at <= START + WEEK - timedelta(seconds=2):
            assert any(timedelta() <= tick - at < timedelta(seconds=2) for tick in ticks)


def test_what_a_gap_pushes_back_has_an_instant_of_its_own() -> None:
    shelf = library([], [channel("north-x", gap=10)])
    minutes = [timedelta(minutes=number) for number in (0, 2, 40)]
    found = spaced([post(START + at) for at in minutes], shelf)
    assert sorted((at - START) // timedelta(minutes=1) for at in found) == [0, 2, 10, 40]
