"""One alert for each event that needs a person, in the transaction of the event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from campaign.adapter import BadContent, Deferred, Processing, Uncertain
from campaign.lifecycle import State
from campaign.store import decisions, holds, posts
from campaign.store.models import Alert, Hold, Post
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

LATE = timedelta(minutes=20)


def told(kind):
    return list(Alert.objects.filter(kind=kind).order_by("pk"))


def drain(line, channel="northshire-x"):
    return line.publisher.drain(channel)


def test_a_failed_post_is_told_once_with_all_a_person_needs():
    channel("northshire-x", speaker="Northshire Police")
    row, line = post(local="2026-12-01T17:30", simulated=False), Line(NOW)
    line.platform.before.append(raising(BadContent("X takes 280 characters.")))
    drain(line)
    [alert] = told("failed")
    assert alert.subject == "Not sent: “Call 999 first” – Northshire Police on X"
    assert alert.what == (
        "“Call 999 first” for Northshire Police on X (channel northshire-x), planned for "
        "Tue 1 Dec 2026, 17:30, did not go out. X takes 280 characters."
    )
    assert f"campaign posts again {row.pk} --by NAME" in alert.advice
    assert alert.at == NOW


@pytest.mark.parametrize("kind", ["failed", "uncertain", "missed"])
def test_an_alert_of_a_threads_part_says_which_part_it_is(kind):
    row = post(state=State.PUBLISHING if kind != "missed" else State.SCHEDULED, part=2, parts=3)
    columns = {"actor": "w", "at": NOW, "why": "Trouble.", "check_at": None}
    assert posts.move(row.pk, State(row.state), State(kind), **columns)
    [alert] = told(kind)
    assert "“Call 999 first” (part 2 of 3) – northshire on X" in alert.subject
    assert alert.what.startswith("“Call 999 first” (part 2 of 3) for ")


def test_a_post_that_fails_again_is_another_event():
    row, line = post(), Line(NOW)
    line.platform.before += [raising(BadContent("no")), raising(BadContent("still no"))]
    drain(line)
    decisions.send_again(row.pk, by="Blake", now=NOW)
    drain(line)
    assert len(told("failed")) == 2


def test_what_is_undone_is_not_told():
    row = post()
    with transaction.atomic():
        posts.move(row.pk, State.SCHEDULED, State.MISSED, actor="w", at=NOW, why="Late.")
        transaction.set_rollback(True)
    assert not told("missed")


def test_a_passing_doubt_is_not_told():
    row, line = post(), Line(NOW)
    line.platform.after.append(raising(Uncertain("the answer was lost")))
    drain(line)
    line.clock.forward(seconds=10)
    line.reconciler.sweep()
    assert Post.objects.get(pk=row.pk).state == State.PUBLISHED
    assert not Alert.objects.exists()


def test_a_doubt_only_a_person_can_settle_is_told_once():
    row, line = post(), Line(NOW)
    line.platform.after.append(raising(Uncertain("the answer was lost")))
    line.platform.finding = Deferred("still down")
    drain(line)
    for _ in range(20):
        line.clock.forward(minutes=31)
        line.reconciler.sweep()
    [alert] = told("uncertain")
    assert "may be out or not" in alert.what
    assert f"campaign posts sent {row.pk} --url ADDRESS" in alert.advice


def test_a_post_processed_for_too_long_is_told():
    post()
    line = Line(NOW)
    line.platform.after.append(lambda: Processing("container-1", 30))
    drain(line)
    line.platform.resumes = [Processing("container-1", 30)] * 3
    for _ in range(3):
        line.clock.forward(minutes=40)
        line.reconciler.sweep()
    assert len(told("uncertain")) == 1


def test_many_that_miss_their_time_for_one_reason_are_one_alert():
    rows = [post(f"text {n}", title=f"Title {n}", due=NOW - timedelta(days=n)) for n in range(60)]
    other = post("elsewhere", on="northshire-facebook")
    holds.place(scope=Hold.Scope.ALL, value="", reason="An incident", by="Duty", now=NOW)
    assert posts.expire(NOW + LATE) == 61
    alerts = {alert.subject: alert for alert in told("missed")}
    assert len(alerts) == 2
    [many] = [alert for subject, alert in alerts.items() if "60 posts" in subject]
    assert "A hold is in place: An incident" in many.what
    assert many.what.count("planned for") == 50
    assert "… and 10 more" in many.what
    assert any(other.title in subject for subject in alerts)
    assert posts.expire(NOW + LATE) == 0
    assert len(told("missed")) == 2
    assert {Post.objects.get(pk=row.pk).state for row in rows} == {State.MISSED}


def test_two_reasons_are_two_alerts():
    post("approved")
    post("unapproved", approved=False)
    posts.expire(NOW + LATE)
    assert len(told("missed")) == 2


def test_what_falls_due_under_a_hold_is_one_alert_when_it_is_lifted():
    post("one")
    post("two", due=NOW - timedelta(minutes=1))
    hold = holds.place(scope=Hold.Scope.ALL, value="", reason="Incident", by="Duty", now=NOW)
    holds.lift(hold.pk, by="Kim", now=NOW + timedelta(minutes=5))
    [alert] = told("missed")
    assert "2 posts" in alert.subject


def test_a_post_missed_again_after_a_person_sent_it_is_told_again():
    row = post()
    posts.expire(NOW + LATE)
    decisions.send_again(row.pk, by="Blake", now=NOW + LATE)
    posts.expire(NOW + 3 * LATE)
    assert len(told("missed")) == 2


def test_a_post_too_late_at_its_claim_is_told():
    post()
    line = Line(NOW + LATE)
    drain(line)
    assert len(told("missed")) == 1


def test_a_simulated_post_says_so():
    post()
    posts.expire(NOW + LATE)
    assert "simulated" in told("missed")[0].subject
