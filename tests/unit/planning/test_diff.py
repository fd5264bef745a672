from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from campaign.planning.diff import Calendared, Diff, diff
from campaign.planning.plan import Plan
from campaign.planning.post import Planned

NOW = datetime(2027, 1, 4, tzinfo=timezone.utc)


def post(name: str, hours: float, channel: str = "north-x") -> Planned:
    at = NOW + timedelta(hours=hours)
    return Planned(name, channel, "a", "north", at.replace(tzinfo=None), at)


def entry(name: str, hours: float, channel: str = "north-x", *, locked: bool = False) -> Calendared:
    new = post(name, hours, channel)
    return Calendared(new.key, name, channel, new.at, locked)


def compare(plan: Iterable[Planned], *calendar: Calendared) -> Diff:
    return diff(Plan(tuple(plan)), calendar, now=NOW)


def test_an_unchanged_calendar_needs_nothing() -> None:
    found = compare([post("m", 9)], entry("m", 9))
    assert found.empty
    assert found.keep == (entry("m", 9),)


def test_new_posts_are_added_and_unwanted_ones_dropped() -> None:
    assert compare([post("m", 9)], entry("n", 9)) == Diff(
        add=(post("m", 9),), drop=(entry("n", 9),)
    )


def test_another_time_on_the_same_day_is_a_move() -> None:
    found = compare([post("m", 20), post("m", 25)], entry("m", 23.5))
    assert found.move == ((entry("m", 23.5), post("m", 20)),)
    assert found.add == (post("m", 25),)


def test_without_a_post_on_that_day_the_nearest_is_the_move() -> None:
    found = compare([post("m", 30), post("m", 90), post("m", 200)], entry("m", 100))
    assert found.move == ((entry("m", 100), post("m", 90)),)


def test_a_post_moves_only_on_its_own_channel() -> None:
    found = compare([post("m", 9, "south-x")], entry("m", 9))
    assert not found.move
    assert len(found.add) == len(found.drop) == 1


def test_a_post_whose_instant_is_not_its_slots_any_more_moves() -> None:
    late = replace(entry("m", 9), at=NOW + timedelta(hours=10))
    assert compare([post("m", 9)], late).move == ((late, post("m", 9)),)


def test_published_and_decided_posts_are_left_alone() -> None:
    locked = entry("m", 9, locked=True)
    assert compare([], locked) == Diff(keep=(locked,))
    assert compare([post("m", 9)], locked) == Diff(keep=(locked,))
    assert compare([post("m", 12)], locked) == Diff(add=(post("m", 12),), keep=(locked,))


def test_a_post_a_person_moved_is_not_added_again_at_its_old_slot() -> None:
    moved = replace(entry("m", 9, locked=True), at=NOW + timedelta(hours=12))
    assert compare([post("m", 9)], moved) == Diff(keep=(moved,))


def test_nothing_is_put_where_a_person_put_something_else() -> None:
    moved = replace(entry("m", 9, locked=True), at=NOW + timedelta(hours=12))
    assert compare([post("n", 12)], moved) == Diff(keep=(moved,))


def test_what_is_past_is_neither_dropped_nor_added() -> None:
    assert compare([post("n", -1)], entry("m", -1)) == Diff(keep=(entry("m", -1),))


def test_posts_outside_the_window_of_the_plan_are_kept() -> None:
    plan = Plan(start=NOW + timedelta(hours=5), end=NOW + timedelta(hours=10))
    calendar = [entry("m", 4), entry("m", 6), entry("m", 10)]
    found = diff(plan, calendar, now=NOW)
    assert found.drop == (entry("m", 6),)
    assert found.keep == (entry("m", 4), entry("m", 10))


names = st.sampled_from("mno")
channels = st.sampled_from(["north-x", "south-x"])
hours = st.integers(-20, 100)
plans = st.lists(st.builds(post, names, hours, channels), max_size=20).map(
    lambda posts: tuple({(p.channel, p.at): p for p in posts}.values())
)
entries = st.builds(entry, names, hours, channels, locked=st.booleans())
shifts = st.sampled_from([0, 0, 1, -3]).map(lambda number: timedelta(hours=number))
calendars = st.lists(
    st.builds(lambda old, shift: replace(old, at=old.at + shift), entries, shifts), max_size=20
).map(lambda entries: tuple({e.key: e for e in entries}.values()))


@given(plans, calendars)
def test_applied_to_the_calendar_it_gives_the_plan_for_the_open_future(
    plan: tuple[Planned, ...], calendar: tuple[Calendared, ...]
) -> None:
    found = compare(plan, *calendar)
    fixed = [old for old in calendar if old.locked or old.at < NOW]
    after = {old.key: old for old in calendar}
    for old in (*found.drop, *(old for old, _ in found.move)):
        assert old not in fixed
        del after[old.key]
    for new in (*found.add, *(new for _, new in found.move)):
        assert new.key not in after
        after[new.key] = Calendared(new.key, new.message, new.channel, new.at)
    assert all(after[old.key] == old for old in fixed)
    held = {(old.channel, old.at) for old in fixed}
    keys = {old.key for old in fixed}
    expected = {p.key for p in plan if p.at >= NOW and (p.channel, p.at) not in held} - keys
    assert set(after) - keys == expected


@given(plans, calendars)
def test_a_diff_once_applied_leaves_nothing_to_do_and_pairs_only_twins(
    plan: tuple[Planned, ...], calendar: tuple[Calendared, ...]
) -> None:
    found = compare(plan, *calendar)
    for old, new in found.move:
        assert (old.message, old.channel) == (new.message, new.channel)
    assert not {(o.message, o.channel) for o in found.drop} & {
        (n.message, n.channel) for n in found.add
    }
    after = [*found.keep, *(Calendared(n.key, n.message, n.channel, n.at) for n in found.add)]
    after += [Calendared(n.key, n.message, n.channel, n.at) for _, n in found.move]
    assert compare(plan, *after).empty
