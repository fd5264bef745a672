"""Rests and breakers of platforms, as they are remembered and kept to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.adapter import (
    BadContent,
    Budget,
    Deferred,
    Metrics,
    Throttled,
    Uncertain,
    Unreachable,
)
from campaign.delivery import health
from campaign.lifecycle import State
from campaign.store import breaker, channels, events, posts, services
from campaign.store.breaker import Outcome
from campaign.store.models import Alert, ChannelState, Event, Post, Service
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
ON = ("northshire-x", "commissioner-x")


@pytest.fixture
def two():
    for name in ON:
        channel(name, service="x")
    return ON


def fresh(row):
    return Post.objects.get(pk=row.pk)


def service():
    return Service.objects.get(pk="x")


def trouble(*names, at=NOW):
    for name in names:
        services.note(name, Outcome.TROUBLE, began=at, now=at, why="x.example gave no answer.")


def opened(at=NOW):
    trouble(*ON, *ON, ON[0], at=at)


# Rests


def test_a_shorter_rest_never_cuts_off_a_longer_one(two):
    for name in two:
        channels.wait(name, NOW + 30 * MINUTE, now=NOW)
        channels.wait(name, NOW + MINUTE, now=NOW)
        services.wait(name, NOW + 30 * MINUTE, now=NOW)
        services.wait(name, NOW + MINUTE, now=NOW)
    assert {row.free_at for row in ChannelState.objects.all()} == {NOW + 30 * MINUTE}
    assert service().free_at == NOW + 30 * MINUTE


def test_a_later_rest_takes_over_and_none_is_longer_than_a_day(two):
    channels.wait(ON[0], NOW + MINUTE, now=NOW)
    channels.wait(ON[0], NOW + timedelta(days=40), now=NOW)
    services.wait(ON[0], NOW + timedelta(days=40), now=NOW)
    assert ChannelState.objects.get(pk=ON[0]).free_at == NOW + timedelta(days=1)
    assert service().free_at == NOW + timedelta(days=1)


def test_a_budget_that_is_used_up_rests_its_channel_only(two):
    health.heard(ON[0], Budget(0, NOW + 10 * MINUTE), now=NOW)
    post(on=ON[0])
    post(on=ON[1])
    assert posts.due_channels(NOW) == [ON[1]]
    assert set(posts.due_channels(NOW + 10 * MINUTE)) == set(ON)


def test_a_budget_of_our_app_rests_all_its_channels(two):
    health.heard(ON[0], Budget(0, NOW + 10 * MINUTE, app=True), now=NOW)
    post(on=ON[0])
    post(on=ON[1])
    assert posts.due_channels(NOW) == []
    assert Line(NOW).publisher.drain(ON[1]) == 0


def test_what_is_left_of_a_budget_rests_nothing(two):
    health.heard(ON[0], Budget(1, NOW + 10 * MINUTE), now=NOW)
    health.heard(ON[0], Budget(0, NOW - MINUTE), now=NOW)
    assert ChannelState.objects.get(pk=ON[0]).free_at is None


def test_a_limit_of_our_app_met_while_posting_rests_all_its_channels(two):
    post(on=ON[0])
    post(on=ON[1])
    line = Line(NOW)
    line.platform.before.append(raising(Throttled("slow down", retry_after=300, app=True)))
    line.publisher.drain(ON[0])
    assert line.publisher.drain(ON[1]) == 0
    assert service().free_at >= NOW + timedelta(seconds=300)
    assert ChannelState.objects.get(pk=ON[0]).free_at is None
    line.clock.forward(seconds=302)
    assert line.publisher.drain(ON[1]) == 1


def published(on, line, text="out"):
    row = post(text, on=on, due=NOW - timedelta(hours=2))
    columns = {"state": State.PUBLISHED, "remote_id": row.key, "reading_at": NOW}
    Post.objects.filter(pk=row.pk).update(published_at=NOW - timedelta(hours=1), **columns)
    line.platform.metrics[row.key] = Metrics(reactions=1)
    return row


def test_no_reading_while_the_channel_rests(two):
    line = Line(NOW)
    published(ON[0], line)
    channels.wait(ON[0], NOW + 10 * MINUTE, now=NOW)
    assert line.measurer.measure() == 0
    line.clock.forward(minutes=10)
    assert line.measurer.measure() == 1


def test_a_look_goes_before_a_reading(two):
    line = Line(NOW)
    published(ON[0], line)
    row = post("doubtful", on=ON[0])
    line.platform.after.append(raising(Uncertain("lost")))
    line.publisher.drain(ON[0])
    line.clock.forward(seconds=10)
    assert line.measurer.measure() == 0
    line.reconciler.sweep()
    assert fresh(row).state == State.PUBLISHED
    assert line.measurer.measure() == 1


def test_a_reading_that_is_throttled_waits_as_long_as_it_was_told(two):
    line = Line(NOW)
    row = published(ON[0], line)

    class Busy(dict):
        def __contains__(self, key):
            raise Throttled("slow down", retry_after=3600, app=True)

    line.platform.metrics = Busy()
    assert line.measurer.measure() == 0
    assert fresh(row).reading_at == NOW + timedelta(hours=1)
    assert service().free_at == NOW + timedelta(hours=1)


def test_a_doubt_waits_for_a_rest_but_not_for_ever(two):
    row, line = post(on=ON[0]), Line(NOW)
    line.platform.after.append(raising(Uncertain("lost")))
    line.publisher.drain(ON[0])
    channels.wait(ON[0], NOW + timedelta(hours=20), now=NOW)
    line.clock.forward(minutes=10)
    assert line.reconciler.sweep() == 0
    line.clock.forward(hours=1)
    line.reconciler.sweep()
    assert fresh(row).state == State.PUBLISHED


# The breaker


def test_it_opens_with_one_event_and_one_alert_and_says_why(two):
    opened()
    assert service().open_until == NOW + breaker.FIRST_REST
    [alert] = Alert.objects.filter(kind="breaker")
    assert alert.subject == "X is in trouble"
    assert "5 calls in a row to X came to nothing" in alert.what
    assert "x.example gave no answer." in alert.what
    trouble(*ON, at=NOW + timedelta(seconds=5))
    assert Alert.objects.count() == 1
    assert [event.kind for event in Event.objects.filter(subject="x")] == ["breaker opened"]


def test_it_closes_with_an_event_and_no_alert(two):
    opened()
    services.note(ON[1], Outcome.WELL, began=NOW, now=NOW + MINUTE)
    assert service().opened_at is None
    assert Event.objects.filter(kind="breaker closed").count() == 1
    assert Alert.objects.count() == 1
    assert list(events.breaks()) == []


def test_the_next_opening_is_another_alert(two):
    opened()
    services.note(ON[1], Outcome.WELL, began=NOW, now=NOW + MINUTE)
    opened(at=NOW + 5 * MINUTE)
    assert Alert.objects.count() == 2


def test_nobody_asks_while_it_is_open_and_then_one_does(two):
    for name in ON:
        post(name, on=name)
    opened()
    line = Line(NOW)
    assert [line.publisher.drain(name) for name in ON] == [0, 0]
    line.clock.now += breaker.FIRST_REST
    others = []
    line.platform.before.append(lambda: others.append(line.publisher.drain(ON[1])))
    assert line.publisher.drain(ON[0]) == 1
    assert others == [0]
    assert service().opened_at is None
    assert line.publisher.drain(ON[1]) == 1
    assert line.sent == list(ON)


def test_a_probe_that_fails_doubles_the_rest(two):
    row = post(on=ON[0])
    opened()
    line = Line(NOW + breaker.FIRST_REST)
    line.platform.before.append(raising(Unreachable("still down")))
    line.publisher.drain(ON[0])
    assert service().open_until == line.clock.now + 2 * breaker.FIRST_REST
    assert service().why == "still down"
    assert fresh(row).state == State.SCHEDULED
    assert Alert.objects.filter(kind="breaker").count() == 1


def test_a_probe_that_says_nothing_makes_room_for_the_next(two):
    for name in ON:
        post(name, on=name)
    opened()
    line = Line(NOW + breaker.FIRST_REST)
    line.platform.before.append(raising(BadContent("too long")))
    line.publisher.drain(ON[0])
    assert service().opened_at is not None
    assert line.publisher.drain(ON[1]) == 1
    assert service().opened_at is None


def test_a_look_may_be_the_probe_and_takes_no_look_from_the_post_while_it_waits(two):
    row, line = post(on=ON[0]), Line(NOW)
    line.platform.after.append(raising(Uncertain("lost")))
    line.publisher.drain(ON[0])
    line.clock.forward(seconds=6)
    opened(at=line.clock.now)
    assert line.reconciler.sweep() == 0
    assert fresh(row).looks == 0
    line.clock.now += breaker.FIRST_REST
    line.reconciler.sweep()
    assert fresh(row).state == State.PUBLISHED
    assert service().opened_at is None


def test_a_reading_leaves_the_probe_to_posts_for_a_while(two):
    line = Line(NOW)
    published(ON[0], line)
    opened()
    line.clock.now += breaker.FIRST_REST
    assert line.measurer.measure() == 0
    line.clock.forward(minutes=2)
    assert line.measurer.measure() == 1
    assert service().opened_at is None


def test_a_doubt_that_is_passed_on_without_asking_closes_nothing(two):
    post(on=ON[0])
    line = Line(NOW, can=frozenset())
    line.platform.after.append(raising(Uncertain("lost")))
    line.publisher.drain(ON[0])
    line.clock.forward(seconds=6)
    opened(at=line.clock.now)
    line.clock.now += breaker.FIRST_REST
    line.reconciler.sweep()
    assert service().opened_at is not None


def test_what_an_error_says_of_the_platform():
    said = {
        (None, True): Outcome.WELL,
        (Unreachable("no line"), True): Outcome.TROUBLE,
        (Unreachable("no line"), False): Outcome.TROUBLE,
        (Uncertain("lost"), True): Outcome.TROUBLE,
        (Uncertain("cannot tell"), False): Outcome.NEITHER,
        (Deferred("a picture is being prepared"), True): Outcome.NEITHER,
        (Throttled("slow down"), True): Outcome.NEITHER,
        (BadContent("too long"), True): Outcome.NEITHER,
        (KeyError("ours"), True): Outcome.NEITHER,
    }
    for (error, creating), outcome in said.items():
        assert health.outcome_of(error, creating=creating) is outcome, error


def test_one_platform_is_down_and_the_other_goes_on_at_the_minute(two):
    """Ten posts each: X gives no answer for a while, Mastodon's go out in their minute."""
    fine = ("northshire-mastodon", "commissioner-mastodon")
    for name in fine:
        channel(name, platform="mastodon", service="mastodon@social.example")
    for name in (*ON, *fine):
        for number in range(5):
            due = NOW + number * MINUTE
            post(f"{name} {number}", on=name, due=due, grace=timedelta(hours=1))
    down, up = Line(NOW), Line(NOW)
    down.platform.before = [raising(Unreachable("x.example gave no answer."))] * 9
    tried = []
    for second in range(0, 3600, 10):
        now = NOW + timedelta(seconds=second)
        down.clock.now = up.clock.now = now
        for name in posts.due_channels(now):
            tried += [now] * (down if name in ON else up).publisher.drain(name)
        if second == 290:
            assert len(up.sent) == 10
    sent = Post.objects.filter(channel__in=fine)
    assert all(row.published_at == row.due_at for row in sent)
    assert sorted(down.sent) == sorted(f"{name} {n}" for name in ON for n in range(5))
    assert not down.platform.before
    assert Alert.objects.filter(kind="breaker").count() == 1
    assert not Post.objects.exclude(state=State.PUBLISHED).exists()
