"""Commands that were not understood: what is wrong, and what was probably meant."""

from __future__ import annotations

import pytest

from tests.servers.campaign_folder import write_campaign
from tests.servers.command import campaign


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stauts"], 'No such command "stauts". Did you mean "status"?'),
        (["chek"], 'No such command "chek". Did you mean "check"'),
        (["posts", "lst"], 'No such command "lst". Did you mean "list"?'),
        (["check", "--foldr", "x"], 'No such option: "--foldr". Did you mean "--folder"?'),
        (["count"], 'An option is missing: "--platform".'),
        (["resume"], 'Something is missing: "NUMBER".'),
        (["resume", "x"], 'Invalid value for "NUMBER": write a number.'),
        (["run", "--port", "99999"], "it must be less than or equal to 65535"),
        (["check", "--folder", "nowhere"], "There is no folder nowhere"),
        (["check", "nothing.md"], "There is no nothing.md in"),
        (["resume", "1"], "This needs your name: add --by with it"),
        (["approve", "--by", "Kim"], "Name one message, or give --all"),
        (["approve", "one", "--all", "--by", "Kim"], "Name one message, or give --all"),
        (["post", "now", "--channel", "a", "--by", "Kim"], 'Something is missing: "MESSAGE".'),
        (
            ["posts", "sent", "1", "--url", "here", "--by", "Kim"],
            "add --url with the post's address",
        ),
        (["posts", "list", "--state", "mised"], "Did you mean “missed”?"),
        (["report", "--from", "31/2/2027"], "--from “31/2/2027”: There is no day 31 in Feb"),
        (["report", "--from", "2/1/2027", "--to", "1/1/2027"], "comes after"),
        (["count", "--platform", "mastodn"], "Did you mean “mastodon”?"),
        (["new", "message", "A title"], 'An option is missing: "--theme".'),
        (
            ["stop", "--channel", "a", "--theme", "b", "--reason", "c", "--by", "d"],
            "A hold has one scope: place one for each of --channel and --theme.",
        ),
    ],
)
def test_a_misuse_is_told_in_one_sentence(tmp_path, arguments, said):
    write_campaign(tmp_path)
    done = campaign(tmp_path, *arguments)
    assert said in done.err
    assert done.out == ""
    assert done.code == 2


def test_a_name_may_come_from_the_environment(tmp_path):
    write_campaign(tmp_path)
    env = {"CAMPAIGN_USER": "Kim Osei"}
    done = campaign(tmp_path, "stop", "--reason", "Test", env=env)
    assert done.out.startswith("Stopped: everything. This is hold 1, placed by Kim Osei.")


def test_the_folder_may_be_named_anywhere(tmp_path):
    folder = write_campaign(tmp_path / "a campaign")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for arguments, env in (
        (["--folder", str(folder), "channels", "list"], {}),
        (["channels", "list", "--folder", "../a campaign"], {}),
        (["channels", "list"], {"CAMPAIGN_FOLDER": str(folder)}),
    ):
        assert "northshire-x" in campaign(elsewhere, *arguments, env=env).out
    assert list(elsewhere.iterdir()) == []
