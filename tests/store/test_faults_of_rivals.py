"""What goes wrong with other schedulers does not go wrong here: delivery and the calendar.

Each test is a fault that was read in the code of another scheduler, seen by running it, or told of
by its users; the docstring says whose. docs/delivery.md has the table of all of them. What
concerns texts, times, files and platforms is in ``tests/adapters/test_faults_of_rivals_outside``.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now as utc_now

from campaign.adapter import (
    BadContent,
    Deferred,
    Disconnected,
    Metrics,
    Processing,
    Receipt,
    Throttled,
    Uncertain,
    Unreachable,
)
from campaign.delivery.carrier import Threads
from campaign.lifecycle import State
from campaign.store import approvals, calendar, claims, decisions, health, holds, posts
from campaign.store.chain import breaks
from campaign.store.models import Alert, Attempt, Beat, ChannelState, Event, Hold, Post, Reading
from campaign.store.proposal import propose
from tests.chaos.points import Template, template
from tests.servers.campaign_folder import GOOD, PLATFORMS, library_of
from tests.servers.fake_depot import FakeDepot
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

CHANNEL = "northshire-x"
DAY = timedelta(days=1)


def fresh(row: Post) -> Post:
    return Post.objects.get(pk=row.pk)


def drain(line: Line) -> int:
    return int(line.publisher.drain(CHANNEL))


def begin(worker: str = "w1", *, now=NOW):
    return claims.begin(CHANNEL, clock=lambda: now, lease=timedelta(minutes=5), worker=worker)


def stop():
    return holds.place(scope=Hold.Scope.ALL, value="", reason="An inquest", by="Duty", now=NOW)


def planned(folder, text: str, when: str, *, now=NOW - DAY, until=NOW + 30 * DAY):
    """Bring the calendar in line with one message, as the hourly plan does."""
    settings = f"platforms: X\nwhen: {when}\norganisations: northshire-police"
    files = library_of(
        folder, m=GOOD.replace("platforms: X, Facebook", settings).replace("Text", text)
    )
    proposal = propose(files, PLATFORMS, start=now, end=until, today=now.date())
    return calendar.apply(proposal, files, actor="Sam", now=now)


def approve() -> None:
    approvals.approve(approvals.waiting(NOW - DAY), by="Blake Approver", now=NOW - DAY)


# The engine and the record are two stores (Postiz, Mixpost)


def test_queue_down_at_save_time():
    """Postiz: if its engine is down, the post is saved as scheduled and nobody is told.

    Here the row is the queue: whatever carries ids may be gone, the next tick finds the row.
    """
    row, line = post(), Line(NOW)
    gone = Threads(line.publisher.drain, slots=1)
    gone.stop()
    with pytest.raises(RuntimeError):
        gone.carry(posts.due_channels(NOW))
    assert fresh(row).state == State.SCHEDULED
    back = Threads(_closing(line.publisher.drain), slots=1)
    back.carry(posts.due_channels(NOW))
    back.stop(finish=True)
    assert line.sent == ["Call 999 first."]


def _closing(drain):
    def work(channel):
        try:
            return drain(channel)
        finally:
            connection.close()

    return work


def test_nothing_runs_and_nobody_says_so():
    """Postiz #1748, Mixpost #131: no worker or no cron, "healthy" says the page, and no log."""
    post(due=utc_now() - timedelta(minutes=2), grace=timedelta(hours=1))
    assert health.look(utc_now()).level is health.Level.WRONG
    Beat.objects.create(worker="w1", at=utc_now() - timedelta(minutes=5), started_at=utc_now())
    found = {part.name: part.level for part in health.look(utc_now()).parts}
    assert found["worker"] is health.Level.WRONG


def test_a_doubt_older_than_two_days_is_never_looked_at_again():
    """Postiz: the sweep looks back two days; what is older stays where it is for ever."""
    row, line = post(), Line(NOW)
    line.platform.after.append(raising(Uncertain("no answer")))
    drain(line)
    line.clock.forward(days=30)
    line.reconciler.sweep()
    assert (fresh(row).state, line.sent) == (State.PUBLISHED, ["Call 999 first."])


def test_a_channel_that_needs_reconnection_keeps_its_posts_queued_for_ever():
    """Postiz: the sweep skips them, and nobody is told."""
    row = post()
    ChannelState.objects.update(paused=True, why_paused="Its sign-in is over.")
    posts.expire(NOW + timedelta(minutes=15))
    assert fresh(row).state == State.MISSED
    assert "Its sign-in is over." in Alert.objects.get(kind="missed").what


