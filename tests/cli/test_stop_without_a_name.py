"""At three in the morning nobody looks a name up: stopping works without one."""

from __future__ import annotations

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


def test_changing_the_key_without_any_says_so(tmp_path):
    done = campaign(write_campaign(tmp_path, {}), "channels", "rotate-key", "--by", "Kim Osei")
    assert done.code == 1
    assert done.err.startswith("CAMPAIGN_CREDENTIAL_KEY is not set")
    assert "Sealed anew" not in done.out
