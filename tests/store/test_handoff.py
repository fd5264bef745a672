"""Hand-offs: what a person is told, what stops it, and what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.content import Content, Image
from campaign.lifecycle import State, UnlawfulMove
from campaign.store import answers, claims, decisions, handing, handoffs, holds, posts, voiding
from campaign.store.decisions import DecisionError
from campaign.store.models import Alert, Blackout, ChannelState, Event, Hold, Post
from tests.servers.by_hand import HOUR, NEXTDOOR, PAGES, HandLine, live_x, nextdoor, ready
from tests.servers.rows import NOW, approve, content_post, post

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(row):
    return Post.objects.get(pk=row.pk)


def alerts_of(kind="handoff"):
    return list(Alert.objects.filter(kind=kind).order_by("pk"))


def on_x(state=State.SCHEDULED, **columns):
    live_x()
    columns = {"on": "live-x", "simulated": False, "state": state, **columns}
    return post(**columns)


# When it is due


def test_what_is_due_lies_ready_and_one_person_is_told(tmp_path):
    row, line = ready(tmp_path, NOW)
    assert (row.state, row.check_at, row.leased_until) == (State.PROCESSING, None, None)
    assert row.url == f"{PAGES}{handoffs.path(row)}"
    assert (tmp_path / row.handle / "text.txt").read_text() == "Call 999 first."
    [alert] = alerts_of()
    assert alert.subject == "Post it now by hand: “Call 999 first” – Nextdoor"
    assert "posted by hand by Neighbourhood team, until 18:45." in alert.what
    assert row.url in alert.advice
    assert line.drain() == 0


@pytest.mark.parametrize(
    ("pictures", "told"),
    [
        (0, "copy the text, post it, tick it off there."),
        (1, "copy the text, save the picture, post it, tick it off there."),
        (3, "copy the text, save the 3 pictures, post it, tick it off there."),
    ],
)
def test_only_pictures_a_post_has_are_to_be_saved(pictures, told):
    content = Content("Call 999.", images=(Image("0" * 64, "image/jpeg", "A sign."),) * pictures)
    row = content_post(nextdoor(), content, due=NOW, grace=HOUR)
    approve(row)
    claim = claims.begin(NEXTDOOR, clock=lambda: NOW, lease=timedelta(minutes=5), worker="w1")
    assert handoffs.begin(claim, "handoff/x", pages=PAGES, now=NOW)
    assert alerts_of()[0].advice == f"Open {fresh(row).url} – {told}"


def test_a_part_of_a_thread_says_which_part_it_is(tmp_path):
    ready(tmp_path, NOW, part=2, parts=3)
    [alert] = alerts_of()
    assert alert.subject == "Post it now by hand: “Call 999 first” (part 2 of 3) – Nextdoor"
    assert alert.what.startswith("“Call 999 first” (part 2 of 3) for ")


def test_it_is_told_with_the_move_or_not_at_all():
    nextdoor()
    row = post(on=NEXTDOOR, simulated=False)
    claim = claims.begin(NEXTDOOR, clock=lambda: NOW, lease=timedelta(minutes=5), worker="w1")
    claims.lose_leases(NOW + timedelta(minutes=5))
    assert not handoffs.begin(claim, "handoff/x", pages=PAGES, now=NOW)
    assert fresh(row).state == State.UNCERTAIN
    assert alerts_of() == []


def test_it_works_without_a_credential_anywhere(tmp_path, monkeypatch):
    monkeypatch.delenv("CAMPAIGN_CREDENTIAL_KEY", raising=False)
    row, _ = ready(tmp_path, NOW)
    assert row.state == State.PROCESSING


def test_no_length_of_time_makes_it_uncertain(tmp_path):
    row, line = ready(tmp_path, NOW)
    for _ in range(5):
        line.clock.forward(days=3)
        line.reconciler.sweep()
        posts.expire(line.clock.now)
        assert line.drain() == 0
    assert fresh(row).state == State.PROCESSING


def test_a_program_killed_while_it_was_laid_out_lays_it_out_again(tmp_path):
    nextdoor()
    row, line = post(on=NEXTDOOR, simulated=False), HandLine(tmp_path, NOW)
    claims.begin(NEXTDOOR, clock=lambda: NOW, lease=timedelta(minutes=5), worker="dead")
    claims.lose_leases(NOW, worker="dead")
    for _ in range(3):
        line.clock.forward(seconds=30)
        line.reconciler.sweep()
        line.drain()
    assert fresh(row).state == State.PROCESSING
    assert len(alerts_of()) == 1
    assert len(list((tmp_path / "handoff" / NEXTDOOR).iterdir())) == 1


def test_a_hold_that_stands_when_it_is_due_lets_nothing_lie_ready(tmp_path):
    nextdoor()
    row = post(on=NEXTDOOR, simulated=False)
    holds.place(scope=Hold.Scope.ALL, value="", reason="An officer died", by="Duty", now=NOW)
    assert HandLine(tmp_path, NOW).drain() == 0
    assert fresh(row).state == State.SCHEDULED
    assert alerts_of() == []
    assert not (tmp_path / "handoff").exists()


def test_a_place_without_a_name_is_called_by_its_channel(tmp_path):
    nextdoor(option_values="{}")
    row = post(on=NEXTDOOR, simulated=False)
    HandLine(tmp_path, NOW).drain()
    [alert] = alerts_of()
    assert alert.subject.endswith(f" – {NEXTDOOR}")
    assert "waits to be posted by hand, until" in alert.what
    told = (tmp_path / fresh(row).handle / "READ-ME.txt").read_text("utf-8")
    assert told.startswith(f"To be posted by hand on {NEXTDOOR}.\n")


def test_what_a_person_did_not_post_is_told_of_by_the_places_name(tmp_path):
    row, _ = ready(tmp_path, NOW)
    handing.not_posted(row.pk, why="No time", by="Robin", now=NOW)
    assert alerts_of("failed")[0].subject.endswith(" – Northshire Police on Nextdoor")


# The reminder


def test_it_is_told_once_more_while_there_is_still_time_and_never_again(tmp_path):
    row, line = ready(tmp_path, NOW)
    line.clock.forward(minutes=14)
    assert handoffs.remind(line.clock.now, pages=PAGES) == 0
    line.clock.forward(minutes=1)
    assert handoffs.remind(line.clock.now, pages=PAGES) == 1
    assert handoffs.remind(line.clock.now + HOUR, pages=PAGES) == 0
    _, second = alerts_of()
    assert second.subject.startswith("Not ticked off yet: ")
    assert "There is time until 18:45." in second.what
    assert row.url in second.advice


def test_after_a_long_stop_it_says_that_it_is_too_late(tmp_path):
    ready(tmp_path, NOW)
    assert handoffs.remind(NOW + timedelta(days=1), pages=PAGES) == 1
    assert "do not post it any more" in alerts_of()[-1].what


def test_what_was_ticked_off_is_not_reminded_of(tmp_path):
    row, _ = ready(tmp_path, NOW)
    decisions.is_there(row.pk, url="", by="Robin Vale", now=NOW)
    assert handoffs.remind(NOW + HOUR, pages=PAGES) == 0


def test_an_open_page_moves_with_the_program(tmp_path):
    row, _ = ready(tmp_path, NOW)
    handoffs.remind(NOW, pages="http://127.0.0.1:9000")
    assert fresh(row).url == f"http://127.0.0.1:9000{handoffs.path(row)}"


# Its page


def test_the_pages_name_leads_to_the_post_and_no_other_does(tmp_path):
    row, _ = ready(tmp_path, NOW)
    page = handoffs.name(row.pk, row.key)
    assert handoffs.find(page, NOW) == row
    number, mark = page.split("-")
    other = "0" if mark[0] != "0" else "1"
    for wrong in (
        f"{number}-{other}{mark[1:]}",
        f"9{page}",
        number,
        "",
        f"{page}0",
        "1-" + "0" * 32,
    ):
        assert handoffs.find(wrong, NOW) is None
    assert row.key not in page


def test_the_page_is_there_for_a_week_after_it_was_done(tmp_path):
    row, _ = ready(tmp_path, NOW)
    page = handoffs.name(row.pk, row.key)
    assert handoffs.find(page, NOW + timedelta(days=60)) is not None, "it is still open"
    decisions.is_there(row.pk, url="", by="Robin", now=NOW)
    assert handoffs.find(page, NOW + timedelta(days=6)) is not None
    assert handoffs.find(page, NOW + timedelta(days=7)) is None


def test_a_post_that_never_was_a_persons_has_no_page():
    row = on_x()
    assert handoffs.find(handoffs.name(row.pk, row.key), NOW) is None


def stop(row):
    holds.place(scope=Hold.Scope.THEME, value=row.theme, reason="A death", by="Duty", now=NOW)


def silence(row):
    Blackout.objects.create(
        start_at=NOW, end_at=NOW + HOUR, organisation="", reason="Two minutes' silence"
    )


def take_back(row):
    voiding.revoke(row.message, by="Blake Approver", now=NOW, why="a wrong number")


def expire_fact(row):
    Post.objects.filter(pk=row.pk).update(valid_until=NOW)


def change_text(row):
    Post.objects.filter(pk=row.pk).update(body=row.body.replace("999", "998"))


def change_channel(row):
    ChannelState.objects.filter(pk=NEXTDOOR).update(option_values='{"where": "WhatsApp"}')


def pause(row):
    ChannelState.objects.filter(pk=NEXTDOOR).update(paused=True, why_paused="by hand")


@pytest.mark.parametrize(
    ("befall", "words"),
    [
        (stop, "A hold is in place: A death"),
        (silence, "Quiet window: Two minutes' silence"),
        (take_back, "Nobody but its author has approved this text."),
        (expire_fact, "A fact it uses has expired, or its last day is over."),
        (change_text, "not what was approved"),
        (change_channel, "not what was approved"),
        (pause, "The channel is paused"),
    ],
)
def test_whatever_stops_a_program_stops_a_person(tmp_path, befall, words):
    row, _ = ready(tmp_path, NOW)
    assert handoffs.barrier(row, NOW) is None
    befall(row)
    assert words in handoffs.barrier(fresh(row), NOW).sentence


def test_a_person_has_an_hour_more_than_a_program(tmp_path):
    row, _ = ready(tmp_path, NOW)
    last = NOW + timedelta(minutes=75)
    assert handoffs.barrier(row, last - timedelta(seconds=1)) is None
    assert "Its time passed" in handoffs.barrier(row, last).sentence


# What became of it


def test_ticking_it_off_completes_the_ledger(tmp_path):
    row, _ = ready(tmp_path, NOW)
    later = NOW + timedelta(minutes=9)
    done = decisions.is_there(row.pk, url="https://nextdoor.example/p/7", by="Robin", now=later)
    assert (done.state, done.url, done.published_at) == (
        State.PUBLISHED,
        "https://nextdoor.example/p/7",
        later,
    )
    assert (done.handle, done.reading_at) == ("", None)
    event = Event.objects.filter(kind="post moved").order_by("pk").last()
    assert event.actor == "Robin"
    assert "Robin posted it by hand: https://nextdoor.example/p/7" in event.data


def test_a_place_without_addresses_needs_none_but_a_doubt_does(tmp_path):
    row, _ = ready(tmp_path, NOW)
    assert decisions.is_there(row.pk, url="", by="Robin", now=NOW).url == ""
    doubt = on_x(State.UNCERTAIN)
    with pytest.raises(DecisionError, match="add the post's address"):
        decisions.is_there(doubt.pk, url="", by="Robin", now=NOW)


def test_a_number_from_the_address_lets_it_be_measured():
    row = on_x(State.UNCERTAIN)
    url = "https://x.com/NorthshirePolice/status/42"
    decisions.is_there(row.pk, url=url, by="Robin", now=NOW)
    assert decisions.numbered(row.pk, "42", by="Robin", now=NOW)
    assert (fresh(row).remote_id, fresh(row).reading_at) == ("42", NOW + HOUR)
    assert not decisions.numbered(row.pk, "43", by="Robin", now=NOW)
    assert fresh(row).remote_id == "42"


def test_it_can_be_ticked_off_once(tmp_path):
    row, _ = ready(tmp_path, NOW)
    decisions.is_there(row.pk, url="", by="Robin", now=NOW)
    with pytest.raises(DecisionError):
        decisions.is_there(row.pk, url="", by="Alex", now=NOW)
    with pytest.raises(DecisionError):
        handing.not_posted(row.pk, why="No phone", by="Alex", now=NOW)
    assert fresh(row).state == State.PUBLISHED


def test_what_a_platform_still_works_on_is_not_a_persons_to_tick_off(tmp_path):
    row = on_x(State.PROCESSING, check_at=NOW)
    with pytest.raises(DecisionError):
        decisions.is_there(row.pk, url="https://x.com/1", by="Robin", now=NOW)
    with pytest.raises(DecisionError):
        handing.not_posted(row.pk, why="No phone", by="Robin", now=NOW)


def test_what_could_not_be_posted_failed_and_says_why(tmp_path):
    row, line = ready(tmp_path, NOW)
    with pytest.raises(DecisionError, match="Say why"):
        handing.not_posted(row.pk, why=" ", by="Robin", now=NOW)
    done = handing.not_posted(row.pk, why="Nextdoor was down.", by="Robin", now=NOW)
    assert (done.state, done.cause) == (
        State.FAILED,
        "Robin did not post it: Nextdoor was down.",
    )
    assert (done.handle, done.url) == ("", "")
    again = decisions.send_again(row.pk, by="Robin", now=NOW + HOUR, not_there=True)
    line.clock.forward(hours=1)
    assert line.drain() == 1
    assert fresh(again).state == State.PROCESSING
    assert len(alerts_of()) == 2, "a new attempt is a new event"


def test_what_lies_with_a_person_is_not_cancelled_behind_their_back(tmp_path):
    row, _ = ready(tmp_path, NOW)
    with pytest.raises(DecisionError, match="campaign posts not-sent"):
        decisions.cancel(row.pk, by="Robin", now=NOW)


# What a person says of one that is no longer open


def test_what_lay_with_a_person_is_laid_out_again_only_after_somebody_looked(tmp_path):
    row, _ = ready(tmp_path, NOW)
    handing.not_posted(row.pk, why="No time", by="Robin", now=NOW)
    with pytest.raises(DecisionError, match=r"look there first.*--not-there"):
        decisions.send_again(row.pk, by="Robin", now=NOW)
    assert fresh(row).state == State.FAILED
    decisions.send_again(row.pk, by="Robin", now=NOW, not_there=True)
    HandLine(tmp_path, NOW).drain()
    assert handoffs.doubtful(fresh(row)), "whoever is asked next looks first, too"


def test_a_platforms_own_failure_is_sent_again_without_a_question():
    row = on_x(State.FAILED)
    assert decisions.send_again(row.pk, by="Robin", now=NOW).state == State.SCHEDULED


def test_only_a_persons_word_makes_a_failed_post_published(tmp_path):
    row, _ = ready(tmp_path, NOW)
    handing.not_posted(row.pk, why="No time", by="Bea", now=NOW)
    with pytest.raises(UnlawfulMove):
        posts.move(row.pk, State.FAILED, State.PUBLISHED, actor="worker", at=NOW)
    taken = answers.out(row.pk, url="https://nextdoor.example/p/1", by="Ann", now=NOW)
    assert (taken.post.state, taken.trouble) == (State.PUBLISHED, "")


def test_a_failed_post_that_nobody_was_handed_is_still_in_no_doubt():
    row = on_x(State.FAILED)
    with pytest.raises(DecisionError, match="there is no doubt"):
        answers.out(row.pk, url="https://x.com/a/status/1", by="Ann", now=NOW)


def test_a_resend_that_is_stopped_is_never_claimed(tmp_path):
    row, line = on_x(), HandLine(tmp_path, NOW)
    handing.hand_over(row.pk, by="Bea", now=NOW)
    line.drain("live-x")
    handing.not_posted(row.pk, why="No time", by="Bea", now=NOW)
    decisions.send_again(row.pk, by="Bea", now=NOW, not_there=True)
    taken = answers.out(row.pk, url="https://x.com/a/status/1", by="Ann", now=NOW)
    assert (taken.post.state, "That is stopped" in taken.trouble) == (State.PUBLISHED, True)
    assert claims.begin("live-x", clock=lambda: NOW, lease=HOUR, worker="w1") is None


def test_a_worker_that_has_the_resend_is_told_of_and_the_answer_is_kept(tmp_path):
    row, line = on_x(), HandLine(tmp_path, NOW)
    handing.hand_over(row.pk, by="Bea", now=NOW)
    line.drain("live-x")
    handing.not_posted(row.pk, why="No time", by="Bea", now=NOW)
    decisions.send_again(row.pk, by="Bea", now=NOW, not_there=True)
    assert claims.begin("live-x", clock=lambda: NOW, lease=HOUR, worker="w1")
    taken = answers.out(row.pk, url="https://x.com/a/status/1", by="Ann", now=NOW)
    assert (taken.post.state, "may be out twice" in taken.trouble) == (State.PUBLISHING, True)
    assert "https://x.com/a/status/1" in alerts_of()[-1].what
