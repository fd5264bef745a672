"""Beginnings, the doctor, the report, Django's own commands."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date

import pytest

from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import approve, campaign, environment
from tests.servers.need import missing


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})


def test_a_new_campaign_checks_clean(tmp_path):
    done = campaign(tmp_path, "init", "my campaign")
    assert done.code == 0
    assert done.out.startswith("A new campaign is in my campaign:\n  messages/campaign.yaml\n")
    assert "  cd 'my campaign'\n  campaign check\n" in done.out
    place = tmp_path / "my campaign"
    assert campaign(place, "check").out == "No findings; 2 messages read.\n"
    assert campaign(place, "plan").code == 0


def test_a_new_campaign_says_what_it_adds_to_a_gitignore(tmp_path):
    assert "\n  .gitignore\n" in campaign(tmp_path, "init", "new").out
    (tmp_path / ".git").mkdir()
    (tmp_path / "new").rename(tmp_path / ".git" / "away")
    (tmp_path / ".gitignore").write_text("*.bak\n")
    done = campaign(tmp_path, "init", ".")
    assert "  .gitignore (yours: what git has to leave out is added at its end)\n" in done.out
    assert (tmp_path / ".gitignore").read_text().startswith("*.bak\n# ")


def test_a_folder_with_something_in_it_is_left_alone(folder):
    before = sorted(folder.rglob("*"))
    done = campaign(folder, "init", ".")
    assert (done.code, "is not empty: name a new folder." in done.err) == (1, True)
    assert sorted(folder.rglob("*")) == before


def test_a_new_message_is_a_draft_that_checks_clean(folder):
    command = ["new", "message", "Who’s there: a question?", "--theme", "bystander-guidance"]
    done = campaign(folder, *command)
    assert done.out == (
        "messages/bystander-guidance/who-s-there-a-question.md is ready for its text.\n"
        "It is a draft: take out the line “draft: yes” when it is done, then: campaign check\n"
    ).replace("who-s", "whos")
    assert campaign(folder, "check").code == 0
    again = campaign(folder, *command)
    assert again.out.startswith("messages/bystander-guidance/whos-there-a-question-2.md")


def test_whoever_begins_a_message_is_its_author_and_cannot_approve_it(folder):
    command = ["new", "message", "A new one", "--theme", "bystander-guidance"]
    assert campaign(folder, *command, env={"CAMPAIGN_USER": "Robin: “R” Vale"}).code == 0
    file = folder / "messages" / "bystander-guidance" / "a-new-one.md"
    text = file.read_text(encoding="utf-8")
    assert '\nauthor: "Robin: “R” Vale"\n' in text
    ready = text.replace("Write the text here", "Call 999 first").split("draft: yes")
    file.write_text(ready[0] + ready[1].partition("\n")[2], encoding="utf-8")
    assert campaign(folder, "plan", "--weeks", "2", "--apply").code == 0
    own = approve(folder, "bystander-guidance/a-new-one", by="robin: “r” vale")
    assert (own.code, "so someone else approves it" in own.err) == (1, True)
    assert approve(folder, "bystander-guidance/a-new-one", by="Kim Osei").code == 0


@pytest.mark.parametrize("options", [["--by", "Robin Vale"], []])
def test_the_author_may_be_named_or_left_to_the_campaign(folder, options):
    campaign(folder, "new", "message", "Title", "--theme", "bystander-guidance", *options)
    text = (folder / "messages" / "bystander-guidance" / "title.md").read_text(encoding="utf-8")
    assert ("\nauthor: Robin Vale\n" in text) is bool(options)
    assert ("\n# author: Your name" in text) is not options


def test_a_theme_that_is_not_there_is_told(folder):
    done = campaign(folder, "new", "message", "Title", "--theme", "bystander-guidence")
    assert (done.code, done.err) == (
        2,
        "There is no theme “bystander-guidence”. Did you mean “bystander-guidance”?\n",
    )


def test_the_doctor_finds_a_new_campaign_well(folder):
    done = campaign(folder, "doctor")
    assert done.code == 0
    told = re.sub(r"[\d,.]+ GB", "N GB", done.timeless)
    assert told == (
        "well   Database: SQLite, 0 posts.\n"
        "well   Clock: DAY, TIME in Europe/London; time zones are known.\n"
        "well   Channels: 4 channels work.\n"
        "note   Alerts: nobody is told of trouble by message.\n"
        "       Set CAMPAIGN_ALERTS: docs/alerts.md\n"
        "note   Digests: nobody gets a summary by e-mail.\n"
        "       Write “digests: ADDRESS” in the files: docs/digests.md\n"
        f"well   Storage: it can be written; N GB are free in {folder}.\n"
        "note   Last tick: the program has not run here yet.\n"
        "       Start it: campaign run\n"
        "\n"
        "Nothing is wrong.\n"
    )


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        (
            "json://a.example/s3cret\njson://b.example",
            "well   Alerts: people are told at 2 addresses.",
        ),
        ("s3cret", "WRONG  Alerts: Address 1 of CAMPAIGN_ALERTS is none that apprise understands"),
    ],
)
def test_the_doctor_looks_at_the_addresses_of_alerts(folder, addresses, said):
    done = campaign(folder, "doctor", env={"CAMPAIGN_ALERTS": addresses})
    assert said in done.out
    assert "s3cret" not in done.out + done.err


def change(folder, sql):
    """Do to the database what only time would do."""
    with closing(sqlite3.connect(folder / ".campaign" / "campaign.sqlite3")) as connection:
        connection.execute(sql)
        connection.commit()


def test_the_doctor_sees_that_nobody_keeps_time(folder):
    campaign(folder, "plan", "--apply")
    approve(folder)
    change(
        folder,
        "INSERT INTO store_beat (worker, at, started_at, trouble)"
        " VALUES ('w', '2026-01-02 03:04:05', '2026-01-02 03:04:05', '')",
    )
    done = campaign(folder, "doctor")
    assert done.code == 1
    told = re.sub(r"\d+ approved", "N approved", done.timeless)
    assert told.endswith(
        "WRONG  Last tick: the program has not been running since DAY, TIME,"
        " and N approved posts wait.\n"
        "       Start it: campaign run\n\n1 thing is wrong.\n"
    )


def test_the_doctor_sees_a_clock_that_went_back(folder):
    campaign(folder, "stop", "--reason", "Test", "--by", "Sam")
    change(folder, "UPDATE store_event SET at = '2099-01-01 00:00:00'")
    done = campaign(folder, "doctor")
    assert done.code == 1
    assert "WRONG  Clock: it says DAY, TIME, but something was noted at DAY, TIME." in done.timeless
    assert "Set this machine's clock by a time server" in done.out


def test_the_doctor_names_each_channel_that_does_not_work(folder):
    live = (
        "name: Live\nkind: partner\nchannels:\n"
        "  live-bluesky:\n    platform: bluesky\n    handle: northshire-police.example\n"
        "    secrets: {identifier: NORTHSHIRE_NAME, password: NORTHSHIRE_PASSWORD}\n"
    )
    write_campaign(folder, {"organisations/live.yaml": live})
    done = campaign(folder, "doctor")
    assert done.code == 1
    assert "WRONG  Channels: live-bluesky: " in done.out
    assert "NORTHSHIRE_NAME" in done.out


def test_the_doctor_says_once_that_the_machine_has_no_connection(folder):
    live = "name: Live\nkind: partner\nchannels:\n" + "".join(
        f"  live-{name}:\n    platform: mastodon\n    base_url: https://{name}.example\n"
        "    secrets: {token: NORTHSHIRE_TOKEN}\n"
        for name in ("one", "two")
    )
    write_campaign(folder, {"organisations/live.yaml": live})
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    done = subprocess.run(
        [*alone, sys.executable, "-m", "campaign", "doctor", "--folder", str(folder)],
        env=environment({"NORTHSHIRE_TOKEN": "a-token-of-nobody"}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "unshare" in done.stderr:
        missing("A network of its own for a process", "run the tests where unshare(1) may make one")
    assert done.returncode == 1
    assert "WRONG  Channels: this machine has no connection.\n" in done.stdout
    assert "live-" not in done.stdout
    assert "example" not in done.stdout


def test_a_report_says_where_it_is(folder):
    done = campaign(folder, "report", "--from", "1/10/2026", "--to", "31/10/2026")
    stem = folder / "reports" / "evaluation-2026-10-01-to-2026-10-31"
    assert done.out == (
        "The report from Thu 1 Oct 2026 to Sat 31 Oct 2026 is written:\n"
        f"  {stem}.html\n  {stem}.pdf\n  {stem}.xlsx\n  {stem}.csv\n  {stem}-figures.csv\n"
        f"  {stem}-waivers.csv\n"
        "What you write in commentary-2026-10-01-to-2026-10-31.md, beside it, is taken into the "
        "next one.\n"
    )
    begins = {".html": b"<!doctype html>", ".pdf": b"%PDF-1.7", ".xlsx": b"PK", ".csv": b"\xef\xbb"}
    for ending, first in begins.items():
        assert stem.with_suffix(ending).read_bytes().startswith(first)
    assert stem.with_name(f"{stem.name}-waivers.csv").exists()


def test_a_report_has_the_formats_that_are_asked_for_only(folder):
    done = campaign(folder, "report", "--format", "xlsx", "--format", "pdf")
    assert re.findall(r"\.(\w+)$", done.out, re.MULTILINE) == ["pdf", "xlsx"]
    assert sorted(path.suffix for path in (folder / "reports").iterdir()) == [
        ".md",
        ".pdf",
        ".xlsx",
    ]


def test_a_format_that_is_not_known_is_named_with_those_that_are(folder):
    done = campaign(folder, "report", "--format", "docx")
    assert (done.code, done.out) == (2, "")
    assert "docx" in done.err
    assert all(form in done.err for form in ("html", "pdf", "xlsx", "csv"))
    assert not (folder / "reports").exists()


def test_a_report_covers_four_weeks_unless_told(folder):
    done = campaign(folder, "report")
    first, last = re.findall(r"evaluation-(\S+)-to-(\S+)\.html", done.out)[0]
    assert (date.fromisoformat(last) - date.fromisoformat(first)).days == 27


def test_a_first_day_to_come_needs_a_last_one(folder):
    done = campaign(folder, "report", "--from", "1/12/2099")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Tue 1 Dec 2099 is still to come, and a report without --to ends today: give an earlier "
        "day, or --to as well.\n"
    )
    assert campaign(folder, "report", "--from", "1/12/2099", "--to", "2/12/2099").code == 0


def test_channels_are_listed(folder):
    assert campaign(folder, "channels", "list").out == (
        "  Channel              Platform  Handle             Network  Sign-in     State\n"
        "  commissioner-x       X         –                  sandbox  not needed  in use\n"
        "  commissioner-cy      X         –                  sandbox  not needed  in use\n"
        "  northshire-x         X         @NorthshirePolice  sandbox  not needed  in use\n"
        "  northshire-facebook  Facebook  –                  sandbox  not needed  in use\n"
    )


def test_an_unknown_channel_is_not_tested(folder):
    done = campaign(folder, "channels", "test", "northshire-z")
    assert (done.code, "Did you mean “northshire-x”?" in done.err) == (1, True)


def test_django_gets_what_is_meant_for_it(folder):
    done = campaign(folder, "manage", "showmigrations", "store", "--plan")
    assert (done.code, "store.0001_initial" in done.out) == (0, True)
    helped = campaign(folder, "manage", "migrate", "--help")
    assert "usage: campaign manage migrate" in helped.out
    unknown = campaign(folder, "manage", "nonsense")
    assert unknown.code == 1
    assert "Unknown command: 'nonsense'" in unknown.err
