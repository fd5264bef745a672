"""What an import makes of rows: new files, changed lines, conflicts and refusals."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from campaign.library.loader import read_library
from campaign.sheets.putting import put
from campaign.sheets.table import CannotRead
from tests.servers.campaign_folder import PLATFORMS, write_campaign
from tests.servers.sheet import (
    csv_file,
    edited,
    export_messages,
    imported,
    records,
    workbook,
)
from tests.sheets.test_round_trip import lines_for

GOOD = """\
---
# Kept: a note above.
title: Walking home at night   # and one beside
theme: behind-the-badge
notes: first
platforms: X, Facebook
audience: public
---
Text

## X
Short
"""
DATED = """\
---
title: A fixed day
theme: behind-the-badge
platforms: x, facebook
when: on 1/1/2027 at 19:30, on 5/2/2027 at 08:00
---
Text
"""
HEAD = ["Title", "Theme", "Date", "Time", "X", "Facebook", "Text", "Text for X"]
ROW = ["Night shift", "behind-the-badge", "25/1/2027", "19:30", "Yes", "", "We are awake.", ""]


@pytest.fixture
def folder(tmp_path) -> Path:
    files = {"behind-the-badge/home.md": GOOD, "behind-the-badge/day.md": DATED}
    return write_campaign(tmp_path / "c", files)


def told(outcome) -> list[str]:
    return [str(problem) for problem in outcome.problems]


def new_text(outcome) -> str:
    [change] = outcome.changes
    return change.new.decode()


def row_of(path: Path, id_: str, name: str = "Messages") -> int:
    return [r["Message id"] for r in records(path, name)].index(id_)


# Changes


def test_only_the_lines_that_change_are_changed(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    at = row_of(path, "behind-the-badge/home")
    changes = {at: {"Title": "Walking home: how?", "Rest": "30 days", "Text for X": "Shorter"}}
    outcome = imported(folder, edited(path, tmp_path / "d.xlsx", "Messages", changes))
    assert told(outcome) == []
    assert new_text(outcome) == GOOD.replace(
        "title: Walking home at night ", 'title: "Walking home: how?" '
    ).replace("audience: public\n", "audience: public\nrest: 30 days\n").replace("Short", "Shorter")
    assert outcome.unchanged == 1


def test_an_emptied_cell_takes_a_setting_away(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    at = row_of(path, "behind-the-badge/home")
    outcome = imported(
        folder, edited(path, tmp_path / "d.xlsx", "Messages", {at: {"Notes": "", "Text for X": ""}})
    )
    assert new_text(outcome) == GOOD.replace("notes: first\n", "").replace("\n## X\nShort\n", "")


def test_a_row_without_a_version_changes_only_what_it_fills_in(folder, tmp_path):
    rows = [["Message id", "Title", "Notes"], ["behind-the-badge/home", "Going home", ""]]
    outcome = imported(folder, csv_file(tmp_path / "c.csv", rows))
    assert new_text(outcome) == GOOD.replace("Walking home at night", "Going home")


def test_a_file_changed_since_the_export_is_a_conflict_that_is_shown_and_left(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    file = folder / "messages/behind-the-badge/home.md"
    file.write_text(GOOD.replace("notes: first", "notes: second"))
    at = row_of(path, "behind-the-badge/home")
    outcome = imported(
        folder, edited(path, tmp_path / "d.xlsx", "Messages", {at: {"Title": "Other"}})
    )
    assert outcome.changes == []
    [conflict] = outcome.conflicts
    assert str(conflict.problem) == (
        f"sheet “Messages”, row {at + 2}: messages/behind-the-badge/home.md was changed after "
        "this spreadsheet was exported. Export again and make the change there, or make it in "
        "the file."
    )
    assert b"title: Other" in conflict.change.new


def test_a_file_changed_since_the_export_is_left_in_peace_by_an_unchanged_row(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    (folder / "messages/behind-the-badge/home.md").write_text(GOOD.replace("first", "second"))
    outcome = imported(folder, path)
    assert (outcome.changes, outcome.conflicts, told(outcome)) == ([], [], [])


def test_columns_may_move_and_sheets_and_heads_may_be_renamed(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    rows = [
        [row["Version"], row["Text"], row["Message id"], "mine", row["Title"].replace("at", "by")]
        for row in records(path, "Messages")
    ]
    head = ["version", "TEXT ", "message ID", "Owner", "\u00a0Title*"]
    blank = ["", "", "", "", ""]
    sheet = [["A calendar of ours"], [], head, *rows, blank, ["", "", "", "Kim", ""]]
    outcome = imported(folder, workbook(tmp_path / "d.xlsx", sheet, names=["Blatt 1"]))
    assert new_text(outcome) == GOOD.replace("home at night", "home by night")
    assert outcome.notes == [
        "Sheet “Blatt 1”, row 3, column D (Owner) is none of ours and was left alone."
    ]


def test_two_rows_that_disagree_change_nothing(folder, tmp_path):
    rows = [["Message id", "Title"], *(["behind-the-badge/home", title] for title in ("A", "B"))]
    outcome = imported(folder, csv_file(tmp_path / "c.csv", rows))
    assert outcome.changes == []
    assert told(outcome) == [
        (
            "row 3, column B (Title): This says something else of behind-the-badge/home than "
            "row 2, column B (Title). Make the two the same, or undo one of them."
        )
    ]


def test_a_row_whose_file_is_gone_makes_no_new_one_unless_it_is_meant_to(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    (folder / "messages/behind-the-badge/home.md").unlink()
    assert told(imported(folder, path)) == []
    at = row_of(path, "behind-the-badge/home")
    changed = edited(path, tmp_path / "d.xlsx", "Messages", {at: {"Title": "Other"}})
    assert (
        "There is no message behind-the-badge/home any more." in told(imported(folder, changed))[0]
    )
    emptied = edited(path, tmp_path / "e.xlsx", "Messages", {at: {"Version": ""}})
    [change] = imported(folder, emptied).new
    assert change.id == "behind-the-badge/home"


def test_a_message_with_a_fault_can_be_mended_in_the_sheet(folder, tmp_path):
    file = folder / "messages/behind-the-badge/home.md"
    file.write_text(GOOD.replace("theme: behind-the-badge", "theme: behind-the-bagde"))
    path = export_messages(folder, tmp_path / "c.xlsx")
    at = row_of(path, "behind-the-badge/home")
    mended = {at: {"Theme": "behind-the-badge"}}
    outcome = imported(folder, edited(path, tmp_path / "d.xlsx", "Messages", mended))
    assert new_text(outcome) == GOOD


# The calendar


def test_moving_a_post_of_a_fixed_day_changes_its_when(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx", lines_for("behind-the-badge/day"))
    moved = {0: {"Date": date(2027, 1, 2), "Time": time(9, 5)}}
    outcome = imported(folder, edited(path, tmp_path / "d.xlsx", "Calendar", moved))
    assert new_text(outcome) == DATED.replace("1/1/2027 at 19:30", "2/1/2027 at 09:05")


def test_moving_a_post_that_the_plan_placed_is_explained(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx", lines_for("behind-the-badge/home"))
    moved = {0: {"Date": date(2027, 1, 2)}}
    outcome = imported(folder, edited(path, tmp_path / "d.xlsx", "Calendar", moved))
    assert told(outcome) == [
        (
            "sheet “Calendar”, row 2, column A (Date): The plan chose this time, so it cannot be "
            "moved here. Put it back, and give the message a When, such as “on 2/1/2027 at 19:30”."
        )
    ]


def test_a_status_typed_into_the_sheet_approves_nothing(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx", lines_for("behind-the-badge/home"))
    changed = {0: {"Status": "scheduled"}}
    outcome = imported(folder, edited(path, tmp_path / "d.xlsx", "Calendar", changed))
    assert (outcome.changes, told(outcome)) == ([], [])
    assert outcome.notes == [
        (
            "Sheet “Calendar”, row 2 has a change that cannot be imported. Status, Channels and "
            "Conflicts are only for reading: plan and approve as ever."
        )
    ]


def test_a_platform_ticked_for_one_post_is_explained(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx", lines_for("behind-the-badge/home"))
    changed = {0: {"Facebook": ""}}
    outcome = imported(folder, edited(path, tmp_path / "d.xlsx", "Calendar", changed))
    assert "Where a message goes is one of its settings" in told(outcome)[0]


def test_a_new_row_of_the_calendar_is_a_new_dated_message(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    row = dict(zip(HEAD, ROW, strict=True)) | {"Date": date(2027, 1, 25), "Time": time(19, 30)}
    outcome = imported(folder, edited(path, tmp_path / "d.xlsx", "Calendar", {}, [row]))
    assert told(outcome) == []
    [change] = outcome.new
    assert change.file == "messages/behind-the-badge/night-shift.md"
    assert change.new.decode() == (
        "---\ntitle: Night shift\ntheme: behind-the-badge\nplatforms: x\n"
        "when: on 25/1/2027 at 19:30\n---\nWe are awake.\n"
    )


# New files


def test_one_faulty_row_never_stops_or_hides_the_others(folder, tmp_path):
    rows = [
        HEAD,
        ROW,
        ["", "behind-the-badge", "", "", "Yes", "", "No title.", ""],
        ["No text", "behind-the-badge", "", "", "Yes", "", "", ""],
        ["Past", "behind-the-badge", "1/1/2020", "09:00", "Yes", "", "Too late.", ""],
        ["Theme", "behind-the-bagde", "", "", "Yes", "", "Which theme?", ""],
        ["Nowhere", "behind-the-badge", "", "", "", "", "Where?", ""],
        ["Too long", "behind-the-badge", "", "", "Yes", "", "A word. " * 60, ""],
        ["Name", "behind-the-badge", "", "", "Yes", "", "{{ organisation.boss }}", ""],
        ["Heading", "behind-the-badge", "", "", "Yes", "", "One\n## X\nTwo", ""],
        ["Half", "behind-the-badge", "25/1/2027", "", "Yes", "", "When?", ""],
        ["Maybe", "behind-the-badge", "", "", "perhaps", "", "Yes or no?", ""],
        ROW,
        ["Last", "bystander-guidance", "", "", "Yes", "yes", "It still arrives.", ""],
    ]
    outcome = imported(folder, csv_file(tmp_path / "c.csv", rows))
    assert [change.id for change in outcome.new] == [
        "behind-the-badge/night-shift",
        "bystander-guidance/last",
    ]
    starts = [sentence.split(". ")[0].split(" [")[0] for sentence in told(outcome)]
    assert starts[:7] == [
        "row 3, column A (Title): “Title” is missing",
        "row 4, column G (Text): There is no text",
        "row 5, column C (Date): 1/1/2020 has passed, so it would never go out",
        "row 7: “Platforms” is missing",
        (
            "row 10, column G (Text): A line of this text begins with ##, as the heading of a "
            "platform's text does"
        ),
        "row 11, column D (Time): The time is missing",
        "row 12, column E (X): “perhaps” is neither yes nor no",
    ]
    rest = " ".join(starts[7:])
    for expected in ("row 13, column A (Title): Row 2 makes behind-the-badge/night-shift already",
                     "row 6, column B (Theme): There is no theme",
                     "row 8, column G (Text)", "row 9, column G (Text)"):  # fmt: skip
        assert expected in rest


def test_importing_the_same_rows_again_makes_nothing_twice(folder, tmp_path):
    path = csv_file(tmp_path / "c.csv", [HEAD, ROW])
    put(folder, imported(folder, path).changes)
    again = imported(folder, path)
    assert (again.changes, told(again), again.unchanged) == ([], [], 1)
    other = csv_file(tmp_path / "d.csv", [HEAD, [*ROW[:6], "Another text.", ""]])
    assert told(imported(folder, other)) == [
        (
            "row 2, column A (Title): There is a message behind-the-badge/night-shift already. To "
            "change it, write behind-the-badge/night-shift as the message id; or give this one "
            "another title."
        )
    ]


@pytest.mark.parametrize(
    "id_", ["../../etc/passwd", "/etc/passwd", "organisations/x", "_hidden/x", "a/b/c/d/e", "1",
            "behind-the-badge/readme", "behind-the-badge/" + "x" * 200, "CON:/x", "a\\b"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(folder, tmp_path, id_):
    rows = [["Message id", *HEAD], [id_, *ROW]]
    outcome = imported(folder, csv_file(tmp_path / "c.csv", rows))
    assert outcome.changes == []
    assert "cannot be the id of a message" in told(outcome)[0]


def test_a_name_that_some_computers_hold_for_another_is_refused(folder, tmp_path):
    (folder / "messages/behind-the-badge/Café.md").write_text(GOOD)
    rows = [["Message id", *HEAD], ["behind-the-badge/CAFÉ", *ROW]]
    outcome = imported(folder, csv_file(tmp_path / "c.csv", rows))
    assert "There is a message behind-the-badge/CAFÉ already" in told(outcome)[0]


# Writing


def test_files_are_put_in_place_only_as_they_were(folder, tmp_path):
    rows = [["Message id", "Title"], ["behind-the-badge/home", "A"], ["behind-the-badge/day", "B"]]
    outcome = imported(folder, csv_file(tmp_path / "c.csv", rows))
    (folder / "messages/behind-the-badge/home.md").write_text(GOOD + "more\n")
    done = put(folder, outcome.changes)
    assert [change.id for change in done.written] == ["behind-the-badge/day"]
    [problem] = done.problems
    assert "has just been changed by somebody else" in str(problem)
    assert (folder / "messages/behind-the-badge/home.md").read_text() == GOOD + "more\n"
    assert read_library(folder, PLATFORMS).messages["behind-the-badge/day"].title == "B"
    assert [
        p.name for p in (folder / "messages/behind-the-badge").iterdir() if p.name[0] == "."
    ] == []


def test_looking_changes_nothing(folder, tmp_path):
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    imported(folder, csv_file(tmp_path / "c.csv", [HEAD, ROW]))
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


# Files that are none


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"not a zip", "a.xlsx cannot be read. It is damaged"),
        ("a.ods", b"PK\x03\x04 broken", "a.ods cannot be read. It is damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "is none of .xlsx, .ods and .csv"),
        ("a.csv", b"one,two\n1,2\n", "has no table that can be imported"),
        ("a.csv", b"", "has no table that can be imported"),
        ("a.csv", b'Title,Text\n"open,1\n', "cannot be read as a table"),
        ("a.csv", b"Title,Text\n\0,1\n", "is not a text file"),
        ("a.csv", b"Title,Text\n\x81,1\n", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_what_is_no_spreadsheet_is_told_in_a_sentence(folder, tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CannotRead) as caught:
        imported(folder, tmp_path / name)
    assert sentence in str(caught.value)


def test_a_cell_at_the_end_of_the_world_is_told_and_not_allocated(folder, tmp_path):
    from xlsxwriter import Workbook

    with Workbook(str(tmp_path / "c.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write(1_048_575, 16_383, "lost")
    with pytest.raises(CannotRead, match="reaches down to row 1,048,576 and across 16,384 columns"):
        imported(folder, tmp_path / "c.xlsx")


def test_a_moment_may_stand_in_one_cell(folder, tmp_path):
    rows = [
        ["Message id", "When"],
        ["behind-the-badge/home", datetime.fromisoformat("2027-01-25T09:05")],
    ]
    outcome = imported(folder, workbook(tmp_path / "c.xlsx", rows))
    assert "when: on 25/1/2027 at 09:05\n" in new_text(outcome)
