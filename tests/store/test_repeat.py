"""A platform that keeps our key for ever and cannot be asked: the doubt is sent again, not kept."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from math import inf

import pytest

from campaign.adapter import BadContent, Can, Uncertain, Unsupported
from campaign.lifecycle import State
from campaign.store import decisions, holds, posts, voiding
from campaign.store.models import Alert, Attempt, Hold, Post
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

NO_ANSWER = raising(Uncertain("no answer"))


def fresh(row):
    return Post.objects.get(pk=row.pk)


def receiver(**settings):
    return Line(NOW, can=frozenset(), key_lasts=inf, **settings)


def drain(line):
    return line.publisher.drain("northshire-x")


def a_minute_at_a_time(line, minutes):
    """Let the worker sweep and send every five seconds."""
    for _ in range(minutes * 12):
        line.clock.forward(seconds=5)
        line.reconciler.sweep()
        drain(line)


def test_a_lost_answer_is_settled_by_sending_it_again():
    row, line = post(), receiver()
    line.platform.after = [NO_ANSWER]
    drain(line)
    assert fresh(row).state == State.UNCERTAIN
    line.clock.forward(seconds=6)
    assert line.reconciler.sweep() == 1
    assert (fresh(row).state, "makes no second post" in fresh(row).cause) == ("scheduled", True)
    drain(line)
    assert fresh(row).state == State.PUBLISHED
    assert line.sent == ["Call 999 first."]


def test_a_receiver_that_never_answers_is_not_flooded_and_then_a_person_is_asked():
    row, line = post(), receiver()
    line.platform.before = [NO_ANSWER] * 100
    drain(line)
    a_minute_at_a_time(line, 20)
    now = fresh(row)
    assert (now.state, now.check_at) == (State.UNCERTAIN, None)
    assert "look, then decide" in now.cause
    begun = list(Attempt.objects.order_by("number").values_list("started_at", flat=True))
    assert 5 <= len(begun) <= 8
    waits = [after - before for before, after in pairwise(begun)]
    assert waits[1:] == sorted(waits[1:]), "each wait is as long as the one before, or longer"
    assert begun[-1] < row.late_at
    assert line.sent == []


def test_a_person_is_asked_as_soon_as_no_further_try_fits_in():
    row, line = post(), receiver()
    line.platform.before = [NO_ANSWER] * 100
    drain(line)
    a_minute_at_a_time(line, 14)
    assert line.clock.now < row.late_at
    assert (fresh(row).state, fresh(row).check_at) == (State.UNCERTAIN, None)


def test_a_person_may_send_it_again_after_that():
    row, line = post(), receiver()
    line.platform.after = [NO_ANSWER]
    drain(line)
    line.clock.forward(minutes=16)
    line.reconciler.sweep()
    assert fresh(row).check_at is None
    decisions.send_again(row.pk, by="Blake", now=line.clock.now)
    drain(line)
    assert fresh(row).state == State.PUBLISHED
    assert len(line.sent) == 1


def test_a_hold_keeps_the_repeat_back_and_the_doubt_stays_a_doubt():
    row, line = post(), receiver()
    line.platform.after = [NO_ANSWER]
    drain(line)
    hold = holds.place(scope=Hold.Scope.ALL, value="", reason="A death", by="Duty", now=NOW)
    a_minute_at_a_time(line, 2)
    assert (fresh(row).state, "A death" in fresh(row).cause) == (State.UNCERTAIN, True)
    assert len(line.platform.parents) == 1, "nothing more was sent"
    holds.lift(hold.pk, by="Blake", now=line.clock.now)
    a_minute_at_a_time(line, 1)
    assert fresh(row).state == State.PUBLISHED


def test_a_hold_that_outlasts_it_leaves_it_to_a_person_and_not_missed():
    row, line = post(), receiver()
    line.platform.after = [NO_ANSWER]
    drain(line)
    holds.place(scope=Hold.Scope.ALL, value="", reason="A death", by="Duty", now=NOW)
    a_minute_at_a_time(line, 20)
    assert (fresh(row).state, fresh(row).check_at) == (State.UNCERTAIN, None)


def test_what_nobody_approves_any_more_is_not_sent_again():
    row, line = post(), receiver()
    line.platform.after = [NO_ANSWER]
    drain(line)
    voiding.revoke(row.message, by="Blake Approver", now=NOW, why="Wrong figure")
    a_minute_at_a_time(line, 2)
    assert (fresh(row).state, fresh(row).check_at) == (State.UNCERTAIN, None)
    assert len(Attempt.objects.all()) == 1


def test_a_key_that_is_over_makes_no_repeat_harmless():
    row, line = post(grace=timedelta(hours=5)), Line(NOW, can=frozenset(), key_lasts=3600)
    line.platform.after = [NO_ANSWER]
    drain(line)
    line.clock.forward(minutes=61)
    line.reconciler.sweep()
    assert (fresh(row).state, fresh(row).check_at) == (State.UNCERTAIN, None)


def test_an_account_that_may_not_be_looked_into_asks_a_person_at_once():
    row, line = post(), Line(NOW, can=frozenset({Can.FIND}), key_lasts=0)
    line.platform.finding = Unsupported("Members' posts are hidden: look there, then decide.")
    line.platform.after = [NO_ANSWER]
    drain(line)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    now = fresh(row)
    assert (now.state, now.check_at) == (State.UNCERTAIN, None)
    assert now.cause.startswith("Members' posts are hidden")


def in_doubt_again(line):
    """A post that was heard, whose answer was lost, and that waits to be sent under its key."""
    row = post()
    line.platform.after = [NO_ANSWER]
    drain(line)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    assert fresh(row).state == State.SCHEDULED
    return row


def asks_a_person(row):
    now = fresh(row)
    assert (now.state, now.check_at) == (State.UNCERTAIN, None)
    assert now.cause.startswith("It may be out already.")
    assert Alert.objects.filter(kind="uncertain", key=f"uncertain:{row.pk}:1").exists()
    assert not Alert.objects.filter(kind="missed").exists()


def test_what_may_be_out_is_not_called_missed_by_a_hold():
    line = receiver()
    row = in_doubt_again(line)
    hold = holds.place(
        scope=Hold.Scope.ALL, value="", reason="A death", by="Duty", now=line.clock.now
    )
    drain(line)
    holds.lift(hold.pk, by="Blake", now=line.clock.now)
    asks_a_person(row)


def test_what_may_be_out_is_not_called_missed_when_its_time_passes():
    line = receiver()
    row = in_doubt_again(line)
    line.clock.forward(minutes=16)
    posts.expire(line.clock.now)
    asks_a_person(row)


def test_what_may_be_out_does_not_wait_for_a_yes_that_was_taken_back():
    line = receiver()
    row = in_doubt_again(line)
    voiding.revoke(row.message, by="Blake Approver", now=line.clock.now, why="Wrong figure")
    asks_a_person(row)


def test_what_may_be_out_is_stopped_but_not_called_cancelled():
    line = receiver()
    row = in_doubt_again(line)
    with pytest.raises(decisions.DecisionError, match="may be on the platform already"):
        decisions.cancel(row.pk, by="Kim", now=line.clock.now)
    asks_a_person(row)
    drain(line)
    assert line.sent == ["Call 999 first."]


def test_a_refusal_after_a_lost_answer_does_not_say_that_nothing_is_out():
    line = receiver()
    row = in_doubt_again(line)
    line.platform.before = [raising(BadContent("Not like this."))] * 100
    drain(line)
    assert fresh(row).state == State.UNCERTAIN
    a_minute_at_a_time(line, 20)
    assert (fresh(row).state, fresh(row).check_at) == (State.UNCERTAIN, None)
