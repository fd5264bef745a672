"""Two languages: the Welsh first and the English right behind it, or neither."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.adapter import BadContent, Uncertain
from campaign.checks.check import check
from campaign.lifecycle import State
from campaign.store import approvals, by_hand, calendar, channels, decisions, holds, posts
from campaign.store.models import Alert, Approval, ChannelState, Post, Service
from campaign.store.proposal import propose
from tests.servers.campaign_folder import PLATFORMS, library_of
from tests.servers.rows import NOW
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)

BOTH = """\
name: Heddlu Cwm
kind: force
website: https://www.heddlu-cwm.example
welsh_required: yes
channels:
  cwm-x: {platform: x, handle: "@Cwm", network: sandbox}
  cwm-x-cy: {platform: x, handle: "@CwmCymraeg", network: sandbox, language: cy}
"""
HEAD = "title: Call first\ntheme: behind-the-badge\nplatforms: x\norganisations: cwm\n"
REVIEWED = "language: cy\ntranslator: A Cyfieithydd\nreviewed: 3/2/2026 by B Cyfieithydd\n"
WHEN = "when: 1/12/2026 at 17:30\n"
MINUTE = timedelta(minutes=1)
WELSH, ENGLISH = "Ffoniwch 999 yn gyntaf.", "Call 999 first."


def library(folder, *, when=WHEN, welsh_when=None, welsh=WELSH, english=ENGLISH):
    texts = {
        "m": f"---\n{HEAD}{when}---\n{english}\n",
        "m.cy": f"---\n{HEAD}{REVIEWED}{when if welsh_when is None else welsh_when}---\n{welsh}\n",
    }
    library_of(folder, **texts)
    path = folder / "messages/organisations/cwm.yaml"
    path.write_text(BOTH)
    return library_of(folder, **texts)


def planned(folder, **settings):
    files = library(folder, **settings)
    now = NOW - timedelta(days=1)
    faults = [f for f in check(files, PLATFORMS, now.date()) if f.severity == "error"]
    assert [f"{f.code} {f.message}" for f in faults] == []
    proposal = propose(files, PLATFORMS, start=now, end=NOW + timedelta(days=7), today=now.date())
    calendar.apply(proposal, files, actor="Sam", now=now)
    return files


def approve():
    approvals.approve(approvals.waiting(NOW), by="Blake Approver", now=NOW - timedelta(hours=1))


@pytest.fixture
def line(tmp_path):
    planned(tmp_path)
    approve()
    return Line(NOW)


def half(language):
    return Post.objects.get(language=language)


def run(line, **span):
    end = line.clock.now + timedelta(**span)
    while line.clock.now <= end:
        posts.expire(line.clock.now)
        for name in posts.due_channels(line.clock.now):
            line.publisher.drain(name)
        line.reconciler.sweep()
        line.clock.forward(seconds=10)


def test_both_languages_go_out_in_one_run_the_welsh_first(line):
    run(line, seconds=10)
    assert line.sent == [WELSH, ENGLISH]


def test_the_english_never_goes_first_whichever_channel_is_drained(line):
    line.publisher.drain("cwm-x")
    assert line.sent == []
    line.publisher.drain("cwm-x-cy")
    line.publisher.drain("cwm-x")
    assert line.sent == [WELSH, ENGLISH]


@pytest.mark.parametrize("language", ["cy", "en-GB"])
def test_if_one_is_not_approved_neither_goes(tmp_path, language):
    planned(tmp_path)
    approve()
    Approval.objects.filter(digest=half(language).digest).delete()
    line = Line(NOW)
    run(line, minutes=20)
    assert line.sent == []
    assert set(Post.objects.values_list("state", flat=True)) == {State.MISSED}


def test_if_the_welsh_fails_for_good_the_english_is_held_back_and_staff_are_told(line):
    line.platform.before = [raising(BadContent("The text is refused."))]
    run(line, minutes=20)
    assert line.sent == []
    assert (half("cy").state, half("en-GB").state) == (State.FAILED, State.MISSED)
    assert "Its other language is held back" in Alert.objects.get(kind="failed").what
    assert "Its Welsh text goes first, and is failed." in half("en-GB").cause


def test_if_the_english_fails_after_the_welsh_staff_are_told_that_one_is_out(line):
    line.platform.before = [lambda: None, raising(BadContent("The text is refused."))]
    run(line, minutes=1)
    assert line.sent == [WELSH]
    assert "Its other language is out already" in Alert.objects.get(kind="failed").what


def test_the_english_waits_while_the_welsh_is_in_doubt(line):
    line.platform.after = [raising(Uncertain("The answer was lost."))]
    line.publisher.drain("cwm-x-cy")
    line.publisher.drain("cwm-x")
    assert (line.sent, half("en-GB").state) == ([WELSH], State.SCHEDULED)
    run(line, minutes=5)
    assert line.sent == [WELSH, ENGLISH]


def test_what_stops_the_english_stops_the_welsh(line):
    hold = holds.place(scope="channel", value="cwm-x", reason="A vigil", by="Duty officer", now=NOW)
    run(line, minutes=2)
    assert line.sent == []
    holds.lift(hold.pk, by="Another officer", now=line.clock.now)
    run(line, minutes=20)  # what was due under a hold is missed
    assert line.sent == []
    assert (half("cy").state, half("en-GB").state) == (State.MISSED, State.MISSED)


def test_a_hold_on_the_english_placed_after_the_claim_stops_the_welsh(line):
    place = {"scope": "channel", "value": "cwm-x", "reason": "A vigil", "by": "Duty officer"}
    line.platform.before = [lambda: holds.place(**place, now=NOW)]
    line.publisher.drain("cwm-x-cy")
    assert (line.sent, half("cy").state) == ([], State.SCHEDULED)


def test_a_channel_that_has_to_rest_keeps_both(line):
    channels.wait("cwm-x", NOW + timedelta(minutes=3), now=NOW)
    run(line, minutes=2)
    assert line.sent == []
    run(line, minutes=2)
    assert line.sent == [WELSH, ENGLISH]


def test_cancelling_one_cancels_both(line):
    decisions.cancel(half("en-GB").pk, by="Sam", now=NOW)
    assert set(Post.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_sending_the_welsh_again_brings_the_english_along(line):
    line.platform.before = [raising(BadContent("The text is refused."))]
    run(line, minutes=20)
    decisions.send_again(half("cy").pk, by="Sam", now=line.clock.now)
    run(line, minutes=1)
    assert line.sent == [WELSH, ENGLISH]


def test_sending_now_sends_both(tmp_path):
    files = planned(tmp_path, when="when: every Thursday at 17:30\n")
    approve()
    made = by_hand.post_now(files, PLATFORMS, "behind-the-badge/m", actor="Sam", now=NOW)
    assert {one.language for one in made} == {"cy", "en-GB"}
    line = Line(NOW + timedelta(seconds=1))
    run(line, seconds=10)
    assert line.sent == [WELSH, ENGLISH]


def test_a_thread_follows_when_all_of_the_other_is_out(tmp_path):
    both = {"welsh": f"{WELSH}\n+++\nWedyn anfonwch.", "english": f"{ENGLISH}\n+++\nThen send."}
    planned(tmp_path, **both)
    approve()
    line = Line(NOW)
    run(line, seconds=30)
    assert [text.split(" ")[0] for text in line.sent] == ["Ffoniwch", "Wedyn", "Call", "Then"]


def test_a_text_edited_in_one_language_keeps_both_back(tmp_path):
    planned(tmp_path)
    approve()
    planned(tmp_path, english="Call 999 at once.")
    line = Line(NOW)
    run(line, minutes=1)
    assert line.sent == []


def test_the_plan_gives_both_the_same_times_also_by_rotation(tmp_path):
    planned(tmp_path, when="")
    welsh = list(Post.objects.filter(language="cy").values_list("due_at", flat=True))
    english = list(Post.objects.filter(language="en-GB").values_list("due_at", flat=True))
    assert welsh
    assert welsh == english


def test_two_times_for_one_pair_are_an_error(tmp_path):
    files = library(tmp_path, welsh_when="when: 2/12/2026 at 17:30\n")
    codes = {f.code for f in check(files, PLATFORMS, NOW.date()) if f.severity == "error"}
    assert codes == {"CY-L4"}


def test_who_may_speak_one_language_waits_for_no_other(tmp_path):
    planned(tmp_path)
    approve()
    Post.objects.update(pair="")
    ChannelState.objects.update(gap=0)
    line = Line(NOW)
    line.publisher.drain("cwm-x")
    assert line.sent == [ENGLISH]


def test_the_welsh_waits_for_the_server_of_the_english_to_be_out_of_its_trouble(line):
    ChannelState.objects.filter(pk="cwm-x").update(service="x@other.example")
    Service.objects.create(id="x@other.example", opened_at=NOW, open_until=NOW + MINUTE)
    run(line, seconds=30)
    assert line.sent == []
    run(line, minutes=2)
    assert line.sent == [WELSH, ENGLISH]
