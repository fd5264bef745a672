"""A clock that jumps, stands still or differs from another: nothing goes out twice or is lost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from django.db import OperationalError, connection

from campaign.adapter import Can, Uncertain
from campaign.delivery.desk import Desks
from campaign.delivery.publish import Publisher
from campaign.delivery.reconcile import Reconciler
from campaign.lifecycle import State
from campaign.store import claims, posts
from campaign.store.models import Alert, ChannelState, Post
from campaign.worker.clockwatch import ClockWatch
from campaign.worker.worker import Worker
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Clock, Line, Platform, raising

pytestmark = pytest.mark.django_db(transaction=True)

JUMPS = [
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(days=3),
    timedelta(minutes=-2),
    timedelta(hours=-1),
    timedelta(days=-3),
]


@pytest.fixture
def line() -> Line:
    return Line(NOW)


def settle(line: Line, minutes: int = 12) -> None:
    """Let time pass as a worker would, until nothing is left to do."""
    for _ in range(minutes * 2):
        posts.expire(line.clock.now)
        claims.lose_leases(line.clock.now)
        for name in posts.due_channels(line.clock.now):
            line.publisher.drain(name)
        line.reconciler.sweep()
        line.clock.forward(seconds=30)


def jump(line: Line, by: timedelta):
    """Return a step that sets the clock."""

    def step() -> None:
        line.clock.now += by

    return step


def ends(state: str) -> bool:
    return state in (State.PUBLISHED, State.MISSED)


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_a_jump_between_the_claim_and_the_call(line, by):
    row = post()
    line.platform.before = [jump(line, by)]
    line.publisher.drain("northshire-x")
    row.refresh_from_db()
    if by > timedelta(0):  # the lease is over, and so is the grace
        assert (line.sent, row.state) == ([], State.SCHEDULED)
        posts.expire(line.clock.now)
        row.refresh_from_db()
        assert row.state == State.MISSED
        assert Alert.objects.filter(kind="missed").count() == 1
    else:
        assert (len(line.sent), row.state) == (1, State.PUBLISHED)
        settle(line)
        assert len(line.sent) == 1


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_a_jump_while_the_platform_answers(line, by):
    row = post()
    line.platform.after = [jump(line, by)]
    line.publisher.drain("northshire-x")
    settle(line)
    row.refresh_from_db()
    assert (len(line.sent), row.state) == (1, State.PUBLISHED)


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_a_jump_in_the_middle_of_which_the_answer_is_lost(line, by):
    row = post()

    def lost() -> None:
        line.clock.now += by
        raise Uncertain("The answer was lost.")

    line.platform.after = [lost]
    line.publisher.drain("northshire-x")
    settle(line)
    row.refresh_from_db()
    assert (len(line.sent), row.state) == (1, State.PUBLISHED)


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_a_jump_after_a_worker_died_with_a_lease(line, by):
    row = post()
    claims.begin("northshire-x", clock=lambda: NOW, lease=timedelta(minutes=5), worker="dead:1:1")
    line.clock.now += by
    settle(line, minutes=10)
    row.refresh_from_db()
    assert len(line.sent) <= 1
    if by > timedelta(0):
        assert (line.sent, row.state) == ([], State.MISSED)
    elif by > -timedelta(minutes=5):  # found by the lease; its grace is not over
        assert (len(line.sent), row.state) == (1, State.PUBLISHED)
    else:  # elsewhere, the lease ends when the clock is there again: it is kept, and told of then
        assert row.state == State.PUBLISHING
        line.clock.now = NOW + timedelta(minutes=6)
        settle(line)
        row.refresh_from_db()
        assert (len(line.sent), row.state) == (1, State.PUBLISHED)


def test_what_fell_into_the_hours_that_were_jumped_is_missed_or_goes_out_once(line):
    rows = [post(str(n), due=NOW + timedelta(minutes=10 * n)) for n in range(1, 13)]
    line.clock.forward(hours=1)  # a virtual machine that was asleep
    settle(line, minutes=70)
    assert line.sent == [str(n) for n in range(5, 13)]
    assert len(set(line.sent)) == len(line.sent)
    for row in rows:
        row.refresh_from_db()
        assert ends(row.state)


def test_hours_that_come_twice_send_nothing_twice(line):
    for number in range(6):
        post(str(number), due=NOW + timedelta(minutes=10 * number))
    settle(line, minutes=60)
    line.clock.forward(hours=-1)  # the same hour once more
    settle(line, minutes=70)
    assert line.sent == [str(n) for n in range(6)]


def finish(platform: Platform, clock: Clock) -> None:
    """Ask about what is in doubt, and send what is not there, until nothing is left."""
    desks = Desks(platform.adapter, clock)
    for _ in range(20):
        Reconciler(desks, worker="later", clock=clock).sweep()
        for one in posts.due_channels(clock.now):
            Publisher(desks, worker="later", clock=clock).drain(one)
        clock.forward(minutes=3)


@pytest.mark.parametrize("apart", [timedelta(minutes=10), timedelta(hours=1)], ids=str)
@pytest.mark.parametrize("keys", [True, False], ids=["keys honoured", "no keys"])
def test_two_workers_whose_clocks_differ_send_each_post_once(apart, keys):
    """Their leases look over to one another: the fence and the late answer keep it to one post."""
    start = datetime.now(timezone.utc)

    def behind() -> datetime:
        return datetime.now(timezone.utc)

    def ahead() -> datetime:
        return behind() + apart

    wall = Clock(start)
    platform = Platform(wall, can=frozenset({Can.FIND}), key_lasts=1e9 if keys else 0)
    platform.before = [lambda: time.sleep(0.05)] * 60
    for number in range(30):
        channel(f"c{number % 6}")
        post(str(number), on=f"c{number % 6}", due=start, grace=timedelta(hours=6))
    over = threading.Event()

    def work(name, clock) -> None:
        publisher = Publisher(Desks(platform.adapter, clock), worker=name, clock=clock)
        reconciler = Reconciler(Desks(platform.adapter, clock), worker=name, clock=clock)
        end = time.monotonic() + 10
        while not over.is_set() and time.monotonic() < end:
            claims.lose_leases(clock())
            for one in posts.due_channels(clock()):
                publisher.drain(one)
            reconciler.sweep()
            if not Post.objects.exclude(state=State.PUBLISHED).exists():
                over.set()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, "behind", behind), pool.submit(work, "ahead", ahead)]:
            done.result()
    finish(platform, Clock(datetime.now(timezone.utc) + apart))
    sent = sorted(int(text) for _, text in platform.posts)
    assert sent == list(range(30)), "one went out twice, or is lost"
    assert set(Post.objects.values_list("state", flat=True)) == {State.PUBLISHED}


def test_a_running_worker_goes_on_at_the_new_time_when_the_clock_is_put_back(tmp_path):
    """The steady clock tells of it; every job is due at once, not when the old time returns."""
    hands = {"wall": 1000.0, "steady": 50.0}
    told = threading.Event()
    watch = ClockWatch(
        told.set, wall=lambda: hands["wall"], steady=lambda: hands["steady"], step=0.01
    )
    watch.start()
    hands["wall"] += 3600.0  # forwards: a tick that is late counts once, and nothing needs doing
    time.sleep(0.1)
    assert not told.is_set()
    hands["wall"] -= 3600.0
    assert told.wait(5)
    watch.stop()


def test_a_clock_that_is_put_back_while_the_database_is_away_is_noticed_again():
    hands = {"wall": 1000.0, "steady": 50.0}
    told, asked = threading.Event(), []

    def put_back() -> None:
        asked.append(hands["wall"])
        if len(asked) == 1:
            raise OperationalError("the connection is closed")
        told.set()

    watch = ClockWatch(
        put_back, wall=lambda: hands["wall"], steady=lambda: hands["steady"], step=0.01
    )
    watch.start()
    for _ in range(2):
        time.sleep(0.1)
        hands["wall"] -= 3600.0
    assert told.wait(5)
    watch.stop()


def test_work_goes_on_at_the_new_time_though_the_database_is_away(tmp_path):
    """APScheduler would sleep until the old time comes again."""
    (tmp_path / ".campaign").mkdir()
    channel(free_at=NOW + timedelta(days=3))  # noted while the clock ran ahead
    worker = Worker(tmp_path, clock=Clock(NOW))
    worker.start(plan_after=timedelta(hours=1))
    rests = ChannelState.objects.filter(free_at__isnull=False)
    rests.model.objects.update(free_at=NOW + timedelta(days=3))
    try:
        for job in worker._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(timezone.utc) + timedelta(hours=1))
        renamed("store_channelstate", "lost")
        try:
            worker._clock_was_put_back()
            tick = worker._scheduler.get_job("tick")
            assert tick is not None
            assert tick.next_run_time < datetime.now(timezone.utc) + timedelta(minutes=1)
            time.sleep(0.5)  # the first look fails
        finally:
            renamed("lost", "store_channelstate")
        end = time.monotonic() + 20
        while rests.exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert not rests.exists()
    finally:
        worker.stop()


def renamed(old: str, new: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(hours=1)], ids=str)
def test_a_worker_whose_clock_jumps_delivers_what_is_due_at_the_new_time(tmp_path, by):
    (tmp_path / ".campaign").mkdir()
    clock = Clock(NOW)
    worker = Worker(tmp_path, clock=clock, slots=2)
    post("before")
    worker.tick()
    end = time.monotonic() + 20
    while Post.objects.exclude(state=State.PUBLISHED).exists() and time.monotonic() < end:
        time.sleep(0.05)
    clock.now += by
    post("after", due=clock.now)
    worker.tick()
    worker.finish()
    assert [row.state for row in Post.objects.all()] == [State.PUBLISHED, State.PUBLISHED]


def test_a_rest_noted_while_the_clock_ran_ahead_ends_when_it_is_put_right(line):
    line.clock.forward(days=2)
    post("ahead", due=line.clock.now)
    line.platform.before = [raising(Uncertain("The answer was lost."))]
    line.publisher.drain("northshire-x")
    line.clock.now = NOW
    post("right")
    line.publisher.drain("northshire-x")
    assert line.sent == ["right"]
