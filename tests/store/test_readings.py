"""When posts are read, how many at once, and what becomes of those that cannot be."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from campaign.adapter import BadContent, Metrics, Unreachable
from campaign.library.loader import read_library
from campaign.lifecycle import State
from campaign.store import channels, readings, silent_metrics
from campaign.store.models import ChannelState, Post, Reading
from campaign.store.silent_metrics import Silent
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Line

pytestmark = pytest.mark.django_db(transaction=True)

HOUR, DAY = 3600, 86_400
HAS = Metrics(impressions=10, reactions=1)
LACKS = Metrics(reactions=1)


def published(number: int = 1, *, on: str = "northshire-x", at: datetime = NOW) -> Post:
    remote_id = f"{on}-{number}"
    columns = {"state": State.PUBLISHED, "remote_id": remote_id, "published_at": at}
    first = readings.first(on, at)
    return post(f"Number {number}", on=on, message=remote_id, reading_at=first, **columns)


def ages() -> list[int]:
    return list(Reading.objects.order_by("age").values_list("age", flat=True))


# -- the schedule -----------------------------------------------------------------------------


def test_a_channel_is_read_at_the_ages_it_was_given_and_then_no_more() -> None:
    channel(reading_ages="[86400, 604800]")
    row, line = published(), Line(NOW)
    line.platform.metrics[row.remote_id] = HAS
    for hours in range(0, 24 * 9, 6):
        line.clock.now = NOW + timedelta(hours=hours)
        line.measurer.measure()
    assert ages() == [DAY, 7 * DAY]
    assert Post.objects.get().reading_at is None


def test_a_schedule_that_changes_meanwhile_holds_from_the_next_reading_on() -> None:
    channel()
    row, line = published(), Line(NOW)
    line.platform.metrics[row.remote_id] = HAS
    ChannelState.objects.update(reading_ages="[7200, 604800]")
    line.clock.forward(hours=1)
    assert line.measurer.measure() == 1
    assert ages() == [HOUR], "at its true age, which is on no schedule now"
    assert Post.objects.get().reading_at == NOW + timedelta(hours=2)


def test_a_channel_that_is_never_read_is_asked_nothing() -> None:
    channel(reading_ages="[]")
    assert readings.first("northshire-x", NOW) is None
    row, line = published(), Line(NOW)
    Post.objects.update(reading_at=NOW)  # planned before the campaign said so
    line.platform.metrics[row.remote_id] = HAS
    assert line.measurer.measure() == 0
    assert (line.platform.measured, Post.objects.get().reading_at) == ([], None)


# -- many at once -----------------------------------------------------------------------------


def ready(line: Line, *numbers: int) -> list[Post]:
    rows = [published(number) for number in numbers]
    line.platform.metrics |= {row.remote_id: HAS for row in rows}
    line.clock.forward(hours=1)
    return rows


def test_as_many_posts_are_asked_for_as_the_platform_answers_for() -> None:
    channel()
    line = Line(NOW, batch=3)
    ready(line, 1, 2, 3, 4, 5, 6, 7)
    assert line.measurer.measure() == 7
    assert [len(asked) for asked in line.platform.measured] == [3, 3, 1]


def test_a_post_that_is_refused_keeps_no_other_from_being_read() -> None:
    channel()
    line = Line(NOW, batch=1, measuring=[None, BadContent("That one is odd.")])
    ready(line, 1, 2, 3)
    assert line.measurer.measure() == 2
    assert len(line.platform.measured) == 3
    assert Post.objects.filter(reading_at=line.clock.now + timedelta(minutes=15)).count() == 1


@pytest.mark.parametrize("odd", [-1, 2**63, 10**30, True, 2.5])
def test_a_number_that_can_be_no_count_spoils_no_other_and_no_other_channel(odd: int) -> None:
    channel()
    channel("office-x")
    line, rows = Line(NOW), [published(1), published(2, on="office-x")]
    line.platform.metrics |= {row.remote_id: HAS for row in rows}
    line.platform.metrics[rows[0].remote_id] = Metrics(impressions=odd, reactions=2**63 - 1)
    line.clock.forward(hours=1)
    assert line.measurer.measure() == 2
    kept = Reading.objects.order_by("post").values_list("impressions", "reactions")
    assert list(kept) == [(None, 2**63 - 1), (10, 1)]


def test_a_platform_in_trouble_is_left_alone_and_what_was_read_is_kept() -> None:
    channel()
    line = Line(NOW, batch=1, measuring=[None, Unreachable("No answer.")])
    ready(line, 1, 2, 3, 4)
    assert line.measurer.measure() == 1
    assert len(line.platform.measured) == 2, "the last two are not tried as well"
    assert Reading.objects.count() == 1
    assert Post.objects.filter(reading_at=line.clock.now + timedelta(minutes=15)).count() == 3


def test_a_post_that_somebody_deleted_there_is_recorded_as_gone_and_read_no_more() -> None:
    channel()
    line = Line(NOW)
    kept, lost = ready(line, 1, 2)
    del line.platform.metrics[lost.remote_id]
    line.measurer.measure()
    [row] = Reading.objects.filter(gone=True)
    assert (row.post_id, row.impressions) == (lost.pk, None)
    assert Post.objects.get(pk=lost.pk).reading_at is None
    assert Post.objects.get(pk=kept.pk).reading_at is not None


# -- a metric that is renamed -----------------------------------------------------------------


def read(row: Post, age: int, metrics: Metrics, *, late: int = 0) -> None:
    assert row.published_at is not None
    at = row.published_at + timedelta(seconds=age + late)
    columns = {name: getattr(metrics, name) for name in Metrics.names()}
    simulated = row.channel.network == "sandbox"
    Reading.objects.create(post=row, age=age, taken_at=at, simulated=simulated, **columns)


def silent(until: datetime, organisation: str = "") -> list[Silent]:
    declared = {"x": ("impressions", "reactions", "saves"), "facebook": ("impressions",)}
    since = until - timedelta(days=31)
    return silent_metrics.silent(declared, since=since, until=until, organisation=organisation)


def test_a_metric_a_platform_no_longer_reports_is_told_with_its_last_day() -> None:
    channel()
    before, after = published(1), published(2, at=NOW + timedelta(days=10))
    read(before, 3 * DAY, HAS)
    read(before, 7 * DAY, HAS)
    read(after, 3 * DAY, LACKS)
    last = (NOW + timedelta(days=7)).date()
    expected = [Silent("x", "impressions", last, ("northshire-x",))]
    assert silent(NOW + timedelta(days=20)) == expected, "saves were never told: no loss"
    assert silent(NOW + timedelta(days=12)) == [], "as things were then"


def test_a_metric_that_was_lost_long_before_the_period_is_no_news_in_it() -> None:
    channel()
    read(published(1), 3 * DAY, HAS)
    read(published(2, at=NOW + timedelta(days=100)), 3 * DAY, LACKS)
    assert len(silent(NOW + timedelta(days=120))) == 1, "within a quarter before the month"
    read(published(3, at=NOW + timedelta(days=120)), 3 * DAY, LACKS)
    assert silent(NOW + timedelta(days=124)) == []


def test_a_figure_that_is_only_late_or_never_was_is_no_loss() -> None:
    channel()
    channel("small-page", platform="facebook")
    before, after = published(1), published(2, at=NOW + timedelta(days=5))
    read(before, 3 * DAY, HAS)
    read(after, HOUR, LACKS)
    small = published(3, on="small-page")
    read(small, 3 * DAY, LACKS)
    assert silent(NOW + timedelta(days=20)) == []


def test_what_the_sandbox_reported_is_not_missed_on_a_real_network() -> None:
    channel()
    read(published(1), 3 * DAY, HAS)
    ChannelState.objects.update(network="live")
    after = published(2, at=NOW + timedelta(days=5))
    after.channel.refresh_from_db()
    read(after, 3 * DAY, LACKS)
    assert silent(NOW + timedelta(days=20)) == []


def test_channels_of_one_platform_are_told_together_with_the_latest_day() -> None:
    for name, days in (("northshire-x", 0), ("office-x", 2)):
        channel(name)
        read(published(1, on=name, at=NOW + timedelta(days=days)), 3 * DAY, HAS)
        read(published(2, on=name, at=NOW + timedelta(days=9)), 3 * DAY, LACKS)
    [found] = silent(NOW + timedelta(days=20))
    assert (found.last, found.channels) == (date(2026, 12, 6), ("northshire-x", "office-x"))


def test_an_organisation_is_told_the_last_day_of_its_own_channels() -> None:
    for name, whose, days in (("northshire-x", "northshire", 0), ("office-x", "office", 2)):
        channel(name, organisation=whose)
        read(published(1, on=name, at=NOW + timedelta(days=days)), 3 * DAY, HAS)
        read(published(2, on=name, at=NOW + timedelta(days=9)), 3 * DAY, LACKS)
    [found] = silent(NOW + timedelta(days=20), "northshire")
    assert (found.last, found.channels) == (date(2026, 12, 4), ("northshire-x",))


def test_a_metric_that_should_be_there_and_is_not_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel()
    line = Line(NOW, batch=1, declared=("impressions", "reactions"))
    rows = ready(line, 1, 2)
    line.platform.metrics = {row.remote_id: LACKS for row in rows}
    with caplog.at_level(logging.WARNING):
        line.measurer.measure()
    told = [one.getMessage() for one in caplog.records if "reports no" in one.getMessage()]
    assert told == ["northshire-x reports no impressions of its posts"]


def test_the_ages_reach_the_channel_with_the_plan(tmp_path: Path) -> None:
    files = {"campaign.yaml": f"{CAMPAIGN}readings: {{x: never, all: 1 day}}\n"}
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    channels.sync(library, actor="a", now=NOW)
    found = {row.pk: row.ages for row in ChannelState.objects.all()}
    assert (found["northshire-x"], found["northshire-facebook"]) == ((), (DAY,))
