"""Two steps to a post: what is prepared is written down before anything is public."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.adapter import (
    BadContent,
    Barred,
    Deferred,
    Duplicate,
    Receipt,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
)
from campaign.lifecycle import State
from campaign.store import decisions, holds, posts, services
from campaign.store.models import Attempt, ChannelState, Hold, Post, Service
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(row):
    return Post.objects.get(pk=row.pk)


def drain(line):
    return line.publisher.drain("northshire-x")


def test_what_is_staged_is_released_at_once_in_an_attempt_of_its_own():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged("container-1")]
    assert drain(line) == 2
    assert line.platform.staged == ["container-1"]
    assert fresh(row).state == State.PUBLISHED
    assert [one.outcome for one in Attempt.objects.order_by("number")] == ["scheduled", "published"]


def test_what_is_not_ready_yet_is_asked_for_again_later():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged("container-1", 30), Staged("container-1", 30)]
    for _ in range(2):
        assert drain(line) == 1
        assert (fresh(row).state, fresh(row).handle) == (State.SCHEDULED, "container-1")
        assert drain(line) == 0
        line.clock.forward(seconds=31)
    drain(line)
    assert fresh(row).state == State.PUBLISHED
    assert line.platform.staged == ["container-1", "container-1"]


def test_a_hold_placed_while_it_is_prepared_stops_it():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged("container-1", 30)]
    drain(line)
    holds.place(scope=Hold.Scope.ALL, value="", reason="An officer died", by="Duty", now=NOW)
    line.clock.forward(seconds=31)
    assert drain(line) == 0
    assert line.sent == []
    assert fresh(row).state == State.SCHEDULED


def test_what_is_never_ready_is_missed_and_not_sent_late():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged("container-1", 60)] * 40
    for _ in range(16):
        drain(line)
        line.clock.forward(seconds=61)
    assert drain(line) == 0
    assert fresh(row).state == State.MISSED
    assert line.sent == []


def test_a_lost_answer_at_the_release_repeats_with_the_very_same_handle():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged("container-1")]
    line.platform.before = [lambda: None, raising(Uncertain("cut"))]
    drain(line)
    assert (fresh(row).state, fresh(row).handle) == (State.UNCERTAIN, "container-1")
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    drain(line)
    assert line.platform.staged == ["container-1", "container-1"]
    assert len(line.sent) == 1
    assert fresh(row).state == State.PUBLISHED


def test_what_had_no_effect_keeps_what_is_staged():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged("container-1")]
    line.platform.before = [lambda: None, raising(Deferred("not reached"))]
    drain(line)
    assert (fresh(row).state, fresh(row).handle) == (State.SCHEDULED, "container-1")


def test_a_stage_that_is_gone_is_built_anew_at_once():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged("container-1"), Staged("container-2")]
    line.platform.before = [lambda: None, raising(Unstaged("the container expired"))]
    drain(line)
    assert fresh(row).state == State.PUBLISHED
    assert line.platform.staged == ["container-1", "container-2"]


def test_a_duplicate_at_the_first_try_is_a_fault_of_the_text():
    row, line = post(), Line(NOW, key_lasts=0)
    line.platform.before = [raising(Duplicate("X has this text already."))]
    drain(line)
    assert fresh(row).state == State.FAILED
    assert "change its text" in fresh(row).cause


def test_a_duplicate_after_a_doubt_is_proof_and_is_looked_for():
    row, line = post(), Line(NOW, key_lasts=0)
    line.platform.before = [
        raising(Uncertain("cut")),
        raising(Duplicate("LinkedIn has it.", handle="urn:li:share:7")),
    ]
    drain(line)
    for wait in (6, 121):
        line.clock.forward(seconds=wait)
        line.reconciler.sweep()
    drain(line)
    now = fresh(row)
    assert (now.state, now.handle) == (State.UNCERTAIN, "urn:li:share:7")
    assert now.check_at > line.clock.now - timedelta(seconds=1)


def test_without_a_key_it_is_sent_twice_at_the_most_then_a_person_is_asked():
    row, line = post(grace=timedelta(hours=5)), Line(NOW, key_lasts=0)
    line.platform.before = [raising(Uncertain("cut"))] * 9
    for _ in range(20):
        drain(line)
        line.clock.forward(minutes=2, seconds=1)
        line.reconciler.sweep()
    now = fresh(row)
    assert (now.state, now.check_at, now.attempt) == (State.UNCERTAIN, None, 2)
    assert "look on the platform" in now.cause
    line.platform.before = []
    decisions.send_again(row.pk, by="Blake", now=line.clock.now)
    drain(line)
    assert fresh(row).state == State.PUBLISHED


def test_a_key_that_lasts_an_hour_is_no_key_after_it():
    row, line = post(grace=timedelta(hours=5)), Line(NOW, key_lasts=3000)
    line.platform.before = [raising(Uncertain("cut"))]
    drain(line)
    line.clock.forward(hours=1)
    line.reconciler.sweep()
    assert (fresh(row).state, fresh(row).absent_at) == (State.UNCERTAIN, line.clock.now)


def test_what_the_platform_refused_is_prepared_anew_when_a_person_sends_it_again():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged("container-1"), Staged("container-2")]
    line.platform.before = [lambda: None, raising(BadContent("the picture is broken"))]
    drain(line)
    assert fresh(row).state == State.FAILED
    decisions.send_again(row.pk, by="Blake", now=NOW)
    drain(line)
    assert fresh(row).state == State.PUBLISHED
    assert line.platform.staged == ["container-1", "container-2"]


def test_an_account_that_is_barred_pauses_its_channel():
    row, line = post(), Line(NOW)
    line.platform.before = [raising(Barred("X wants to be paid."))]
    drain(line)
    assert ChannelState.objects.get().why_paused == "X wants to be paid."
    assert fresh(row).state == State.SCHEDULED


def test_what_is_lost_again_and_again_is_staged_anew_after_ever_longer_waits():
    row, line = post(), Line(NOW)
    line.platform.stages = [Staged(f"container-{n}") for n in range(40)]
    line.platform.before = [
        step for _ in range(40) for step in (_nothing, raising(Unstaged("gone")))
    ]
    for _ in range(900):
        drain(line)
        line.clock.forward(seconds=1)
    assert fresh(row).state == State.SCHEDULED
    assert fresh(row).attempt < 30
    assert line.sent == []


def _nothing():
    """Let the step go well."""


def test_a_look_of_an_earlier_try_says_nothing_of_a_later_one():
    row, line = post(grace=timedelta(hours=5)), Line(NOW, key_lasts=0)
    line.platform.before = [raising(Uncertain("cut"))] * 3
    for _ in range(20):
        drain(line)
        line.clock.forward(minutes=2, seconds=1)
        line.reconciler.sweep()
    before = fresh(row).absent_at
    assert before is not None
    decisions.send_again(row.pk, by="Blake", now=line.clock.now)
    assert (fresh(row).absent_at, fresh(row).looks) == (line.clock.now, 0)
    line.platform.before = [raising(Uncertain("cut"))]
    drain(line)
    assert (fresh(row).state, fresh(row).absent_at) == (State.UNCERTAIN, None)


def test_a_miss_names_the_rest_that_kept_the_post():
    row, line = post(), Line(NOW)
    line.platform.before = [raising(Throttled("slow down", retry_after=7200))]
    drain(line)
    Post.objects.filter(pk=row.pk).update(cause="")
    posts.expire(NOW + timedelta(minutes=16))
    assert fresh(row).state == State.MISSED
    assert "asked us to slow down" in fresh(row).cause


def test_a_rest_noted_while_the_clock_ran_ahead_is_taken_back():
    row, line = post(), Line(NOW)
    far = NOW + timedelta(days=400)
    ChannelState.objects.update(service="x", free_at=far)
    Service.objects.create(id="x", free_at=far, open_until=far, failures=8)
    assert drain(line) == 0
    assert services.forget_impossible_rests(NOW) == 3
    assert drain(line) == 1
    assert fresh(row).state == State.PUBLISHED


def test_an_earlier_post_with_the_same_words_is_never_taken_for_this_one():
    earlier = post()
    line = Line(NOW, key_lasts=0)
    drain(line)
    row = post(due=NOW + timedelta(minutes=20))
    line.clock.forward(minutes=20)
    line.platform.before = [raising(Uncertain("cut"))]
    drain(line)
    line.platform.finds = Receipt(fresh(earlier).remote_id, "https://social.example/1", NOW)
    for wait in (6, 121, 1):
        line.clock.forward(seconds=wait)
        line.reconciler.sweep()
    assert fresh(row).state == State.SCHEDULED
    assert fresh(row).remote_id == ""


def test_a_clock_that_was_put_right_after_the_try_hides_no_post():
    row, line = post(grace=timedelta(hours=5)), Line(NOW, key_lasts=0)
    line.platform.after = [raising(Uncertain("cut"))]
    drain(line)
    line.clock.forward(minutes=-5)
    Post.objects.filter(pk=row.pk).update(check_at=line.clock.now)
    line.reconciler.sweep()
    assert line.platform.asked_since <= NOW - timedelta(minutes=50)
    assert fresh(row).state == State.PUBLISHED
