"""Values as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from campaign.library import values
from campaign.library.entries import entries


@pytest.mark.parametrize(
    ("convert", "typed", "meant"),
    [
        (values.uk_date, "1/12/2026", date(2026, 12, 1)),
        (values.uk_date, "2026-12-01", date(2026, 12, 1)),
        (values.uk_date, "1 December 2026", date(2026, 12, 1)),
        (values.uk_date, "Tuesday 1st December 2026", date(2026, 12, 1)),
        (values.uk_date, "01.12.26", date(2026, 12, 1)),
        (values.yes_no, "Yes", True),
        (values.yes_no, "no", False),
        (values.days, "21", 21),
        (values.days, "21 days", 21),
        (values.days, "1 day", 1),
        (values.days, "3 weeks", 21),
        (values.minutes, "15", 15),
        (values.minutes, "15 minutes", 15),
        (values.minutes, "2 hours", 120),
        (values.clock, "10:58", time(10, 58)),
        (values.clocks, "17:30, 08:00 and 12:30", (time(8), time(12, 30), time(17, 30))),
        (values.clocks, ["17:30", "08:00"], (time(8), time(17, 30))),
        (values.weekdays, "Monday to Friday", (0, 1, 2, 3, 4)),
        (values.weekdays, "Sat and Sunday", (5, 6)),
        (values.weekdays, "Friday – Monday", (0, 4, 5, 6)),
        (values.weekdays, "every day", tuple(range(7))),
        (values.weekdays, "weekends, Wednesdays", (2, 5, 6)),
        (values.words, "a, b and c; d & a", ("a", "b", "c", "d")),
        (values.words, ["a", "b"], ("a", "b")),
        (values.sentences, "One, and the same.", ("One, and the same.",)),
        (values.whole(0, 100), "50 %", 50),
        (values.dollars, "20", Decimal(20)),
        (values.dollars, "$ 12.50", Decimal("12.50")),
        (values.dollars, "0 dollars", Decimal(0)),
        (values.choice("force", "partner"), "Force", "force"),
    ],
)
def test_a_value_is_what_a_person_means(
    convert: Callable[[Any], Any], typed: Any, meant: Any
) -> None:
    assert convert(typed) == meant


@pytest.mark.parametrize(
    ("convert", "typed", "says"),
    [
        (values.uk_date, "31/02/2026", "There is no day 31"),
        (values.uk_date, "12/31/2026", "There is no month 31"),
        (values.uk_date, "1/12/2026 or so", "one too many"),
        (values.uk_date, "", "missing"),
        (values.yes_no, "perhaps", "neither yes nor no"),
        (values.days, "a while", "not a length of time"),
        (values.days, "999999", "longer than can be meant"),
        (values.minutes, "3 days", "not a length of time"),
        (values.clock, "25:00", "There is no 25:00"),
        (values.clock, "8:00 and 9:00", "One time"),
        (values.weekdays, "Mondy", "not a day of the week"),
        (values.whole(1, 9), "10", "from 1 to 9"),
        (values.whole(1, 9), "٣", "from 1 to 9"),
        (values.dollars, "a lot", "not an amount in US dollars"),
        (values.dollars, "-1", "not an amount in US dollars"),
        (values.dollars, "1,000", "not an amount in US dollars"),
        (values.text, ["a"], "not a list"),
        (values.one_line, "x" * 121, "121 characters"),
    ],
)
def test_what_cannot_be_meant_is_told(convert: Callable[[Any], Any], typed: Any, says: str) -> None:
    with pytest.raises(PydanticCustomError, match=says):
        convert(typed)


CONVERTERS = st.sampled_from(
    [
        values.text,
        values.one_line,
        values.words,
        values.uk_date,
        values.clock,
        values.clocks,
        values.when,
        values.weekdays,
        values.yes_no,
        values.days,
        values.minutes,
        values.dollars,
        values.whole(1, 9),
        values.choice("a", "b"),
    ]
)
TYPED = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.text("0123456789/:-. amp,", max_size=30),
    st.lists(st.text(max_size=9), max_size=3),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)


@given(CONVERTERS, TYPED)
def test_no_value_breaks_a_converter(convert: Callable[[Any], Any], typed: Any) -> None:
    try:
        convert(typed)
    except PydanticCustomError as error:
        told = error.context or {}
    else:
        told = dict.fromkeys(("code", "message", "fix", "offset"))
    assert set(told) == {"code", "message", "fix", "offset"}


@given(st.text("ab,;& \nand", max_size=30))
def test_entries_stand_where_they_are_said_to_stand(text: str) -> None:
    for offset, entry in entries(text):
        assert text[offset:].startswith(entry)
