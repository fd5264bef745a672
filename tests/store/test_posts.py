"""The doors to a change of state."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from campaign.adapter import Receipt
from campaign.lifecycle import State, UnlawfulMove
from campaign.store import approvals, claims, holds, posts, voiding
from campaign.store.models import Approval, Attempt, Blackout, Event, Hold, Post
from campaign.store.people import person
from campaign.store.writing import writing
from tests.servers.rows import NOW, channel, post

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = timedelta(minutes=5)


def begin(on="northshire-x", now=NOW, worker="w1"):
    return claims.begin(on, clock=lambda: now, lease=LEASE, worker=worker)


def stop(scope=Hold.Scope.ALL, value="", now=NOW):
    return holds.place(scope=scope, value=value, reason="An officer was hurt", by="Duty", now=now)


def state(row):
    return State(Post.objects.get(pk=row.pk).state)


def test_a_due_post_is_claimed_with_its_attempt_written_first():
    row = post()
    claim = begin()
    assert claim is not None
    assert (claim.post, claim.number, claim.until) == (row.pk, 1, NOW + LEASE)
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.finished_at, attempt.outcome) == (1, None, "")
    assert state(row) is State.PUBLISHING


def test_a_post_is_not_claimed_before_its_second():
    post()
    assert begin(now=NOW - timedelta(microseconds=1)) is None
    assert posts.due_channels(NOW - timedelta(microseconds=1)) == []
    assert posts.due_channels(NOW) == ["northshire-x"]


def test_one_channel_has_one_post_in_flight():
    post("one")
    post("two")
    assert begin() is not None
    assert begin(worker="w2") is None


def test_posts_of_a_channel_go_in_the_order_of_their_times():
    later = post("later", due=NOW)
    earlier = post("earlier", due=NOW - timedelta(minutes=1))
    first = begin()
    assert first.post == earlier.pk
    claims.finish(first, State.FAILED, now=NOW)
    assert begin().post == later.pk


def test_a_claim_that_waits_for_its_turn_reads_the_clock_when_that_has_come():
    row = post()
    asked, read = threading.Event(), threading.Event()

    def clock():
        read.set()
        return NOW

    def claim():
        try:
            asked.set()
            return claims.begin("northshire-x", clock=clock, lease=LEASE, worker="w1")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with writing():
            claiming = pool.submit(claim)
            assert asked.wait(10)
            assert not read.wait(0.2)  # while somebody else writes
        assert claiming.result().post == row.pk
    assert read.is_set()


def test_many_threads_claim_one_post_once():
    for number in range(8):
        post(f"text {number}", on=f"channel-{number}")
    barrier = threading.Barrier(8)

    def contend(_):
        try:
            barrier.wait()
            return sum(begin(f"channel-{n}") is not None for n in range(8))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(contend, range(8))) == 8
    assert Attempt.objects.count() == 8


def test_back_off_is_honoured_by_the_one_due_query():
    post(not_before=NOW + timedelta(seconds=30))
    assert posts.due_channels(NOW) == []
    assert begin() is None
    assert begin(now=NOW + timedelta(seconds=30)) is not None


@pytest.mark.parametrize(
    ("scope", "value"),
    [
        ("all", ""),
        ("organisation", "northshire"),
        ("platform", "x"),
        ("channel", "northshire-x"),
        ("theme", "bystander-guidance"),
    ],
)
def test_a_hold_of_each_scope_stops_the_claim_and_the_call(scope, value):
    row = post()
    claim = begin()
    assert claims.permitted(claim, NOW) is None
    stop(scope, value)
    assert "officer was hurt" in claims.permitted(claim, NOW).sentence
    claims.finish(claim, State.SCHEDULED, now=NOW)
    assert begin() is None
    assert state(row) is State.SCHEDULED


@pytest.mark.parametrize(
    ("scope", "value"),
    [
        ("organisation", "southshire"),
        ("platform", "bluesky"),
        ("channel", "northshire-bluesky"),
        ("theme", "behind-the-badge"),
    ],
)
def test_a_hold_elsewhere_stops_nothing_here(scope, value):
    post()
    stop(scope, value)
    assert begin() is not None


def test_a_held_post_lets_another_theme_of_its_channel_pass():
    post("held")
    free = post("free", theme="behind-the-badge")
    stop("theme", "bystander-guidance")
    assert begin().post == free.pk


def test_lifting_a_hold_sends_nothing_overdue():
    row = post()
    hold = stop()
    posts.expire(NOW + timedelta(minutes=16))
    holds.lift(hold.pk, by="Other", now=NOW + timedelta(minutes=17))
    assert begin(now=NOW + timedelta(minutes=17)) is None
    assert state(row) is State.MISSED
    assert "hold" in Post.objects.get(pk=row.pk).cause


def test_a_late_post_is_missed_inside_the_claim_too():
    row = post()
    assert begin(now=NOW + timedelta(minutes=15)) is None
    assert state(row) is State.MISSED


def test_after_three_days_down_nothing_goes_out_in_a_burst():
    rows = [post(f"text {n}", due=NOW + timedelta(hours=n)) for n in range(20)]
    back = NOW + timedelta(days=3)
    assert posts.expire(back) == 20
    assert posts.due_channels(back) == []
    assert {state(row) for row in rows} == {State.MISSED}


def test_an_unapproved_post_never_passes_the_door():
    row = post(approved=False)
    Post.objects.update(state=State.SCHEDULED)
    assert begin() is None
    assert state(row) is State.PENDING
    assert "approved" in Post.objects.get(pk=row.pk).cause


def test_the_authors_own_yes_counts_for_nothing():
    row = post(approved=False)
    [item] = approvals.waiting(NOW)
    with pytest.raises(approvals.ApprovalError):
        approvals.approve([item], by=" alex  WRITER ", now=NOW)
    assert state(row) is State.PENDING


@pytest.mark.parametrize("name", ["Zoë Straße", "ZOË STRASSE", " zoë  strasse", "Zoe\u0308 Straße"])
def test_no_way_of_writing_a_name_makes_its_author_another_person(name):
    post(author="Zoë Straße", author_person=person("Zoë Straße"))
    Approval.objects.update(by=name, by_person=person(name))
    assert begin() is None


def test_a_text_without_an_author_cannot_be_approved():
    post(approved=False, author=" ", author_person="")
    with pytest.raises(approvals.ApprovalError, match="names no author"):
        approvals.approve(approvals.waiting(NOW), by="Blake", now=NOW)


def test_approval_taken_back_during_the_call_withholds_it():
    post()
    claim = begin()
    voiding.revoke("bystander-guidance/call-first", by="Blake", now=NOW, why="wrong number")
    assert "approved" in claims.permitted(claim, NOW).sentence


def test_an_expired_fact_sets_the_post_aside():
    row = post(valid_until=NOW)
    assert begin() is None
    assert state(row) is State.MISSED
    assert "fact" in Post.objects.get(pk=row.pk).cause


def test_an_embargoed_fact_waits():
    row = post(valid_from=NOW + timedelta(minutes=5))
    assert begin() is None
    assert state(row) is State.SCHEDULED
    assert begin(now=NOW + timedelta(minutes=5)) is not None


def test_a_quiet_window_is_kept_even_by_a_retry():
    post()
    Blackout.objects.create(
        start_at=NOW, end_at=NOW + timedelta(minutes=2), reason="Two minutes' silence"
    )
    assert begin() is None
    assert begin(now=NOW + timedelta(minutes=2)) is not None


def test_a_paused_channel_sends_nothing():
    post()
    channel().__class__.objects.update(paused=True, why_paused="token revoked")
    assert posts.due_channels(NOW) == []
    assert begin() is None


def test_a_lease_that_is_over_permits_no_call():
    post()
    claim = begin()
    assert claims.permitted(claim, claim.until) is not None


def test_an_expired_lease_becomes_uncertain_never_scheduled():
    row = post()
    begin()
    assert claims.lose_leases(NOW + LEASE) == 1
    assert state(row) is State.UNCERTAIN
    assert Attempt.objects.get().outcome == "uncertain"


def test_a_woken_worker_has_no_say_any_more():
    row = post()
    claim = begin()
    claims.lose_leases(NOW + LEASE)
    assert claims.permitted(claim, NOW) is not None
    receipt = Receipt("1", "https://example.social/1", NOW)
    columns = posts.published(receipt, "northshire-x")
    assert not claims.finish(claim, State.PUBLISHED, now=NOW, **columns)
    assert state(row) is State.UNCERTAIN


def test_a_move_outside_the_table_is_refused():
    row = post()
    with pytest.raises(UnlawfulMove):
        posts.move(row.pk, State.SCHEDULED, State.PUBLISHED, actor="x", at=NOW)


def test_a_move_whose_post_has_moved_on_writes_nothing():
    row = post()
    begin()
    before = Event.objects.count()
    assert not posts.move(row.pk, State.SCHEDULED, State.CANCELLED, actor="x", at=NOW)
    assert Event.objects.count() == before


def test_every_move_leaves_its_event():
    post()
    claim = begin()
    receipt = Receipt("1", "https://example.social/1", NOW)
    claims.finish(claim, State.PUBLISHED, now=NOW, **posts.published(receipt, "northshire-x"))
    moves = [event.data for event in Event.objects.filter(kind="post moved").order_by("id")]
    assert ['"scheduled"' in moves[0], '"published"' in moves[1]] == [True, True]


def test_a_yes_for_the_sandbox_is_no_yes_for_the_real_network():
    row = post()
    channel().__class__.objects.update(network="live")
    assert begin() is None
    assert state(row) is State.PENDING


def test_an_attempt_is_not_permitted_what_a_later_one_may():
    """Its clock is behind, so that its own lease does not look over."""
    row = post(grace=timedelta(hours=1))
    first = begin()
    claims.lose_leases(NOW + LEASE)
    columns = {"check_at": None, "not_before": None}
    posts.move(row.pk, State.UNCERTAIN, State.SCHEDULED, actor="w2", at=NOW, **columns)
    second = begin(worker="w2")
    assert second.number == 2
    assert claims.permitted(second, NOW) is None
    assert claims.permitted(first, NOW) is not None


def test_a_channel_changed_after_the_claim_is_not_spoken_on():
    post()
    claim = begin()
    channel().__class__.objects.update(network="live")
    assert claims.permitted(claim, NOW) is not None


def test_a_text_altered_in_the_database_does_not_go_out():
    row = post()
    Post.objects.update(body=row.body.replace("999", "0900"))
    assert begin() is None
    assert state(row) is State.PENDING
    assert "not what was approved" in Post.objects.get(pk=row.pk).cause


def test_a_post_for_another_account_is_not_put_back_and_forth_until_its_grace_is_over():
    row = post(attempt=1)
    channel().__class__.objects.update(handle="@Another")
    for minutes in range(20):
        now = NOW + timedelta(minutes=minutes)
        posts.expire(now)
        posts.free(now)
        assert begin(now=now) is None
    moves = Event.objects.filter(kind="post moved", post=row.pk).values_list("data", flat=True)
    assert [json.loads(data)["to"] for data in moves] == ["pending", "missed"]


def test_a_post_whose_account_is_again_what_was_approved_goes_out():
    row = post()
    channel().__class__.objects.update(handle="@Another")
    assert begin() is None
    channel().__class__.objects.update(handle="")
    assert posts.free(NOW) == 1
    assert state(row) is State.SCHEDULED
