"""Stopping from the command line: scopes, drills, the STOP file, exceptions, periods."""

from __future__ import annotations

import shutil

import pytest

from campaign.cli.beyond import CANNOT_STOP
from tests.servers.calendar_file import database
from tests.servers.campaign_folder import CAMPAIGN, GOOD, write_campaign
from tests.servers.command import approve, campaign
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports

SAFE = GOOD.replace("audience: public", "audience: public\ntags: public-safety, telford")
MESSAGE = "behind-the-badge/walking-home"
WHY = ("--reason", "An officer was hurt", "--by", "Sam Hale")


@pytest.fixture(scope="module")
def planned_once(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("planned"), {f"{MESSAGE}.md": SAFE})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    assert approve(folder).code == 0
    return folder


@pytest.fixture
def planned(planned_once, tmp_path):
    return shutil.copytree(planned_once, tmp_path, dirs_exist_ok=True)


def test_a_stop_that_the_database_does_not_take_names_the_last_resort(planned, tmp_path):
    nobody = {"DATABASE_URL": f"postgresql://u:hush@127.0.0.1:{free_ports(1)[0]}/x"}
    done = campaign(planned, "stop", *WHY, env=nobody)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("It is not known that anything is stopped.")
    assert f"make this file, with the reason in it: {planned / 'STOP'}" in done.err
    assert "hush" not in done.err
    elsewhere = nobody | {"CAMPAIGN_STOP_FILE": str(tmp_path / "share" / "STOP")}
    assert str(tmp_path / "share" / "STOP") in campaign(planned, "stop", *WHY, env=elsewhere).err


def test_a_stop_beside_a_newer_version_names_the_last_resort(planned):
    newer = "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_new', 0)"
    database(planned, newer)
    done = campaign(planned, "stop", *WHY)
    assert (done.code, "newer version" in done.err, "STOP" in done.err) == (1, True, True)


def test_a_stop_that_was_given_wrongly_names_no_last_resort(planned):
    done = campaign(planned, "stop", "--channel", "nobody", *WHY)
    assert (done.code, "this file" in done.err) == (1, False)


def test_stop_prints_what_it_cannot_stop_and_what_went_out(planned):
    done = campaign(planned, "stop", *WHY)
    assert done.code == 0
    for what, _ in CANNOT_STOP:
        assert what in done.out
    assert "Published in the last 24 hours" in done.out


def test_the_page_has_the_same_list():
    page = (ROOT / "docs" / "stopping.md").read_text()
    for what, which in CANNOT_STOP:
        assert f"| {what} | {which} |" in page


@pytest.mark.parametrize(
    ("option", "value"), [("area", "telford"), ("audience", "public"), ("language", "en-GB")]
)
def test_every_scope_can_be_stopped(planned, option, value):
    assert (
        f"Stopped: {option} {value}." in campaign(planned, "stop", f"--{option}", value, *WHY).out
    )
    wrong = campaign(planned, "stop", f"--{option}", "nowhere", *WHY)
    assert (wrong.code, "nothing was stopped" in wrong.err) == (1, True)


def test_a_kind_that_is_none_stops_nothing(planned):
    done = campaign(planned, "stop", "--kind", "file", *WHY)
    assert (done.code, "nothing was stopped" in done.err) == (2, True)


def test_a_drill_says_everywhere_that_it_is_one(planned):
    assert "DRILL: nothing is stopped" in campaign(planned, "stop", "--drill", *WHY).out
    told = campaign(planned, "status").out
    assert "DRILL 1, nothing is stopped: everything" in told
    assert "STOPPED" not in told
    over = campaign(planned, "resume", "1", "--by", "Kim Osei").out
    assert "Nothing was stopped." in over
    assert "would have kept" in over


def test_a_planned_end_is_read_and_prompts(planned):
    done = campaign(planned, "stop", "--until", "1/1/2099 09:00", *WHY)
    assert "1 Jan 2099, 09:00 a person is asked; it does not end by itself" in done.out
    database(planned, "UPDATE store_hold SET planned_end = '2020-01-01 00:00:00'")
    told = campaign(planned, "status").out
    assert "its planned end has come" in told
    assert "STOPPED: everything" in told


@pytest.mark.parametrize("until", ["soon", "1/1/2020 09:00", "31/2/2099"])
def test_a_time_that_is_none_stops_nothing(planned, until):
    done = campaign(planned, "stop", "--until", until, *WHY)
    assert done.code != 0
    assert "STOPPED" not in campaign(planned, "status").out


def test_a_stop_file_is_told_of_before_any_program_has_seen_it(planned):
    (planned / "STOP").write_text("Flood in the town\n")
    told = campaign(planned, "status").out
    assert "STOPPED: everything" in told
    assert "STOP file: Flood in the town" in " ".join(told.split())
    (planned / "STOP").unlink()
    assert "STOPPED" not in campaign(planned, "status").out


def test_a_message_about_safety_is_let_through_a_hold(planned):
    campaign(planned, "stop", *WHY)
    done = campaign(planned, "let-through", MESSAGE, "--reason", "Flood", "--by", "Kim Osei")
    assert (done.code, f"Let through: {MESSAGE}" in done.out) == (0, True)
    nobody = campaign(planned, "let-through", MESSAGE, "--by", "Kim Osei")
    assert (nobody.code, "give both" in nobody.err) == (1, True)


def test_elections_tells_what_was_planned_before(tmp_path):
    period = (
        "pre_election:\n  - {election: Local elections, start: 1/1/2026, end: 2/1/2026, "
        "announced: 1/1/2026}\n"
    )
    folder = write_campaign(tmp_path, {f"{MESSAGE}.md": GOOD, "campaign.yaml": CAMPAIGN + period})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    told = campaign(folder, "elections").out
    assert "Local elections: from 1/1/2026 to 2/1/2026, as expected: a person ends it" in told
    assert "not approved before" in " ".join(told.split())
    assert "past its end and still binds" in " ".join(campaign(folder, "status").out.split())


def test_without_a_period_elections_says_so(planned):
    assert "names no pre-election period" in campaign(planned, "elections").out
