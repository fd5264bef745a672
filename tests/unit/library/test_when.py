from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.library.timetoken import MONTHS, WEEKDAYS
from campaign.library.when import When, WhenError, parse_when

NINE, HALF_FIVE = time(9), time(17, 30)


local = datetime.fromisoformat


def moments(*texts: str) -> When:
    return When(moments=tuple(local(text) for text in texts))


@pytest.mark.parametrize(
    "text",
    [
        "on 25/1/2027 at 09:00",
        "25/1/2027 09:00",
        "  ON   25 / 1 / 2027 ,  AT 9AM.",
        "25.1.2027 at 9.00",
        "25-1-27 – 0900hrs",
        "25 January 2027 at 9 a.m.",
        "Mon 25th of Jan, 2027 @ 09:00",
        "Monday, the 25 January 2027 — 9.00 am",
        "January 25, 2027 at 09:00",
        "09:00 on Monday 25/1/2027",
        "at 09:00 on 25/1/2027",
        "@ 9am, 25 January 2027",
        "2027-01-25 at 09:00",
        "2027-01-25T09:00",
    ],
)
def test_one_day_can_be_written_in_many_ways(text: str) -> None:
    assert parse_when(text) == moments("2027-01-25T09:00")


@pytest.mark.parametrize(
    "text",
    ["5.30pm", "5:30 PM", "17:30", "17.30", "1730hrs", "1730 hours", "5.30 p.m.", "17:30 hrs"],
)
def test_one_time_can_be_written_in_many_ways(text: str) -> None:
    assert parse_when(f"every day at {text}").times == (HALF_FIVE,)


def test_noon_and_the_hours_around_midnight_are_read_right() -> None:
    found = parse_when("every day at noon, 12am, 12.30pm and 1am").times
    assert found == (time(0), time(1), time(12), time(12, 30))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "on 25/1/2027 and 26/1/2027 at 09:00 and 17:30",
            ["2027-01-25T09:00", "2027-01-25T17:30", "2027-01-26T09:00", "2027-01-26T17:30"],
        ),
        (
            "25/1/2027 at 09:00 and noon, 26/1/2027 at 10:00",
            ["2027-01-25T09:00", "2027-01-25T12:00", "2027-01-26T10:00"],
        ),
        (
            "10:00 on 26/1/2027 & 09:00 on 25/1/2027",
            ["2027-01-25T09:00", "2027-01-26T10:00"],
        ),
        (
            "25, 26 and Wednesday 27 January 2027 and 1 February 2027 at 9am",
            ["2027-01-25T09:00", "2027-01-26T09:00", "2027-01-27T09:00", "2027-02-01T09:00"],
        ),
        ("25/1/2027, 25/1/2027 at 09:00", ["2027-01-25T09:00"]),
    ],
)
def test_several_dates_and_times_make_every_pair(text: str, expected: list[str]) -> None:
    assert parse_when(text) == moments(*expected)


WEEKLY: list[tuple[str, tuple[int, ...]]] = [
    ("every Friday", (4,)),
    ("each friday", (4,)),
    ("on Fridays", (4,)),
    ("weekly on Friday", (4,)),
    ("every week on Friday", (4,)),
    ("every Monday and Thursday", (0, 3)),
    ("every Mon, Wed & Fri", (0, 2, 4)),
    ("Tuesdays and Thursdays", (1, 3)),
    ("every Monday to Friday", (0, 1, 2, 3, 4)),
    ("every Fri–Mon", (0, 4, 5, 6)),
    ("every weekday", (0, 1, 2, 3, 4)),
    ("weekdays", (0, 1, 2, 3, 4)),
    ("every weekend", (5, 6)),
    ("every day", (0, 1, 2, 3, 4, 5, 6)),
    ("daily", (0, 1, 2, 3, 4, 5, 6)),
]


@pytest.mark.parametrize(("text", "weekdays"), WEEKLY)
def test_weekly_rules_name_their_weekdays(text: str, weekdays: tuple[int, ...]) -> None:
    assert parse_when(f"{text} at 09:00") == When(weekdays=weekdays, times=(NINE,))


def test_a_rule_runs_from_its_first_day_until_its_last_one_included() -> None:
    rule = parse_when("every Friday at 17:30 from 1/12/2026 until Friday 18/12/2026")
    found = [f"{at:%d %H:%M}" for at in rule.occurrences(date(2026, 1, 1), date(2027, 12, 31))]
    assert found == ["04 17:30", "11 17:30", "18 17:30"]


