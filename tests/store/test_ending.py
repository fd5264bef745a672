"""A program that is to end asks the platforms nothing more; and none of its work waits for them."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import timedelta

import pytest

from campaign.adapter import Metrics
from campaign.delivery.count import Counter
from campaign.delivery.desk import Desks
from campaign.lifecycle import State
from campaign.store import followers
from campaign.store.models import Reading
from campaign.worker.worker import Worker
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Clock, Line

pytestmark = pytest.mark.django_db(transaction=True)


def published(number: int) -> None:
    remote_id, on = f"p{number}", f"c{number}"
    at = {"published_at": NOW - timedelta(hours=1), "reading_at": NOW}
    post(str(number), on=on, state=State.PUBLISHED, remote_id=remote_id, **at)


def test_readings_end_with_the_one_in_hand() -> None:
    for number in range(3):
        published(number)
    line = Line(NOW)
    line.platform.metrics = {f"p{number}": Metrics(reactions=1) for number in range(3)}

    class Asked(list):
        def append(self, ids: list[str]) -> None:
            super().append(ids)
            line.measurer.stop()

    line.platform.measured = Asked()
    assert line.measurer.measure() == 1
    assert (len(line.platform.measured), Reading.objects.count()) == (1, 1)


def test_counts_end_when_the_program_does() -> None:
    channel("c1", network="live")
    made: list[str] = []
    counter = Counter(
        Desks(lambda speaker, _: made.append(speaker.id), Clock(NOW)), clock=Clock(NOW)
    )
    assert [one.pk for one in followers.due(NOW)] == ["c1"]
    counter.stop()
    assert (counter.count(), made) == (0, [])


def test_nothing_waits_for_a_platform_that_is_slow(tmp_path) -> None:
    """Each job that asks the platforms has a thread; what looks at our own rows has others."""
    (tmp_path / ".campaign").mkdir()
    worker = Worker(tmp_path, clock=Clock(NOW))
    worker.start(plan_after=timedelta(hours=1))
    try:
        jobs = Tally(job.executor for job in worker._scheduler.get_jobs())
        asking = {"reconcile", "measure", "count", "renew"}
        found = {job.id for job in worker._scheduler.get_jobs() if job.executor == "asking"}
        threads = worker._scheduler._lookup_executor("asking")._pool._max_workers
        assert (found, jobs["asking"]) == (asking, threads)
    finally:
        worker.stop()
