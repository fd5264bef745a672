"""Several processes sweep: one asks, and an answer that came too late changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from campaign.delivery.reconcile import Reconciler
from campaign.lifecycle import State
from campaign.store import posts, readings, turns
from campaign.store.models import Post
from tests.servers.rows import NOW, channel, post

pytestmark = pytest.mark.django_db(transaction=True)

SHARED = connection.vendor == "postgresql"


def doubtful() -> Post:
    channel()
    row = post(state=State.UNCERTAIN, attempt=1, check_at=NOW)
    return Post.objects.select_related("channel").get(pk=row.pk)


def test_a_look_is_taken_once_where_several_processes_sweep():
    row = doubtful()
    assert turns.to_look(row, NOW)
    assert turns.to_look(row, NOW) is not SHARED


def test_whoever_dies_in_its_turn_keeps_nobody_waiting_for_long():
    row = doubtful()
    turns.to_look(row, NOW)
    assert turns.to_look(row, NOW + turns.TURN)


def test_a_reading_is_taken_once_where_several_processes_read():
    channel()
    row = post(state=State.PUBLISHED, published_at=NOW - timedelta(hours=1), reading_at=NOW)
    [waiting] = readings.due(NOW).values()
    assert turns.to_read(waiting, NOW) == [row]
    assert turns.to_read(waiting, NOW) == ([] if SHARED else [row])


def test_an_answer_about_an_earlier_attempt_does_not_send_a_post_again():
    """Another process put it back, it went out once more, and its answer was lost, too."""
    seen = doubtful()
    sweep = Reconciler(None, worker="slow", clock=lambda: NOW)
    Post.objects.filter(pk=seen.pk).update(attempt=2)
    sweep._not_there(seen, NOW)
    assert Post.objects.get(pk=seen.pk).state == State.UNCERTAIN
    sweep._move_on(seen, None, "too late")
    assert Post.objects.get(pk=seen.pk).check_at == NOW


def test_an_answer_about_this_attempt_counts():
    seen = doubtful()
    Reconciler(None, worker="quick", clock=lambda: NOW)._not_there(seen, NOW)
    assert Post.objects.get(pk=seen.pk).state == State.SCHEDULED
    assert posts.due_channels(NOW) == ["northshire-x"]
