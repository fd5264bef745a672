"""Posts that are written by the thousand are those that the model would write."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from campaign.lifecycle import State
from campaign.store import calendar, channels, events
from campaign.store.casts import Casts
from campaign.store.frozen import freeze, rows
from campaign.store.models import Approval, Post
from campaign.store.models.defaults import new_key
from campaign.store.proposal import Proposal, propose
from campaign.store.writing import writing
from tests.servers.campaign_folder import GOOD, PLATFORMS, library_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)
WEEK = {"start": NOW, "end": NOW + timedelta(weeks=1), "today": NOW.date()}
NOT_COMPARED = {"id", "key", "state"}


def columns(post):
    """Every column but those that are new in every row."""
    names = [f.attname for f in Post._meta.concrete_fields if f.attname not in NOT_COMPARED]
    return {name: getattr(post, name) for name in names}


def test_every_column_is_what_the_model_would_write(tmp_path):
    shelf = library_of(tmp_path, walking_home=GOOD, second=GOOD)
    proposal = propose(shelf, PLATFORMS, **WEEK)
    calendar.apply(proposal, shelf, actor="test", now=NOW)
    wanted = {one.key: one for one in proposal.diff.add}
    written = Post.objects.in_bulk(field_name="slot_key")
    assert set(written) == set(wanted)
    assert len({post.key for post in written.values()}) == len(written) > 4
    for key, one in wanted.items():
        frozen = freeze(shelf, shelf.messages[one.message], shelf.channels[one.channel])
        [expected] = rows(shelf, one, frozen, NOW)
        assert columns(written[key]) == columns(expected)


def test_what_holds_a_yes_is_scheduled_and_the_rest_waits(tmp_path):
    shelf = library_of(tmp_path, walking_home=GOOD)
    proposal = propose(shelf, PLATFORMS, **WEEK)
    one = proposal.diff.add[0]
    [frozen] = freeze(shelf, shelf.messages[one.message], shelf.channels[one.channel])
    said = {"message": one.message, "channel": one.channel, "author": "Alex"}
    Approval.objects.create(digest=frozen.digest, by="Kim", by_person="kim", at=NOW, **said)
    calendar.apply(proposal, shelf, actor="test", now=NOW)
    scheduled = Post.objects.filter(state=State.SCHEDULED)
    assert {post.digest for post in scheduled} == {frozen.digest}
    assert Post.objects.filter(state=State.PENDING).exclude(digest=frozen.digest).exists()


def test_a_slot_that_is_taken_is_not_taken_twice(tmp_path):
    shelf = library_of(tmp_path, walking_home=GOOD)
    proposal = propose(shelf, PLATFORMS, **WEEK)
    first = calendar.apply(proposal, shelf, actor="test", now=NOW)
    assert first.added == len(proposal.diff.add) > 0
    assert calendar.apply(proposal, shelf, actor="test", now=NOW).added == 0


def test_moulds_that_are_forgotten_are_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr("campaign.store.casts._KEPT", 1)
    shelf = library_of(tmp_path, walking_home=GOOD, second=GOOD)
    channels.sync(shelf, actor="test", now=NOW)
    proposal = propose(shelf, PLATFORMS, **WEEK)
    whole = Proposal(proposal.plan, replace(proposal.diff), (), ())
    assert calendar.apply(whole, shelf, actor="test", now=NOW).added == len(proposal.diff.add)
    casts = Casts(shelf, {}, NOW)
    moulds = casts.prepare(proposal.diff.add)
    assert len(moulds) > 1  # a batch has all it needs, whatever is kept for the next


def test_a_yes_that_is_taken_back_between_two_batches_does_not_count(tmp_path):
    shelf = library_of(tmp_path, walking_home=GOOD)
    channels.sync(shelf, actor="test", now=NOW)
    one, *_ = propose(shelf, PLATFORMS, **WEEK).diff.add
    [frozen] = freeze(shelf, shelf.messages[one.message], shelf.channels[one.channel])
    said = {"message": one.message, "channel": one.channel, "author": "Alex"}
    Approval.objects.create(digest=frozen.digest, by="Kim", by_person="kim", at=NOW, **said)
    casts, states = Casts(shelf, {}, NOW), []
    for number in range(3):
        later = replace(one, local=one.local + timedelta(days=number))
        if number == 2:
            Approval.objects.update(revoked_at=NOW)
            events.record("approval revoked", actor="Kim", at=NOW)
        with writing():
            casts.write({later.key: later}, casts.prepare([later]))
            events.record("posts planned", actor="test", at=NOW)
            casts.noted()
        states.append(Post.objects.get(slot_key=later.key).state)
    assert states == [State.SCHEDULED, State.SCHEDULED, State.PENDING]


def test_keys_of_one_time_lie_together_and_no_two_are_alike():
    before, keys = f"{int(time.time()):08x}", [new_key() for _ in range(1000)]
    assert len(set(keys)) == 1000
    assert all(len(key) == 32 and int(key[:8], 16) - int(before, 16) < 60 for key in keys)
