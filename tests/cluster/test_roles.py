"""Schedulers, workers and a console share one PostgreSQL database."""

from __future__ import annotations

import signal

import pytest

pytestmark = pytest.mark.chaos


def test_two_schedulers_and_two_workers_send_every_post_once(machines, platform):
    them = machines.start("scheduler", "scheduler", "worker", "worker")
    machines.fill(40, 4)
    machines.until(lambda: machines.count("published") == 40)
    for program in them:
        machines.stop(program)
    assert platform.writes == 40
    assert len(set(platform.posts.values())) == 40
    workers = "SELECT count(DISTINCT worker) FROM store_attempt"
    assert machines.ask(workers) == 2


def test_losing_one_scheduler_delays_nothing(machines, platform):
    first, *_ = machines.start("scheduler", "scheduler", "worker")
    machines.fill(20, 4)
    machines.stop(first, signal.SIGKILL)
    machines.until(lambda: machines.count("published") == 20)
    late = "SELECT max(extract(epoch FROM started_at - due_at)) FROM store_attempt a"
    late += " JOIN store_post p ON p.id = a.post_id"
    print(f"latest start after its time: {machines.ask(late):.3f} s")
    assert machines.ask(late) < 10  # it would be 12 if anybody had waited for the dead one


def test_a_scheduler_tells_of_new_channels_and_goes_on_with_its_look(machines, platform):
    machines.start("scheduler")
    machines.fill(3, 0)
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
    machines.until(lambda: machines.ask(waiting) == 3)
    machines.fill(2, 0, name="another")  # some are known by now, and some are new
    machines.until(lambda: machines.ask(waiting) == 5)
    noted = (machines.folder / ".campaign/run.log").read_text("utf-8")
    assert "Traceback" not in noted, noted


def test_a_worker_needs_the_database_and_the_pictures_and_no_files(machines, platform, tmp_path):
    machines.start("scheduler")
    machines.folder = tmp_path / "elsewhere"
    machines.folder.mkdir()
    machines.fill(1, 3600)
    (away,) = machines.start("worker", CLUSTER_TOKEN="")
    machines.until(lambda: "CLUSTER_TOKEN" in machines.said(away), away)  # what it lacks, it says
    machines.stop(away)  # one that goes on without would pause the channels it comes to
    machines.fill(3, 0, name="another")
    machines.start("worker")
    machines.until(lambda: machines.count("published") == 3)
    assert platform.writes == 3
    assert [path.name for path in machines.folder.iterdir()] == [".campaign"]
