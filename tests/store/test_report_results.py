"""What the report adds up, from real rows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from campaign.lifecycle import State
from campaign.reports import chart, figures
from campaign.reports.period import Period
from campaign.reports.results import results
from campaign.reports.rows import Outcome, plain_cause, rows
from campaign.store import barriers
from campaign.store.models import Hold
from tests.servers.posted import DAY, END, NOW, START, channel, example, post, read

pytestmark = pytest.mark.django_db


def october(**options):
    return results(START, END, now=NOW, **options)


def test_an_empty_period_has_nothing_and_no_noughts_that_are_not():
    found = october()
    assert found.real.due == found.simulated.due == 0
    assert found.real.totals["engagements"].value is None
    assert found.real.rates["rate"].value is None
    assert found.platforms == found.themes == found.channels == found.messages == ()


def test_posts_are_those_due_from_the_start_up_to_not_including_the_end():
    first = post(hour=0)
    post(channel("x"), due_at=START - timedelta(seconds=1))
    post(channel("x"), due_at=END)
    last = post(channel("x"), due_at=END - timedelta(seconds=1))
    assert [row.pk for row in rows(Period(START, END), now=NOW)] == [first.pk, last.pk]


def test_only_the_latest_reading_of_a_post_counts():
    one = post()
    read(one, age=3600, reactions=1, shares=1)
    read(one, age=7 * DAY, reactions=9, shares=4)
    read(one, age=DAY, reactions=5, shares=2)
    assert october().real.totals["engagements"].value == 13


def test_a_reading_taken_after_now_is_not_known_yet():
    one = post()
    read(one, age=DAY, reactions=5)
    read(one, age=28 * DAY, reactions=9)
    then = one.published_at + timedelta(days=2)
    assert results(START, END, now=then).real.totals["reactions"].value == 5
    assert results(START, END).real.totals["reactions"].value == 9


def test_a_post_that_is_gone_keeps_the_last_figures_that_were_read():
    one = post()
    read(one, age=DAY, reactions=5)
    read(one, age=3 * DAY, gone=True)
    found = october().real
    assert (found.totals["reactions"].value, found.gone, found.read) == (5, 1, 1)


def test_what_no_platform_reports_is_missing_and_what_one_reports_says_on_how_many_posts():
    read(post(channel("mastodon")), reactions=5, comments=0, shares=1)
    read(post(channel("x")), impressions=1000, reactions=20)
    found = october()
    mastodon, x = found.platforms
    assert mastodon.totals["impressions"].value is None
    assert mastodon.totals["comments"].value == 0
    assert mastodon.rates["rate"].value is None
    assert (x.totals["impressions"].value, x.rates["rate"].value) == (1000, 2)
    assert (found.real.totals["impressions"].value, found.real.totals["impressions"].posts) == (
        1000,
        1,
    )
    assert (found.real.rates["rate"].value, found.real.rates["rate"].posts) == (2, 1)
    assert found.real.totals["engagements"].value == 26


def test_the_rate_of_a_period_is_the_ratio_of_sums():
    read(post(channel("x")), impressions=100, reactions=10)
    read(post(channel("x"), day=1), impressions=10_000, reactions=10)
    found = october().real
    assert figures.rounded(found.rates["rate"].value) == Decimal("0.20")
    assert figures.rounded(found.median.value) == Decimal("5.05")


def test_a_post_under_a_hundred_impressions_has_no_rate_and_still_counts_in_the_sum():
    read(post(channel("x")), impressions=99, reactions=9)
    read(post(channel("x"), day=1), impressions=901, reactions=11)
    found = october().real
    assert found.rates["rate"].value == 2
    assert found.median.posts == 1


def test_reach_is_never_added_up():
    for day in range(2):
        read(post(channel("facebook"), day=day), impressions=500, reach=400, reactions=4)
    reach = october().real.totals["reach"]
    assert (reach.value, reach.posts) == (None, 2)


@pytest.mark.parametrize(
    ("state", "cause", "outcome"),
    [
        (State.PUBLISHED, "", Outcome.SENT),
        (State.DELETED, "", Outcome.WITHDRAWN),
        (State.MISSED, "Its time passed.", Outcome.MISSED),
        (State.MISSED, "Its time passed: A hold is in place: a reason", Outcome.HELD),
        (State.UNCERTAIN, "The connection was cut.", Outcome.UNCERTAIN),
        (State.FAILED, "Refused.", Outcome.FAILED),
        (State.CANCELLED, "", Outcome.CANCELLED),
        (State.PENDING, "", Outcome.OPEN),
        (State.SCHEDULED, "", Outcome.OPEN),
        (State.PUBLISHING, "", Outcome.OPEN),
        (State.PROCESSING, "", Outcome.OPEN),
    ],
)
def test_every_state_has_its_outcome(state, cause, outcome):
    post(state=state, cause=cause)
    assert october().real.outcomes == {outcome: 1}


def test_the_store_s_own_words_for_a_hold_are_understood():
    barrier = barriers.from_row(("a reason", None, None, True, 0, 0, 1, None, None, None))
    post(state=State.MISSED, cause=barrier.sentence)
    assert october().real.outcomes == {Outcome.HELD: 1}
    assert plain_cause(barrier.sentence) == "A hold was in place: a reason"


def test_open_posts_under_a_standing_hold_are_held_with_its_reason():
    Hold.objects.create(
        scope=Hold.Scope.THEME,
        value="behind-the-badge",
        reason="An incident",
        placed_by="a",
        placed_at=START,
    )
    post(state=State.SCHEDULED)
    post(state=State.SCHEDULED, day=1, theme="bystander-guidance")
    found = october()
    assert found.real.outcomes == {Outcome.HELD: 1, Outcome.OPEN: 1}
    assert [cause.cause for cause in found.causes] == ["A hold is in place: An incident"]


def test_causes_are_counted_by_their_words():
    for day in range(3):
        post(day=day, state=State.MISSED, cause="Its time passed.")
    post(day=4, state=State.MISSED, cause="Its time passed: Quiet window: Armistice Day silence")
    assert [(c.cause, c.posts) for c in october().causes] == [
        ("Its time passed.", 3),
        ("Its time passed: Quiet window: Armistice Day silence", 1),
    ]


def test_simulated_and_real_posts_are_never_added_together():
    read(post(channel("x")), impressions=1000, reactions=10)
    sandbox = channel("x", "northshire-try", network="sandbox")
    read(post(sandbox, day=1), impressions=1000, reactions=900)
    found = october()
    assert found.real.rates["rate"].value == 1
    assert found.simulated.rates["rate"].value == 90
    assert [(g.key, g.simulated, g.sent) for g in found.platforms] == [
        ("x", False, 1),
        ("x", True, 1),
    ]
    assert found.headline is found.real
    assert [total.value for total in found.days.values()] == [10]


def test_simulated_posts_alone_are_the_headline():
    read(post(channel("x", network="sandbox")), reactions=3)
    found = october()
    assert found.headline is found.simulated
    assert [total.value for total in found.days.values()] == [3]


def test_one_reading_marked_simulated_makes_its_post_simulated():
    one = post(channel("x"))
    reading = read(one, reactions=3)
    reading.simulated = True
    reading.save()
    assert october().simulated.due == 1


def test_the_groups_of_a_kind_add_up_to_the_whole():
    example()
    found = october()
    for groups in (found.platforms, found.themes, found.channels, found.messages):
        assert sum(group.due for group in groups) == found.real.due
        assert sum(group.sent for group in groups) == found.real.sent
        sums = [group.totals["engagements"].value for group in groups]
        assert sum(sums) == found.real.totals["engagements"].value
    assert sum(t.value for t in found.days.values()) == found.real.totals["engagements"].value


def test_holds_are_those_that_stood_in_the_period():
    def hold(placed, lifted, reason):
        Hold.objects.create(
            scope=Hold.Scope.ALL,
            reason=reason,
            placed_by="a",
            placed_at=placed,
            lifted_by="b" if lifted else "",
            lifted_at=lifted,
        )

    day = timedelta(days=1)
    hold(START - 9 * day, START - day, "before")
    hold(START - day, START + day, "into")
    hold(START + 3 * day, None, "still")
    hold(END + day, None, "after")
    assert [hold.reason for hold in october().holds] == ["into", "still"]


def test_a_chart_of_more_platforms_than_lines_tells_of_those_it_shows():
    for number in range(9):
        on = channel(f"platform-{number}")
        for day in range(2 if number else 1):
            read(post(on, day=day), reactions=60 if number else 100)
    drawn = chart.drawing(october())
    assert "Platform 0" not in drawn.alt
    assert "The highest value is 60, on Platform 1, 1 Oct." in drawn.alt
    assert "The chart shows the 8 platforms with the most" in drawn.note
    assert len(drawn.table.columns) == 1 + 9


def test_the_whole_report_takes_a_handful_of_questions(django_assert_max_num_queries):
    example()  # the period, the one before it, and the channels’ own past
    with django_assert_max_num_queries(16):
        october()
