"""Order and distance: the posts of one channel go out one after the other, and never as a burst."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campaign.adapter import Receipt, Uncertain, Unreachable
from campaign.lifecycle import State
from campaign.store import claims, posts, services
from campaign.store.models import Alert, Attempt, ChannelState, Post
from campaign.store.overdue import Cause, overdue
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def line() -> Line:
    channel(gap=5)
    return Line(NOW)


def run(line: Line, *, step: float = 10, **span: float) -> list[tuple[int, str]]:
    """Let the worker's clock tick for a while; return at which second each went out, and what."""
    seen, out, end = len(line.sent), [], line.clock.now + timedelta(**span)
    start = line.clock.now
    while line.clock.now <= end:
        for name in posts.due_channels(line.clock.now):
            line.publisher.drain(name)
        posts.expire(line.clock.now)
        line.reconciler.sweep()
        seconds = int((line.clock.now - start).total_seconds())
        out += [(seconds, text) for text in line.sent[seen:]]
        seen = len(line.sent)
        line.clock.forward(seconds=step)
    return out


def test_two_posts_of_a_channel_keep_their_gap(line):
    for number in range(3):
        post(str(number), due=NOW + MINUTE * number)
    assert run(line, minutes=12) == [(0, "0"), (300, "1"), (600, "2")]


def test_the_gap_counts_from_what_really_went_out(line):
    post("late", due=NOW - MINUTE * 4)  # the program was stopped until now
    post("next", due=NOW + MINUTE * 2)
    assert run(line, minutes=8) == [(0, "late"), (300, "next")]


def test_what_may_be_out_keeps_its_distance_too(line):
    line.platform.after = [raising(Uncertain("The answer was lost."))]
    post("in doubt")
    post("next", due=NOW + MINUTE)
    assert run(line, minutes=8) == [(0, "in doubt"), (300, "next")]


def test_what_did_not_go_out_costs_no_time(line):
    line.platform.before = [raising(Unreachable("No line."))]
    post("again")
    assert [text for at, text in run(line, minutes=1) if at < 60] == ["again"]


def test_another_channel_does_not_wait(line):
    channel("northshire-mastodon", platform="mastodon", gap=5)
    post("here")
    post("there", on="northshire-mastodon")
    assert {at for at, _ in run(line, minutes=1)} == {0}


def test_without_a_gap_nothing_waits():
    line = Line(NOW)
    post("one")
    post("two")
    assert run(line, minutes=0) == [(0, "one"), (0, "two")]


def test_what_a_person_placed_goes_at_their_time(line):
    post("planned")
    post("now", due=NOW + MINUTE, by_hand=True)
    assert run(line, minutes=2) == [(0, "planned"), (60, "now")]


def test_the_parts_of_a_thread_are_kept_together_and_the_next_post_behind_them(line):
    first = post("1/2", parts=2)
    post("2/2", part=2, parts=2, after=first, thread=first)
    post("another", due=NOW)
    assert run(line, minutes=6) == [(0, "1/2"), (0, "2/2"), (300, "another")]


def test_a_post_that_is_tried_again_keeps_its_place_in_the_order(line):
    line.platform.before = [raising(Unreachable("No line."))]
    post("first")
    post("second", due=NOW + timedelta(seconds=1))
    out = run(line, minutes=7)
    assert [text for _, text in out] == ["first", "second"]
    assert out[1][0] - out[0][0] >= 300


def test_a_post_that_never_gets_through_holds_the_next_until_it_is_missed(line):
    line.platform.before = [raising(Unreachable("No line."))] * 5
    post("first", grace=MINUTE)
    post("second", due=NOW + timedelta(seconds=1))
    out = run(line, minutes=8)
    assert [text for _, text in out] == ["second"]
    assert Post.objects.get(body__contains="first").state == State.MISSED


def test_what_the_gap_pushes_past_its_grace_is_missed_and_says_so(line):
    post("first")
    post("second", grace=timedelta(minutes=2))
    assert run(line, minutes=3) == [(0, "first")]
    missed = Post.objects.get(state=State.MISSED)
    assert "keeps 5 minutes between two posts" in missed.cause
    assert Alert.objects.get(kind="missed")


def test_status_says_until_when_a_post_waits_for_the_gap(line):
    post("first")
    post("second")
    line.publisher.drain("northshire-x")
    now = NOW + timedelta(minutes=1)
    (kept,) = overdue(now, running=True)
    assert (kept.why, kept.until) == (Cause.GAP, NOW + MINUTE * 5)


