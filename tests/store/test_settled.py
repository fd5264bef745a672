"""Alerts whose matter is settled: nobody is asked again to do what is done."""

from __future__ import annotations

import pytest

from campaign.lifecycle import State
from campaign.store import alerts
from campaign.store.models import Alert, ChannelState, Post, Service
from campaign.store.settled import is_settled
from tests.servers.rows import NOW, channel, post

pytestmark = pytest.mark.django_db(transaction=True)


def told(key, kind, what="It happened."):
    alerts.tell(key=key, kind=kind, subject="Look", what=what, advice="Do it.", at=NOW)
    return Alert.objects.get(key=key)


def test_a_hand_off_is_settled_once_somebody_said_what_became_of_it():
    row = post(state=State.PROCESSING, attempt=1)
    first = told(f"handoff:{row.pk}:1", "handoff")
    again = told(f"handoff:{row.pk}:1:reminder", "handoff")
    assert [is_settled(first), is_settled(again)] == [False, False]
    Post.objects.update(state=State.PUBLISHED)
    assert [is_settled(first), is_settled(again)] == [True, True]


def test_a_hand_off_that_lies_with_a_person_once_more_has_an_alert_of_its_own():
    row = post(state=State.PROCESSING, attempt=2)
    assert is_settled(told(f"handoff:{row.pk}:1", "handoff"))
    assert not is_settled(told(f"handoff:{row.pk}:2", "handoff"))


@pytest.mark.parametrize("kind", ["failed", "uncertain", "missed"])
def test_a_post_that_is_out_after_all_or_cancelled_is_settled(kind):
    row = post(state=State(kind), attempt=1)
    alert = told(f"{kind}:{row.pk}:1", kind)
    assert not is_settled(alert)
    for state in (State.PUBLISHED, State.CANCELLED):
        Post.objects.update(state=state)
        assert is_settled(alert)


def test_one_alert_of_several_missed_posts_stands_until_all_are_settled():
    one, two = post(state=State.PUBLISHED), post("Other", state=State.MISSED)
    lines = f"2 posts missed their times.\n{one.pk}: “A”, planned\n{two.pk}: “B”, planned"
    alert = told(f"missed:{one.pk}:2026-12-01T17:45:00.000000", "missed", lines)
    assert not is_settled(alert)
    Post.objects.update(state=State.CANCELLED)
    assert is_settled(alert)


def test_a_channel_in_use_again_and_a_platform_that_is_back_are_settled():
    channel(paused=True)
    Service.objects.create(id="x", opened_at=NOW)
    paused = told("paused:northshire-x:2026-12-01T17:30:00+00:00", "token")
    breaker = told("breaker:x:2026-12-01T17:30:00.000000", "breaker")
    assert [is_settled(paused), is_settled(breaker)] == [False, False]
    ChannelState.objects.update(paused=False)
    Service.objects.update(opened_at=None)
    assert [is_settled(paused), is_settled(breaker)] == [True, True]


def test_what_cannot_be_told_to_be_settled_is_not():
    assert not is_settled(told("failed:404:1", "failed"))
    assert not is_settled(told("contradiction:4:1:abc", "handoff"))