@pytest.mark.parametrize(
    "text",
    [
        "from 1/12/2026 until 31/1/2027 at 09:00 every Friday",
        "every Friday at 09:00, starting 1 December 2026, ending 31 January 2027",
        "every Friday at 09:00 from 1/12/2026 to 31/1/2027",
        "every Friday at 09:00 from 1/12/2026 – 31/1/2027",
        "between 1/12/2026 and 31/1/2027 every Friday at 09:00",
        "at 09:00 each Friday since 2026-12-01 till 2027-01-31",
    ],
)
def test_the_clauses_of_a_rule_come_in_any_order(text: str) -> None:
    span = (date(2026, 12, 1), date(2027, 1, 31))
    assert parse_when(text) == When(weekdays=(4,), times=(NINE,), start=span[0], until=span[1])


def test_days_can_be_left_out() -> None:
    rule = parse_when("every Friday at 09:00 from 11/12/2026 except 25/12/2026 and 1 January 2027")
    found = [at.date() for at in rule.occurrences(date(2026, 12, 1), date(2027, 1, 8))]
    assert found == [date(2026, 12, 11), date(2026, 12, 18), date(2027, 1, 8)]


@pytest.mark.parametrize(
    "text",
    [
        "every 2 weeks on Tuesday at 08:00 from 7/1/2027",
        "fortnightly on Tuesday at 08:00 from 7/1/2027",
        "every fortnight on Tuesday at 08:00 from 7/1/2027",
        "every other Tuesday at 08:00 from 7/1/2027",
        "every two weeks on Tuesdays at 08:00 from 7/1/2027",
    ],
)
def test_a_fortnight_counts_from_the_week_of_its_first_day(text: str) -> None:
    found = list(parse_when(text).occurrences(date(2027, 1, 1), date(2027, 2, 8)))
    assert found == [local("2027-01-19T08:00"), local("2027-02-02T08:00")]


def test_a_fortnight_without_a_first_day_is_the_same_whatever_the_window() -> None:
    rule = parse_when("every 2 weeks on Tuesday at 08:00")
    whole = list(rule.occurrences(date(2027, 1, 1), date(2027, 6, 30)))
    late = list(rule.occurrences(date(2027, 3, 1), date(2027, 6, 30)))
    assert late == [at for at in whole if at.date() >= date(2027, 3, 1)]
    assert {(b - a).days for a, b in pairwise(whole)} == {14}


MONTHLY = [
    ("every first Monday of the month", ["04", "01", "01", "05"]),
    ("monthly on the first Monday", ["04", "01", "01", "05"]),
    ("the first Monday of every month", ["04", "01", "01", "05"]),
    ("every last Friday of the month", ["29", "26", "26", "30"]),
    ("every fifth Friday of the month", ["29", "30"]),
    ("every month on the 15th", ["15", "15", "15", "15"]),
    ("on the 15th of each month", ["15", "15", "15", "15"]),
    ("monthly on the 31st", ["31", "31"]),
    ("every month on the last day", ["31", "28", "31", "30"]),
    ("the last day of the month", ["31", "28", "31", "30"]),
    ("every 2 months on the 1st", ["01", "01"]),
    ("every month on the 1st and 15th", ["01", "15", "01", "15", "01", "15", "01", "15"]),
    ("monthly from 10/1/2027", ["10", "10", "10", "10"]),
]


@pytest.mark.parametrize(("text", "days"), MONTHLY)
def test_monthly_rules_fall_on_the_right_days(text: str, days: list[str]) -> None:
    rule = parse_when(f"{text} at 10:00")
    found = rule.occurrences(date(2027, 1, 1), date(2027, 4, 30))
    assert [f"{at:%d}" for at in found] == days


@pytest.mark.parametrize(
    "text", ["every 9 September", "every year on 9 September", "every year on September 9th"]
)
def test_yearly_rules_fall_on_their_day(text: str) -> None:
    found = list(parse_when(f"{text} at 10:00").occurrences(date(2026, 1, 1), date(2027, 12, 31)))
    assert found == [local("2026-09-09T10:00"), local("2027-09-09T10:00")]


