"""Nobody approves what they did not read; what is approved can be read, too."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, POLICE, picture, write_campaign
from tests.servers.command import approve, campaign, environment

MESSAGE = "behind-the-badge/walking-home"
FILE = f"{MESSAGE}.md"


@pytest.fixture(scope="module")
def planned_once(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("planned"), {FILE: GOOD})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    return folder


@pytest.fixture
def planned(planned_once, tmp_path):
    return shutil.copytree(planned_once, tmp_path, dirs_exist_ok=True)


def code_of(folder, *message):
    [code] = re.findall(r"--code (\w+)", campaign(folder, "approvals", *message).out)
    return code


def rewrite(folder):
    """Change the text, in the file and on the calendar."""
    write_campaign(folder, {FILE: GOOD.replace("\nText", "\nA new text")})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0


def approvals_given(folder):
    return database(folder, "SELECT COUNT(*) FROM store_approval")[0][0]


@pytest.mark.parametrize(
    ("arguments", "where"),
    [([MESSAGE], f"campaign approvals {MESSAGE}"), (["--all"], "campaign approvals")],
)
def test_without_the_code_of_what_was_read_nothing_is_approved(planned, arguments, where):
    done = campaign(planned, "approve", *arguments, "--by", "Kim")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"An approval says yes to a text that was read: “{where}” shows it, and ends with the "
        "code to add as --code.\n"
    )
    assert approvals_given(planned) == 0


@pytest.mark.parametrize("message", [[MESSAGE], []])
def test_a_code_fits_only_the_text_it_was_shown_with(planned, message):
    code = code_of(planned, *message)
    rewrite(planned)
    command = ["approve", *(message or ["--all"]), "--by", "Kim", "--code"]
    done = campaign(planned, *command, code)
    where = " ".join(["campaign approvals", *message])
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"“{code}” does not fit what awaits approval now: the code was mistyped, or something has "
        f"changed since you read it. Read it again with “{where}”. Nothing was approved.\n"
    )
    assert approvals_given(planned) == 0
    assert campaign(planned, *command, code_of(planned, *message).upper()).code == 0


def at_a_terminal(folder, answer):
    """Approve at a terminal; return the exit code and what the screen showed."""
    ours, theirs = os.openpty()
    os.write(ours, answer.encode())
    with subprocess.Popen(
        [sys.executable, "-m", "campaign", "approve", MESSAGE, "--by", "Kim Osei"],
        cwd=folder,
        env=environment({"TERM": "xterm"}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:
            pass  # Linux ends a terminal so
        finally:
            os.close(ours)
    return process.returncode, shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(("answer", "code", "given"), [("y\n", 0, 3), ("\n", 1, 0), ("n\n", 1, 0)])
def test_at_a_terminal_the_texts_are_shown_and_the_question_is_asked(planned, answer, code, given):
    done, shown = at_a_terminal(planned, answer)
    assert "awaiting approval:\n    Text\n\n    Language: en-GB\n    Goes to " in shown
    assert ", simulated\n\nSay yes to exactly this? [y/N] " in shown
    assert (done, approvals_given(planned)) == (code, given)
    assert ("Nothing was approved." in shown) is not given


def test_what_is_approved_already_can_be_read(planned):
    approve(planned, MESSAGE)
    told = campaign(planned, "approvals", MESSAGE)
    assert told.code == 0
    where = "On commissioner-x, northshire-facebook and northshire-x"
    assert f"{where}, approved by Kim Osei on DAY, TIME:\n    Text\n" in told.timeless
    assert told.out.endswith("\nNothing of it awaits approval.\n")


def test_a_part_that_waits_is_told_from_one_that_is_approved(planned):
    approve(planned, MESSAGE)
    database(planned, "UPDATE store_approval SET revoked_at = at WHERE channel = 'northshire-x'")
    database(planned, "UPDATE store_post SET state = 'pending' WHERE channel_id = 'northshire-x'")
    told = campaign(planned, "approvals", MESSAGE).timeless
    assert "On commissioner-x and northshire-facebook, approved by Kim Osei on DAY, TIME:" in told
    assert "On northshire-x, awaiting approval:" in told
    assert approve(planned, MESSAGE).out.endswith("\n1 post will go out when due.\n")


@pytest.mark.parametrize("command", [["approvals"], ["approve", "--code", "0" * 8, "--by", "Kim"]])
def test_a_message_named_without_its_folder_is_guessed(planned, command):
    done = campaign(planned, command[0], "walking-home", *command[1:])
    assert done.code == 1
    assert done.err.endswith(" Did you mean “behind-the-badge/walking-home”?\n")


def test_so_is_one_whose_approval_is_taken_back(planned):
    approve(planned)
    done = campaign(planned, "revoke", "walking-home.md", "--by", "Kim")
    assert done.err == (
        "“walking-home” has no approval to take back. "
        "Did you mean “behind-the-badge/walking-home”?\n"
    )


def test_messages_of_one_name_are_all_offered(planned):
    other = GOOD.replace("theme: behind-the-badge", "theme: bystander-guidance")
    write_campaign(planned, {"bystander-guidance/walking-home.md": other.replace("Text", "Other")})
    campaign(planned, "plan", "--apply")
    said = campaign(planned, "approvals", "walking-home").err
    assert "“behind-the-badge/walking-home” or “bystander-guidance/walking-home”?" in said


def test_a_text_that_is_newer_than_the_calendar_is_told(planned):
    assert "Note:" not in campaign(planned, "approvals").out
    write_campaign(planned, {FILE: GOOD.replace("\nText", "\nA new text")})
    for message in ([], [MESSAGE]):
        told = campaign(planned, "approvals", *message).out
        assert told.endswith(
            "\nNote: 1 message changed since the calendar was made, and is not shown here: "
            "campaign plan --apply\n"
        )
    rewrite(planned)
    assert "Note:" not in campaign(planned, "approvals").out


CARD = """\
---
title: Walking home at night
theme: behind-the-badge
platforms: X, LinkedIn
author: Communications team
link: https://www.northshire-police.example/night
card_title: Walk home safely
card_text: Five things to do.
card_image: night.png
organisations: northshire-police
---
Text
"""
POLICE_FILE = "organisations/northshire-police.yaml"
LINKED = (
    POLICE
    + """\
  northshire-linkedin: {platform: linkedin, handle: northshire, network: sandbox}
  live-mastodon: {platform: mastodon, base_url: "https://social.example", network: live}
  live-webhook: {platform: webhook, base_url: "https://hook.example", network: live,
    options: {organisation: Northshire}}
