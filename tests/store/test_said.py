"""What a plan knows of the past: years of posts as a few rows, and the same plan."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from campaign.lifecycle import State
from campaign.planning.plan import Past, make_plan
from campaign.store.models import Post
from campaign.store.said import history
from tests.servers.rows import post
from tests.servers.shelf import channel, library, message, rule

pytestmark = pytest.mark.django_db
START = datetime(2027, 1, 4, tzinfo=timezone.utc)


def shelf():
    messages = [message(f"m{n}", theme="ab"[n % 2]) for n in range(9)]
    return library(messages, [channel("north-x"), channel("south-x")], rest=2)


def whole():
    """Every post by itself, as the past could be told, too."""
    rows = Post.objects.filter(due_at__lt=START).exclude(state=State.CANCELLED)
    return [Past(*row) for row in rows.values_list("message", "channel_id", "due_at")]


def test_a_past_that_is_summed_up_gives_the_same_plan():
    shop = shelf()
    for week in range(6):  # what was planned, week after week, is the past of the next one
        begin = START - timedelta(weeks=6 - week)
        for one in make_plan(
            shop, history=history(begin), start=begin, end=begin + timedelta(weeks=1)
        ).posts:
            post(one.key, on=one.channel, due=one.at, message=one.message)
    few, many = history(START), whole()
    assert len(many) == 2 * 3 * 42
    assert len(few) < len(many) / 4
    assert sum(past.times for past in few) == len(many)
    window = {"start": START, "end": START + timedelta(weeks=3)}
    assert make_plan(shop, history=few, **window) == make_plan(shop, history=many, **window)


def test_what_was_cancelled_does_not_count_as_said():
    post("Said", due=START - timedelta(days=9))
    post("Cancelled", due=START - timedelta(days=1), state=State.CANCELLED)
    assert [past.at for past in history(START)] == [START - timedelta(days=9)]


def test_a_rule_of_slots_is_filled_the_same_when_the_last_days_are_full():
    shop = library([message("one"), message("two")], slots=(rule("08:00", "23:59"),), rest=0)
    for hours in range(1, 60):
        post(f"h{hours}", on="north-x", due=START - timedelta(hours=hours), message="one")
    window = {"start": START, "end": START + timedelta(days=2)}
    assert make_plan(shop, history=history(START), **window) == make_plan(
        shop, history=whole(), **window
    )
