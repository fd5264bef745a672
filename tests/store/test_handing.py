"""Handing a post of any platform to a person: lawful states only, and never both."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from campaign.adapter import Staged, Uncertain
from campaign.lifecycle import State
from campaign.store import claims, decisions, handing, handoffs, holds, posts, services
from campaign.store.breaker import Outcome
from campaign.store.decisions import DecisionError
from campaign.store.models import Alert, ChannelState, Event, Hold, Post
from tests.servers.by_hand import HOUR, HandLine, live_x, ready
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(row):
    return Post.objects.get(pk=row.pk)


def alerts_of(kind="handoff"):
    return list(Alert.objects.filter(kind=kind).order_by("pk"))


def on_x(state=State.SCHEDULED, **columns):
    live_x()
    columns = {"on": "live-x", "simulated": False, "state": state, **columns}
    return post(**columns)


def hand(row, now=NOW, **how):
    return handing.hand_over(row.pk, by="Kim Osei", now=now, **how)


def stop(row):
    holds.place(scope=Hold.Scope.THEME, value=row.theme, reason="A death", by="Duty", now=NOW)


def paused(**columns):
    row = on_x(**columns)
    ChannelState.objects.filter(pk="live-x").update(
        paused=True, why_paused="The token was revoked.", free_at=NOW + HOUR, service="x"
    )
    for _ in range(20):
        services.note("live-x", Outcome.TROUBLE, began=NOW, now=NOW, why="503")
    return row


def test_a_paused_channel_a_rate_limit_and_a_breaker_keep_it_from_no_person(tmp_path):
    row, line = paused(), HandLine(tmp_path, NOW)
    assert posts.due_channels(NOW) == []
    assert line.drain("live-x") == 0
    hand(row)
    assert posts.due_channels(NOW) == ["live-x"]
    assert line.drain("live-x") == 1
    now = fresh(row)
    assert (now.state, now.check_at) == (State.PROCESSING, None)
    assert (tmp_path / now.handle / "text.txt").read_text() == "Call 999 first."
    assert alerts_of()[0].subject == "Post it now by hand: “Call 999 first” – X"
    assert handoffs.barrier(now, NOW) is None
    channel = ChannelState.objects.get(pk="live-x")
    assert channel.paused, "the other posts of the channel wait as before"


def test_it_says_nothing_about_the_platforms_health(tmp_path):
    from campaign.store.models import Service

    row = paused()
    before = Service.objects.get(pk="x")
    hand(row)
    HandLine(tmp_path, NOW).drain("live-x")
    assert Service.objects.get(pk="x").opened_at == before.opened_at
    assert Service.objects.get(pk="x").failures == before.failures


def test_other_posts_of_the_channel_are_not_handed_over_with_it(tmp_path):
    row, other = paused(), on_x(message="other", text="Another text")
    hand(row)
    line = HandLine(tmp_path, NOW)
    assert line.drain("live-x") == 1
    assert line.drain("live-x") == 0
    assert (fresh(row).state, fresh(other).state) == (State.PROCESSING, State.SCHEDULED)


@pytest.mark.parametrize("state", [State.FAILED, State.MISSED])
def test_what_went_wrong_is_handed_over_and_due_at_once(tmp_path, state):
    row, later = on_x(state, handle="container-1"), NOW + 5 * HOUR
    handed = hand(row, later)
    assert (handed.state, handed.handed, handed.due_at) == (State.SCHEDULED, True, later)
    assert handed.handle == "", "what was staged stays where nobody sees it"
    assert HandLine(tmp_path, later).drain("live-x") == 1
    assert fresh(row).state == State.PROCESSING


def test_a_post_to_come_keeps_its_time(tmp_path):
    row = on_x(due=NOW + HOUR)
    handed = hand(row)
    assert (handed.state, handed.due_at) == (State.SCHEDULED, NOW + HOUR)
    assert HandLine(tmp_path, NOW).drain("live-x") == 0
    assert Event.objects.filter(kind="post handed over", post=row.pk).exists()
    with pytest.raises(DecisionError, match="handed over already"):
        hand(row)


def test_a_hold_stops_a_handed_post_like_any_other(tmp_path):
    row = on_x()
    hand(row)
    stop(row)
    assert HandLine(tmp_path, NOW).drain("live-x") == 0
    assert fresh(row).state == State.SCHEDULED


def test_a_doubt_must_be_looked_at_first(tmp_path):
    row = on_x(State.UNCERTAIN, check_at=NOW)
    with pytest.raises(DecisionError, match="still asking"):
        hand(row, not_there=True)
    Post.objects.update(check_at=None)
    with pytest.raises(DecisionError, match=r"look there first.*--not-there"):
        hand(row)
    assert hand(row, not_there=True).state == State.SCHEDULED


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.PENDING, "awaits approval first"),
        (State.PUBLISHING, "being sent at this moment"),
        (State.PUBLISHED, "nothing to post"),
        (State.CANCELLED, "nothing to post"),
        (State.DELETED, "nothing to post"),
    ],
)
def test_other_states_are_refused_in_a_sentence(state, words):
    row = on_x(state, approved=state != State.PENDING)
    with pytest.raises(DecisionError, match=words):
        hand(row)
    assert not fresh(row).handed


def test_an_unapproved_text_is_not_handed_over():
    row = on_x(State.FAILED, approved=False)
    with pytest.raises(DecisionError, match="awaits approval first"):
        hand(row)


def test_nobody_posts_on_the_sandbox_by_hand():
    row = post(state=State.MISSED)
    with pytest.raises(DecisionError, match="sandbox network"):
        hand(row)


def test_what_is_a_persons_anyway_is_not_handed_over(tmp_path):
    row, _ = ready(tmp_path, NOW)
    with pytest.raises(DecisionError, match="in a person's hands already"):
        hand(row)
    handing.not_posted(row.pk, why="No time", by="Robin", now=NOW)
    with pytest.raises(DecisionError, match="campaign posts again"):
        hand(row)


def test_sending_it_again_gives_it_back_to_the_program(tmp_path):
    row, line = on_x(), HandLine(tmp_path, NOW)
    hand(row)
    line.drain("live-x")
    handing.not_posted(row.pk, why="No time", by="Robin", now=NOW)
    again = decisions.send_again(row.pk, by="Robin", now=NOW, not_there=True)
    assert (again.handed, again.handle) == (False, "")


def test_an_earlier_try_that_may_have_arrived_is_told_of(tmp_path):
    live_x()
    row, line = on_x(grace=5 * HOUR), Line(NOW, key_lasts=0)
    line.platform.before = [raising(Uncertain("cut"))] * 2
    for _ in range(9):
        line.publisher.drain("live-x")
        line.clock.forward(minutes=3)
        line.reconciler.sweep()
    assert (fresh(row).state, fresh(row).check_at) == (State.UNCERTAIN, None)
    hand(row, line.clock.now, not_there=True)
    HandLine(tmp_path, line.clock.now).drain("live-x")
    assert handoffs.doubtful(fresh(row))
    assert "look there first" in alerts_of()[0].what


# Never both


def test_a_worker_that_was_first_keeps_the_post():
    row = on_x()
    claims.begin("live-x", clock=lambda: NOW, lease=timedelta(minutes=5), worker="w1")
    with pytest.raises(DecisionError, match="being sent at this moment"):
        hand(row)
    assert not fresh(row).handed


def test_a_worker_that_comes_second_finds_a_persons_post():
    row = on_x()
    hand(row)
    claim = claims.begin("live-x", clock=lambda: NOW, lease=timedelta(minutes=5), worker="w1")
    assert claim.channel.handed


def test_a_person_and_a_worker_at_the_same_moment_never_both_have_it(tmp_path):
    """Over and over, in all orders the machine comes up with."""
    outcomes = set()
    for round_ in range(30):
        text = f"text {round_}"
        row, line = on_x(text=text, message=f"m{round_}"), Line(NOW)
        by_hand = HandLine(tmp_path / str(round_), NOW)

        # The worker's own rule: what was handed on never reaches the platform's adapter.
        def build(speaker, permit, line=line, by_hand=by_hand):
            make = by_hand._build if speaker.handed else line.platform.adapter
            return make(speaker, permit)

        line.publisher._desks._build = build
        gate = threading.Barrier(2)

        def person(row=row, gate=gate):
            try:
                gate.wait()
                hand(row)
            except DecisionError:
                return False
            else:
                return True
            finally:
                connection.close()

        def worker(line=line, gate=gate, head_start=round_ % 5 / 2000):
            try:
                gate.wait()
                time.sleep(head_start)  # so that each of the two is first now and then
                return line.publisher.drain("live-x")
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            asked, _ = pool.submit(person), pool.submit(worker)
            handed = asked.result()
        line.publisher.drain("live-x")
        sent, laid = len(line.sent), (tmp_path / str(round_) / "handoff").exists()
        assert sent + laid == 1, "exactly one of the two"
        assert handed == laid
        outcomes.add(handed)
        Post.objects.filter(pk=row.pk).update(state=State.PUBLISHED)
    assert outcomes, "either may win"


def test_what_was_staged_before_is_never_released_after(tmp_path):
    row, line = on_x(), Line(NOW)
    line.platform.stages = [Staged("container-1", 60)]
    line.publisher.drain("live-x")
    assert fresh(row).handle == "container-1"
    hand(row)
    line.clock.forward(seconds=61)
    HandLine(tmp_path, line.clock.now).drain("live-x")
    assert fresh(row).state == State.PROCESSING
    assert line.platform.staged == []


# Threads


def thread(texts=("One", "Two", "Three"), state=State.SCHEDULED):
    live_x()
    rows, before = [], None
    for part, text in enumerate(texts, start=1):
        row = on_x(state, text=text, part=part, parts=len(texts), after=before)
        if rows:
            Post.objects.filter(pk=row.pk).update(thread=rows[0])
        rows.append(row)
        before = row
    return rows


def test_a_thread_is_handed_over_as_a_whole_and_comes_part_by_part(tmp_path):
    rows, line = thread(), HandLine(tmp_path, NOW)
    hand(rows[0])
    assert [fresh(row).handed for row in rows] == [True, True, True]
    for number, row in enumerate(rows):
        line.drain("live-x")
        states = [fresh(one).state for one in rows]
        assert states == ["published"] * number + ["processing"] + ["scheduled"] * (2 - number)
        line.clock.forward(minutes=40)
        posts.expire(line.clock.now)
        decisions.is_there(row.pk, url="", by="Robin", now=line.clock.now)
    assert [alert.kind for alert in Alert.objects.all()] == ["handoff"] * 3


def test_a_part_that_could_not_be_posted_keeps_the_rest_back(tmp_path):
    rows, line = thread(), HandLine(tmp_path, NOW)
    hand(rows[0])
    line.drain("live-x")
    handing.not_posted(rows[0].pk, why="No time", by="Robin", now=NOW)
    assert line.drain("live-x") == 0
    assert [fresh(row).state for row in rows] == ["failed", "scheduled", "scheduled"]


def test_a_part_ticked_off_with_its_number_lets_the_program_go_on(tmp_path):
    """The API is back: only the part that failed was made by hand."""
    rows = thread()
    hand(rows[0])
    HandLine(tmp_path, NOW).drain("live-x")
    Post.objects.exclude(pk=rows[0].pk).update(handed=False)
    url = "https://x.com/NorthshirePolice/status/42"
    decisions.is_there(rows[0].pk, url=url, by="Robin", now=NOW)
    decisions.numbered(rows[0].pk, "42", by="Robin", now=NOW)
    line = Line(NOW)
    line.publisher.drain("live-x")
    assert line.platform.parents == ["42", fresh(rows[1]).remote_id]


@pytest.mark.parametrize(("state", "once_more"), [("failed", True), ("published", False)])
def test_what_a_person_has_posted_is_not_sent_in_a_circle(state, once_more):
    live_x()
    ChannelState.objects.filter(pk="live-x").update(platform="handoff")
    row = post(on="live-x", simulated=False, state=state)
    with pytest.raises(DecisionError, match="is for a person anyway") as refused:
        hand(row)
    assert ("campaign posts again" in str(refused.value)) is once_more
