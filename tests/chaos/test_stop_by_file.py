"""A worker in whose folder a STOP file appears."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from campaign.lifecycle import State
from campaign.store import holds
from campaign.worker.worker import Worker
from tests.servers.rows import post

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_running_worker_sends_nothing_and_tells_the_others(tmp_path, settings):
    settings.FOLDER, file = tmp_path, tmp_path / "STOP"
    row = post(due=datetime.now(timezone.utc))
    worker = Worker(file.parent)
    file.write_text("An officer was hurt")
    worker.tick()
    row.refresh_from_db()
    assert (row.state, len(holds.standing())) == (State.SCHEDULED, 1)
    file.unlink()
    worker.tick()
    worker.finish()
    worker.stop()
    row.refresh_from_db()
    assert (row.state, holds.standing()) == (State.MISSED, [])