"""
)


def shown_of(folder, message, **files):
    """Plan a message and return what its approver is shown."""
    write_campaign(folder, {FILE: message, POLICE_FILE: LINKED, **files})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    return campaign(folder, "approvals", MESSAGE).out


def test_all_of_a_link_card_is_shown_to_whoever_approves_it(tmp_path):
    told = shown_of(tmp_path, CARD, **{"../assets/night.png": picture(size=(1200, 627))})
    on_linkedin = told[told.index("On northshire-linkedin") :]
    assert "    Text\n\n    Link card: https://www.northshire-police.example/night\n" in on_linkedin
    assert "      Title: Walk home safely\n      Text: Five things to do.\n" in on_linkedin
    assert "      Picture: assets/night.png, 1200 × 627 pixels, " in on_linkedin
    assert "    Language: en-GB\n" in on_linkedin
    assert "    Goes to northshire-linkedin: LinkedIn, northshire, simulated\n" in on_linkedin


def test_where_the_platform_makes_its_own_card_the_address_is_shown_in_the_text(tmp_path):
    told = shown_of(tmp_path, CARD, **{"../assets/night.png": picture(size=(1200, 627))})
    on_x = told[told.index("On northshire-x") :]
    assert "    Text\n\n    https://www.northshire-police.example/night\n\n    Link: " in on_x
    assert "Five things to do." not in on_x


def test_options_and_the_server_a_post_goes_to_are_shown(tmp_path):
    told = shown_of(tmp_path, GOOD.replace("platforms: X, Facebook", "platforms: Webhook"))
    assert (
        "    Goes to live-webhook: Webhook, at https://hook.example, live, "
        "organisation: Northshire\n" in told
    )


def test_a_thread_is_shown_once_in_its_order(tmp_path):
    text = GOOD.replace("platforms: X, Facebook", "platforms: X\norganisations: northshire-police")
    told = shown_of(tmp_path, text.replace("\nText", "\nOne.\n+++\nTwo.\n+++\nThree."))
    assert told.count("On northshire-x") == 1
    assert "On northshire-x, a thread of 3 parts, awaiting approval:\n    Part 1 of 3:\n" in told
    assert "    Part 3 of 3, as a reply to part 2:\n" in told
    assert told.index("One.") < told.index("Two.") < told.index("Three.")


def test_a_thread_that_is_out_is_shown_whole(tmp_path):
    text = GOOD.replace("platforms: X, Facebook", "platforms: X\norganisations: northshire-police")
    shown_of(tmp_path, text.replace("\nText", "\nOne.\n+++\nTwo."))
    database(tmp_path, "UPDATE store_post SET state = 'published'")
    told = campaign(tmp_path, "approvals", MESSAGE).out
    assert told.index("One.") < told.index("Two.")


def test_a_live_channel_without_a_sign_in_is_told_of_at_once(tmp_path):
    message = GOOD.replace("platforms: X, Facebook", "platforms: Mastodon")
    write_campaign(tmp_path, {FILE: message, POLICE_FILE: LINKED})
    trouble = "Nothing can go out on live-mastodon. The channel live-mastodon has not signed in"
    assert trouble in campaign(tmp_path, "plan", "--weeks", "1", "--apply").out
    assert trouble in approve(tmp_path).out
    status = campaign(tmp_path, "status").out
    assert trouble in status[status.index("Needs a person") :]
    assert "      campaign channels connect live-mastodon --by NAME\n" in status


def test_both_versions_of_a_test_are_shown_and_one_code_stands_for_both(planned):
    good = GOOD.replace("X, Facebook", "X\norganisations: northshire-police")
    other = good.replace("\nText", "\nOf something else")
    texts = {FILE: f"{good}\n## Variant B\n\nAnother text\n", "behind-the-badge/two.md": other}
    write_campaign(planned, texts)
    assert campaign(planned, "plan", "--weeks", "1", "--apply").code == 0
    ours = f"FROM store_post WHERE message = '{MESSAGE}' AND state <> 'cancelled'"
    assert len(database(planned, f"SELECT variant {ours}")) == 1  # the other has no slot yet
    shown = campaign(planned, "approvals", MESSAGE).out
    assert ", version A of a test, awaiting approval:\n    Text\n" in shown
    assert ", version B of a test, awaiting approval:\n    Another text\n" in shown
    code = code_of(planned, MESSAGE)
    assert campaign(planned, "approve", MESSAGE, "--code", code, "--by", "Kim Osei").code == 0
    assert campaign(planned, "plan", "--weeks", "8", "--apply").code == 0
    found = database(planned, f"SELECT DISTINCT variant, state {ours} ORDER BY variant")
    assert found == [("a", "scheduled"), ("b", "scheduled")]
