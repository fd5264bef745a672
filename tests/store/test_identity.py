"""Which worker is dead: told by its number, unless the number may be another machine's."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest

from campaign.lifecycle import State
from campaign.reports import roles
from campaign.store.models import Beat, Post
from campaign.worker import identity
from campaign.worker.worker import Worker
from tests.servers.rows import NOW, post
from tests.servers.scripted import Clock

pytestmark = pytest.mark.django_db(transaction=True)

GONE = 2**22 + 1  # a number that no process of Linux has


def elsewhere(number: int = GONE) -> str:
    """Return the name of a worker on another machine that is called like this one."""
    return f"{socket.gethostname()}/0123abcd:{number}:12345"


def in_hand_of(worker: str) -> Post:
    return post(state=State.PUBLISHING, worker=worker, leased_until=NOW + timedelta(minutes=5))


def succeed(folder) -> None:
    (folder / ".campaign").mkdir()
    Worker(folder, clock=Clock(NOW))._succeed()


@pytest.mark.parametrize("number", [GONE, os.getpid()], ids=["gone here", "living here"])
def test_a_living_worker_on_a_machine_of_the_same_name_keeps_its_post(tmp_path, number):
    worker = elsewhere(number)
    row = in_hand_of(worker)
    Beat.objects.create(worker=worker, at=NOW - timedelta(seconds=20), started_at=NOW)
    succeed(tmp_path)
    row.refresh_from_db()
    assert row.state == State.PUBLISHING
    assert Beat.objects.get().stopped_at is None


def test_a_worker_from_before_the_machine_was_started_again_is_dead(tmp_path):
    worker = elsewhere()
    row = in_hand_of(worker)
    Beat.objects.create(worker=worker, at=NOW - timedelta(seconds=40), started_at=NOW)
    succeed(tmp_path)
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    assert Beat.objects.get().stopped_at is not None


def test_a_process_of_this_machine_that_has_ended_is_dead_at_once(tmp_path):
    code = "from campaign.worker import identity; print(identity.name())"
    setup = f"import os, django; os.environ.setdefault('CAMPAIGN_FOLDER', {str(tmp_path)!r});"
    setup += "os.environ['DJANGO_SETTINGS_MODULE'] = 'campaign.settings'; django.setup();"
    done = subprocess.run(
        [sys.executable, "-c", setup + code], capture_output=True, text=True, check=True
    )
    worker = done.stdout.strip()
    row = in_hand_of(worker)
    Beat.objects.create(worker=worker, at=NOW, started_at=NOW)
    succeed(tmp_path)
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN


def test_a_worker_knows_itself_for_living():
    assert not identity.is_dead(identity.name(), NOW)
    assert roles.of_program(identity.name()), "an export takes it for somebody's name"
    assert len(identity.name()) <= Post._meta.get_field("worker").max_length


def test_a_worker_of_an_earlier_version_is_told_by_its_number():
    host, _, rest = identity.name().partition("/")
    name = f"{host}:{rest.partition(':')[2]}"
    assert name.count(":") == 2
    assert not identity.is_dead(name, NOW)
    assert identity.is_dead(f"{socket.gethostname()}:{os.getpid()}:1", NOW)
    assert identity.is_dead(f"{socket.gethostname()}:{GONE}:1", NOW)
