"""Threads: each part a post of its own, sent when the one before is certainly out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.adapter import BadContent, Uncertain
from campaign.checks.check import check
from campaign.lifecycle import State
from campaign.store import approvals, calendar, claims, decisions, posts, threads
from campaign.store.models import Post
from campaign.store.proposal import propose
from tests.servers.campaign_folder import GOOD, PLATFORMS, library_of
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

THREAD = "Call 999 first.\n+++\nThen check that they are OK.\n+++\nThen send us your video."
WHEN = "platforms: X\nwhen: 1/12/2026 at 17:30\norganisations: northshire-police"


def library(folder, text=THREAD, when=WHEN):
    return library_of(folder, m=GOOD.replace("platforms: X, Facebook", when).replace("Text", text))


def planned(folder, text=THREAD, now=NOW - timedelta(days=1), when=WHEN):
    files = library(folder, text, when)
    assert [
        f"{f.code} {f.message}"
        for f in check(files, PLATFORMS, now.date())
        if f.severity == "error"
    ] == []
    proposal = propose(files, PLATFORMS, start=now, end=NOW + timedelta(days=7), today=now.date())
    return calendar.apply(proposal, files, actor="Sam", now=now)


def approve():
    approvals.approve(approvals.waiting(NOW), by="Blake Approver", now=NOW - timedelta(hours=1))


def rows():
    return list(Post.objects.exclude(state=State.CANCELLED).order_by("part"))


def states():
    return [row.state for row in rows()]


def drain(line):
    for _ in range(6):
        line.publisher.drain("northshire-x")


def test_a_thread_is_as_many_rows_as_it_has_parts_and_one_in_the_plan(tmp_path):
    applied = planned(tmp_path)
    assert (applied.added, applied.waiting) == (1, 3)
    first, second, third = rows()
    assert (first.after, second.after, third.after) == (None, first, second)
    assert [row.due_at for row in rows()] == [NOW] * 3
    assert first.late_at < second.late_at < third.late_at
    again = planned(tmp_path)
    assert (again.added, again.moved, again.dropped, again.changed) == (0, 0, 0, 0)


def test_the_parts_go_out_in_order_each_below_the_one_before(tmp_path):
    planned(tmp_path)
    approve()
    line = Line(NOW)
    drain(line)
    assert line.sent == [row.content.text for row in rows()]
    first, second, _ = rows()
    assert line.platform.parents == [None, first.remote_id, second.remote_id]


def test_a_part_waits_until_the_one_before_is_certainly_out(tmp_path):
    planned(tmp_path)
    approve()
    line = Line(NOW)
    line.platform.after.append(raising(Uncertain("no answer")))
    drain(line)
    assert states() == [State.UNCERTAIN, State.SCHEDULED, State.SCHEDULED]
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    drain(line)
    assert states() == [State.PUBLISHED] * 3
    assert len(line.sent) == 3


def test_a_broken_thread_is_resumed_and_never_begun_anew(tmp_path):
    planned(tmp_path)
    approve()
    line = Line(NOW)
    line.platform.before = [lambda: None, raising(BadContent("no"))]
    drain(line)
    assert states() == [State.PUBLISHED, State.FAILED, State.SCHEDULED]
    line.clock.forward(minutes=30)
    posts.expire(line.clock.now)
    first, second, third = rows()
    assert third.state == State.MISSED
    assert "The part before it is not out: it is failed." in third.cause
    decisions.send_again(second.pk, by="Kim", now=line.clock.now)
    drain(line)
    assert states() == [State.PUBLISHED] * 3
    assert len(line.sent) == 3
    assert line.platform.parents[1] == first.remote_id


def test_no_part_goes_out_before_all_are_approved(tmp_path):
    planned(tmp_path)
    first, *_ = rows()
    some = [one for one in approvals.waiting(NOW) if one.digest != rows()[2].digest]
    approvals.approve(some, by="Blake Approver", now=NOW)
    line = Line(NOW)
    drain(line)
    assert line.sent == []
    line.clock.forward(minutes=16)
    posts.expire(line.clock.now)
    first.refresh_from_db()
    assert first.state == State.MISSED
    assert "Not all parts of this thread are approved." in first.cause


def test_cancelling_a_part_cancels_what_follows(tmp_path):
    planned(tmp_path)
    _, second, _ = rows()
    decisions.cancel(second.pk, by="Kim", now=NOW)
    assert states() == [State.PENDING]


def test_a_thread_that_moves_moves_as_a_whole(tmp_path):
    planned(tmp_path)
    applied = planned(tmp_path, when=WHEN.replace("17:30", "18:30"))
    assert (applied.added, applied.dropped) in {(0, 0), (1, 1)}
    assert [row.due_at for row in rows()] == [NOW + timedelta(hours=1)] * 3
    assert len({row.slot_key for row in rows()}) == 3


def test_a_change_of_one_part_is_a_change_of_the_whole_and_is_approved_anew(tmp_path):
    planned(tmp_path)
    approve()
    planned(tmp_path, THREAD.replace("your video", "what you filmed"))
    texts = [row.content.text for row in rows()]
    assert texts[2] == "Then send us what you filmed.\n\n3/3"
    assert states() == [State.PENDING] * 3
    assert [row.after for row in rows()] == [None, *rows()[:2]]


def test_a_thread_that_becomes_one_post_leaves_no_part_behind(tmp_path):
    planned(tmp_path)
    planned(tmp_path, "Call 999 first.")
    (row,) = rows()
    assert (row.parts, row.content.text) == (1, "Call 999 first.")
    planned(tmp_path)
    assert [row.part for row in rows()] == [1, 2, 3]


def test_a_part_that_a_person_saw_without_a_number_holds_the_rest(tmp_path):
    planned(tmp_path)
    approve()
    line = Line(NOW)
    line.platform.after.append(raising(Uncertain("no answer")))
    drain(line)
    decisions.is_there(rows()[0].pk, url="https://social.example/1", by="Kim", now=NOW)
    drain(line)
    assert len(line.sent) == 1
    assert threads.following(rows()[0])


MYTH = "Some say nobody looks.\n+++\nMany believe it.\n+++\nIt is not true: we do look."
PLAIN = f"{WHEN}\nnumbered: no"


@pytest.mark.parametrize(
    "text",
    [
        "Some say nobody looks.\n+++\nMany believe it.",
        "\n+++\n".join(reversed(MYTH.split("\n+++\n"))),
    ],
    ids=["without its end", "turned round"],
)
def test_a_yes_is_for_the_whole_thread_in_its_order(tmp_path, text):
    planned(tmp_path, MYTH, when=PLAIN)
    approve()
    planned(tmp_path, text, when=PLAIN)
    assert set(states()) == {State.PENDING}
    line = Line(NOW)
    drain(line)
    assert line.sent == []


def test_a_part_that_a_person_cancelled_keeps_no_plan_from_being_applied(tmp_path):
    planned(tmp_path)
    approve()
    decisions.cancel(rows()[2].pk, by="Kim", now=NOW)
    for text in (THREAD, THREAD.replace("your video", "what you filmed")):
        applied = planned(tmp_path, text)
        assert (applied.added, applied.changed, applied.dropped) == (0, 0, 0)
    assert states() == [State.SCHEDULED, State.SCHEDULED]


def test_a_part_that_a_person_has_in_hand_is_not_taken_from_them(tmp_path):
    planned(tmp_path)
    approve()
    Post.objects.filter(part__gt=1).update(handed=True)
    planned(tmp_path, THREAD.replace("your video", "what you filmed"))
    assert [row.handed for row in rows()] == [False, True, True]
    planned(tmp_path, when=WHEN.replace("17:30", "18:30"))
    assert [row.handed for row in rows() if row.due_at == NOW] == [False, True, True]


def test_a_thread_that_is_on_its_way_is_not_dropped_by_half(tmp_path):
    planned(tmp_path)
    approve()
    first = rows()[0]
    gone = calendar.Calendared(first.slot_key, first.message, first.channel_id, first.due_at)
    claim = claims.begin("northshire-x", clock=lambda: NOW, lease=timedelta(minutes=5), worker="w1")
    assert claim is not None
    assert calendar._drop(gone, "Sam", NOW) == 0
    assert states() == [State.PUBLISHING, State.SCHEDULED, State.SCHEDULED]


def test_a_yes_that_no_longer_counts_for_one_part_keeps_all_back(tmp_path):
    planned(tmp_path)
    approve()
    Post.objects.filter(part=3).update(author_person="blake approver")
    line = Line(NOW)
    drain(line)
    assert line.sent == []


def test_parts_that_wait_hide_no_other_post(tmp_path):
    planned(tmp_path, "\n+++\n".join(f"Part {n}." for n in range(1, 71)))
    approve()
    Post.objects.filter(part=1).update(state=State.FAILED)
    other = post("Another message.", due=NOW + timedelta(seconds=30))
    line = Line(NOW + timedelta(minutes=1))
    drain(line)
    other.refresh_from_db()
    assert other.state == State.PUBLISHED