FAULTS = [
    ("", 1, "The day is missing.", "25/1/2027"),
    ("every Firday at 17:30", 7, '"firday" is not understood.', 'mean "Friday"?'),
    ("on 25 Januray 2027 at 09:00", 7, '"januray" is not understood.', 'mean "January"?'),
    ("every Friday", 13, "The time is missing.", "at 09:00"),
    ("25/1/2027", 10, "The time is missing.", "at 09:00"),
    ("on 25/1/2027 at 24:00", 17, "There is no 24:00 on the clock.", "00:00 of the day after"),
    ("on 25/1/2027 at 9:75", 17, "There is no 9:75 on the clock.", "23:59"),
    ("every day at 17:30pm", 14, "There is no 17:30pm on the clock.", "not both"),
    ("every day at 17:30:15", 14, "Times are whole minutes.", "seconds"),
    ("every day at midnight", 14, "Midnight could be", "23:59"),
    ("every day at 5", 14, '"5" is not a time.', "05:00 or 17:00"),
    ("on 31/2/2027 at 10:00", 4, "There is no day 31 in February 2027.", "28/2/2027"),
    ("1/25/2027 at 10:00", 1, "There is no month 25.", "did you mean 25/1/2027?"),
    ("1/1/1927 at 10:00", 1, "The year 1927 cannot be meant.", "2000"),
    ("25/1 at 09:00", 1, "The year is missing", "25/1/2027"),
    ("on 25 January at 09:00", 15, "The year of the date is missing.", "25 January 2027"),
    ("Tuesday 25 January 2027 at 09:00", 1, "25/1/2027 is a Monday, not a Tuesday.", "Monday"),
    ("Friday at 17:30", 1, '"Friday" alone could be any Friday.', "every Friday"),
    ("tomorrow at 09:00", 1, '"tomorrow" is not understood.', "25/1/2027"),
    ("every second Friday at 09:00", 7, '"second" could count', "every 2 weeks on Friday"),
    ("every other day at 09:00", 13, "Only weeks and months are counted.", "weekdays"),
    ("every 60 weeks on Friday at 09:00", 7, '"Every 60" cannot be meant.', "1 to 52"),
    ("monthly on Monday at 09:00", 12, "A month has many of that day.", "first Monday"),
    ("monthly at 09:00", 17, "The day is missing.", "15th"),
    ("every month on the 32nd at 09:00", 20, "No month has that day.", "15th"),
    ("every 31 September at 09:00", 7, "That month has no day 31.", "1 to 30"),
    ("every Friday at 9am every Monday at 8am", 21, "The rule is given twice.", "Leave one"),
    ("every Friday at 9am from 1 and 2 May 2027", 26, "One date belongs here.", "25/1/2027"),
    (
        "every Friday at 9am from 31/1/2027 until 1/12/2026",
        42,
        "It ends on 1/12/2026, before it starts on 31/1/2027.",
        "later day",
    ),
    ("every Friday at 9am from 1/12/2026 until 2/12/2026", 42, "No such day", "later day"),
    ("25/1/2027 (Monday) at 9am", 11, '"(" has no meaning here.', "Leave it out."),
]


@pytest.mark.parametrize(("text", "column", "message", "fix"), FAULTS)
def test_a_fault_says_where_what_and_what_to_write(
    text: str, column: int, message: str, fix: str
) -> None:
    with pytest.raises(WhenError) as raised:
        parse_when(text)
    assert raised.value.column == column
    assert raised.value.message.startswith(message)
    assert fix in raised.value.fix


PIECES = ["every", "on", "at", "from", "until", "the", "first", "15th", "2", "weeks", "month", "of"]
PIECES += ["and", ",", "–", "09:00", "25/1/2027", "January", "2027", "Friday", "Fridays", "to"]
PIECES += ["except", "other", "last", "day", "year", "5pm", "31/2/2027", "monthly", "between", "x"]


FAR = date(2027, 3, 1)


def attempt(text: str) -> tuple[WhenError | None, When]:
    try:
        return None, parse_when(text)
    except WhenError as error:
        return error, When()


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)))
def test_any_text_is_either_read_or_refused_with_a_place_inside_it(text: str) -> None:
    error, when = attempt(text)
    if error:
        assert 1 <= error.column <= len(text) + 1
        assert error.message.endswith(".")
        assert error.fix
    else:
        assert when.moments or when.times
        assert all(date(2027, 1, 1) <= at.date() for at in when.occurrences(date(2027, 1, 1), FAR))


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    times=st.sets(st.times().map(lambda t: t.replace(second=0, microsecond=0)), min_size=1),
    start=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    length=st.integers(7, 200),
)
def test_what_is_written_is_what_happens(
    weekdays: set[int], times: set[time], start: date, length: int
) -> None:
    until = start + timedelta(days=length)
    text = (
        f"every {' and '.join(WEEKDAYS[day] for day in weekdays)}"
        f" at {', '.join(f'{at:%H:%M}' for at in times)}"
        f" from {start:%d/%m/%Y} until {until.day} {MONTHS[until.month - 1]} {until.year}"
    )
    expected = [
        datetime.combine(day, at)
        for day in (start + timedelta(days=n) for n in range(length + 1))
        for at in sorted(times)
        if day.weekday() in weekdays
    ]
    assert list(parse_when(text).occurrences(date.min, date.max)) == expected