def test_deleted_while_due():
    """Postiz #1340: the job and the record are two stores, and a deleted post went out."""
    row, line = post(), Line(NOW)
    decisions.cancel(row.pk, by="Kim", now=NOW)
    assert drain(line) == 0
    assert (line.sent, fresh(row).state) == ([], State.CANCELLED)


def test_rescheduled_while_due(tmp_path):
    """Postiz #1213: a post that was moved goes out at the old time, too."""
    planned(tmp_path, "Thank you.", "1/12/2026 at 17:30")
    approve()
    planned(tmp_path, "Thank you.", "1/12/2026 at 19:30", now=NOW)
    [row] = Post.objects.exclude(state=State.CANCELLED)
    approve()  # where the new time needs a yes of its own
    line = Line(NOW)
    line.publisher.drain(row.channel_id)
    assert line.sent == []
    line.clock.forward(hours=2)
    line.publisher.drain(row.channel_id)
    assert line.sent == ["Thank you."]


# Sent, and no answer (all of them but Postiz's own five networks)


def test_crash_between_intent_and_answer():
    """Mixpost, BrightBean: nothing tells a crash before the call from one after it."""
    with template() as made, FakeDepot() as server:
        row = _killed(made, server, 8)  # the platform has answered, and nothing is written
    assert row["attempts"] == [[1, "uncertain"]]
    assert (row["state"], server.texts) == ("published", ["Call 999 first."])


def test_kill_9_while_claimed():
    """Mixpost #150, BrightBean (run): what a crash left in "publishing" stays there for ever."""
    with template() as made, FakeDepot() as server:
        row = _killed(made, server, 4)  # claimed, and nothing sent
    assert row["attempts"] == [[1, "uncertain"], [2, "published"]]
    assert (row["state"], server.texts) == ("published", ["Call 999 first."])


def _killed(made: Template, server: FakeDepot, step: int):
    where = {"channel": CHANNEL, "shape": "exact", "at": NOW.isoformat(), "url": server.url}
    said, status = made.ask(
        do="work", post={"text": "Call 999 first.", **where}, stop=step, how="killed"
    )
    assert (said, status) == (None, -9)
    [row], _ = made.ask(do="settle", at=NOW.isoformat())
    return row


def test_timeout_after_accept():
    """BrightBean (run): a read timeout is tried again after 60 s, and a second post appears."""
    row, line = post(), Line(NOW)
    line.platform.after.append(raising(TimeoutError("timed out")))
    drain(line)
    line.clock.forward(seconds=61)
    assert (fresh(row).state, posts.due_channels(line.clock.now)) == (State.UNCERTAIN, [])
    line.reconciler.sweep()
    assert (fresh(row).state, line.sent) == (State.PUBLISHED, ["Call 999 first."])


def test_false_success_after_an_exception():
    """Mixpost: an exception leaves no error behind, so the post is called published."""
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(RuntimeError("broken")))
    drain(line)
    assert fresh(row).state == State.UNCERTAIN
    assert Attempt.objects.get().outcome == "uncertain"


def test_called_failed_and_then_published_by_a_later_turn():
    """Postiz: ERROR on the first unknown failure, PUBLISHED by the next turn of the loop."""
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(BadContent("no")))
    drain(line)
    for _ in range(20):
        line.clock.forward(minutes=1)
        drain(line)
        line.reconciler.sweep()
        posts.expire(line.clock.now)
    assert (fresh(row).state, line.sent) == (State.FAILED, [])


def test_an_uncertain_answer_is_called_an_error_and_a_person_repeats_it():
    """Postiz #1724: without a word on the one post, people repeat it and make a duplicate."""
    row, line = post(), Line(NOW)
    line.platform.can, line.platform.key_lasts = frozenset(), 0
    line.platform.after.append(raising(Uncertain("no answer")))
    drain(line)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    alert = Alert.objects.get(kind="uncertain")
    assert alert.what.endswith("look, then decide.")
    assert f"campaign posts sent {row.pk} --url ADDRESS" in alert.advice


# Two at once (Mixpost, BrightBean, APScheduler's own store)


