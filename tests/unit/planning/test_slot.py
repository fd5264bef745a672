from __future__ import annotations

import os
import time as clock
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.library.settings import SlotRule
from campaign.planning.slot import Slot, slots, to_local, to_utc
from tests.servers.shelf import campaign, channel, rule

LONDON = "Europe/London"
SPRING = ["2026-03-29", "2027-03-28"]
AUTUMN = ["2026-10-25", "2027-10-31"]
HALF_HOURS = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
local = datetime.fromisoformat


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def of_night(day: str, *rules: SlotRule) -> list[Slot]:
    start = utc(day) - timedelta(hours=6)
    return list(slots(campaign(slots=rules), channel("north-x"), start, start + timedelta(days=2)))


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2027-01-25T09:00", "2027-01-25T09:00"),
        ("2027-07-25T09:00", "2027-07-25T08:00"),
        ("2027-03-28T00:59", "2027-03-28T00:59"),
        ("2027-03-28T01:00", "2027-03-28T01:00"),
        ("2027-03-28T01:30", "2027-03-28T01:00"),
        ("2026-03-29T01:59", "2026-03-29T01:00"),
        ("2027-03-28T02:00", "2027-03-28T01:00"),
        ("2027-03-28T02:01", "2027-03-28T01:01"),
        ("2027-10-31T00:59", "2027-10-30T23:59"),
        ("2027-10-31T01:00", "2027-10-31T00:00"),
        ("2026-10-25T01:30", "2026-10-25T00:30"),
        ("2027-10-31T01:59", "2027-10-31T00:59"),
        ("2027-10-31T02:00", "2027-10-31T02:00"),
    ],
)
def test_wall_times_become_instants_by_the_written_rule(wall: str, instant: str) -> None:
    assert to_utc(local(wall), LONDON) == utc(instant)


def test_the_second_of_two_equal_hours_is_never_meant() -> None:
    assert to_utc(local("2027-10-31T01:30").replace(fold=1), LONDON) == utc("2027-10-31T00:30")


def test_the_rule_holds_in_a_zone_with_half_an_hour_of_summer_time() -> None:
    at = to_utc(local("2027-10-03T02:10"), "Australia/Lord_Howe")
    assert to_local(at, "Australia/Lord_Howe") == local("2027-10-03T02:30")


@pytest.mark.parametrize("day", SPRING)
def test_on_the_short_night_no_slot_lies_in_the_hour_that_does_not_exist(day: str) -> None:
    found = of_night(day, rule(*HALF_HOURS))
    walls = [slot.local for slot in found]
    assert local(f"{day}T01:00") not in walls
    assert local(f"{day}T01:30") not in walls
    assert walls.count(local(f"{day}T02:00")) == 1
    assert {b.at - a.at for a, b in pairwise(found)} == {timedelta(minutes=30)}


@pytest.mark.parametrize("day", SPRING)
def test_two_slots_that_fall_on_one_instant_are_one(day: str) -> None:
    found = of_night(day, rule("01:15"), rule("01:45"), rule("02:00"))
    tonight = [slot for slot in found if slot.at.date() == local(day).date()]
    assert tonight == [Slot("north-x", local(f"{day}T02:00"), utc(f"{day}T01:00"))]


@pytest.mark.parametrize("day", AUTUMN)
def test_on_the_long_night_each_slot_comes_once_and_the_first_time(day: str) -> None:
    found = of_night(day, rule(*HALF_HOURS))
    assert len({slot.local for slot in found}) == len(found)
    first = next(slot for slot in found if slot.local == local(f"{day}T01:30"))
    assert first.at == utc(f"{day}T00:30")
    assert max(b.at - a.at for a, b in pairwise(found)) == timedelta(minutes=90)


def test_a_daily_slot_keeps_its_wall_time_through_both_changes() -> None:
    year = (utc("2026-03-01T00:00"), utc("2027-12-01T00:00"))
    found = list(slots(campaign(slots=(rule("09:00"),)), channel("north-x"), *year))
    assert {slot.local.time() for slot in found} == {local("2027-01-01T09:00").time()}
    assert len(found) == (year[1] - year[0]).days


def test_a_channels_own_rules_replace_the_campaigns() -> None:
    own = channel("north-x", slots=(rule("10:00", days=(5,)),))
    window = (utc("2027-01-04T00:00"), utc("2027-01-11T00:00"))
    assert [slot.at for slot in slots(campaign(), own, *window)] == [utc("2027-01-09T10:00")]


def test_the_start_of_a_window_is_in_it_and_its_end_is_not() -> None:
    window = (utc("2027-01-04T08:00"), utc("2027-01-04T12:30"))
    found = slots(campaign(), channel("north-x"), *window)
    assert [slot.at for slot in found] == [window[0]]


@pytest.fixture
def far_away() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Kathmandu"
    clock.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    clock.tzset()


@pytest.mark.usefixtures("far_away")
def test_slots_do_not_depend_on_the_zone_of_the_process() -> None:
    assert to_utc(local("2027-07-25T09:00"), LONDON) == utc("2027-07-25T08:00")
    found = of_night("2027-03-28", rule("09:00"))
    assert [slot.at for slot in found] == [utc("2027-03-28T08:00"), utc("2027-03-29T08:00")]


NIGHTS = [f"{day}T00:00" for day in SPRING + AUTUMN]


@given(
    night=st.sampled_from(NIGHTS),
    minutes=st.integers(-36 * 60, 36 * 60),
    zone=st.sampled_from([LONDON, "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_every_wall_time_has_one_instant_that_reads_as_it_or_as_the_end_of_its_gap(
    night: str, minutes: int, zone: str
) -> None:
    wall = local(night) + timedelta(minutes=minutes)
    at = to_utc(wall, zone)
    read = to_local(at, zone)
    assert to_utc(read, zone) == at
    assert read >= wall
    if read > wall:
        assert to_local(at - timedelta(minutes=1), zone) < wall
