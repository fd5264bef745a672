"""Alerts reach people once, though the program is killed while it sends them."""

from __future__ import annotations

import signal
import time
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from tests.chaos.storm import Storm
from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import campaign
from tests.servers.ears import Ears

pytestmark = pytest.mark.chaos

MESSAGES = {f"behind-the-badge/walk-{n}.md": GOOD for n in range(4)}


def at(**ago):
    return f"{datetime.now(timezone.utc) - timedelta(**ago):%Y-%m-%d %H:%M:%S.%f}"


def killed(storm, program):
    program.send_signal(signal.SIGKILL)
    program.wait()
    storm.kills += 1


def until(what, seconds=40.0):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def states(folder):
    return Counter(state for (state,) in database(folder, "SELECT state FROM store_alert"))


def in_doubt(folder):
    sql = "SELECT count(*) FROM store_alert WHERE state = 'sending' AND not_before IS NULL"
    return database(folder, sql)[0][0]


@pytest.fixture
def folder(tmp_path):
    """A campaign whose posts have all missed their times, each for a reason of its own."""
    made = write_campaign(tmp_path, MESSAGES)
    assert campaign(made, "plan", "--weeks", "1", "--apply").code == 0
    database(made, "UPDATE store_post SET late_at = ?, due_at = ?", at(hours=1), at(hours=2))
    database(made, "UPDATE store_post SET cause = 'It failed as number ' || id || '.'")
    return made


def test_each_alert_arrives_once_though_the_program_is_killed_in_mid_call(folder):
    [(posts,)] = database(folder, "SELECT count(*) FROM store_post")
    assert posts >= 6
    with Ears() as ears:
        storm = Storm(folder, {"CAMPAIGN_ALERTS": ears.url})
        for _ in range(3):
            ears.holding.clear()
            ears.let_go.clear()
            program = storm.start()
            until(ears.holding.is_set)  # the message is there, and its answer never comes
            killed(storm, program)
            ears.let_go.set()
        program = storm.start()
        until(lambda: states(folder)["sent"] == posts - 3)
        killed(storm, program)
        database(
            folder, "UPDATE store_alert SET not_before = ? WHERE state = 'sending'", at(hours=1)
        )
        program = storm.start()
        until(lambda: in_doubt(folder) == 3)
        storm.wait_until_live(program)
        program.send_signal(signal.SIGTERM)
        assert program.wait(60) == 0, storm.said()
        assert storm.kills == 4
        assert len(ears.titles) == posts
        bodies = Counter(one["message"] for one in ears.heard)
        assert set(bodies.values()) == {1}, bodies
    assert states(folder) == {"sent": posts - 3, "sending": 3}
    told = campaign(folder, "status", env={"CAMPAIGN_ALERTS": "json://127.0.0.1:9/x"}).out
    assert told.count("May not have arrived at json://127.0.0.1:") == 3


def test_a_silence_is_told_once_by_the_program_that_follows(folder):
    with Ears() as ears:
        storm = Storm(folder, {"CAMPAIGN_ALERTS": ears.url})
        program = storm.start()
        storm.wait_until_live(program)
        killed(storm, program)
        program = storm.start()  # at once: nobody has missed it
        storm.wait_until_live(program)
        lives = database(folder, "SELECT stopped_at IS NULL FROM store_beat ORDER BY started_at")
        assert lives == [(0,), (1,)]  # reports read from them when a program ran
        killed(storm, program)
        database(folder, "UPDATE store_beat SET at = ?", at(hours=1))
        for _ in range(2):
            program = storm.start()
            until(lambda: any("fell silent" in title for title in ears.titles))
            killed(storm, program)
        assert sum("fell silent" in title for title in ears.titles) == 1
    assert database(folder, "SELECT count(*) FROM store_alert WHERE kind = 'silent'") == [(1,)]