def test_two_processes_one_due_post():
    """Mixpost: status is read and then written, so two containers both pass."""
    with template() as one, FakeDepot() as server:
        second = Template(one.folder)
        where = {"channel": CHANNEL, "shape": "keyless", "at": NOW.isoformat(), "url": server.url}
        one.ask(do="prepare", text="Call 999 first.", **where)
        with ThreadPoolExecutor(2) as pool:
            order = {"do": "drain", "channel": CHANNEL, "at": NOW.isoformat()}
            sent = list(pool.map(lambda made: made.ask(**order)[0], (one, second)))
        second.close()
    assert sorted(sent) == [0, 1]
    assert server.texts == ["Call 999 first."]


def test_a_retry_is_claimed_without_a_lock():
    """BrightBean: the first try locks the rows, retries do not."""
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(Unreachable("nobody there")))
    drain(line)
    later = fresh(row).not_before
    gate = threading.Barrier(4)

    def contend(number: int) -> bool:
        try:
            gate.wait()
            return begin(f"w{number}", now=later) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(contend, range(4))) == 1


def test_the_same_plan_again_sends_again(tmp_path):
    """twitter-together: no ledger, so a workflow that is run again posts again."""
    planned(tmp_path, "Thank you.", "1/12/2026 at 17:30")
    approve()
    line = Line(NOW)
    [row] = Post.objects.all()
    for _ in range(3):
        assert planned(tmp_path, "Thank you.", "1/12/2026 at 17:30", now=NOW).added == 0
        line.publisher.drain(row.channel_id)
    assert line.sent == ["Thank you."]


# Late (Postiz 48 h, Mixpost and BrightBean without a bound, Orlo at once)


def test_three_days_outage_then_start():
    """Mixpost, BrightBean: everything that is overdue goes out in the same minute."""
    rows = [post(f"text {n}", due=NOW + timedelta(hours=n)) for n in range(20)]
    line = Line(NOW + 3 * DAY)
    posts.expire(line.clock.now)
    assert (drain(line), line.sent) == (0, [])
    assert {fresh(row).state for row in rows} == {State.MISSED}
    assert Alert.objects.filter(kind="missed").count() == 1  # of one channel, for one reason


@pytest.mark.parametrize("late", [timedelta(minutes=16), timedelta(hours=47), timedelta(days=90)])
def test_an_overdue_post_still_publishes(late):
    """Postiz: up to 48 hours late; BrightBean (run): a post 90 days overdue is still due."""
    row, line = post(), Line(NOW + late)
    assert drain(line) == 0
    assert (fresh(row).state, line.sent) == (State.MISSED, [])


def test_overdue_approval_does_not_send():
    """Orlo: approving after the due time sends at once. Hootsuite's "expired" is the better way."""
    row, line = post(approved=False), Line(NOW + timedelta(hours=3))
    posts.expire(line.clock.now)
    approvals.approve(approvals.waiting(line.clock.now), by="Blake Approver", now=line.clock.now)
    posts.free(line.clock.now)
    assert (drain(line), line.sent) == (0, [])
    assert fresh(row).state == State.MISSED


def test_an_approval_in_the_last_minute_of_the_grace_is_no_late_one():
    """The other side of it: a yes within the grace does send."""
    post(approved=False)
    line = Line(NOW + timedelta(minutes=14))
    approvals.approve(approvals.waiting(line.clock.now), by="Blake Approver", now=line.clock.now)
    assert drain(line) == 1


def test_lifting_a_hold_sends_nothing_overdue():
    """Postiz, Mixpost and BrightBean have no hold; where others have, the backlog goes out."""
    row, line = post(), Line(NOW)
    hold = stop()
    drain(line)
    line.clock.forward(minutes=5)  # within its grace
    holds.lift(hold.pk, by="Other", now=line.clock.now)
    assert (drain(line), line.sent) == (0, [])
    assert fresh(row).state == State.MISSED
    assert "An inquest" in fresh(row).cause


def test_a_paused_post_is_shown_as_sent():
    """Sendible: what was paused is shown as "Sent"."""
    row, line = post(), Line(NOW)
    hold = stop()
    drain(line)
    assert (fresh(row).state, fresh(row).published_at) == (State.SCHEDULED, None)
    holds.lift(hold.pk, by="Other", now=NOW + timedelta(minutes=1))
    assert (fresh(row).state, fresh(row).url) == (State.MISSED, "")


def test_a_paused_post_fails_and_loses_its_slot(tmp_path):
    """Tailwind: paused posts fail, and their slots are gone."""
    planned(tmp_path, "Thank you.", "1/12/2026 at 17:30")
    approve()
    [row] = Post.objects.all()
    stop()
    Line(NOW).publisher.drain(row.channel_id)
    assert (fresh(row).state, fresh(row).slot_key) == (State.SCHEDULED, row.slot_key)
    assert Attempt.objects.count() == 0


