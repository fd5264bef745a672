"""At three in the morning nobody looks a name up: stopping works without one."""

from __future__ import annotations

import os

from tests.servers.campaign_folder import write_campaign
from tests.servers.command import campaign


def test_stopping_never_fails_for_want_of_a_name(tmp_path):
    folder = write_campaign(tmp_path, {})
    login = {"LOGNAME": "kim.osei"}
    done = campaign(folder, "stop", "--reason", "Major incident in the city", env=login)
    assert done.code == 0, done.err
    assert "This is hold 1, placed by kim.osei." in done.out
    assert "You gave no name, so it stands under kim.osei" in done.out
    refused = campaign(folder, "resume", "1", env=login)
    assert (refused.code, "This needs your name" in refused.err) == (2, True)


def test_stopping_never_fails_for_the_letters_of_a_terminal(tmp_path):
    """Bytes that are not UTF-8, as a terminal set to Latin-1 writes them."""
    folder = write_campaign(tmp_path, {})
    reason, name = os.fsdecode(b"Fire in the Caf\xe9"), os.fsdecode(b"Zo\xeb Hale")
    done = campaign(folder, "stop", "--reason", reason, "--by", name)
    assert done.code == 0, done.err
    assert "placed by Zoë Hale" in done.out
    assert "Fire in the Café" in campaign(folder, "status").out
    done = campaign(folder, "resume", "1", f"--override={reason}", env={"CAMPAIGN_USER": name})
    assert done.code == 0, done.err


def test_a_path_keeps_its_bytes(tmp_path):
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    write_campaign(folder, {})
    for option in (["--folder", str(folder)], [f"--folder={folder}"]):
        done = campaign(tmp_path, "stop", "--reason", "Flood", "--by", "Kim", *option)
        assert (done.code, done.err) == (0, "")


def test_changing_the_key_without_any_says_so(tmp_path):
    done = campaign(write_campaign(tmp_path, {}), "channels", "rotate-key", "--by", "Kim Osei")
    assert done.code == 1
    assert done.err.startswith("CAMPAIGN_CREDENTIAL_KEY is not set")
    assert "Sealed anew" not in done.out
