"""What the report says of posts that missed their time: why, and what became of them."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest

from campaign.lifecycle import State
from campaign.reports.material import Question
from campaign.reports.misses import NOT_RUNNING, PLAIN
from campaign.reports.period import Period
from campaign.reports.report import write_report
from campaign.reports.results import results
from campaign.reports.rows import Outcome, rows
from campaign.store import decisions, holds, posts
from campaign.store.models import Approval, Beat, Hold
from tests.servers.posted import CAMPAIGN, END, NOW, START, channel, post, read

pytestmark = pytest.mark.django_db

OCTOBER = Question(start=START, end=END, now=NOW, campaign=CAMPAIGN)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def approved():
    """A post of the first of October, 09:00, that nothing keeps from going out."""
    one = post(state=State.SCHEDULED, author_person="communications team")
    Approval.objects.create(
        digest=one.digest, message=one.message, channel=one.channel_id, author=one.author,
        by="Kim Osei", by_person="kim osei", at=START,
    )  # fmt: skip
    type(one).objects.update(keyed_at=one.due_at)
    return one


def beat(started, last, *, stopped=True):
    Beat.objects.create(
        worker=f"w{started}", at=last, started_at=started, stopped_at=last if stopped else None
    )


def october():
    return results(START, END, now=NOW)


def causes(found):
    return [(c.outcome, c.became, c.cause, c.posts) for c in found.causes]


def test_a_miss_that_was_noticed_long_after_means_that_no_program_ran(approved):
    assert posts.expire(approved.late_at + 90 * MINUTE) == 1
    assert causes(october()) == [(Outcome.MISSED, None, NOT_RUNNING, 1)]


def test_one_that_was_noticed_at_once_keeps_its_cause(approved):
    posts.expire(approved.late_at + timedelta(seconds=2))
    assert causes(october()) == [(Outcome.MISSED, None, PLAIN, 1)]


def test_a_program_that_began_after_the_grace_was_not_running_before(approved):
    noticed = approved.late_at + timedelta(seconds=20)
    beat(approved.late_at + timedelta(seconds=15), noticed, stopped=False)
    posts.expire(noticed)
    assert causes(october()) == [(Outcome.MISSED, None, NOT_RUNNING, 1)]


def test_a_program_that_ran_for_a_part_of_the_time_may_have_had_its_reasons(approved):
    beat(START, approved.due_at + MINUTE)
    posts.expire(approved.late_at + 90 * MINUTE)
    assert causes(october()) == [(Outcome.MISSED, None, PLAIN, 1)]


def test_a_cause_that_says_more_stays(approved):
    Approval.objects.all().delete()
    posts.expire(approved.late_at + 90 * MINUTE)
    unapproved = "Its time passed: Nobody but its author has approved this text."
    assert causes(october()) == [(Outcome.MISSED, None, unapproved, 1)]


def test_the_last_word_of_a_platform_stays(approved):
    type(approved).objects.update(cause="The server is busy.")
    posts.expire(approved.late_at + 90 * MINUTE)
    assert causes(october())[0][2] == f"{PLAIN} The last word on it: The server is busy."


def test_what_fell_due_under_a_hold_was_held(approved):
    hold = holds.place(
        scope=Hold.Scope.ALL, value="", reason="Incident", by="Sam", now=approved.due_at - MINUTE
    )
    holds.lift(hold.pk, by="Kim", now=approved.due_at + MINUTE)
    assert october().real.outcomes == {Outcome.HELD: 1}


@pytest.fixture
def sent_in_november(approved):
    """Missed in October; in November a person had it sent."""
    posts.expire(approved.late_at + 90 * MINUTE)
    later = END + timedelta(days=5)
    decisions.send_again(approved.pk, by="Kim Osei", now=later)
    claim = posts.Post.objects.get(pk=approved.pk)
    posts.move(claim.pk, State.SCHEDULED, State.PUBLISHING, actor="w", at=later)
    posts.move(claim.pk, State.PUBLISHING, State.PUBLISHED, actor="w", at=later, published_at=later)
    return approved


def test_a_post_that_was_missed_and_then_sent_counts_when_it_was_first_due(sent_in_november):
    found = october()
    assert found.real.outcomes == {Outcome.SENT: 1}
    assert found.real.once_missed == 1
    assert causes(found) == [(Outcome.MISSED, Outcome.SENT, NOT_RUNNING, 1)]
    assert results(END, END + timedelta(days=30), now=NOW).real.due == 0


def test_the_page_and_the_table_say_that_it_was_missed_first(sent_in_november, tmp_path):
    files = write_report(tmp_path, OCTOBER)
    page = files.html.read_text(encoding="utf-8")
    assert "1 post of all these had missed its time first, and a person then decided" in page
    assert "Missed, then sent" in page
    assert "<small>1 more at first</small>" in page
    assert f"<small>Missed first: {NOT_RUNNING}</small>" in page
    with files.csv.open(encoding="utf-8-sig", newline="") as file:
        [line] = csv.DictReader(file)
    assert (line["outcome"], line["missed_first"]) == ("sent", NOT_RUNNING)
    assert line["due"].startswith("2026-10-01T09:00")


def test_one_that_was_missed_and_then_cancelled_says_both(approved):
    posts.expire(approved.late_at + 90 * MINUTE)
    decisions.cancel(approved.pk, by="Kim Osei", now=NOW)
    found = october()
    assert found.real.outcomes == {Outcome.CANCELLED: 1}
    assert causes(found) == [(Outcome.MISSED, Outcome.CANCELLED, NOT_RUNNING, 1)]


def test_posts_sent_again_stand_in_the_order_of_their_first_time(sent_in_november):
    early, late = post(channel("x"), hour=8), post(channel("x"), hour=10)
    found = [row.pk for row in rows(Period(START, END), now=NOW)]
    assert found == [early.pk, sent_in_november.pk, late.pk]


@pytest.mark.parametrize("network", ["live", "sandbox"])
def test_a_report_with_simulated_posts_says_where_they_can_be_seen(tmp_path, network):
    post(channel("x", network=network))
    files = write_report(tmp_path, OCTOBER)
    said = "the program’s own page while “campaign run” runs: 127.0.0.1:8000"
    assert (said in files.html.read_text(encoding="utf-8")) is (network == "sandbox")


def test_a_broken_line_is_explained_below_the_chart(tmp_path):
    for day in (0, 2):
        read(post(day=day), reactions=5)
    files = write_report(tmp_path, OCTOBER)
    said = "Where a line is broken, no post went out or nothing was reported."
    assert said in files.html.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([State.PUBLISHED, State.MISSED], "1 was sent. The other one was missed."),
        ([State.PUBLISHED, State.FAILED], "1 was sent. The other one failed."),
        ([State.PUBLISHED, State.PENDING], "1 was sent. The other one is still open."),
        ([State.UNCERTAIN], "none were sent. It is uncertain (it may be out)."),
        (
            [State.PUBLISHED, State.MISSED, State.CANCELLED],
            "1 was sent. The other 2 posts: 1 missed and 1 cancelled.",
        ),
    ],
)
def test_one_post_is_told_of_as_one(tmp_path, states, said):
    for day, state in enumerate(states):
        post(day=day, state=state, cause="For a test.")
    files = write_report(tmp_path, OCTOBER)
    assert said in files.html.read_text(encoding="utf-8")
