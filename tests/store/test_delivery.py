"""From a due post to a receipt, whatever the platform does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.adapter import (
    BadContent,
    Can,
    Deferred,
    Disconnected,
    Metrics,
    Processing,
    Receipt,
    Throttled,
    Uncertain,
)
from campaign.delivery.desk import Desks
from campaign.delivery.reconcile import Reconciler
from campaign.lifecycle import State
from campaign.store import channels, claims, decisions, holds, posts, voiding
from campaign.store.models import Attempt, ChannelState, Hold, Post, Reading
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(row):
    return Post.objects.get(pk=row.pk)


def drain(line):
    return line.publisher.drain("northshire-x")


def stop(_=None):
    return holds.place(
        scope=Hold.Scope.ALL, value="", reason="An officer was hurt", by="Duty", now=NOW
    )


def test_a_due_post_is_published_with_its_receipt():
    row, line = post(), Line(NOW)
    assert drain(line) == 1
    now = fresh(row)
    assert (now.state, now.remote_id) == (State.PUBLISHED, row.key)
    assert now.url.startswith("https://social.example/")
    assert now.reading_at == NOW + timedelta(hours=1)
    assert Attempt.objects.get().outcome == "published"


def test_draining_again_sends_nothing_again():
    post()
    line = Line(NOW)
    drain(line)
    assert drain(line) == 0
    assert len(line.sent) == 1


def test_a_hold_between_the_claim_and_the_call_is_obeyed():
    row, line = post(), Line(NOW)
    line.platform.before.append(stop)
    drain(line)
    assert line.sent == []
    assert fresh(row).state == State.SCHEDULED
    assert "officer was hurt" in fresh(row).cause


def test_a_hold_between_two_channels_stops_the_second():
    post("one", on="northshire-x")
    post("two", on="northshire-facebook")
    line = Line(NOW)
    drain(line)
    stop()
    line.publisher.drain("northshire-facebook")
    assert line.sent == ["one"]


def test_when_permission_cannot_be_asked_nothing_is_sent():
    row, line = post(), Line(NOW)

    def break_the_table():
        from django.db import connection

        connection.cursor().execute("ALTER TABLE store_hold RENAME TO store_hold_lost")

    def mend_the_table():
        from django.db import connection

        connection.cursor().execute("ALTER TABLE store_hold_lost RENAME TO store_hold")

    line.platform.before.append(break_the_table)
    try:
        drain(line)
    finally:
        mend_the_table()
    assert line.sent == []
    assert fresh(row).state == State.SCHEDULED


@pytest.mark.parametrize("error", [Uncertain("no answer"), RuntimeError("a bug"), KeyError("id")])
def test_whatever_is_unforeseen_after_the_call_is_uncertain_and_not_sent_twice(error):
    row, line = post(), Line(NOW)
    line.platform.after.append(raising(error))
    drain(line)
    assert fresh(row).state == State.UNCERTAIN
    drain(line)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    assert fresh(row).state == State.PUBLISHED
    drain(line)
    assert len(line.sent) == 1


def test_what_the_platform_does_not_have_is_sent_under_the_same_key():
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(Uncertain("cut before it heard us")))
    drain(line)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    assert fresh(row).state == State.SCHEDULED
    drain(line)
    assert line.platform.posts == [(row.key, "Call 999 first.")]
    assert fresh(row).attempt == 2


def test_where_no_key_is_honoured_one_look_is_not_enough():
    row, line = post(), Line(NOW, key_lasts=0)
    line.platform.before.append(raising(Uncertain("cut")))
    drain(line)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    assert fresh(row).state == State.UNCERTAIN
    line.clock.forward(minutes=2, seconds=1)
    line.reconciler.sweep()
    assert fresh(row).state == State.SCHEDULED


def test_a_platform_that_cannot_look_leaves_it_to_a_person():
    row, line = post(), Line(NOW, can=frozenset(), key_lasts=0)
    line.platform.after.append(raising(Uncertain("no answer")))
    drain(line)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    now = fresh(row)
    assert (now.state, now.check_at) == (State.UNCERTAIN, None)
    line.clock.forward(days=2)
    assert line.reconciler.sweep() == 0
    decisions.is_there(row.pk, url="https://social.example/7", by="Blake", now=line.clock.now)
    assert fresh(row).state == State.PUBLISHED
    assert fresh(row).published_at == NOW, "it went out with its last try, whenever it was seen"


def test_looking_ends_with_a_person_when_the_platform_never_answers():
    row, line = post(), Line(NOW)
    line.platform.after.append(raising(Uncertain("no answer")))
    line.platform.finding = Deferred("still down")
    drain(line)
    for _ in range(20):
        line.clock.forward(minutes=31)
        line.reconciler.sweep()
    now = fresh(row)
    assert (now.state, now.check_at) == (State.UNCERTAIN, None)
    assert "look" in now.cause


def test_what_certainly_had_no_effect_is_tried_again_after_a_wait():
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(Deferred("not reached")))
    drain(line)
    now = fresh(row)
    assert now.state == State.SCHEDULED
    assert now.not_before > NOW
    assert drain(line) == 0
    line.clock.now = now.not_before
    assert drain(line) == 1
    assert fresh(row).state == State.PUBLISHED


def test_retry_after_is_honoured_and_rests_the_channel():
    post()
    line = Line(NOW)
    line.platform.before.append(raising(Throttled("slow down", retry_after=90)))
    drain(line)
    assert ChannelState.objects.get().free_at >= NOW + timedelta(seconds=90)
    line.clock.forward(seconds=80)
    assert drain(line) == 0
    line.clock.forward(seconds=20)
    assert drain(line) == 1


def test_a_refusal_needs_a_person_and_is_not_repeated():
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(BadContent("too long")))
    drain(line)
    assert (fresh(row).state, fresh(row).cause) == (State.FAILED, "too long")
    assert drain(line) == 0


def test_a_lost_credential_pauses_the_channel_until_a_person_mends_it():
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(Disconnected("the token was revoked")))
    drain(line)
    channel = ChannelState.objects.get()
    assert (channel.paused, channel.why_paused) == (True, "the token was revoked")
    assert fresh(row).state == State.SCHEDULED
    channels.unpause(channel.pk, actor="Admin", now=NOW)
    drain(line)
    assert fresh(row).state == State.PUBLISHED


def test_a_post_the_platform_chews_on_is_asked_after():
    row, line = post(), Line(NOW)
    line.platform.after.append(lambda: Processing("container-1", 30))
    drain(line)
    assert (fresh(row).state, fresh(row).handle) == (State.PROCESSING, "container-1")
    receipt = Receipt("1", "https://social.example/1", NOW)
    line.platform.resumes = [Processing("container-1", 30), receipt]
    for _ in range(2):
        line.clock.forward(seconds=31)
        line.reconciler.sweep()
    assert (fresh(row).state, fresh(row).remote_id) == (State.PUBLISHED, "1")


def test_an_answer_after_the_lease_is_still_proof():
    row, line = post(), Line(NOW)

    def outlive_the_lease():
        line.clock.forward(minutes=6)

        claims.lose_leases(line.clock.now)

    line.platform.after.append(outlive_the_lease)
    drain(line)
    assert fresh(row).state == State.PUBLISHED
    assert len(line.sent) == 1


def test_a_worker_frozen_past_its_lease_sends_nothing():
    row, line = post(), Line(NOW)
    line.platform.before.append(lambda: line.clock.forward(minutes=6))
    drain(line)
    assert line.sent == []
    assert fresh(row).state != State.PUBLISHED


def test_an_uncertain_post_whose_approval_was_taken_back_is_not_sent_again():
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(Uncertain("cut")))
    drain(line)
    voiding.revoke(row.message, by="Blake", now=NOW, why="wrong number")
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    assert fresh(row).state == State.FAILED
    assert drain(line) == 0


def test_a_missed_post_goes_out_when_a_person_says_so():
    row, line = post(), Line(NOW + timedelta(hours=2))
    drain(line)
    assert fresh(row).state == State.MISSED
    decisions.send_again(row.pk, by="Blake", now=line.clock.now)
    drain(line)
    assert fresh(row).state == State.PUBLISHED


def test_a_cancelled_post_stays_cancelled():
    row, line = post(), Line(NOW)
    decisions.cancel(row.pk, by="Blake", now=NOW)
    assert drain(line) == 0
    with pytest.raises(decisions.DecisionError):
        decisions.send_again(row.pk, by="Blake", now=NOW)


def test_readings_are_taken_at_their_ages_and_missing_is_not_zero():
    row, line = post(), Line(NOW)
    drain(line)
    line.platform.metrics[row.key] = Metrics(reactions=0)
    assert line.measurer.measure() == 0
    for hours in (1, 6, 24, 72, 7 * 24, 28 * 24):
        line.clock.now = NOW + timedelta(hours=hours)
        assert line.measurer.measure() == 1
        assert line.measurer.measure() == 0
    reading = Reading.objects.order_by("age").first()
    assert (reading.age, reading.reactions, reading.impressions) == (3600, 0, None)
    assert Reading.objects.count() == 6
    assert fresh(row).reading_at is None


def test_after_an_outage_one_reading_is_taken_not_three():
    row, line = post(), Line(NOW)
    drain(line)
    line.platform.metrics[row.key] = Metrics(reactions=3)
    line.clock.now = NOW + timedelta(hours=25)
    line.measurer.measure()
    assert [r.age for r in Reading.objects.all()] == [86400]


def test_a_post_deleted_by_hand_is_recorded_as_gone():
    row, line = post(), Line(NOW)
    drain(line)
    line.clock.forward(hours=1)
    line.measurer.measure()
    assert Reading.objects.get().gone
    assert fresh(row).reading_at is None


def test_a_platform_without_metrics_is_asked_no_more():
    row, line = post(), Line(NOW, can=frozenset({Can.FIND}))
    drain(line)
    line.clock.forward(hours=1)
    assert line.measurer.measure() == 0
    assert fresh(row).reading_at is None
    assert not Reading.objects.exists()


def test_a_post_the_platform_never_finishes_comes_to_a_person():
    row, line = post(), Line(NOW)
    line.platform.after.append(lambda: Processing("container-1", 30))
    drain(line)
    line.platform.resumes = [Deferred("still down")] * 20
    for _ in range(12):
        line.clock.forward(minutes=31)
        line.reconciler.sweep()
    now = fresh(row)
    assert (now.state, now.check_at) == (State.UNCERTAIN, None)
    decisions.is_there(row.pk, url="https://social.example/7", by="Blake", now=line.clock.now)


def test_a_channel_whose_address_changed_is_spoken_to_at_the_new_one():
    post("one")
    line = Line(NOW)
    drain(line)
    first = line.platform.made
    ChannelState.objects.update(base_url="https://elsewhere.example")
    post("two", base_url="https://elsewhere.example")
    drain(line)
    assert line.platform.made == [*first, "https://elsewhere.example"]


@pytest.mark.parametrize("became", ["scheduled", "pending", "missed", "cancelled"])
def test_a_receipt_that_comes_late_is_proof_whatever_became_of_the_post(became):
    row, line = post(), Line(NOW)
    line.platform.after.append(lambda: _give_up(line, became))
    drain(line)
    now = fresh(row)
    assert (now.state, now.remote_id) == (State.PUBLISHED, row.key)
    assert now.cause == "The platform's late answer proved it."
    assert Attempt.objects.get().outcome == "uncertain"


def _give_up(line, became):
    """Do what others do while a worker is frozen between its permission and its call."""
    there = line.platform.posts.pop()  # the call reaches the platform only afterwards
    line.clock.forward(minutes=6)
    asking = Desks(line.platform.adapter, line.clock)
    Reconciler(asking, worker="w2", clock=line.clock).sweep()
    row = Post.objects.get()
    if became == "pending":
        voiding.revoke(row.message, by="Blake Approver", now=line.clock.now, why="A mistake")
    elif became == "missed":
        posts.expire(NOW + timedelta(minutes=15))
    elif became == "cancelled":
        decisions.cancel(row.pk, by="Kim", now=line.clock.now)
    assert fresh(row).state == became
    line.platform.posts.append(there)