def test_what_was_missed_publishes_on_its_own_later():
    """posterly does it right: missed posts never publish on their own; a person may say so."""
    row, line = post(), Line(NOW + timedelta(hours=1))
    posts.expire(line.clock.now)
    for _ in range(5):
        line.clock.forward(hours=1)
        drain(line)
    assert line.sent == []
    decisions.send_again(row.pk, by="Kim", now=line.clock.now)
    assert drain(line) == 1


# Tried again (BrightBean, Shoutrrr, Postiz)


def test_back_off_honoured_by_the_due_query():
    """BrightBean (run): the pause is written, and the due query never reads it."""
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(Deferred("not now")))
    drain(line)
    until = fresh(row).not_before
    assert until > NOW
    assert posts.due_channels(until - timedelta(seconds=1)) == []
    assert begin(now=until - timedelta(seconds=1)) is None
    assert posts.due_channels(until) == [CHANNEL]


def test_the_rate_limit_is_read_before_every_send_and_never_written():
    """BrightBean: nothing fills the table, and Retry-After is ignored."""
    row, line = post(), Line(NOW)
    second = post("second")
    line.platform.before.append(raising(Throttled("slow down", retry_after=90)))
    drain(line)
    assert ChannelState.objects.get().free_at >= NOW + timedelta(seconds=90)
    line.clock.forward(seconds=89)
    assert drain(line) == 0
    assert {fresh(row).state, fresh(second).state} == {State.SCHEDULED}


def test_an_ambiguous_failure_is_called_retryable():
    """Shoutrrr: network and server errors are tried again, though the post may be out."""
    row, line = post(), Line(NOW)
    line.platform.key_lasts = 0  # a repeat would make a second one
    line.platform.after.append(raising(ConnectionResetError("reset")))
    drain(line)
    for _ in range(10):
        line.clock.forward(minutes=1)
        drain(line)
        line.reconciler.sweep()
    assert (fresh(row).state, line.sent) == (State.PUBLISHED, ["Call 999 first."])
    assert Attempt.objects.count() == 1


def test_a_thread_that_broke_off_is_not_resumed():
    """twitter-together: a failure part of the way through is never gone on with."""
    first = post("First part.", parts=2)
    second = post("Second part.", part=2, parts=2, after=first, thread=first)
    line = Line(NOW)
    line.platform.before = [lambda: None, raising(Unreachable("nobody there"))]
    drain(line)
    drain(line)
    line.clock.now = fresh(second).not_before
    drain(line)
    assert line.sent == ["First part.", "Second part."]
    assert line.platform.parents == [None, first.key]


# Telling people (BrightBean, Mixpost, Postiz)


def test_failed_post_produces_exactly_one_alert():
    """BrightBean: POST_FAILED is never emitted. Postiz PR #1678: two mails for one failure."""
    row, line = post(), Line(NOW)
    line.platform.before.append(raising(BadContent("It is too long.")))
    drain(line)
    for _ in range(3):
        drain(line)
        line.reconciler.sweep()
        posts.expire(NOW + timedelta(minutes=30))
    [alert] = Alert.objects.all()
    assert (alert.kind, alert.key) == ("failed", f"failed:{row.pk}:1")
    assert "It is too long." in alert.what


def test_a_disconnected_account_tells_nobody():
    """BrightBean: SOCIAL_ACCOUNT_DISCONNECTED is never emitted. Mixpost: one address, if set."""
    post()
    post("second")
    line = Line(NOW)
    line.platform.before = [raising(Disconnected("The sign-in is over."))] * 2
    drain(line)
    drain(line)
    assert ChannelState.objects.get().paused
    [alert] = Alert.objects.all()
    assert "The sign-in is over." in alert.what


def test_one_transient_error_disconnects_the_channel():
    """Postiz PR #1822: every failure was taken for a dead token."""
    post()
    line = Line(NOW)
    for error in (Unreachable("503"), Throttled("429", retry_after=1), Deferred("later")):
        line.platform.before.append(raising(error))
        drain(line)
        line.clock.forward(minutes=2)
    assert not ChannelState.objects.get().paused
    assert drain(line) == 1


# What was approved (Postiz, Mixpost, Orlo, twitter-together)


