"""What the running program notes as JSON: every line of it, and no secret in any."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone

import pytest

from campaign.cli import show
from campaign.cli.logbook import _Json
from campaign.delivery import trail
from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import approve, campaign, environment
from tests.servers.ports import free_ports

SECRET = 'hidden"token\\1234'


@pytest.fixture(scope="module")
def approved_once(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("approved"), {"behind-the-badge/good.md": GOOD})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    assert approve(folder).code == 0
    return folder


@pytest.fixture
def folder(approved_once, tmp_path):
    """A campaign with approved posts that are due."""
    shutil.copytree(approved_once, tmp_path, dirs_exist_ok=True)
    database(
        tmp_path,
        "UPDATE store_post SET by_hand = 1, due_at = ?, late_at = ?",  # which no plan moves
        _moment(seconds=0),
        _moment(minutes=15),
    )
    return tmp_path


def _moment(**ahead):
    return f"{datetime.now(timezone.utc) + timedelta(**ahead):%Y-%m-%d %H:%M:%S.%f}"


def run(folder, *arguments, env=None, until="is out"):
    """Run the program until its log has a word for every post, then stop it; return all of it."""
    command = [sys.executable, "-m", "campaign", "run", "--port", str(free_ports(1)[0])]
    log = folder / "whole.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=folder,
            env=environment(env),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + 60
        while log.read_text("utf-8").count(until) < 3 and time.monotonic() < end:
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    return log.read_text("utf-8")


def parsed(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "env"), [(["--log", "json"], {}), ([], {"CAMPAIGN_LOG": "json"})]
)
def test_every_line_is_an_object_from_the_first_to_the_last(folder, arguments, env):
    lines = parsed(run(folder, *arguments, env=env))
    for line in lines:
        assert datetime.fromisoformat(line["time"]).utcoffset() is not None
        assert {"level", "logger", "message"} <= line.keys()
    said = [line["message"] for line in lines if line["logger"] == "campaign.screen"]
    assert said[0] == "Checking the library: done."
    assert said[-1] == "Stopped. Nothing is left in hand."
    kept = parsed((folder / ".campaign" / "run.log").read_text("utf-8"))
    # Two threads that say something in the same instant may be heard in either order.
    assert sorted(kept, key=str) == sorted(lines[-len(kept) :], key=str)


def test_a_delivery_names_its_post_its_channel_and_its_attempt(folder):
    lines = parsed(run(folder, "--log", "json"))
    out = [line for line in lines if line.get("outcome") == "published"]
    rows = database(
        folder, "SELECT id, channel_id, attempt FROM store_post WHERE state = 'published'"
    )
    assert len(rows) == 3
    assert sorted((line["post"], line["channel"], line["attempt"]) for line in out) == sorted(rows)


def test_people_are_told_in_plain_words_unless_json_is_asked_for(folder):
    said = run(folder, until="").splitlines()
    assert said[0] == "Checking the library: done."
    assert not any(line.startswith("{") for line in said)
    assert not (folder / ".campaign" / "run.log").read_text("utf-8").startswith("{")


def test_what_stops_the_program_at_its_start_is_an_object_too(tmp_path):
    done = campaign(tmp_path, "run", "--log", "json")
    assert (done.code, done.err) == (1, "")
    last = parsed(done.out)[-1]
    assert last["level"] == "error"
    assert "messages/campaign.yaml is missing" in last["message"]


def test_another_form_is_refused_with_those_there_are(tmp_path):
    done = campaign(tmp_path, "run", "--log", "xml")
    assert done.code == 2
    assert "plain" in done.err
    assert "json" in done.err


def _line(message, *arguments, error=None, **extra):
    record = logging.LogRecord("campaign.x", logging.INFO, "", 0, message, arguments, error)
    record.__dict__.update(extra)
    text = _Json().format(record)
    assert "\n" not in text
    return text


def _refuse(value):
    raise ValueError(f"refused {value}")


@pytest.mark.parametrize("value", [SECRET, "Zürich-pässword", "line\nbreak"])
def test_no_secret_is_in_any_part_of_a_line(monkeypatch, value):
    monkeypatch.setenv("NORTHSHIRE_TOKEN", value)
    try:
        _refuse(value)
    except ValueError:
        with trail.about(channel=f"name of {value}"):
            text = _line("sent %s", value, error=sys.exc_info())
    quoted = json.dumps(value, ensure_ascii=False)[1:-1]
    assert quoted not in text
    assert json.loads(text)["message"] == "sent [NORTHSHIRE_TOKEN]"
    assert "ValueError" in json.loads(text)["error"]


def test_what_goes_on_is_told_only_while_it_goes_on():
    with trail.about(channel="northshire-x"), trail.about(post=7, attempt=2):
        during = json.loads(_line("calling"))
    after = json.loads(_line("done"))
    assert (during["post"], during["channel"], during["attempt"]) == (7, "northshire-x", 2)
    assert not {"post", "channel", "attempt"} & after.keys()


def test_nothing_hears_what_a_command_says_without_it():
    assert not show.heard(logging.INFO, "A sentence.")
