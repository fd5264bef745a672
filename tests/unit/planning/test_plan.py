from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest

from campaign.library.library import Library
from campaign.library.message import Section
from campaign.library.settings import QuietWindow, Theme
from campaign.planning.plan import Past, Plan, make_plan
from tests.servers.shelf import channel, large, library, message, rule

MONDAY = datetime(2027, 1, 4, tzinfo=timezone.utc)
local = datetime.fromisoformat


def plan(shelf: Library, days: int = 7, *, history: tuple[Past, ...] = ()) -> Plan:
    return make_plan(shelf, history=history, start=MONDAY, end=MONDAY + timedelta(days=days))


def told(found: Plan) -> list[str]:
    return [f"{post.local:%a %H:%M} {post.message}" for post in found.posts]


def test_dated_messages_stand_at_their_exact_times() -> None:
    shelf = library(
        [
            message("once", "on 5/1/2027 at 09:05"),
            message("often", "every Wednesday and Friday at 18:10"),
        ],
        slots=(),
    )
    assert told(plan(shelf)) == ["Tue 09:05 once", "Wed 18:10 often", "Fri 18:10 often"]


def test_a_key_names_message_channel_and_local_slot() -> None:
    found = make_plan(
        library([message("m", "on 5/7/2027 at 09:00")]),
        history=(),
        start=datetime(2027, 7, 1, tzinfo=timezone.utc),
        end=datetime(2027, 8, 1, tzinfo=timezone.utc),
    )
    assert [post.key for post in found.posts] == ["m|north-x|2027-07-05T09:00"]
    assert found.posts[0].at.hour == 8


def test_rotation_says_what_was_said_longest_ago() -> None:
    history = tuple(
        Past(name, "north-x", MONDAY - timedelta(days=days, hours=4))
        for name, days in {"m1": 30, "m2": 50, "m3": 40}.items()
    )
    shelf = library([message(name) for name in ("m1", "m2", "m3")], slots=(rule("10:00"),))
    assert told(plan(shelf, history=history)) == ["Mon 10:00 m2", "Tue 10:00 m3", "Wed 10:00 m1"]


def test_a_new_message_goes_before_all_that_were_said() -> None:
    history = (Past("old", "north-x", MONDAY - timedelta(days=90)),)
    shelf = library([message("old"), message("new")], slots=(rule("10:00"),))
    assert told(plan(shelf, history=history)) == ["Mon 10:00 new", "Tue 10:00 old"]


def test_a_message_rests_for_its_days_on_each_channel() -> None:
    others = [message(name, rest=1) for name in ("n", "o")]
    shelf = library([message("m", rest=3), *others], slots=(rule("10:00"),))
    days = [post.local.date() for post in plan(shelf, 28).posts if post.message == "m"]
    assert len(days) > 5
    assert {(b - a).days for a, b in pairwise(days)} == {3}


def test_the_same_message_never_comes_twice_in_a_row() -> None:
    shelf = library([message("m"), message("n")], rest=0)
    names = [post.message for post in plan(shelf).posts]
    assert len(names) == 21
    assert all(a != b for a, b in pairwise(names))


def test_a_single_message_without_rest_is_not_said_again_and_again() -> None:
    assert len(plan(library([message("m")], rest=0)).posts) == 1


def test_rotation_does_not_say_again_what_history_says_next() -> None:
    history = (Past("m", "north-x", MONDAY + timedelta(days=2)),)
    shelf = library([message("m", rest=1), message("n", rest=1)], slots=(rule("10:00"),))
    assert told(plan(shelf, 4, history=history)) == [
        "Mon 10:00 n",
        "Wed 10:00 n",
        "Thu 10:00 m",
    ]


def test_a_message_rests_before_a_day_on_which_history_says_it_too() -> None:
    history = tuple(
        Past(name, "north-x", MONDAY + timedelta(days=days, hours=10))
        for name, days in {"m": 5, "n": 4}.items()
    )
    shelf = library([message("m", rest=3)], slots=(rule("10:00"),))
    assert told(plan(shelf, history=history)) == ["Mon 10:00 m"]
    shelf = library([message("m", rest=6)], slots=(rule("10:00"),))
    assert told(plan(shelf, history=history)) == []


