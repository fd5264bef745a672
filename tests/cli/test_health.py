"""A monitor and ``campaign status`` beside the real program: killed, frozen, without a disk."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.test_run import running
from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import approve, campaign
from tests.servers.need import missing
from tests.servers.page_alone import page_of


@pytest.fixture
def without_rights():
    """What takes from root the right to write whatever is there; others never had it."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        missing("setpriv", "install util-linux")
    return ["setpriv", "--bounding-set", "-dac_override"]


@pytest.fixture(scope="module")
def approved_once(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("approved"), {"behind-the-badge/good.md": GOOD})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    assert approve(folder).code == 0
    return folder


@pytest.fixture
def folder(approved_once, tmp_path):
    return shutil.copytree(approved_once, tmp_path, dirs_exist_ok=True)


def moment(**ago):
    return f"{datetime.now(timezone.utc) - timedelta(**ago):%Y-%m-%d %H:%M:%S.%f}"


def ask(page, *, accept="application/json"):
    """Ask as a monitor does; give the status and what was said."""
    try:
        with urlopen(Request(f"{page}/healthz", headers={"Accept": accept}), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def wait_for(page, status, *, patience=30):
    """Ask until the answer has this status; an answer is kept for a second."""
    end = time.monotonic() + patience
    while (found := ask(page))[0] != status:
        assert time.monotonic() < end, found
        time.sleep(0.2)
    return json.loads(found[1])


def metric(page, name):
    with urlopen(f"{page}/metrics", timeout=10) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    return {
        tuple(v for _, v in sorted(s.labels.items())): s.value
        for f in families
        for s in f.samples
        if s.name == name
    }


def make_due(folder, **ago):
    database(
        folder,
        "UPDATE store_post SET by_hand = 1, due_at = ?, late_at = ?",
        moment(**ago),
        moment(hours=-1),
    )


def thirty_seconds_pass(folder):
    """Let the worker's last sign of life be so old, as it is half a minute later."""
    database(folder, "UPDATE store_beat SET at = ?", moment(seconds=31))


def freeze(process, folder):
    """Stop a program while it writes nothing, so that the file may be written to."""
    while True:
        process.send_signal(signal.SIGSTOP)
        try:
            database(folder, "BEGIN IMMEDIATE")
        except sqlite3.OperationalError:  # it holds the lock
            process.send_signal(signal.SIGCONT)
        else:
            return


def test_the_running_program_is_well_and_publishes(folder):
    make_due(folder, seconds=0)
    with running(folder) as (process, _, port):
        page = f"http://127.0.0.1:{port}"
        assert wait_for(page, 200)["words"] == "All is well."
        end = time.monotonic() + 30
        while metric(page, "campaign_posts")["sandbox", "published"] < 3:
            assert time.monotonic() < end
            time.sleep(0.5)
        assert metric(page, "campaign_attempts_total")["published", "x"] == 2
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    # Another process, which never sent anything, tells the same: the rows do.
    with page_of(folder) as page:
        assert metric(page, "campaign_posts")["sandbox", "published"] == 3
        assert metric(page, "campaign_attempts_total")["published", "x"] == 2
        assert wait_for(page, 503)["parts"]["worker"]["words"].startswith("The worker was stopped")


def test_a_killed_program_makes_it_red_and_another_start_green(folder):
    with page_of(folder) as page:
        with running(folder) as (process, _, _):
            wait_for(page, 200)
            process.kill()
            process.wait()
        make_due(folder, minutes=3)
        thirty_seconds_pass(folder)
        parts = wait_for(page, 503)["parts"]
        assert parts["worker"]["level"] == "wrong"
        assert parts["publishing"]["why"] == "program not running"
        assert parts["publishing"]["due"] == 3
        said = " ".join(campaign(folder, "status").out.split())
        for part in parts.values():
            start = part["words"].split(":")[0]  # the seconds differ
            assert f"{part['level']} {start}" in said
        with running(folder):
            wait_for(page, 200)
            end = time.monotonic() + 30
            while wait_for(page, 200)["parts"]["publishing"]["due"]:
                assert time.monotonic() < end
                time.sleep(0.2)


def test_a_frozen_program_makes_it_red_until_it_wakes(folder):
    with page_of(folder) as page, running(folder) as (process, _, _):
        wait_for(page, 200)
        freeze(process, folder)
        thirty_seconds_pass(folder)
        words = wait_for(page, 503)["parts"]["worker"]["words"]
        assert words.startswith("No worker ticks: the last tick was 3")
        assert ask(page, accept="text/plain")[1].startswith("Something is wrong: ")
        process.send_signal(signal.SIGCONT)
        assert wait_for(page, 200)["parts"]["worker"]["words"] == "1 worker ticking."


def test_a_database_made_read_only_makes_it_red(approved_once, without_rights):
    with tempfile.TemporaryDirectory() as name:
        folder = shutil.copytree(approved_once, Path(name), dirs_exist_ok=True)
        database(
            folder,
            "INSERT INTO store_beat (worker, at, started_at, trouble) VALUES ('w', ?, ?, '')",
            moment(seconds=-5),
            moment(days=1),
        )
        with page_of(folder, *without_rights) as page:
            wait_for(page, 200)
        state = folder / ".campaign"
        for path in (*state.iterdir(), state):
            path.chmod(0o555 if path.is_dir() else 0o444)
        with page_of(folder, *without_rights) as page:
            parts = wait_for(page, 503)["parts"]
        assert parts["database"]["level"] == "wrong"
        assert parts["storage"]["level"] == "wrong"
        assert "sqlite" not in json.dumps(parts).lower()


def test_a_database_that_is_gone_makes_it_red_and_counts_nothing(folder):
    with page_of(folder) as page:
        assert ask(page)[0] == 503  # no worker yet
        (folder / ".campaign" / "campaign.sqlite3").unlink()
    (folder / ".campaign" / "campaign.sqlite3").write_bytes(b"not a database at all" * 100)
    with page_of(folder) as page:
        status, text = ask(page)
        assert status == 503
        assert "The database does not answer" in text
        with pytest.raises(HTTPError) as caught:
            urlopen(f"{page}/metrics", timeout=10)
        with caught.value as refusal:
            assert refusal.code == 503
