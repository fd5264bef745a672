"""Channels that need a sign-in, and those that need none, as they are listed and used."""

from __future__ import annotations

import pytest

from campaign.store.sealing import new_key
from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, POLICE, write_campaign
from tests.servers.command import campaign

LIVE = """\
  northshire-nextdoor: {platform: handoff, options: {where: Nextdoor, person: Night desk}}
  live-x: {platform: x, handle: "@NorthshirePolice"}
"""
BY = ("--by", "Kim Osei")


@pytest.fixture
def folder(tmp_path):
    police = POLICE.replace("channels:\n", f"channels:\n{LIVE}")
    files = {"behind-the-badge/good.md": GOOD, "organisations/northshire-police.yaml": police}
    return write_campaign(tmp_path, files)


def test_a_channel_by_hand_is_listed_as_in_need_of_no_sign_in(folder):
    rows = campaign(folder, "channels", "list", env={"COLUMNS": "200"}).out.splitlines()
    told = {row.split()[0]: row for row in rows if row}
    assert "not needed" in told["northshire-nextdoor"]
    assert "not signed in" in told["live-x"]


def test_a_channel_that_needs_no_sign_in_says_so_before_a_key_is_asked_for(folder):
    done = campaign(folder, "channels", "connect", "northshire-nextdoor", *BY)
    assert done.code == 1
    assert "northshire-nextdoor needs no sign-in" in done.err


def test_a_channel_nobody_has_signed_in_to_stays_paused(folder):
    env = {"CAMPAIGN_CREDENTIAL_KEY": new_key()}
    assert campaign(folder, "plan", "--apply", env=env).code == 0
    database(folder, "UPDATE store_channelstate SET paused = 1, why_paused = 'No token.'")
    done = campaign(folder, "channels", "use", "live-x", *BY, env=env)
    assert done.code == 1
    assert "It would be paused again at the next post, so it stays paused." in done.err
    paused = database(folder, "SELECT paused FROM store_channelstate WHERE id = 'live-x'")
    assert paused == [(1,)]
    assert campaign(folder, "channels", "use", "northshire-nextdoor", *BY, env=env).code == 0


def test_the_doctor_notes_a_bound_that_bounds_nothing(tmp_path):
    police = POLICE.replace("{platform: facebook, ", "{platform: facebook, monthly_cap: 5, ")
    police = police.replace("{platform: x, ", "{platform: x, monthly_cap: 5, ")
    folder = write_campaign(tmp_path, {"organisations/northshire-police.yaml": police})
    done = campaign(folder, "doctor")
    assert (
        "Channels: northshire-facebook has a monthly_cap, and Facebook is free of charge.\n"
        "       Take it out of messages/organisations/northshire-police.yaml" in done.out
    )
    assert "northshire-x has" not in done.out
