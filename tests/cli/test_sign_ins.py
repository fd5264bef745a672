"""How a sign-in stands, wherever it is told: the plan, the list, status and the doctor."""

from __future__ import annotations

import re
import shlex
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from campaign.store.sealing import new_key
from tests.servers.campaign_folder import write_campaign
from tests.servers.command import campaign
from tests.servers.fake_oauth import DAYS, FakeOAuth
from tests.servers.program import running

ENV = {"CAMPAIGN_CREDENTIAL_KEY": new_key()}
MESSAGE = """\
---
title: Call 999 first
theme: bystander-guidance
platforms: Mastodon
audience: bystander
when: every day at 17:30
---
Seen an officer hurt? Call {{ signpost.emergency }} first. Film only if it is safe.
"""


@pytest.fixture
def server():
    with FakeOAuth() as running_:
        yield running_
        assert running_.violations == []


@pytest.fixture
def folder(tmp_path, server):
    live = (
        "name: Live\nkind: partner\nchannels:\n  live-mastodon:\n    platform: mastodon\n"
        f'    handle: "@police"\n    base_url: "{server.url}"\n'
    )
    police = "name: Northshire Police\nkind: force\nchannels: {}\n"
    files = {
        "bystander-guidance/call-first.md": MESSAGE,
        "organisations/live.yaml": live,
        "organisations/northshire-police.yaml": police,
        "organisations/commissioner.yaml": police,
    }
    return write_campaign(tmp_path, files)


@pytest.fixture
def end(folder, server):
    """Sign in for ten days; return the last of them, as it is written."""
    server.lives, server.gives_refresh = 10 * DAYS, False
    command = ("channels", "connect", "live-mastodon", "--by", "Kim Osei")
    browser = {"BROWSER": f"{shlex.quote(sys.executable)} -m tests.servers.fake_browser %s"}
    done = campaign(folder, *command, env=ENV | browser)
    assert done.code == 0, done.err
    last = datetime.now(timezone.utc) + timedelta(days=10)
    day = last.astimezone(ZoneInfo("Europe/London"))
    assert f"until {day.day} {day:%B %Y}: before then a person must sign in again" in done.out
    return f"{day.day} {day:%B %Y}"


def test_the_plan_marks_every_post_after_the_end(folder, end):
    shown = campaign(folder, "plan", "--weeks", "3", env=ENV | {"COLUMNS": "200"}).out
    mark = f"after the sign-in of live-mastodon ends on {end}"
    rows = [line for line in shown.splitlines() if "bystander-guidance/call-first" in line]
    marked = [mark in line for line in rows]
    assert 20 <= len(rows) <= 22
    assert marked == sorted(marked)
    assert sum(marked) in {11, 12}


def test_the_plan_marks_what_stays_on_the_calendar_too(folder, end):
    campaign(folder, "plan", "--weeks", "3", "--apply", env=ENV)
    shown = campaign(folder, "plan", "--weeks", "3", env=ENV).out
    assert re.search(r"Stay, but after a sign-in ends: 1[12] posts", shown)
    assert "campaign channels connect CHANNEL --by NAME" in shown


def test_a_plan_before_the_end_has_no_mark(folder, end):
    assert "sign-in" not in campaign(folder, "plan", "--weeks", "1", env=ENV).out


def test_the_list_says_as_whom_and_until_when(folder, end):
    shown = campaign(folder, "channels", "list", env=ENV).out
    assert f"as @police, until {end}" in shown


def test_status_and_the_doctor_say_what_to_do_in_time(folder, end):
    words = f"The sign-in of live-mastodon ends on {end}"
    status = campaign(folder, "status", env=ENV).out
    assert words in status
    assert "campaign channels connect live-mastodon --by NAME" in status
    doctor = campaign(folder, "doctor", env=ENV)
    assert doctor.code == 0, doctor.out
    assert f"note   Sign-ins: {words}." in doctor.out


def test_who_has_not_signed_in_is_listed_so(folder):
    assert re.search(r"live-mastodon .* not signed in", campaign(folder, "channels", "list").out)
    told = campaign(folder, "doctor").out
    assert "campaign channels connect live-mastodon" in told


def test_a_running_program_leaves_no_secret_behind(folder, server, end, monkeypatch):
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    with running(folder):
        pass
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"live-mastodon" in left
    for secret in [*server.given, *ENV.values()]:
        assert secret.encode() not in left
