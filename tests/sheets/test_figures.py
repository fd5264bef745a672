"""Figures that others counted: read from spreadsheets, kept by what they count, never a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from campaign.library.loader import read_library
from campaign.sheets.outside import Reading, read_figures
from campaign.sheets.table import CannotRead
from campaign.store import external
from campaign.store.models import Event, ExternalFigure
from tests.servers.campaign_folder import PLATFORMS, write_campaign
from tests.servers.command import campaign
from tests.servers.sheet import csv_file, workbook

NOW = datetime(2026, 12, 20, 9, tzinfo=timezone.utc)
HEADS = ["Step", "Figure", "Value", "Of", "Unit", "From", "To", "Source", "Theme", "Audience"]
UPLOADS = ["outcome", "Uploads of footage", 12, "", "uploads", date(2026, 12, 1)]
UPLOADS += [date(2026, 12, 31), "Upload form", "bystander-guidance", ""]
SURVEY = ["Outcomes", "Would call 999", "1,020", "2,400", "", "1/12/2026", "", "Panel", "", ""]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_campaign(tmp_path / "c")


def read(folder: Path, *rows: Sequence[Any], heads: Sequence[str] = HEADS) -> Reading:
    path = workbook(folder / "figures.xlsx", [heads, *rows])
    return read_figures(path, read_library(folder, PLATFORMS))


def changed(row: Sequence[Any], **cells: Any) -> list[Any]:
    return [cells.get(head.casefold(), value) for head, value in zip(HEADS, row, strict=True)]


def test_rows_of_a_workbook_become_figures(folder: Path) -> None:
    found = read(folder, UPLOADS, SURVEY)
    assert (found.problems, found.notes) == ([], [])
    uploads, survey = found.figures
    assert (uploads.stage, uploads.value, uploads.unit) == ("outcome", Decimal(12), "uploads")
    assert (uploads.first, uploads.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert uploads.theme == "bystander-guidance"
    assert (survey.stage, survey.value, survey.base) == ("outcome", Decimal(1020), Decimal(2400))
    assert survey.first == survey.last == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"step": "results"}, "row 2, column A (Step): “results” is no step of an evaluation."),
        ({"value": "45%"}, "row 2, column C (Value): “45%” is not a count. Write how many, and"),
        ({"value": ""}, "row 2, column C (Value): Value is missing."),
        ({"value": "1,000,000,000,000,000"}, "“1,000,000,000,000,000” is not a count."),
        ({"value": "-3"}, "row 2, column C (Value): “-3” is not a count."),
        ({"of": 11}, "row 2, column D (Of): 12 of 11 is more than all of them."),
        ({"of": 0}, "row 2, column D (Of): 12 of 0 is more than all of them."),
        ({"from": "soon"}, "row 2, column F (From): “soon” is not a date."),
        ({"to": date(2026, 11, 1)}, "row 2, column G (To): It ends before it begins."),
        ({"source": ""}, "row 2, column H (Source): Source is missing. Who counted it, and how."),
        ({"theme": "bystander"}, "row 2, column I (Theme): There is no theme “bystander”. Did you"),
        ({"figure": "Seen by jo@mail.example"}, "column B (Figure): This looks like the address"),
        ({"source": "Told by @jo_writes"}, "column H (Source): This looks like the address"),
        ({"source": "Ring 07700 900123"}, "column H (Source): This looks like the address"),
        ({"source": "Ring 07700-900123"}, "column H (Source): This looks like the address"),
        ({"source": "(01632) 960-123"}, "column H (Source): This looks like the address"),
        ({"figure": "x" * 201}, "column B (Figure): This is 201 characters long; the most is 200."),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_row_and_column(
    folder: Path, cells: dict[str, Any], told: str
) -> None:
    found = read(folder, changed(UPLOADS, **cells))
    assert told in " ".join(str(problem) for problem in found.problems)
    assert found.figures == []


def test_two_rows_that_count_the_same_are_told(folder: Path) -> None:
    [problem] = read(folder, UPLOADS, changed(UPLOADS, value=13, source="Other")).problems
    assert "row 3: It counts the same as sheet “Sheet1”, row 2. Keep one of the two." in str(
        problem
    )


def test_columns_nobody_knows_are_told_and_not_read(folder: Path) -> None:
    heads = [*HEADS, "Name of the person"]
    found = read(folder, [*UPLOADS, "Wilhelmina Throgmorton"], heads=heads)
    [note] = found.notes
    assert note.startswith("sheet “Sheet1”, row 1, column K (Name of the person) is not read: ")
    assert "Throgmorton" not in repr(found.figures)


@pytest.mark.django_db(transaction=True)
def test_of_an_audience_no_count_under_ten_is_kept_not_even_from_before(folder: Path) -> None:
    group = changed(UPLOADS, audience="Aged 18 to 24")
    kept = read(folder, group)
    external.keep(kept.figures, by="Sam Hale", now=NOW, source="a.xlsx")
    assert ExternalFigure.objects.get().value == 12
    small = read(folder, changed(group, value=9))
    assert "a count under 10 could point to somebody" in small.notes[0]
    external.keep(small.figures, by="Sam Hale", now=NOW, source="a.xlsx")
    assert not ExternalFigure.objects.exists()
    assert read(folder, changed(UPLOADS, value=9)).figures[0].value == 9, "of everybody it may be"
    assert read(folder, changed(group, of=9, value=9)).figures[0].value is None


@pytest.mark.django_db(transaction=True)
def test_figures_stand_in_the_order_of_their_names_whatever_their_capitals(folder: Path) -> None:
    rows = [changed(UPLOADS, figure=name) for name in ("witnesses", "Uploads", "calls", "Visits")]
    external.keep(read(folder, *rows).figures, by="Sam Hale", now=NOW, source="f.xlsx")
    found = external.of(date(2026, 12, 1), date(2026, 12, 31))
    assert [one.name for one in found] == ["calls", "Uploads", "Visits", "witnesses"]


@pytest.mark.django_db(transaction=True)
def test_importing_again_replaces_and_adds_nothing_up(folder: Path) -> None:
    def keep(*rows: Sequence[Any]) -> external.Changes:
        return external.keep(read(folder, *rows).figures, by="Sam Hale", now=NOW, source="f.xlsx")

    first = keep(UPLOADS, SURVEY)
    assert (len(first.new), len(first.changed), first.same) == (2, 0, 0)
    events = Event.objects.filter(kind="figures imported")
    again = keep(UPLOADS, SURVEY)
    assert (again.any, again.same, events.count()) == (False, 2, 1)
    more = keep(changed(UPLOADS, value=15, source="Upload form, counted again"), SURVEY)
    assert (len(more.new), len(more.changed), more.same) == (0, 1, 1)
    rows = external.of(date(2026, 12, 1), date(2026, 12, 31))
    assert [(row.name, row.value) for row in rows] == [
        ("Uploads of footage", 15),
        ("Would call 999", 1020),
    ]
    gone = keep(changed(UPLOADS, value="remove", source=""))
    assert [row.name for row in gone.removed] == ["Uploads of footage"]
    assert ExternalFigure.objects.count() == 1
    event = events.order_by("-pk")[1]
    assert (event.actor, event.subject) == ("Sam Hale", "f.xlsx")
    [told] = json.loads(event.data)["figures"]
    assert (told["name"], told["was"], told["is"]) == (
        "Uploads of footage",
        ["12.0000", None],
        ["15", None],
    )


@pytest.mark.django_db(transaction=True)
def test_a_report_gets_what_lies_within_its_days_and_is_its_own(folder: Path) -> None:
    rows = [
        changed(UPLOADS, theme="behind-the-badge"),
        UPLOADS,
        SURVEY,
        changed(SURVEY, **{"from": "30/11/2026", "to": "1/12/2026"}),
    ]
    external.keep(read(folder, *rows).figures, by="Sam Hale", now=NOW, source="f.xlsx")
    month = date(2026, 12, 1), date(2026, 12, 31)
    assert len(external.of(*month)) == 3
    assert [one.theme for one in external.of(*month, theme="behind-the-badge")] == [
        "behind-the-badge",
        "",
    ]
    assert len(external.of(*month, organisation="northshire-police")) == 3


def test_a_file_that_is_no_table_of_figures_is_told(folder: Path) -> None:
    path = csv_file(folder / "other.csv", [["Title", "Text"], ["a", "b"]])
    with pytest.raises(CannotRead, match="has no table of figures"):
        read_figures(path, read_library(folder, PLATFORMS))


# -- the command ------------------------------------------------------------------------------

BY = ("--by", "Sam Hale")


def test_the_example_can_be_imported_as_it_is(folder: Path) -> None:
    made = campaign(folder, "import-figures", "figures.csv", "--example", *BY)
    assert made.code == 0, made.err
    assert "figures.csv" in made.out
    look = campaign(folder, "import-figures", "figures.csv", *BY)
    assert look.code == 0, look.out + look.err
    assert "  new      outcome: Would call 999 first, " in look.out
    assert ": 380 of 1,020 people" in look.out
    assert "4 new figures. Nothing was changed." in look.out
    done = campaign(folder, "import-figures", "figures.csv", "--apply", *BY)
    assert done.out.strip().endswith("4 new figures.")
    again = campaign(folder, "import-figures", "figures.csv", "--apply", *BY)
    assert again.out.strip() == "4 figures as they were."


def test_one_faulty_row_keeps_everything_out(folder: Path) -> None:
    campaign(folder, "import-figures", "figures.csv", "--example", *BY)
    file = folder / "figures.csv"
    file.write_text(file.read_text("utf-8").replace(",12,", ",about twelve,"), "utf-8")
    done = campaign(folder, "import-figures", "figures.csv", "--apply", *BY)
    assert done.code == 1
    assert "Nothing is imported: 1 fault" in done.out
    assert "row 4, column C (Value): “about twelve” is not a count." in done.out
    file.write_text(file.read_text("utf-8").replace(",about twelve,", ",12,"), "utf-8")
    look = campaign(folder, "import-figures", "figures.csv", *BY)
    assert "4 new figures. Nothing was changed." in look.out


def test_an_example_needs_a_folder_that_is_there(folder: Path) -> None:
    done = campaign(folder, "import-figures", "nowhere/figures.csv", "--example", *BY)
    assert (done.code, done.err) == (2, "There is no folder nowhere: make it first.\n")


def test_an_example_writes_over_nothing(folder: Path) -> None:
    (folder / "figures.csv").write_text("mine", "utf-8")
    done = campaign(folder, "import-figures", "figures.csv", "--example", *BY)
    assert done.code == 2
    assert "is there already" in done.err
    assert (folder / "figures.csv").read_text("utf-8") == "mine"
