"""Holds of every scope, what a person lets through them, drills, and planned ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.lifecycle import State
from campaign.store import claims, exemptions, holds, posts
from campaign.store.holds import HoldError, Terms
from campaign.store.models import Event, Hold, PersonName, Post
from campaign.store.people import person
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line

pytestmark = pytest.mark.django_db(transaction=True)

SOON = NOW + timedelta(seconds=1)
SAFETY = ",public-safety,telford,"
MESSAGE = "bystander-guidance/call-first"


def begin(now=NOW, on="northshire-x"):
    return claims.begin(on, clock=lambda: now, lease=timedelta(minutes=5), worker="w1")


def stop(scope="all", value="", terms=None, now=NOW - timedelta(seconds=1)):
    place = {"scope": Hold.Scope(scope), "value": value, "reason": "An officer was hurt"}
    return holds.place(**place, by="Duty", now=now, terms=terms)


def let_through(by="Chief Superintendent Lee", now=NOW):
    return exemptions.let_through(MESSAGE, by=by, why="People must know", now=now)


def test_twenty_posts_due_under_a_stop_and_for_a_day_after_make_no_call_at_all():
    names = [f"channel-{number}" for number in range(5)]
    for number in range(20):
        due = NOW + timedelta(hours=number)
        post(f"text {number}", on=names[number % 5], due=due, grace=timedelta(days=2))
    hold, line = stop(), Line(NOW)
    for hour in range(25):
        line.clock.now = NOW + timedelta(hours=hour)
        posts.expire(line.clock.now)
        assert [line.publisher.drain(name) for name in names] == [0] * 5
    holds.lift(hold.pk, by="Kim", now=line.clock.now)
    assert [line.publisher.drain(name) for name in names] == [0] * 5
    assert line.sent == []
    assert set(Post.objects.values_list("state", flat=True)) == {State.MISSED}


@pytest.mark.parametrize(
    ("scope", "value"), [("area", "telford"), ("audience", "drivers"), ("language", "cy")]
)
def test_a_hold_on_an_area_an_audience_or_a_language_stops_its_posts_only(scope, value):
    post(tags=",telford,impact,", audience="drivers", language="cy")
    other = post("other", tags=",telford-north,", audience="public", language="en-GB")
    claim = begin()
    assert claim is not None
    stop(scope, value)
    assert "officer was hurt" in claims.permitted(claim, NOW).sentence
    claims.finish(claim, State.SCHEDULED, now=NOW)
    assert begin().post == other.pk


def test_a_message_about_public_safety_goes_out_once_a_person_lets_it_through():
    post(tags=SAFETY)
    hold = stop()
    assert begin() is None
    [post_] = let_through()
    assert holds.over(post_, post_.channel) is None
    claim = begin(SOON)
    assert claims.permitted(claim, SOON) is None
    assert hold.lifted_at is None


def test_any_other_message_is_let_through_by_nobody():
    post(tags=",impact,")
    stop()
    with pytest.raises(exemptions.ExemptionError):
        let_through()
    assert begin() is None


def test_a_word_given_before_the_hold_began_counts_for_nothing():
    post(tags=SAFETY)
    first = stop()
    let_through()
    holds.lift(first.pk, by="Other", now=NOW - timedelta(seconds=1))
    assert begin(SOON) is not None
    claims.lose_leases(SOON, worker="w1")
    row = post("Call 999 first.", tags=SAFETY)
    stop(now=SOON)
    assert holds.over(row, row.channel) is not None
    assert begin(SOON) is None


def test_the_approval_of_the_text_is_still_needed():
    post(tags=SAFETY, approved=False)
    stop()
    let_through()
    Post.objects.update(state=State.SCHEDULED)
    assert begin(SOON) is None


def test_who_wrote_it_does_not_let_it_through():
    post(tags=SAFETY)
    stop()
    with pytest.raises(exemptions.ExemptionError, match="someone else"):
        let_through(by=" alex  WRITER")


def test_where_somebody_is_senior_nobody_else_lets_it_through():
    post(tags=SAFETY)
    stop()
    known = {"name": "Kim Osei", "roles": "senior", "rank": 1}
    PersonName.objects.create(key="kim osei", person="kim osei", **known)
    with pytest.raises(exemptions.ExemptionError, match=r"not senior for .*: Kim Osei"):
        let_through()
    assert begin(SOON) is None
    let_through(by="kim  Osei")
    assert begin(SOON) is not None


def test_who_is_senior_elsewhere_only_is_asked_for_nothing_here():
    post(tags=SAFETY)
    stop()
    known = {"name": "Kim Osei", "roles": "senior", "rank": 1, "organisations": ",commissioner,"}
    PersonName.objects.create(key="kim osei", person="kim osei", **known)
    let_through()
    assert begin(SOON) is not None


def test_a_text_that_became_another_writers_own_is_not_let_through_any_more():
    row = post(tags=SAFETY)
    stop()
    let_through()
    Post.objects.update(author_person=person("Chief Superintendent Lee"))
    row.refresh_from_db()
    assert holds.over(row, row.channel) is not None
    assert begin(SOON) is None


def test_a_changed_text_is_not_let_through():
    row = post(tags=SAFETY)
    stop()
    let_through()
    Post.objects.update(digest="0" * 64)
    assert begin(SOON) is None
    row.refresh_from_db()
    assert holds.over(row, row.channel) is not None


def test_letting_through_is_in_the_audit_log():
    post(tags=SAFETY)
    stop()
    let_through()
    event = Event.objects.get(kind="let through a stop")
    assert (event.actor, "People must know" in event.data) == ("Chief Superintendent Lee", True)


def test_a_drill_is_written_down_and_stops_nothing():
    row = post()
    drill = stop(terms=Terms(drill=True))
    assert (holds.standing(), holds.drills()) == ([], [drill])
    claim = begin()
    assert claims.permitted(claim, NOW) is None
    claims.finish(claim, State.SCHEDULED, now=NOW)
    holds.lift(drill.pk, by="Other", now=SOON)
    row.refresh_from_db()
    assert row.state == State.SCHEDULED
    assert Event.objects.filter(kind="drill begun").count() == 1
    assert '"would_have_stopped":"1"' in Event.objects.get(kind="drill ended").data.replace(" ", "")


def test_a_drill_is_ended_by_another_person_too():
    drill = stop(terms=Terms(drill=True))
    with pytest.raises(HoldError, match="someone else"):
        holds.lift(drill.pk, by="Duty", now=NOW)


def test_a_planned_end_prompts_and_never_lifts():
    row = post(due=NOW + timedelta(hours=2))
    hold = stop(terms=Terms(planned_end=NOW + timedelta(hours=1)))
    late = NOW + timedelta(hours=2)
    assert holds.overrun(NOW) == []
    assert holds.overrun(late) == [hold]
    assert begin(late) is None
    posts.expire(late + timedelta(minutes=16))
    row.refresh_from_db()
    assert row.state == State.MISSED


def test_a_planned_end_lies_ahead():
    with pytest.raises(HoldError, match="later time"):
        stop(terms=Terms(planned_end=NOW - timedelta(hours=1)))


def test_what_was_let_through_a_stop_is_not_missed_when_the_stop_is_lifted():
    """Its platform had asked for a pause, so it waits for the next try."""
    row = post(tags=SAFETY, attempt=1, not_before=NOW + timedelta(minutes=1))
    kept = post("other", on="northshire-facebook")
    hold = stop()
    let_through(now=NOW)
    holds.lift(hold.pk, by="Kim", now=SOON)
    kept.refresh_from_db()
    assert kept.state == State.MISSED
    assert begin(now=NOW + timedelta(minutes=2)).post == row.pk


def test_what_was_let_through_is_missed_when_its_text_was_changed_since():
    row = post(tags=SAFETY)
    hold = stop()
    let_through(now=NOW)
    Post.objects.filter(pk=row.pk).update(digest="0" * 64)
    holds.lift(hold.pk, by="Kim", now=SOON)
    row.refresh_from_db()
    assert row.state == State.MISSED