def test_a_clock_that_ran_ahead_silences_no_channel_for_longer_than_its_gap(line):
    line.clock.forward(days=3)
    post("sent while the clock was ahead", due=line.clock.now)
    run(line, minutes=0)
    services.forget_impossible_rests(NOW)
    line.clock.now = NOW
    post("next")
    assert run(line, minutes=0) == [(0, "next")]


def test_a_lost_lease_keeps_its_distance_too(line):
    post("lost")
    claims.begin("northshire-x", clock=lambda: NOW, lease=MINUTE, worker="dead")
    claims.lose_leases(NOW + MINUTE)
    assert ChannelState.objects.get().spaced_until == NOW + MINUTE * 6


@pytest.mark.parametrize("outage", [timedelta(hours=3), timedelta(days=3)])
def test_after_an_outage_what_is_late_is_missed_and_the_rest_goes_in_order_and_spaced(outage):
    channel(gap=5)
    planned = [NOW + outage * n / 20 for n in range(19)]  # and then every seven minutes
    planned += [NOW + outage + MINUTE * n for n in (-14, -7, 0, 7)]
    for number, due in enumerate(planned):
        post(str(number), due=due)
    back = NOW + outage
    line = Line(back)
    out = run(line, minutes=30)
    overdue_ones = [n for n, due in enumerate(planned) if due + MINUTE * 15 <= back]
    others = [str(n) for n in range(len(planned)) if n not in overdue_ones]
    assert [text for _, text in out] == others
    times = [at for at, _ in out]
    assert all(later - before >= 300 for before, later in pairwise(times))
    assert Post.objects.filter(state=State.MISSED).count() == len(overdue_ones)
    assert Attempt.objects.count() == len(others)
    assert Alert.objects.filter(kind="missed").count() == 1  # told of together


def test_each_message_has_its_own_grace_after_an_outage():
    line = Line(NOW + timedelta(hours=3))
    post("of the minute", grace=MINUTE)
    post("of the day", grace=timedelta(hours=6))
    assert run(line, minutes=0) == [(0, "of the day")]


class Stories(TestCase):
    """Whatever the times, graces, gaps and failures: in order, apart, and none too late."""

    @settings(max_examples=10, deadline=None)
    @given(
        gap=st.integers(0, 6),
        plan=st.lists(
            st.tuples(st.integers(0, 20), st.integers(1, 15)), min_size=1, max_size=6, unique=True
        ),
        failures=st.lists(st.booleans(), max_size=6),
        outage=st.integers(0, 20),
    )
    def test_the_promises_hold(self, gap, plan, failures, outage):
        Post.objects.all().delete()
        ChannelState.objects.all().delete()
        channel(gap=gap)
        late = {}
        for number, (minute, grace) in enumerate(sorted(plan)):
            due = NOW + MINUTE * minute
            post(str(number), due=due, grace=MINUTE * grace)
            late[str(number)] = (minute + grace) * 60
        line = Line(NOW + MINUTE * outage)
        line.platform.before = [
            raising(Unreachable("No line.")) if fails else (lambda: None) for fails in failures
        ]
        out = [(at + outage * 60, text) for at, text in run(line, minutes=36, step=60)]
        times, texts = [at for at, _ in out], [int(text) for _, text in out]
        assert texts == sorted(texts), "the order was not kept"
        assert all(b - a >= gap * 60 for a, b in pairwise(times)), "a burst"
        assert all(at < late[text] for at, text in out), "one went out past its grace"
        left = Post.objects.exclude(state__in=[State.PUBLISHED, State.MISSED])
        assert not left.exists(), "one was lost"


def test_a_receipt_is_dated_by_the_platform_and_the_gap_by_us(line):
    """A platform whose clock is wrong neither silences a channel nor lets it chatter."""
    post("first")
    post("second")
    far = datetime(2030, 1, 1, tzinfo=timezone.utc)
    claim = claims.begin("northshire-x", clock=lambda: NOW, lease=MINUTE, worker="w1")
    assert claim is not None
    receipt = Receipt("1", "https://social.example/1", far)
    claims.finish(claim, State.PUBLISHED, now=NOW, **posts.published(receipt, "northshire-x"))
    assert run(line, minutes=5) == [(300, "second")]
