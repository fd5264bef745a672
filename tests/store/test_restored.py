"""An older database is noticed, and what it does not know is not taken for not done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.lifecycle import State
from campaign.store import anchors, events, holds, restored
from campaign.store.models import Event, Hold, Post
from campaign.store.writing import writing
from tests.servers.rows import NOW, post

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".campaign").mkdir()
    return tmp_path


def put_back_an_older_copy(folder):
    """Keep an anchor of an event, and lose the event."""
    events.record("posts planned", actor="planner", at=NOW)
    events.record("post moved", actor="worker", at=NOW)
    anchors.drop(folder, now=NOW)
    with writing():
        Event.objects.order_by("-pk").first().delete()


def states():
    return dict(Post.objects.values_list("message", "state"))


def test_a_database_that_agrees_with_its_anchor_is_left_alone(folder):
    post()
    events.record("posts planned", actor="planner", at=NOW)
    anchors.drop(folder, now=NOW)
    assert restored.watch(folder, now=LATER) is None
    assert not Hold.objects.exists()


def test_an_older_database_holds_everything_and_leaves_to_people_what_is_due(folder):
    post("Due.", message="due")
    post("Waits for a yes.", message="waits", approved=False)
    post("Not yet.", message="later", due=LATER + timedelta(hours=1))
    put_back_an_older_copy(folder)
    found = restored.watch(folder, now=LATER)
    assert found.missed == 2
    assert states() == {"due": State.MISSED, "waits": State.MISSED, "later": State.SCHEDULED}
    assert Post.objects.get(message="due").cause == restored.OUT_ALREADY
    assert (hold := Hold.objects.get()).scope == Hold.Scope.ALL
    assert "An older copy of the database was put back" in hold.reason


def test_it_is_noticed_once_and_again_after_another_restore(folder):
    post()
    put_back_an_older_copy(folder)
    first = restored.watch(folder, now=LATER)
    assert restored.watch(folder, now=LATER) is None
    put_back_an_older_copy(folder)
    assert restored.watch(folder, now=LATER).hold == first.hold  # it still stands
    holds.lift(first.hold, by="Kim Osei", now=LATER)
    put_back_an_older_copy(folder)
    assert restored.watch(folder, now=LATER).hold != first.hold


def test_a_new_database_in_an_old_folder_holds_nothing(folder):
    put_back_an_older_copy(folder)
    assert restored.watch(folder, now=LATER) is None
    assert restored.watch(folder, now=LATER) is None
    assert not Hold.objects.exists()
    assert Event.objects.filter(kind="database begun anew").count() == 1
