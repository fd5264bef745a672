"""The audit log from the command line: proved, handed out, kept and disposed of."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import campaign

MESSAGE = "behind-the-badge/walking-home"


@pytest.fixture(scope="module")
def planned_once(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("planned"), {f"{MESSAGE}.md": GOOD})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    return folder


@pytest.fixture
def planned(planned_once, tmp_path):
    return shutil.copytree(planned_once, tmp_path, dirs_exist_ok=True)


def age(folder):
    database(folder, "UPDATE store_post SET state = 'published', published_at = '2015-01-01'")


def test_entries_cut_off_the_end_are_found_from_the_first_verification_on(planned):
    campaign(planned, "stop", "--reason", "Test", "--by", "Sam")
    first = campaign(planned, "audit", "verify")
    assert (first.code, "There was no anchor yet" in first.out) == (0, True)
    again = campaign(planned, "audit", "verify")
    assert "It agrees with 1 anchor of " in again.out
    database(planned, "DELETE FROM store_event WHERE id = (SELECT max(id) FROM store_event)")
    cut = campaign(planned, "audit", "verify")
    assert cut.code == 1
    assert cut.out.startswith("The log was cut off at its end: the anchor of ")


def test_a_hash_kept_on_paper_proves_its_entry(planned):
    value = re.search(r"[0-9a-f]{64}", campaign(planned, "audit", "verify").out)[0]
    campaign(planned, "stop", "--reason", "Test", "--by", "Sam")
    held = campaign(planned, "audit", "verify", "--hash", value.upper())
    assert held.code == 0
    assert re.search(r"The hash you have given is that of entry \d+\.", held.out)
    lost = campaign(planned, "audit", "verify", "--hash", "0" * 64)
    assert (lost.code, lost.out.splitlines()[0]) == (
        1,
        "No entry of the log has the hash you have given.",
    )


def test_anchors_are_written_to_the_folder_that_is_named(planned, tmp_path_factory):
    share = tmp_path_factory.mktemp("share")
    campaign(planned, "audit", "verify", env={"CAMPAIGN_AUDIT_ANCHORS": str(share)})
    ours = planned / ".campaign" / "audit-anchors"
    assert (share / "audit-anchors").read_text() == ours.read_text() != ""


def test_the_report_prints_the_newest_hash(planned):
    campaign(planned, "report")
    newest = re.search(r"[0-9a-f]{64}", campaign(planned, "audit", "verify").out)[0]
    [page] = (planned / "reports").glob("*.html")
    assert newest in page.read_text(encoding="utf-8")


def test_an_export_is_written_and_noted(planned):
    done = campaign(planned, "audit", "export", "a.json", "--roles", "--by", "Sam Hale")
    assert done.code == 0, done.err
    found = json.loads((planned / "a.json").read_text(encoding="utf-8"))
    assert found["explanation"] in done.out
    campaign(planned, "audit", "export", "b.json", "--channel", "northshire-x")
    whole = campaign(planned, "audit", "export", "c.csv")
    assert (planned / "c.csv.txt").exists()
    assert "audit exported,Sam Hale" in (planned / "c.csv").read_text(encoding="utf-8-sig")
    assert whole.code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.pdf",), "a.pdf should end in .csv or .json.\n"),
        (("nowhere/a.csv",), "There is no folder nowhere: make it first.\n"),
        (("a.csv", "--theme", "behind-the-bage"), "Did you mean “behind-the-badge”?\n"),
        (("a.csv", "--from", "2/1/2027", "--to", "1/1/2027"), "turn --from and --to round."),
    ],
)
def test_an_export_that_cannot_be_is_told_in_a_sentence(planned, arguments, words):
    done = campaign(planned, "audit", "export", *arguments)
    assert done.code != 0
    assert words in done.err
    assert not list(planned.glob("a.*"))


def test_old_texts_go_when_two_people_say_so_and_a_legal_hold_keeps_them(planned):
    assert "Nothing else has passed its time." in campaign(planned, "audit", "purge").out
    age(planned)
    keep = campaign(planned, "audit", "keep", "--reason", "Inquest", "--by", "Sam Hale")
    number = re.search(r"legal hold (\d+)", keep.out)[1]
    held = campaign(planned, "audit", "purge").out
    assert "3 posts would have gone, and a legal hold keeps them." in held
    own = campaign(planned, "audit", "release", number, "--why", "Over", "--by", "Sam Hale")
    assert (own.code, "someone else lifts it" in own.err) == (1, True)
    campaign(planned, "audit", "release", number, "--why", "Over", "--by", "Kim Osei")
    shown = campaign(planned, "audit", "purge").out
    code = re.search(r"--code ([0-9a-f]{8})", shown)[1]
    assert shown.count("routine") == 4  # one a post, and the rule
    alone = campaign(planned, "audit", "purge", "--code", code, "--by", "Sam Hale")
    assert (alone.code, "name both" in alone.err) == (1, True)
    names = ("--by", "Sam Hale", "--agreed-by", "Kim Osei")
    gone = campaign(planned, "audit", "purge", "--code", code, *names)
    assert gone.out.startswith("Disposed of: the texts of 3 posts, ")
    assert campaign(planned, "audit", "verify").code == 0


def test_years_come_from_the_campaigns_file(planned):
    age(planned)
    file = planned / "messages" / "campaign.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(f"{whole}retention: {{routine: 90 years}}\n", encoding="utf-8")
    assert "Nothing else has passed its time." in campaign(planned, "audit", "purge").out
    file.write_text(f"{whole}retention: {{routine: soon}}\n", encoding="utf-8")
    wrong = campaign(planned, "audit", "purge")
    assert (wrong.code, "has mistakes, so nothing is disposed of" in wrong.err) == (1, True)
