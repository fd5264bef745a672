"""What the queue brings is a hint: lost, doubled, late or of nobody, it does no harm."""

from __future__ import annotations

import time

import pytest

from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.paths import ROOT

pytestmark = pytest.mark.chaos

JOB = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('campaign', %s, %s)"
WAITING = "SELECT count(*) FROM procrastinate_jobs"


def test_ids_that_are_lost_doubled_late_or_foreign_do_no_harm(machines, platform):
    machines.fill(12, 6)
    for number in range(12):
        for _ in range(3):
            machines.do(JOB, "drain", f'{{"channel": "channel-{number}"}}')  # too early, and thrice
    machines.do(JOB, "drain", '{"channel": "nobody"}')
    machines.do(JOB, "drain", '{"post": 17}')
    machines.do(JOB, "somebody else's task", '{"channel": "channel-0"}')
    them = machines.start("scheduler", "scheduler", "worker", "worker")
    for _ in range(20):
        machines.do("DELETE FROM procrastinate_jobs WHERE status = 'todo'")  # lost
        time.sleep(0.1)
    machines.until(lambda: machines.count("published") == 12)
    for number in range(12):
        machines.do(JOB, "drain", f'{{"channel": "channel-{number}"}}')  # late
    machines.until(lambda: machines.ask(WAITING) == 0)

    # The emergency stop holds for every worker, whatever the queue still brings.
    stopped = machines.campaign("stop", "--reason", "An officer was hurt", "--by", "Duty")
    assert stopped.returncode == 0, stopped.stderr
    machines.fill(5, 0, "stopped")
    for number in range(5):
        machines.do(JOB, "drain", f'{{"channel": "stopped-{number}"}}')
    time.sleep(3)
    assert machines.count("scheduled") == 5
    assert platform.writes == 12
    assert len(set(platform.posts.values())) == 12
    for program in them:
        machines.stop(program)
        assert "Traceback" not in machines.said(program)


def test_two_planners_at_once_make_no_twin(machines):
    names = {f"behind-the-badge/m{number}.md": GOOD for number in range(6)}
    write_campaign(machines.folder, names)
    them = machines.start("scheduler", "scheduler")
    planned, keys = (
        machines.ask(f"SELECT count({what}) FROM store_post WHERE slot_key IS NOT NULL")
        for what in ("*", "DISTINCT (message, channel_id, local)")
    )
    assert planned == keys > 20
    added = "SELECT sum((data::json ->> 'count')::int) FROM store_event WHERE kind = %s"
    assert machines.ask(added, "posts planned") == planned
    assert not any("Warning" in machines.said(program) for program in them)


def test_without_the_extra_one_process_works_and_a_role_is_told_what_is_missing(
    machines, platform, tmp_path
):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['procrastinate'] = None\n")
    machines.env["PYTHONPATH"] = f"{tmp_path}:{ROOT}"
    told = machines.campaign("run", "--role", "worker")
    assert told.returncode == 1
    assert "python -m pip install 'campaign[cluster]'" in told.stderr
    machines.fill(4, 0)
    alone = machines.launch("all", PYTHONPATH=f"{tmp_path}:{ROOT}")
    machines.until(lambda: machines.count("published") == 4, alone)
    assert platform.writes == 4
    assert machines.ask(WAITING) == 0