@pytest.mark.parametrize(("share_a", "share_b"), [(50, 50), (70, 30), (90, 10)])
def test_themes_keep_to_their_shares(share_a: int, share_b: int) -> None:
    themes = (Theme(id="a", title="A", share=share_a), Theme(id="b", title="B", share=share_b))
    messages = [message(f"{theme}{n}", theme=theme) for theme in "ab" for n in range(20)]
    posts = plan(library(messages, themes=themes, rest=0), 28).posts
    for many in range(1, len(posts) + 1):
        count = sum(post.theme == "a" for post in posts[:many])
        assert abs(count - many * share_a / 100) < 1


def test_shares_count_what_was_already_said_on_the_channel() -> None:
    history = tuple(Past("a0", "north-x", MONDAY - timedelta(days=n)) for n in range(10, 14))
    messages = [message(f"{theme}{n}", theme=theme) for theme in "ab" for n in range(9)]
    posts = plan(library(messages, slots=(rule("10:00"),)), history=history).posts
    assert [post.theme for post in posts][:4] == ["b", "b", "b", "b"]


def test_a_theme_without_a_share_is_left_to_dated_messages() -> None:
    messages = [message("a"), message("c", theme="c"), message("d", "daily at 09:00", theme="c")]
    found = plan(library(messages), 1)
    assert {post.message for post in found.posts} == {"a", "d"}


def test_without_any_share_all_themes_are_equal() -> None:
    themes = (Theme(id="a", title="A"), Theme(id="b", title="B"))
    messages = [message(f"{theme}{n}", theme=theme) for theme in "ab" for n in range(12)]
    posts = plan(library(messages, themes=themes)).posts
    assert sum(post.theme == "a" for post in posts) in {10, 11}


def test_dated_messages_win_over_rotation_below_the_cap() -> None:
    shelf = library(
        [message("late", "on 4/1/2027 at 21:00"), *(message(f"m{n}") for n in range(9))], cap=2
    )
    day = [post for post in plan(shelf, 1).posts if post.local.date() == date(2027, 1, 4)]
    assert [post.local.hour for post in day] == [8, 21]


def test_dated_messages_over_the_cap_are_left_out_with_a_sentence() -> None:
    shelf = library([message("m", "on 4/1/2027 at 09:00, 10:00 and 11:00")], cap=2)
    found = plan(shelf)
    assert [post.local.hour for post in found.posts] == [9, 10]
    assert [skipped.reason for skipped in found.skipped] == [
        "north-x already has its 2 posts on 4 January 2027, the most it may have a day."
    ]


def test_a_channels_own_cap_replaces_the_campaigns() -> None:
    shelf = library([message(f"m{n}") for n in range(9)], [channel("north-x", cap=1)])
    assert len(plan(shelf).posts) == 7


def test_nothing_goes_out_in_a_quiet_window() -> None:
    silence = QuietWindow(
        reason="Two minutes' silence", day=date(2027, 1, 4), start=time(10), end=time(12, 30)
    )
    shelf = library(
        [message("m"), message("d", "on 4/1/2027 at 12:29"), message("n", theme="b")],
        slots=(rule("10:00", "11:00", "12:30"),),
        quiet=(silence,),
    )
    found = plan(shelf, 1)
    assert [f"{post.local:%H:%M}" for post in found.posts] == ["12:30"]
    assert [skipped.reason for skipped in found.skipped] == [
        "It falls into quiet time from 10:00 to 12:30: Two minutes' silence."
    ]


