"""``campaign export`` and ``campaign import`` as a person types them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from campaign.sheets.columns import VERSION
from tests.servers.campaign_folder import CAMPAIGN, write_campaign
from tests.servers.command import campaign
from tests.servers.sheet import csv_file, edited, records, through_libreoffice
from tests.sheets.test_import import GOOD

REGISTER = """\
- {day: 11/11/2026, name: Armistice Day, tone: solemn, status: confirmed}
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    files = {"behind-the-badge/home.md": GOOD, "dates.yaml": REGISTER, "campaign.yaml": CAMPAIGN}
    return write_campaign(tmp_path / "c", files)


def test_a_calendar_goes_out_and_comes_back(folder):
    assert campaign(folder, "plan", "--apply").code == 0
    out = campaign(folder, "export", "c.xlsx")
    assert out.code == 0, out.err
    assert "c.xlsx is written: " in out.out
    assert out.out.endswith("To bring changes back: campaign import c.xlsx\n")
    saved = through_libreoffice(folder / "c.xlsx", folder / "saved")
    back = campaign(folder, "import", str(saved))
    assert back.code == 0, back.out
    assert back.out.strip().endswith("rows without a change.")

    changed = edited(saved, folder / "d.xlsx", "Messages", {0: {"Title": "Going home"}})
    look = campaign(folder, "import", str(changed))
    assert look.code == 0, look.out
    assert "  -title: Walking home at night   # and one beside\n" in look.out
    assert "  +title: Going home   # and one beside\n" in look.out
    assert "1 changed file. Nothing was changed." in look.out
    assert (folder / "messages/behind-the-badge/home.md").read_text() == GOOD

    done = campaign(folder, "import", str(changed), "--apply")
    assert done.code == 0, done.out
    assert "1 file written." in done.out
    assert "title: Going home   # and" in (folder / "messages/behind-the-badge/home.md").read_text()


def test_an_import_plans_and_approves_nothing(folder):
    campaign(folder, "plan", "--apply")
    campaign(folder, "approve", "--all", "--by", "Blake Approver")
    before = campaign(folder, "posts", "list").out
    campaign(folder, "export", "c.xlsx")
    changed = edited(folder / "c.xlsx", folder / "d.xlsx", "Messages", {0: {"Text": "Other text"}})
    assert campaign(folder, "import", str(changed), "--apply").code == 0
    assert campaign(folder, "posts", "list").out == before


def test_whoever_imports_a_new_message_is_its_author(folder):
    rows = [["Title", "Theme", "Platforms", "Text"], ["A", "behind-the-badge", "x", "Text"]]
    csv_file(folder / "c.csv", rows)
    done = campaign(folder, "import", "c.csv", "--apply", "--by", "Kim Osei")
    assert done.code == 0, done.out
    assert "author: Kim Osei\n" in (folder / "messages/behind-the-badge/a.md").read_text()
    assert campaign(folder, "import", "c.csv").out == "1 row without a change.\n"


def test_a_row_left_out_makes_the_exit_code_one(folder):
    rows = [["Title", "Theme", "Platforms", "Text"], ["A", "behind-the-bagde", "x", "Text"]]
    csv_file(folder / "c.csv", rows)
    done = campaign(folder, "import", "c.csv", "--apply")
    assert done.code == 1
    assert "row 2, column B (Theme): There is no theme “behind-the-bagde”." in done.out
    assert "1 row left out. Nothing was written." in done.out


def test_no_file_is_written_over_without_a_word(folder):
    (folder / "c.ics").write_text("mine")
    refused = campaign(folder, "export", "c.ics")
    assert refused.code == 1
    assert "c.ics is there already" in refused.err
    assert campaign(folder, "export", "c.ics", "--replace").code == 0
    assert (folder / "c.ics").read_text().startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("export", "c.doc"), 2, "c.doc is neither .xlsx nor .ics"),
        (("export", "no/c.ics"), 2, "There is no folder no"),
        (("export", "c.ics", "--from", "5/1/2027", "--to", "1/1/2027"), 2, "turn --from and --to"),
        (("export", "c.ics", "--from", "soon"), 2, "--from “soon”"),
        (("import", "c.xlsx"), 1, "There is no file c.xlsx"),
        (("import", "messages"), 1, "messages is none of .xlsx, .ods and .csv"),
    ],
)
def test_misuse_gets_one_sentence(folder, arguments, code, sentence):
    done = campaign(folder, *arguments)
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_the_file_asks_nobody_to_touch_its_versions(folder):
    campaign(folder, "export", "c.xlsx")
    [row] = records(folder / "c.xlsx", "Messages")
    assert row[VERSION.capitalize()].startswith("v")
    shutil.rmtree(folder / "messages" / "behind-the-badge")
    assert campaign(folder, "import", "c.xlsx").code == 0
