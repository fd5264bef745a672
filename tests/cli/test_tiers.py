"""Whose yes a message needs, as people are told at the keyboard."""

from __future__ import annotations

import re

import pytest

from tests.servers.campaign_folder import CAMPAIGN, GOOD, write_campaign
from tests.servers.command import approve, campaign

MESSAGE = "behind-the-badge/walking-home"
FILE = f"{MESSAGE}.md"
FIGURE = GOOD.replace("\nText", "\n{{ fact.total_assaults }} offences were recorded.").replace(
    "platforms: X, Facebook", "platforms: X\norganisations: northshire-police"
)
WHO = "people:\n  Kim Osei: {roles: senior}\n  Sam Hale: {roles: chief-officer}\n"
NEEDED = "Tier 2 takes a yes from somebody senior other than its author."


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path, {FILE: FIGURE, "campaign.yaml": CAMPAIGN + WHO})


def plan(folder):
    return campaign(folder, "plan", "--weeks", "1", "--apply")


def code_of(folder):
    [code] = re.findall(r"--code (\w+)", campaign(folder, "approvals", MESSAGE).out)
    return code


def test_check_and_plan_tell_the_tier_and_why(folder):
    told = campaign(folder, "check", f"messages/{FILE}").out
    assert (
        f"messages/{FILE}: tier 2, a yes from somebody senior other than its author, because it "
        "prints the figure (total_assaults)." in told
    )
    planned = plan(folder).out
    assert "To be approved by more than anybody: 1 message\n" in planned
    assert f"  {MESSAGE}  tier 2  it prints the figure (total_assaults)\n{NEEDED}\n" in planned


def test_who_may_say_yes_is_told_and_others_are_refused(folder):
    plan(folder)
    assert NEEDED in campaign(folder, "approvals").out
    shown = campaign(folder, "approvals", MESSAGE).out
    assert "May do so: Kim Osei (senior), Sam Hale (chief-officer).\n" in shown
    done = approve(folder, MESSAGE, by="Lee Park")
    assert (done.code, done.err.startswith("“Walking home at night” needs the yes of")) == (1, True)
    assert "It holds until " in approve(folder, MESSAGE, by="Kim Osei").out


def test_without_people_one_sentence_tells_what_to_add(folder):
    write_campaign(folder, {"campaign.yaml": CAMPAIGN, FILE: FIGURE})
    plan(folder)
    assert (
        "Note: Nobody is said to be senior: add to messages/campaign.yaml “people:”, and below it "
        "“Their Name: {roles: senior}”.\n" in campaign(folder, "approvals").out
    )


def test_two_people_stand_in_for_it_in_an_emergency(folder):
    plan(folder)
    how = ["approve", MESSAGE, "--code", code_of(folder), "--emergency", "Flood"]
    first = campaign(folder, *how, "--by", "Communications team")
    assert "One of two people has given their word" in first.out
    again = campaign(folder, *how, "--by", "communications  TEAM")
    assert again.err.endswith("already: the second is somebody else's.\n")
    second = campaign(folder, *how, "--by", "Lee Park")
    assert "Two people have given their word" in second.out
    assert (
        "let out in an emergency by Communications team and Lee Park on "
        in campaign(folder, "approvals", MESSAGE).out
    )


def test_a_partner_is_waited_for_and_signs_off(folder):
    text = FIGURE.replace("theme:", "partner: The Choir\ntheme:")
    write_campaign(folder, {FILE: text, "campaign.yaml": CAMPAIGN + WHO})
    plan(folder)
    assert (
        "waits all the same. It is not approved: it lacks the sign-off of The Choir."
        in approve(folder, MESSAGE).out
    )
    done = campaign(
        folder, "sign-off", MESSAGE, "--partner", "The Choir", "--who", "Jo Hale, chair",
        "--code", code_of(folder), "--by", "Kim Osei",
    )  # fmt: skip
    assert done.out.startswith("Signed off by The Choir: “Walking home at night” (Jo Hale, chair).")
    assert "will go out when due" in done.out


def test_a_message_that_is_on_no_calendar_is_read_approved_and_posted(folder):
    assert (
        "is not approved as it stands"
        in campaign(folder, "post", "now", MESSAGE, "--by", "Lee Park").err
    )
    shown = campaign(folder, "approvals", MESSAGE).out
    assert "41,221 offences were recorded." in shown
    assert "It is not on the calendar: once approved, “campaign post now” can send it." in shown
    done = approve(folder, MESSAGE, by="Sam Hale")
    assert f"It is not on the calendar. To send it: campaign post now {MESSAGE}\n" in done.out
    sent = campaign(folder, "post", "now", MESSAGE, "--by", "Lee Park")
    assert (sent.code, "goes out on northshire-x now." in sent.out) == (0, True)


def test_a_stop_stands_whatever_its_reason_says_and_the_name_is_left_out(folder):
    plan(folder)
    done = campaign(folder, "stop", "--reason", "PC Example Smith was hurt", "--by", "Lee Park")
    assert done.code == 0
    assert "Its reason is kept without what looks like a name" in done.out
    assert "[left out] was hurt" in campaign(folder, "status").out