def test_a_quiet_window_can_be_for_some_organisations_and_run_past_midnight() -> None:
    night = QuietWindow(
        reason="Funeral",
        day=date(2027, 1, 4),
        start=time(22),
        end=time(6),
        organisations=("north",),
    )
    shelf = library(
        [message("m", "on 5/1/2027 at 05:59")],
        [channel("north-x"), channel("south-x")],
        quiet=(night,),
    )
    found = plan(shelf)
    assert [post.channel for post in found.posts] == ["south-x"]
    assert [skipped.channel for skipped in found.skipped] == ["north-x"]


def test_messages_and_campaign_keep_to_their_days() -> None:
    shelf = library(
        [
            message("m", rest=0, not_before=date(2027, 1, 6), not_after=date(2027, 1, 7)),
            message("n", rest=0, not_before=date(2027, 1, 6), not_after=date(2027, 1, 8)),
        ],
        slots=(rule("10:00"),),
        start=date(2027, 1, 5),
        end=date(2027, 1, 7),
    )
    assert [post.local.day for post in plan(shelf).posts] == [6, 7]


def test_a_date_outside_the_days_is_explained_and_a_rule_just_ends() -> None:
    shelf = library(
        [
            message("early", "on 4/1/2027 at 09:00"),
            message("late", "on 9/1/2027 at 09:00"),
            message("held", "on 6/1/2027 at 09:00", not_before=date(2027, 1, 7)),
            message("rule", "every day at 11:00"),
        ],
        slots=(),
        start=date(2027, 1, 5),
        end=date(2027, 1, 8),
    )
    found = plan(shelf)
    assert {post.message for post in found.posts} == {"rule"}
    assert [skipped.reason for skipped in found.skipped] == [
        "The campaign starts later, on 5 January 2027.",
        "The message may not go out before 7 January 2027.",
        "The campaign is over: its last day is 8 January 2027.",
    ]


def test_drafts_and_messages_without_a_text_for_the_platform_are_never_planned() -> None:
    elsewhere = message("m", sections=(Section(("mastodon",), "Text", 1),))
    shelf = library([elsewhere, message("draft", draft=True)])
    assert plan(shelf).posts == ()


def test_two_dated_messages_do_not_go_out_at_one_instant() -> None:
    shelf = library(
        [message("m", "on 4/1/2027 at 09:00"), message("n", "on 4/1/2027 at 09:00")], slots=()
    )
    found = plan(shelf)
    assert told(found) == ["Mon 09:00 m"]
    assert "Another message, m, goes out" in found.skipped[0].reason


def test_rotation_keeps_half_an_hour_from_dated_messages() -> None:
    times = ("08:29", "08:30", "08:31", "09:29", "09:30", "09:31")
    for at, free in zip(times, [True, True, False, False, True, True], strict=True):
        shelf = library([message("m"), message("d", "daily at 09:00")], slots=(rule(at),))
        assert ("m" in {post.message for post in plan(shelf, 1).posts}) is free


def test_rotation_knows_the_dated_message_just_after_its_window() -> None:
    shelf = library([message("m"), message("d", "on 5/1/2027 at 00:10")], slots=(rule("23:50"),))
    for end in (timedelta(hours=23, minutes=55), timedelta(days=1)):
        assert make_plan(shelf, history=(), start=MONDAY, end=MONDAY + end).posts == ()


def test_rotation_leaves_room_for_a_dated_message_later_on_the_last_day() -> None:
    shelf = library([message("m"), message("d", "on 4/1/2027 at 21:00")], cap=1)
    noon = MONDAY + timedelta(hours=12)
    assert make_plan(shelf, history=(), start=MONDAY, end=noon).posts == ()


def test_rotation_keeps_its_own_slots_close_together_across_the_windows_edges() -> None:
    shelf = library([message("m"), message("n"), message("o")], slots=(rule("08:00", "08:20"),))
    eight, later = MONDAY + timedelta(hours=8), MONDAY + timedelta(hours=8, minutes=20)
    second = make_plan(
        shelf,
        history=[Past("m", "north-x", eight)],
        start=eight + timedelta(minutes=5),
        end=later + timedelta(minutes=1),
    )
    first = make_plan(
        shelf, history=[Past("m", "north-x", later)], start=MONDAY, end=eight + timedelta(minutes=1)
    )
    assert [post.at for post in second.posts] == [later]
    assert [post.at for post in first.posts] == [eight]


