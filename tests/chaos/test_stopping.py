"""A stop in good order: the call in hand is finished, and nothing is left claimed."""

from __future__ import annotations

import signal
import time

import pytest

from tests.chaos.storm import Storm, folder_with

pytestmark = pytest.mark.chaos

DELAY = 2  # seconds a call takes on the other side
ORGANISATION = f"""name: Northshire Police
kind: force
website: https://www.northshire-police.example
footage_link: northshire-police.example/footage
channels:
  northshire-slow:
    platform: facebook
    network: sandbox
    base_url: "sandbox:?delay={DELAY}"
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_the_call_in_hand(tmp_path, number):
    storm = Storm(folder_with(tmp_path, ORGANISATION))
    storm.prepare(0, "sandbox")
    program = storm.start()
    storm.wait_until_live(program)
    for _ in range(200):
        if storm.count("publishing"):
            break
        time.sleep(0.05)
    assert storm.count("publishing") >= 1
    program.send_signal(number)
    program.wait(60)
    assert program.returncode == 0, storm.said()
    assert storm.count("publishing", "uncertain", "failed") == 0
    assert storm.count("published") >= 1
    assert storm.count("scheduled") > 5
    unfinished = "SELECT count(*) FROM store_attempt WHERE finished_at IS NULL"
    assert storm.ask(unfinished) == 0
