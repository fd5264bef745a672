"""What a chaos run calls a duplicate, a loss and a call after a hold."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.chaos.officers import Held
from tests.chaos.scene import Post, message_id, number_of, posts, sign_of
from tests.chaos.verdict import Ledger, Row, judge

POST = Post(3, "theme-3", "force-01-x", "force-01", "x")
NAME = (POST.channel, POST.message)
OUT = Row("published", "", True, 1, 0)


def row(state: str, cause: str = "A reason.", *, asked: bool = True) -> Row:
    return Row(state, cause, asked, 1, 0)


def ledger(made: int, arrived: float = 5.0) -> Ledger:
    return Ledger([(arrived, NAME)] * made, Counter({NAME: made} if made else {}))


@pytest.mark.parametrize(
    ("found", "made"),
    [
        (OUT, 1),
        (row("missed"), 0),
        (row("failed"), 0),
        (row("uncertain"), 0),
        (row("uncertain"), 1),
    ],
)
def test_a_state_that_tells_the_truth_is_well(found, made):
    assert not judge([POST], {NAME: found}, ledger(made), []).bad


@pytest.mark.parametrize(
    ("found", "made"),
    [
        (OUT, 0),
        (row("missed"), 1),
        (row("missed", ""), 0),
        (row("cancelled"), 1),
        (row("scheduled"), 0),
        (row("publishing"), 1),
        (row("uncertain", asked=False), 0),
        (None, 0),
        (None, 1),
    ],
)
def test_what_is_not_as_the_state_says_is_lost(found, made):
    rows = {} if found is None else {NAME: found}
    verdict = judge([POST], rows, ledger(made), [])
    assert (len(verdict.lost), len(verdict.duplicates)) == (1, 0)


def test_twice_is_a_duplicate_whatever_the_state():
    for state in ("published", "uncertain", "missed"):
        assert len(judge([POST], {NAME: row(state)}, ledger(2), []).duplicates) == 1


def test_a_post_that_nobody_planned_is_counted():
    stray = Ledger([], Counter({NAME: 1, ("force-09-x", 7): 1}))
    assert len(judge([POST], {NAME: OUT}, stray, []).lost) == 1


@pytest.mark.parametrize(
    ("scope", "value", "arrived", "count"),
    [
        ("all", "", 5.0, 1),
        ("channel", "force-01-x", 5.0, 1),
        ("theme", "theme-3", 5.0, 1),
        ("organisation", "force-01", 5.0, 1),
        ("platform", "x", 5.0, 1),
        ("platform", "bluesky", 5.0, 0),
        ("all", "", 3.9, 0),  # before the command had returned
        ("all", "", 6.1, 0),  # somebody is lifting it
    ],
)
def test_a_call_between_the_return_of_a_stop_and_its_lift_is_seen(scope, value, arrived, count):
    hold = Held(scope, value, asked=3.0, confirmed=4.0, lifted=6.0)
    verdict = judge([POST], {NAME: OUT}, ledger(1, arrived), [hold])
    assert len(verdict.after_hold) == count


def test_every_channel_says_every_message_once_in_the_order_of_messages():
    found = posts(100, 2000)
    assert len({(post.channel, post.message) for post in found}) == 2000
    assert [post.message for post in found] == sorted(post.message for post in found)


def test_a_message_is_known_by_its_words():
    assert number_of(f'{{"text": "Storm message {sign_of(120)}: say"}}') == 120
    assert number_of("Storm message of the day") is None
    assert message_id(7) == "theme-3/storm-007"
