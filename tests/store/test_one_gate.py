"""The one gate: whatever way a text comes in, only one that is approved gets out.

The real publisher tries to send it on the real sandbox network each time, as a worker does.
"""

from __future__ import annotations

import pytest

from campaign import registry
from campaign.delivery.desk import Desks
from campaign.delivery.publish import Publisher
from campaign.library.loader import read_library
from campaign.lifecycle import State
from campaign.sheets.putting import put
from campaign.store import approvals, by_hand, calendar, decisions, pictures, posts, voiding
from campaign.store.by_hand import NotPlanned
from campaign.store.decisions import DecisionError
from campaign.store.models import Approval, Post
from campaign.store.proposal import propose
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign
from tests.servers.rows import NOW
from tests.servers.sheet import csv_file, imported

pytestmark = pytest.mark.django_db(transaction=True)

WHO = """\
people:
  Kim Osei: {roles: senior}
  Sam Hale: {roles: chief-officer}
"""
MESSAGE = """\
---
title: Night shift
theme: behind-the-badge
platforms: X
organisations: northshire-police
tier: 3
when: 1/12/2026 at 17:30
---
We are awake.
"""
HEAD = ["Title", "Theme", "Organisations", "Tier", "Date", "Time", "X", "Text"]
ROW = ["Night shift", "behind-the-badge", "northshire-police", "3", "1/12/2026", "17:30", "Yes"]
NAME = "behind-the-badge/night-shift"


def plan(folder):
    library = read_library(folder, PLATFORMS)
    proposal = propose(library, PLATFORMS, start=NOW, end=NOW.replace(day=2), today=NOW.date())
    calendar.apply(proposal, library, actor="plan", now=NOW)
    return library


def from_a_file(folder):
    write_campaign(folder, {f"{NAME}.md": MESSAGE, "campaign.yaml": CAMPAIGN + WHO})


def from_a_spreadsheet(folder):
    write_campaign(folder, {"campaign.yaml": CAMPAIGN + WHO})
    put(
        folder,
        imported(folder, csv_file(folder / "new.csv", [HEAD, [*ROW, "We are awake."]])).changes,
    )


def yes(*names):
    for name in names:
        approvals.approve(approvals.waiting(NOW), by=name, now=NOW)


def nobody(_):
    pass


def one_of_two(_):
    yes("Lee")


def two_and_no_chief(_):
    yes("Lee", "Kim Osei")


def the_author_and_a_chief(_):
    yes("Sam Hale")
    given = Approval.objects.get()
    given.pk, given.by, given.by_person = None, given.author, given.author.lower()
    given.save()


def run_out(_):
    yes("Lee", "Sam Hale")
    Approval.objects.filter(by="Sam Hale").update(expires_at=NOW)


def taken_back(_):
    yes("Lee", "Sam Hale")
    voiding.revoke(NAME, by="Lee", now=NOW, why="A slip")


def changed_in_its_file(folder):
    yes("Lee", "Sam Hale")
    path = folder / "messages" / f"{NAME}.md"
    path.write_text(path.read_text().replace("awake", "asleep"))
    plan(folder)


def changed_in_the_database(_):
    yes("Lee", "Sam Hale")
    for post in Post.objects.all():
        Post.objects.filter(pk=post.pk).update(body=post.body.replace("awake", "asleep"))


def the_authors_word_alone(_):
    author = Post.objects.get().author
    approvals.in_emergency(approvals.waiting(NOW), by=author, now=NOW, why="Flood")


def approved(_):
    yes("Lee", "Sam Hale")


def two_in_an_emergency(_):
    for name in ("Lee", "Jo"):
        approvals.in_emergency(approvals.waiting(NOW), by=name, now=NOW, why="Flood")


LACKING = [
    nobody, one_of_two, two_and_no_chief, the_author_and_a_chief, run_out, taken_back,
    changed_in_its_file, changed_in_the_database, the_authors_word_alone,
]  # fmt: skip


def its_time(_):
    pass


def a_state_nobody_should_have_set(_):
    Post.objects.update(state=State.SCHEDULED)


def post_now(folder):
    try:
        by_hand.post_now(
            read_library(folder, PLATFORMS), PLATFORMS, NAME, actor="Jo", now=NOW, again=True
        )
    except NotPlanned:
        assert not Post.objects.filter(by_hand=True).exists()


def posts_again(_):
    [post] = Post.objects.all()
    Post.objects.filter(pk=post.pk).update(state=State.MISSED)
    try:
        decisions.send_again(post.pk, by="Jo", now=NOW)
    except DecisionError:
        assert Post.objects.get().state == State.MISSED


DOORS = [its_time, a_state_nobody_should_have_set, post_now, posts_again]
WAYS_IN = [from_a_file, from_a_spreadsheet]


def sent(folder):
    """Let a worker send what is due on the sandbox, and return the texts that are out."""

    def build(channel, permit):
        return registry.build(
            channel, folder=folder, read=pictures.read, permit=permit, clock=lambda: NOW
        )

    publisher = Publisher(Desks(build, lambda: NOW), worker="w1", clock=lambda: NOW)
    for _ in range(2):  # at once, and after the sweeps
        for channel in posts.due_channels(NOW):
            publisher.drain(channel)
        voiding.run_out(NOW)
        posts.free(NOW)
    return [post.content.text for post in Post.objects.filter(state=State.PUBLISHED)]


def through(folder, way_in, standing, door):
    way_in(folder)
    plan(folder)
    assert [post.state for post in Post.objects.all()] == [State.PENDING]
    standing(folder)
    door(folder)
    return sent(folder)


@pytest.mark.parametrize("standing", LACKING)
@pytest.mark.parametrize("door", DOORS)
def test_nothing_gets_out_that_is_not_approved_as_it_is(tmp_path, standing, door):
    # What “post now” sends is the text of the file, and that one is approved.
    of_the_file = (standing, door) == (changed_in_the_database, post_now)
    expected = ["We are awake."] if of_the_file else []
    assert through(tmp_path, from_a_file, standing, door) == expected


@pytest.mark.parametrize("standing", LACKING)
def test_nor_does_what_came_with_a_spreadsheet(tmp_path, standing):
    assert through(tmp_path, from_a_spreadsheet, standing, its_time) == []


@pytest.mark.parametrize("way_in", WAYS_IN)
@pytest.mark.parametrize("standing", [approved, two_in_an_emergency])
def test_what_is_approved_gets_out_each_way(tmp_path, way_in, standing):
    assert through(tmp_path, way_in, standing, its_time) == ["We are awake."]
