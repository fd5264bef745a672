"""An organisation's file with an error: whatever looks at channels says so, and fails."""

from __future__ import annotations

import pytest

from tests.servers.campaign_folder import POLICE, write_campaign
from tests.servers.command import campaign

FILE = "messages/organisations/northshire-police.yaml"
SAID = f"{FILE} has an error in line 7, and its channels are left out: campaign check."


@pytest.fixture
def folder(tmp_path):
    faulty = POLICE.replace("{platform: x,", "{platform: twix,")
    return write_campaign(tmp_path, {"organisations/northshire-police.yaml": faulty})


@pytest.fixture
def alone(folder):
    (folder / "messages" / "organisations" / "commissioner.yaml").unlink()
    return folder


@pytest.mark.parametrize("command", ["list", "test"])
def test_channels_that_cannot_be_read_are_not_called_none(alone, command):
    done = campaign(alone, "channels", command)
    assert done.code == 1
    assert done.err == f"{SAID}\n"
    assert "no channels" not in done.out


@pytest.mark.parametrize("command", ["list", "test"])
def test_what_can_be_read_is_told_all_the_same(folder, command):
    done = campaign(folder, "channels", command)
    assert (done.code, done.err) == (1, f"{SAID}\n")
    assert "commissioner-x" in done.out


def test_a_channel_that_cannot_be_read_is_not_called_unknown(folder):
    done = campaign(folder, "channels", "test", "northshire-x")
    assert (done.code, done.err) == (1, f"{SAID}\n")


@pytest.mark.parametrize("which", ["folder", "alone"])
def test_the_doctor_says_which_file_cannot_be_read(which, request):
    done = campaign(request.getfixturevalue(which), "doctor")
    assert done.code == 1
    assert f"WRONG  Channels: {SAID}" in done.out
    assert "Nothing is wrong" not in done.out
