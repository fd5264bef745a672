"""A plan that follows the files: an edit meets the posts that stand on the calendar."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta, timezone

import pytest

from campaign.lifecycle import State
from campaign.store import approvals, calendar
from campaign.store.models import Event, Post
from campaign.store.snags import Snag, pack, unpack
from campaign.worker.live import Live
from campaign.worker.mounts import kind
from campaign.worker.planner import Planner
from campaign.worker.saved import Saved
from tests.servers.campaign_folder import GOOD, write_campaign

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=timezone.utc)  # a Tuesday
NAME = "behind-the-badge/late-shift"
DATED = GOOD.replace("audience: public", "audience: public\nwhen: 2/12/2026 at 17:30").replace(
    "\nText\n", "\nThank you to everyone on the late shift.\n"
)
NEW = DATED.replace("Thank you", "New words. Thank you")
EDITED = Saved(changed=(f"messages/{NAME}.md",))


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def planner(tmp_path, clock):
    write_campaign(tmp_path, {f"{NAME}.md": DATED})
    planner = Planner(tmp_path, clock=clock)
    assert planner.plan() == ""
    assert Post.objects.count() == 3
    approvals.approve(approvals.waiting(NOW), by="Kim Osei", now=NOW)
    return planner


def save(tmp_path, text, name=NAME):
    write_campaign(tmp_path, {f"{name}.md": text})


def told():
    return json.loads(Event.objects.filter(kind="files changed").latest("id").data)


def texts():
    return {(post.state, "New words" in post.body) for post in Post.objects.all()}


def test_what_is_due_and_not_out_yet_says_the_new_text_only_once_approved(tmp_path, planner, clock):
    clock.now = Post.objects.first().due_at + timedelta(seconds=2)
    save(tmp_path, NEW)
    assert planner.follow(EDITED) == ""
    assert texts() == {(State.PENDING, True)}
    assert {post.cause for post in Post.objects.all()} == {calendar.VOID}
    assert (told()["changed"], told()["void"], told()["added"]) == (3, 3, 0)


def test_what_is_moved_and_changed_in_one_edit_is_both(tmp_path, planner):
    save(tmp_path, NEW.replace("2/12/2026 at 17:30", "3/12/2026 at 8:00"))
    assert planner.follow(EDITED) == ""
    assert texts() == {(State.PENDING, True)}
    assert {post.due_at.day for post in Post.objects.all()} == {3}
    assert (told()["moved"], told()["void"]) == (3, 3)


def test_a_post_that_is_being_sent_keeps_its_text(tmp_path, planner):
    Post.objects.update(state=State.PUBLISHING, attempt=1)
    save(tmp_path, NEW)
    planner.follow(EDITED)
    assert texts() == {(State.PUBLISHING, False)}


def test_what_was_approved_of_a_deleted_message_stays_until_a_person_says(tmp_path, planner):
    (tmp_path / "messages" / f"{NAME}.md").unlink()
    [snag] = unpack(planner.follow(Saved(removed=(f"messages/{NAME}.md",))))
    assert texts() == {(State.SCHEDULED, False)}
    assert snag == Snag(
        f"messages/{NAME}.md is gone, and 3 approved posts of it stay on the calendar: "
        "put it back, or take them off",
        "campaign plan --apply",
    )
    assert told()["wrong"] == [snag.what]


def test_what_nobody_had_approved_leaves_with_its_message(tmp_path, planner):
    Post.objects.update(state=State.PENDING)
    (tmp_path / "messages" / f"{NAME}.md").unlink()
    assert planner.follow(Saved(removed=(f"messages/{NAME}.md",))) == ""
    assert texts() == {(State.CANCELLED, False)}


def test_a_fault_in_one_file_moves_nothing_of_another(tmp_path, planner):
    names = [f"behind-the-badge/undated-{letter}" for letter in "abc"]
    for name in names:
        text = GOOD.replace("Walking home at night", name[-9:]).replace("Text", f"Hello {name}.")
        save(tmp_path, text, name)
    planner.plan()
    approvals.approve(approvals.waiting(NOW), by="Kim Osei", now=NOW)
    before = set(Post.objects.values_list("pk", "state", "due_at", "digest"))
    save(tmp_path, GOOD.replace("title: ", "title: ["), names[0])
    [snag] = unpack(planner.follow(Saved(changed=(f"messages/{names[0]}.md",))))
    assert snag.what.startswith(f"messages/{names[0]}.md, line 2: ")
    assert snag.what.endswith("What was approved stays as it was.")
    assert set(Post.objects.values_list("pk", "state", "due_at", "digest")) == before
    save(tmp_path, NEW)  # an edit of a sound file is not kept waiting by it
    planner.follow(EDITED)
    changed = Post.objects.filter(message=NAME).values_list("state", flat=True)
    assert set(changed) == {State.PENDING}


def test_many_errors_are_counted(tmp_path, planner):
    for number in range(8):
        save(tmp_path, "no settings", f"behind-the-badge/faulty-{number}")
    snags = unpack(planner.plan())
    assert len(snags) == 6
    assert snags[-1] == Snag("… and 3 more errors in the files", "campaign check")


def test_a_plan_without_a_save_leaves_no_event(planner):
    planner.follow(Saved())
    assert not Event.objects.filter(kind="files changed").exists()


def test_why_nobody_watches_is_told_with_every_plan(planner):
    planner.unwatched = "Nobody watches"
    assert unpack(planner.plan()) == [Snag("Nobody watches", "campaign plan --apply")]


def test_what_is_kept_as_text_comes_back():
    snags = [Snag("A\nsentence", "campaign check"), Snag("Another")]
    assert unpack(pack(snags)) == [Snag("A sentence", "campaign check"), Snag("Another")]
    assert unpack("An older program wrote this.") == [Snag("An older program wrote this.")]
    assert unpack("") == []


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/team\\040files rw shared:9 - cifs //server/team rw
31 30 0:41 / /srv/team\\040files/local rw - tmpfs none rw
nonsense
"""


def test_a_folder_on_another_machine_is_known_by_its_mount(tmp_path):
    assert kind(tmp_path, MOUNTS) == "ext4"
    assert kind(tmp_path.__class__("/srv/team files/campaign"), MOUNTS) == "cifs"
    assert kind(tmp_path.__class__("/srv/team files/local/x"), MOUNTS) == "tmpfs"
    assert kind(tmp_path, "") == ""


def test_watching_that_fails_is_told_and_tried_again(tmp_path):
    said, calls, planned = [], [], threading.Event()

    def replan(saved):
        calls.append(saved)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")
        planned.set()

    live = Live(tmp_path, replan=replan, unwatched=said.append, again=0.1)
    live.start()
    try:
        assert planned.wait(20)
    finally:
        live.stop()
    assert said == [
        (
            "Saved files are not noticed at once, for they cannot be watched (No space left on "
            "device): they are read every hour"
        ),
        "",
    ]