def test_edit_after_approval(tmp_path):
    """Orlo: an approver's or author's edit keeps the yes; most others have no yes at all."""
    planned(tmp_path, "Thank you.", "1/12/2026 at 17:30")
    approve()
    planned(tmp_path, "Thank you all.", "1/12/2026 at 17:30", now=NOW)
    [row] = Post.objects.all()
    line = Line(NOW)
    line.publisher.drain(row.channel_id)
    assert (line.sent, row.state) == ([], State.PENDING)


def test_an_edited_file_is_never_sent(tmp_path):
    """twitter-together: only files that were added are sent; a correction is not."""
    planned(tmp_path, "Thank yuo.", "1/12/2026 at 17:30")
    approve()
    planned(tmp_path, "Thank you.", "1/12/2026 at 17:30", now=NOW)
    approve()
    [row] = Post.objects.all()
    line = Line(NOW)
    line.publisher.drain(row.channel_id)
    assert line.sent == ["Thank you."]


def test_an_author_approves_their_own():
    """BrightBean: nothing in it keeps a writer from approving; Hootsuite forbids it."""
    row = post(approved=False)
    with pytest.raises(approvals.ApprovalError, match="someone else approves it"):
        approvals.approve(approvals.waiting(NOW), by="alex  WRITER", now=NOW)
    assert fresh(row).state == State.PENDING


def test_an_edit_publishes_a_live_post_again(tmp_path):
    """Postiz guards against it: an edit of what is out makes no second post."""
    planned(tmp_path, "Thank you.", "1/12/2026 at 17:30")
    approve()
    [row] = Post.objects.all()
    line = Line(NOW)
    line.publisher.drain(row.channel_id)
    applied = planned(tmp_path, "Thank you all.", "1/12/2026 at 17:30", now=NOW)
    line.publisher.drain(row.channel_id)
    assert (applied.added, applied.changed, line.sent) == (0, 0, ["Thank you."])


def test_the_log_of_a_post_goes_with_the_post():
    """BrightBean: approvals are deleted with the post, the publishing log after 90 days."""
    row, line = post(), Line(NOW)
    drain(line)
    line.clock.forward(days=400)
    posts.move(row.pk, State.PUBLISHED, State.DELETED, actor="Kim", at=line.clock.now)
    assert Attempt.objects.filter(post=row).count() == 1
    assert Event.objects.filter(post_id=row.pk, kind="post moved").count() == 3
    assert list(breaks()) == []


# What becomes of it afterwards (Postiz, BrightBean, twitter-together)


def test_figures_are_fetched_and_never_kept():
    """Postiz: analytics are read live and kept for an hour in a cache."""
    row, line = post(), Line(NOW)
    drain(line)
    line.platform.metrics = {fresh(row).remote_id: Metrics(reactions=7)}
    line.clock.forward(hours=1)
    line.measurer.measure()
    line.platform.metrics = {}
    assert Reading.objects.get(post=row).reactions == 7


def test_a_post_the_platform_still_works_on_is_published_again():
    """Postiz: the loop publishes again what the platform was still processing."""
    row, line = post(), Line(NOW)
    line.platform.after.append(lambda: Processing("h1", 10.0))
    drain(line)
    assert (fresh(row).state, drain(line)) == (State.PROCESSING, 0)
    line.platform.resumes = [Receipt("1", "https://social.example/1", NOW)]
    line.clock.forward(seconds=11)
    line.reconciler.sweep()
    assert (fresh(row).state, len(line.sent)) == (State.PUBLISHED, 1)


def test_the_generator_of_recurring_posts_is_called_by_nothing(tmp_path):
    """BrightBean: recurring posts are a model and a generator, and nothing but tests calls it."""
    planned(tmp_path, "Thank you.", "every Friday at 17:30 from 4/12/2026 until 25/12/2026")
    assert [f"{row.due_at:%d %H:%M}" for row in Post.objects.order_by("due_at")] == [
        "04 17:30",
        "11 17:30",
        "18 17:30",
        "25 17:30",
    ]


def test_a_schedule_is_read_and_then_dropped(tmp_path):
    """twitter-together #41: "schedule" in the file is parsed, and the post goes out at once."""
    planned(tmp_path, "Thank you.", "1/12/2026 at 17:30")
    approve()
    [row] = Post.objects.all()
    assert begin(now=NOW - timedelta(seconds=1)) is None
    early = Line(NOW - timedelta(seconds=1))
    assert early.publisher.drain(row.channel_id) == 0
    assert Line(NOW).publisher.drain(row.channel_id) == 1
