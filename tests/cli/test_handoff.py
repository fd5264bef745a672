"""The day a sign-in fails: a person posts it, and the ledger is complete; all with commands."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, POLICE, write_campaign
from tests.servers.command import approve, campaign
from tests.servers.program import running

MESSAGE = "behind-the-badge/walking-home"
LIVE = """\
  northshire-nextdoor: {platform: handoff, options: {where: Nextdoor, person: Night desk}}
  live-x: {platform: x, handle: "@NorthshirePolice"}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A campaign whose message goes to Nextdoor by hand, and to X, where nobody has signed in."""
    made = tmp_path_factory.mktemp("campaign")
    message = GOOD.replace("platforms: X, Facebook", "platforms: X, Hand-off")
    police = POLICE.replace("channels:\n", f"channels:\n{LIVE}")
    files = {f"{MESSAGE}.md": message, "organisations/northshire-police.yaml": police}
    write_campaign(made, files)
    assert campaign(made, "plan", "--apply").code == 0
    assert approve(made).code == 0
    return made


def state_of(folder: Path, number: str) -> tuple[str, str]:
    [row] = database(folder, "SELECT state, url FROM store_post WHERE id = ?", number)
    return row


def until(folder: Path, number: str, state: str) -> str:
    """Wait until a post is in a state; return its address."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found, url = state_of(folder, number)
        if found == state:
            return url
        time.sleep(0.1)
    raise AssertionError(f"{number} is {found}")


def now_on(folder: Path, channel: str) -> str:
    """Post the message on a channel now; return the post's number."""
    options = ("--channel", channel, "--again", "--by", "Kim Osei")
    done = campaign(folder, "post", "now", MESSAGE, *options)
    assert done.code == 0, done.err
    return re.search(r"Post (\d+): ", done.out)[1]


def test_a_post_by_hand_is_listed_with_its_page_and_ticked_off(folder):
    number = now_on(folder, "northshire-nextdoor")
    with running(folder):
        url = until(folder, number, "processing")
        status = campaign(folder, "status").out
        assert (
            f"Post {number} ({MESSAGE}) is to be posted by hand on Nextdoor by Night desk: it"
            " has been waiting for less than a minute"
        ) in status
        assert f"{url} or: campaign posts sent {number} --url ADDRESS --by NAME" in status
        refused = campaign(folder, "posts", "cancel", number, "--by", "Kim Osei")
        assert f"campaign posts not-sent {number}" in refused.err
        done = campaign(folder, "posts", "sent", number, "--by", "Robin Vale")
        assert (done.code, done.out) == (0, f"Post {number} is published.\n")
    assert state_of(folder, number) == ("published", "")


def test_when_a_sign_in_fails_a_person_posts_it(folder):
    number = now_on(folder, "live-x")
    with running(folder):
        end = time.monotonic() + 30
        while not database(folder, "SELECT 1 FROM store_channelstate WHERE paused"):
            assert time.monotonic() < end
            time.sleep(0.1)
        assert "The channel live-x is paused" in campaign(folder, "status").out
        done = campaign(folder, "posts", "hand-off", number, "--by", "Kim Osei")
        assert (done.code, done.err) == (0, "")
        assert f"Post {number} is for a person to make by hand now." in done.out
        page = until(folder, number, "processing")
        assert f"/handoff/{number}-" in page
        url = "https://x.com/NorthshirePolice/status/42"
        sent = campaign(folder, "posts", "sent", number, "--url", url, "--by", "Robin Vale")
        assert sent.out == f"Post {number} is published. {url}\n"
    assert "live-x" in campaign(folder, "posts", "list", "--state", "published").out


def test_what_was_not_posted_failed_and_can_be_laid_out_again(folder):
    number = now_on(folder, "northshire-nextdoor")
    with running(folder):
        until(folder, number, "processing")
        unsaid = campaign(folder, "posts", "not-sent", number, "--by", "Robin Vale")
        assert (unsaid.code, "add --why" in unsaid.err) == (2, True)
        why = ("--why", "Nextdoor was down")
        done = campaign(folder, "posts", "not-sent", number, *why, "--by", "Robin Vale")
        assert done.out.startswith(
            f"Post {number} has failed. Robin Vale did not post it: Nextdoor was down.\n"
        )
        asked = campaign(folder, "posts", "again", number, "--by", "Kim Osei")
        assert (asked.code, "look there first" in asked.err) == (1, True)
        again = campaign(folder, "posts", "again", number, "--not-there", "--by", "Kim Osei")
        assert again.code == 0
        until(folder, number, "processing")


def test_posted_is_believed_from_the_terminal_after_another_said_it_was_not(folder):
    number, url = now_on(folder, "northshire-nextdoor"), "https://nextdoor.example/p/9"
    with running(folder):
        until(folder, number, "processing")
        why = ("--why", "No time", "--by", "Bea Holt")
        assert campaign(folder, "posts", "not-sent", number, *why).code == 0
        sent = campaign(folder, "posts", "sent", number, "--url", url, "--by", "Ann Reed")
        assert (sent.code, sent.out) == (0, f"Post {number} is published. {url}\n")
    assert state_of(folder, number) == ("published", url)


def test_what_cannot_be_handed_over_is_told_in_a_sentence(folder):
    [(number,)] = database(
        folder, "SELECT min(id) FROM store_post WHERE channel_id = 'northshire-x'"
    )
    done = campaign(folder, "posts", "hand-off", str(number), "--by", "Kim Osei")
    assert (done.code, "sandbox network, where nobody can post by hand" in done.err) == (1, True)
    missing = campaign(folder, "posts", "hand-off", "999", "--by", "Kim Osei")
    assert (missing.code, "There is no post number 999" in missing.err) == (1, True)
    without = campaign(folder, "posts", "sent", str(number), "--url", "x.com/1", "--by", "Kim")
    assert (without.code, "add --url" in without.err) == (2, True)


def test_a_post_by_hand_is_not_said_to_be_sent_by_the_program(folder):
    options = ("--channel", "northshire-nextdoor", "--again", "--by", "Kim Osei")
    said = campaign(folder, "post", "now", MESSAGE, *options).out
    number = re.search(r"Post (\d+): ", said)[1]
    assert (
        " is to be posted by hand on northshire-nextdoor now.\n“campaign run” lays it out" in said
    )
    assert "sends it" not in said
    with running(folder):
        until(folder, number, "processing")
        rows = campaign(folder, "posts", "list").out
        assert re.search(rf"^ *{number} .* by hand ", rows, re.MULTILINE)


def test_a_refusal_to_post_twice_gives_the_time_as_everywhere_else(folder):
    now_on(folder, "northshire-nextdoor")
    options = ("--channel", "northshire-nextdoor", "--by", "Kim Osei")
    refused = campaign(folder, "post", "now", MESSAGE, *options).err
    assert re.search(r"already \(post \d+, [A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d{4}, ", refused)
