"""What the headers say of rate limits, in every form a platform uses."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.adapter import Budget, Throttled
from campaign.adapters.budget import FULL, ROLLING, heard
from campaign.adapters.http import Http
from tests.servers.raw import RawServer, answer

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)
EPOCH = int(NOW.timestamp())


def in_(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("headers", "budget"),
    [
        (
            {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(EPOCH + 600)},
            Budget(0, in_(600)),
        ),
        (
            {"x-rate-limit-remaining": "99", "x-rate-limit-reset": str(EPOCH + 600)},
            Budget(99, in_(600)),
        ),
        (
            {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(EPOCH + 9000)},
            Budget(0, in_(9000)),
        ),
        (
            {"x-app-limit-24hour-remaining": "0", "x-app-limit-24hour-reset": str(EPOCH + 9000)},
            Budget(0, in_(9000), app=True),
        ),
        (
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-22T09:05:00.000Z"},
            Budget(0, in_(300)),
        ),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "45"}, Budget(0, in_(45))),
        ({"ratelimit-remaining": "0", "ratelimit-reset": str(EPOCH + 45)}, Budget(0, in_(45))),
        ({"ratelimit": "limit=100, remaining=0, reset=50"}, Budget(0, in_(50))),
        ({"ratelimit": '"default";r=0;t=30'}, Budget(0, in_(30))),
        (
            {"x-app-usage": '{"call_count": 95, "total_time": 3}'},
            Budget(0, NOW + ROLLING, app=True),
        ),
        ({"x-page-usage": '{"total_cputime": 100}'}, Budget(0, NOW + ROLLING)),
    ],
)
def test_every_form_is_read(headers: dict[str, str], budget: Budget) -> None:
    assert heard(headers, posting=True, now=NOW) == [budget]


def business(**used: object) -> dict[str, str]:
    return {"x-business-use-case-usage": json.dumps({"1234": [{"type": "pages", **used}]})}


def test_meta_says_in_minutes_when_it_answers_again() -> None:
    said = business(call_count=100, estimated_time_to_regain_access=19)
    assert heard(said, posting=True, now=NOW) == [Budget(0, in_(19 * 60))]


def test_meta_is_nearly_full_before_it_says_a_time() -> None:
    said = business(total_time=FULL, estimated_time_to_regain_access=0)
    assert heard(said, posting=True, now=NOW) == [Budget(0, NOW + ROLLING)]
    assert heard(business(total_time=FULL - 1), posting=True, now=NOW) == []


def test_one_drafts_field_may_hold_two_windows() -> None:
    said = {"ratelimit": '"burst";r=3;t=1, "daily";r=0;t=8000'}
    assert heard(said, posting=True, now=NOW) == [Budget(3, in_(1)), Budget(0, in_(8000))]


def test_what_a_reading_has_used_up_says_nothing_of_posting_but_for_meta() -> None:
    windows = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(EPOCH + 600)}
    meta = {"x-app-usage": '{"call_count": 99}'}
    assert heard(windows, posting=False, now=NOW) == []
    assert heard(windows | meta, posting=False, now=NOW) == [Budget(0, NOW + ROLLING, app=True)]


def test_a_clock_that_is_ten_minutes_off_does_not_matter() -> None:
    theirs = NOW + timedelta(minutes=10)
    said = {
        "date": format_datetime(theirs, usegmt=True),
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": (theirs + timedelta(minutes=5)).isoformat(),
    }
    assert heard(said, posting=True, now=NOW) == [Budget(0, in_(300))]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-rate-limit-remaining": "0"},
        {"x-rate-limit-remaining": "many", "x-rate-limit-reset": "45"},
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "soon"},
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "99999999999"},
        {"x-app-usage": "nonsense"},
        {"x-app-usage": "[" * 5000},
        {"x-app-usage": '{"call_count": "95"}'},
        {"x-app-usage": '{"call_count": true}'},
        {"x-business-use-case-usage": '{"1": 7}'},
        {"x-business-use-case-usage": '{"1": [7]}'},
        {"ratelimit": "remaining=0"},
    ],
)
def test_what_cannot_be_read_is_left_out(headers: dict[str, str]) -> None:
    assert heard(headers, posting=True, now=NOW) == []


NAMES = st.sampled_from(
    [
        *("x-rate-limit-remaining", "x-rate-limit-reset", "ratelimit", "x-app-usage", "date"),
        *("x-business-use-case-usage", "ratelimit-remaining", "ratelimit-reset"),
    ]
)


@given(st.dictionaries(NAMES, st.text(max_size=40) | st.integers().map(str)))
def test_no_header_is_too_odd(headers: dict[str, str]) -> None:
    for budget in heard(headers, posting=True, now=NOW):
        assert budget.remaining >= 0
        assert NOW <= budget.resets_at <= NOW + timedelta(days=31)


def test_a_line_tells_the_account_what_it_heard_also_when_it_was_refused() -> None:
    told: list[Budget] = []
    reset = {"X_Rate_Limit_Remaining": "0", "X_Rate_Limit_Reset": "60"}
    with RawServer(answer(429, **reset)) as server:
        line = Http(server.url, heard=told.append)
        with pytest.raises(Throttled):
            line.send("POST", "/posts")
        assert [budget.remaining for budget in told] == [0]
        with pytest.raises(Throttled):
            line.send("GET", "/posts")
    assert len(told) == 1
