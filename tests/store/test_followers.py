"""How many follow each channel: asked once a day, and a number is all that is kept."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connections

from campaign import registry
from campaign.adapter import Can, Costs, Unreachable
from campaign.delivery.count import Counter
from campaign.delivery.desk import Desks
from campaign.store import followers, held_readings
from campaign.store.models import Alert, ChannelState, Charge, FollowerCount
from campaign.worker.worker import Worker
from tests.servers.rows import channel
from tests.servers.scripted import Line

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=timezone.utc)
TODAY = date(2026, 12, 1)


def counts() -> list[tuple[str, date, int]]:
    rows = FollowerCount.objects.order_by("channel", "day")
    return list(rows.values_list("channel", "day", "count"))


def test_followers_are_counted_once_a_day_whoever_asks_and_after_a_restart() -> None:
    channel()
    line = Line(NOON)
    assert line.counter.count() == 1
    line.clock.forward(hours=2)
    assert line.counter.count() == 0
    after_a_restart = Counter(Desks(line.platform.adapter, line.clock), clock=line.clock)
    assert after_a_restart.count() == 0
    line.platform.followers = 520
    line.clock.now = NOON + timedelta(hours=12, seconds=1)
    assert after_a_restart.count() == 1
    assert counts() == [("northshire-x", TODAY, 512), ("northshire-x", date(2026, 12, 2), 520)]
    assert len(line.platform.counted) == 2


def test_several_workers_at_once_ask_once() -> None:
    names = [f"channel-{number}" for number in range(5)]
    for name in names:
        channel(name)
    line, gate = Line(NOON), threading.Barrier(4)

    def work() -> None:
        counter = Counter(Desks(line.platform.adapter, line.clock), clock=line.clock)
        gate.wait()
        counter.count()
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(line.platform.counted) == names
    assert [row[0] for row in counts()] == names


def test_a_worker_that_dies_while_asking_is_followed_by_another() -> None:
    row, line = channel(), Line(NOON)
    assert followers.take(row, NOON), "and then it dies"
    assert line.counter.count() == 0
    line.clock.forward(hours=1)
    assert line.counter.count() == 1


def test_a_day_is_one_of_the_campaign() -> None:
    """At half past eleven at night in summer the day in London is the next one already."""
    channel(zone="Europe/London")
    late = datetime(2027, 6, 30, 23, 30, tzinfo=timezone.utc)
    line = Line(late)
    line.counter.count()
    assert counts() == [("northshire-x", date(2027, 7, 1), 512)]
    assert ChannelState.objects.get().count_at == datetime(2027, 7, 1, 23, tzinfo=timezone.utc)


def test_one_channel_in_trouble_is_asked_again_and_keeps_no_other() -> None:
    channel("northshire-facebook", platform="facebook")
    channel()
    line = Line(NOON)
    line.platform.followers = Unreachable("No answer.")
    assert line.counter.count() == 0
    line.platform.followers = 9
    line.clock.forward(minutes=59)
    assert line.counter.count() == 0
    line.clock.forward(minutes=1)
    assert line.counter.count() == 2


@pytest.mark.parametrize(
    ("columns", "can"),
    [({"reading_ages": "[]"}, {Can.FOLLOWERS}), ({}, {Can.MEASURE}), ({"paused": True}, {*Can})],
)
def test_who_cannot_or_must_not_be_asked_is_left_alone(columns: dict, can: set[Can]) -> None:
    channel(**columns)
    line = Line(NOON, can=frozenset(can))
    assert line.counter.count() == 0
    assert (line.platform.counted, counts()) == ([], [])


def test_a_count_is_charged_and_stops_before_the_money_is_spent() -> None:
    channel(network="live", monthly_cap=Decimal("0.025"))
    line = Line(NOON, costs=Costs(count=Decimal("0.010")))
    for _ in range(4):
        line.counter.count()
        line.clock.forward(days=1)
    assert [(row.what, row.dollars) for row in Charge.objects.all()] == [
        ("followers", Decimal("0.0100"))
    ] * 2
    assert Alert.objects.filter(kind="budget").count() == 1
    assert [held.channel for held in held_readings.held(NOON, line.clock.now)] == ["northshire-x"]


def test_the_newest_counts_and_their_series_leave_out_what_the_sandbox_invented() -> None:
    channel(network="live")
    channel("office-x")
    for name, day, count, simulated in [
        ("northshire-x", 1, 100, True),
        ("northshire-x", 2, 7, False),
        ("northshire-x", 4, 8, False),
        ("office-x", 3, 50, True),
    ]:
        FollowerCount.objects.create(
            channel=name,
            day=date(2026, 12, day),
            count=count,
            simulated=simulated,
            taken_at=NOON,
        )
    names = ["northshire-x", "office-x", "unheard-of"]
    found = followers.latest(names, date(2026, 12, 3))
    assert {name: row.count for name, row in found.items()} == {"northshire-x": 7, "office-x": 50}
    rows = followers.series(names, date(2026, 12, 1), date(2026, 12, 4))
    assert [(row.channel, row.day.day, row.count) for row in rows] == [
        ("northshire-x", 2, 7),
        ("northshire-x", 4, 8),
        ("office-x", 3, 50),
    ]


def test_the_sandbox_has_followers_that_grow_and_are_marked_as_invented(tmp_path: Path) -> None:
    row, line = channel(), Line(NOON)

    def build(speaker, permit):
        return registry.build(
            speaker, folder=tmp_path, read=lambda _: b"", permit=permit, clock=line.clock
        )

    counter = Counter(Desks(build, line.clock), clock=line.clock)
    counter.count()
    line.clock.forward(days=60)
    counter.count()
    first, second = FollowerCount.objects.order_by("day")
    assert 0 < first.count < second.count
    assert first.simulated
    assert row.pk in followers.latest([row.pk], TODAY)


def test_the_worker_counts_as_soon_as_it_runs(tmp_path: Path) -> None:
    row, worker = channel(), Worker(tmp_path)
    worker.start(plan_after=timedelta(hours=1))
    try:
        end = time.monotonic() + 20
        while not FollowerCount.objects.exists() and time.monotonic() < end:
            time.sleep(0.02)
    finally:
        worker.stop()
    assert [name for name, _, _ in counts()] == [row.pk]
