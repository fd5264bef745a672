"""What spreadsheets do to what people type, and what is made of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.sheets.cells import read_cell
from campaign.sheets.columns import Columns
from tests.servers.campaign_folder import PLATFORMS, write_campaign
from tests.servers.sheet import csv_file, imported, through_libreoffice, workbook

COLUMNS = Columns(PLATFORMS)
WALL = datetime.fromisoformat
HEAD = ["Title", "Theme", "Platforms", "Text", "From"]


def read(key, value):
    return read_cell(value, COLUMNS[key])


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("from", date(2027, 1, 25), "25/1/2027"),
        ("from", WALL("2027-01-25T00:00"), "25/1/2027"),
        ("from", 46412.0, "25/1/2027"),
        ("from", "46412", "25/1/2027"),
        ("from", "2027-01-25 00:00:00", "2027-01-25"),
        ("from", "\u00a025 January 2027 ", "25 January 2027"),
        ("time", time(19, 30), "19:30"),
        ("time", 0.8125, "19:30"),
        ("time", 0.81249999, "19:30"),
        ("time", "0.8125", "19:30"),
        ("time", timedelta(hours=19, minutes=30), "19:30"),
        ("time", WALL("1899-12-30T19:30"), "19:30"),
        ("time", time(19, 29, 59, 999_999), "19:30"),
        ("time", "5.30pm", "5.30pm"),
        ("when", WALL("2027-01-25T09:05"), "on 25/1/2027 at 09:05"),
        ("when", 46412.375, "on 25/1/2027 at 09:00"),
        ("when", "every Friday\u00a0at 17:30", "every Friday at 17:30"),
        ("rest", 21.0, "21"),
        ("draft", True, "yes"),
        ("draft", 1.0, "yes"),
        ("yes:x", "✓", "yes"),
        ("yes:x", "NO", "no"),
        ("theme", "“behind-the-badge”", "behind-the-badge"),
        ("theme", "behind\u2060-the-badge\u200b", "behind-the-badge"),
        ("platforms", "x\nfacebook\n\n", "x, facebook"),
        ("title", "“Don’t” be\u00a0a bystander", "“Don’t” be a bystander"),
        ("title", "24\n7", "24 7"),
        ("title", 999.0, "999"),
        ("text", "=1+1\n@you\n+44\n-5\n'q’\u00a0“x”", "=1+1\n@you\n+44\n-5\n'q’\u00a0“x”"),
        ("text", "\n \n  indented\r\nnext  \n\n", "  indented\nnext"),
        ("text", None, ""),
    ],
)
def test_what_was_meant_is_read(key, value, text):
    cell = read(key, value)
    assert (cell.text, cell.fault) == (text, None)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("title", 7700900123.0, "7700900123 looks like a telephone number that has lost its 0."),
        ("text", 12345678901234567890.0, "A spreadsheet has rounded this long number to 1234567"),
        ("notes", "1.23457E+15", "A spreadsheet has shortened a long number to 1.23457E+15."),
        ("title", date(2027, 7, 24), "turned what was typed under Title into a date."),
        ("grace", time(0, 15), "turned what was typed under Grace into a time of day."),
        ("from", 21.0, "21 is not a date."),
        ("from", time(9, 0), "This is a time, not a day."),
        ("from", WALL("2027-01-25T09:00"), "There is a time in this cell, too."),
        ("time", WALL("2027-01-25T09:00"), "There is a day in this cell, too."),
        ("time", date(2027, 1, 25), "This is a day, not a time."),
        ("time", 19.5, "This is not a time of day."),
        ("time", timedelta(hours=30), "Times are whole minutes of one day."),
        ("time", time(9, 0, 30), "Times are whole minutes of one day."),
        ("from", True, "This is a yes or no, not a day."),
    ],
)
def test_what_is_damaged_is_told(key, value, sentence):
    fault = read(key, value).fault
    assert fault
    assert sentence in fault.message
    assert fault.fix


@given(
    key=st.sampled_from(["title", "theme", "from", "time", "when", "draft", "text", "waive"]),
    value=st.one_of(
        st.text(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.none(),
    ),
)
def test_no_cell_crashes_the_reader(key, value):
    cell = read(key, value)
    assert isinstance(cell.text, str)
    assert read_cell(cell.text, COLUMNS[key]).text == cell.text or cell.fault


# Dates that may be turned round


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_campaign(tmp_path / "c")


def rows(*days) -> list[list[object]]:
    body = [[f"Row {n}", "behind-the-badge", "x", "Text", day] for n, day in enumerate(days)]
    return [list(HEAD), *body]


def told(outcome) -> list[str]:
    return [str(problem) for problem in outcome.problems]


def test_days_are_day_first(folder, tmp_path):
    outcome = imported(folder, csv_file(tmp_path / "c.csv", rows("3/4/2027", "25/1/2027")))
    assert told(outcome) == []
    assert b"from: 3/4/2027" in outcome.changes[0].new


def test_a_date_beside_american_ones_is_not_guessed(folder, tmp_path):
    path = csv_file(tmp_path / "c.csv", rows("3/4/2027", "12/25/2027", "5/5/2027"))
    outcome = imported(folder, path)
    first, second = told(outcome)
    assert first == (
        "row 2, column E (From): 3/4/2027 may be day first or month first: 12/25/2027 in row 3 "
        "has the month first. Write all of them day first, or with the month as a word; here "
        "3 April 2027 (3/4/2027) or 4 March 2027 (4/3/2027)."
    )
    assert "There is no month 25. Write the day first: did you mean 25/12/2027?" in second
    assert len(outcome.changes) == 1


def test_a_spreadsheet_that_reads_the_month_first_gives_itself_away(folder, tmp_path):
    path = workbook(tmp_path / "c.xlsx", rows(date(2027, 3, 4), "25/1/2027", date(2027, 3, 14)))
    outcome = imported(folder, path)
    assert told(outcome) == [
        (
            "sheet “Sheet1”, row 2, column E (From): This is 4 March 2027, but 3 April 2027 may "
            "be meant: the spreadsheet did not take 25/1/2027 in row 3 for a date, so it seems "
            "to read the month first. Write both with the month as a word, such as 3 April 2027."
        )
    ]
    assert len(outcome.changes) == 2


# Whole files


def test_a_formula_that_shows_an_error_is_no_empty_cell(folder, tmp_path):
    from xlsxwriter import Workbook

    with Workbook(str(tmp_path / "c.xlsx")) as book:
        sheet = book.add_worksheet("A & B")
        for r, row in enumerate(rows("1/2/2027")):
            sheet.write_row(r, 0, row)
        sheet.write_formula(1, 3, "=NAME", None, "#NAME?")
    assert told(imported(folder, tmp_path / "c.xlsx")) == [
        (
            "sheet “A & B”, row 2, column D (Text): The formula in this cell shows an error. "
            "Type the text itself into the cell."
        )
    ]


def test_an_error_in_an_ods_deletes_nothing(tmp_path):
    from xlsxwriter import Workbook

    files = {"behind-the-badge/home.md": "---\ntitle: Home\ntheme: behind-the-badge\n"
             "platforms: x\nnotes: keep\n---\nText\n"}  # fmt: skip
    folder = write_campaign(tmp_path / "c", files)
    from tests.servers.sheet import export_messages, records

    version = records(export_messages(folder, tmp_path / "e.xlsx"), "Messages")[0]["Version"]
    with Workbook(str(tmp_path / "c.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Message id", "Title", "Notes", "Version"])
        sheet.write_row(1, 0, ["behind-the-badge/home", "House", "", version])
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")
    saved = through_libreoffice(tmp_path / "c.xlsx", tmp_path / "saved", "ods")
    assert "which reads as an empty cell" in told(imported(folder, saved))[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_every_kind_is_read(folder, tmp_path, delimiter, encoding):
    made = rows("1/2/2027")
    made[1][3] = "Café; a, b\n\nŵy 😀"
    path = csv_file(tmp_path / "c.csv", made, delimiter=delimiter, encoding=encoding)
    outcome = imported(folder, path)
    assert (told(outcome), outcome.notes) == ([], [])
    assert "Café; a, b\n\nŵy 😀" in outcome.changes[0].new.decode()


def test_the_windows_encoding_is_told(folder, tmp_path):
    made = rows("1/2/2027")
    made[1][3] = "Café: it’s “open”"
    path = csv_file(tmp_path / "c.csv", made, delimiter=";", encoding="cp1252")
    outcome = imported(folder, path)
    assert "c.csv is not saved as UTF-8. It was read as Windows-1252" in outcome.notes[0]
    assert "Café: it’s “open”" in outcome.changes[0].new.decode()


def test_a_line_that_only_names_the_separator_is_passed_over(folder, tmp_path):
    path = csv_file(tmp_path / "c.csv", rows("1/2/2027"), delimiter=";")
    path.write_bytes(b"sep=;\r\n" + path.read_bytes())
    assert len(imported(folder, path).changes) == 1


def test_an_apostrophe_that_marks_text_in_a_csv_is_no_part_of_it(folder, tmp_path):
    made = rows("1/2/2027")
    made[1][3] = "'@NorthshirePolice is us. 'Quoted' stays."
    outcome = imported(folder, csv_file(tmp_path / "c.csv", made))
    text = (outcome.changes[0].new if outcome.changes else b"").decode()
    assert "\n@NorthshirePolice is us. 'Quoted' stays." in text or "TECH-05" in told(outcome)[0]


def test_calendars_that_count_from_1904_are_read_alike(folder, tmp_path):
    from xlsxwriter import Workbook

    with Workbook(str(tmp_path / "c.xlsx"), {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(rows("")):
            sheet.write_row(r, 0, row)
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(1, 4, date(2027, 1, 25), style)
    assert b"from: 25/1/2027" in imported(folder, tmp_path / "c.xlsx").changes[0].new


def test_hidden_columns_and_sheets_are_read_too(folder, tmp_path):
    from xlsxwriter import Workbook

    with Workbook(str(tmp_path / "c.xlsx")) as book:
        book.add_worksheet("Cover").write(0, 0, "Our plan")
        sheet = book.add_worksheet("Hidden")
        for r, row in enumerate(rows("1/2/2027")):
            sheet.write_row(r, 0, row)
        sheet.set_column(1, 2, None, None, {"hidden": True})
        sheet.hide()
    assert len(imported(folder, tmp_path / "c.xlsx").changes) == 1