def test_of_two_dated_messages_the_earlier_takes_the_last_place_of_the_day() -> None:
    shelf = library(
        [message("a", "on 4/1/2027 at 10:00"), message("b", "on 4/1/2027 at 09:00")], cap=1
    )
    assert told(plan(shelf, 1)) == ["Mon 09:00 b"]


def test_dated_messages_do_not_count_towards_the_shares_of_themes() -> None:
    history = tuple(Past("d", "north-x", MONDAY - timedelta(days=n)) for n in range(1, 9))
    messages = [message(f"{theme}{n}", theme=theme) for theme in "ab" for n in range(9)]
    shelf = library([*messages, message("d", "on 1/1/2026 at 09:00")])
    assert plan(shelf, history=history).posts == plan(shelf).posts


def test_a_message_is_not_said_after_its_last_day() -> None:
    shelf = library([message("m", rest=1, not_after=date(2027, 1, 6)), message("n", rest=1)])
    last = max(post.local.date() for post in plan(shelf).posts if post.message == "m")
    assert last == date(2027, 1, 6)


def test_what_history_holds_is_not_planned_again() -> None:
    slots = (rule("12:30"),)
    messages = [message("d", "on 4/1/2027 at 09:00"), message("m"), message("n")]
    shelf = library(messages, slots=slots, end=date(2027, 1, 4))
    history = (
        Past("d", "north-x", MONDAY + timedelta(hours=9)),
        Past("m", "north-x", MONDAY + timedelta(hours=12, minutes=30)),
    )
    assert plan(shelf, history=history) == Plan(start=MONDAY, end=MONDAY + timedelta(days=7))


def test_channels_and_organisations_do_not_all_say_the_same_at_once() -> None:
    channels = [channel(f"org{n}-x") for n in range(12)]
    shelf = library([message(f"m{n}") for n in range(12)], channels)
    first = [post.message for post in plan(shelf, 1).posts if post.local.hour == 8]
    assert len(first) == 12
    assert len(set(first)) >= 5


def test_the_order_of_files_changes_nothing() -> None:
    messages = [message(f"m{n}", theme="ab"[n % 2]) for n in range(9)]
    messages += [message(f"d{n}", "daily at 09:00") for n in range(3)]
    channels = [channel("north-x"), channel("south-mastodon"), channel("north-mastodon")]
    forwards = plan(library(messages, channels))
    assert plan(library(messages[::-1], channels[::-1])) == forwards


def test_dated_and_rotated_posts_are_right_on_both_clock_change_nights() -> None:
    for night, read, hour in (("28/3/2027", "02:00", 1), ("31/10/2027", "01:30", 0)):
        day, month, year = (int(part) for part in night.split("/"))
        start = datetime(year, month, day, tzinfo=timezone.utc) - timedelta(hours=2)
        for shelf in (
            library([message("d", f"on {night} at 01:30")], slots=()),
            library([message("r")], slots=(rule("01:30"),), start=date(year, month, day)),
        ):
            found = make_plan(shelf, history=(), start=start, end=start + timedelta(days=1))
            assert [f"{post.local:%H:%M}" for post in found.posts] == [read]
            assert [post.at.hour for post in found.posts] == [hour]


def test_a_window_needs_a_time_zone() -> None:
    naive = local("2027-01-04T00:00")
    with pytest.raises(ValueError, match="time zone"):
        make_plan(library([]), history=(), start=naive, end=naive)


def test_four_weeks_of_twelve_channels_and_a_hundred_messages_fill_every_slot() -> None:
    found = plan(large(12, 100), 28)
    assert len(found.posts) == 12 * 28 * 3
    assert len({post.key for post in found.posts}) == len(found.posts)
