"""The report's workbook: types, headings, charts, and nothing taken for a formula."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from time import sleep
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from python_calamine import load_workbook

from campaign.reports.document import Cell, Document, Kind, Line, Table, Words
from campaign.reports.period import Period
from campaign.reports.rows import rows
from campaign.reports.tidy import FIELDS
from campaign.reports.xlsx import Book
from tests.servers import paper
from tests.servers.figures_of import posts_of_workbook
from tests.servers.posted import END, NOW, START, channel, example, post, read
from tests.servers.sheet import through_libreoffice

pytestmark = pytest.mark.django_db
PERIOD = Period(START, END)
DANGEROUS = ("=1+1", "+44 1632 960000", "-5 degrees", "@here", "＝1", "\t=cmd|' /C calc'!A0")


def written(path: Path, document: Document | None = None, **how: Any) -> Path:
    with Book(path, PERIOD, **how) as book:
        for _ in book.passing(rows(PERIOD, now=NOW)):
            pass
        book.finish(document or paper.document())
    return path


def moment(day: int, hour: int, minute: int) -> datetime:
    """Return a time of October as Excel keeps it: without a zone."""
    return datetime.combine(date(2026, 10, day), time(hour, minute))


@pytest.fixture
def table_of(tmp_path) -> Callable[..., list[list[Any]]]:
    def read_back(document: Document | None = None, sheet: str = "Rest 1") -> list[list[Any]]:
        path = written(tmp_path / "book.xlsx", document)
        return load_workbook(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)

    return read_back


def part(path: Path, pattern: str) -> str:
    """Return the first part of the file whose name matches."""
    with zipfile.ZipFile(path) as file:
        name = next(name for name in sorted(file.namelist()) if re.search(pattern, name))
        return file.read(name).decode()


def test_every_figure_has_a_type_of_its_own(tmp_path, table_of):
    caption, left_off, head, first, second, _ = table_of(
        paper.document(paper.table(), paper.drawing())
    )
    assert caption[0] == "One of every kind"
    assert left_off[0] == "The first 3 of 9 rows."
    assert head == [
        "Who", "Posts", "Posts: note", "Rate", "Gap", "First day", "Last read", "Remark",
    ]  # fmt: skip
    assert first == [
        "Heddlu’r Tŷ Gŵyr", 12_345.0, "2 of 3 posts", pytest.approx(12_345 / 700), 1234.5678,
        date(2026, 10, 4), moment(4, 17, 30), "As planned.",
    ]  # fmt: skip
    assert second == ["Northshire", "n/a", "", "n/a", "n/a", "n/a", "n/a", "As planned."]
    formats = part(tmp_path / "book.xlsx", r"styles\.xml")
    assert "#,##0.00%" in formats
    assert "d mmmm yyyy, hh:mm" in formats


def test_a_text_never_becomes_a_formula(tmp_path, table_of):
    lines = [paper.line(text, 3, remark=text) for text in DANGEROUS]
    _, _, _, *found = table_of(paper.document(paper.table("odd", *lines), Words(DANGEROUS)))
    assert [(row[0], row[7]) for row in found] == [(text, text) for text in DANGEROUS]
    with zipfile.ZipFile(tmp_path / "book.xlsx") as file:
        sheets = [file.read(name) for name in file.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    assert 'quotePrefix="1"' in part(tmp_path / "book.xlsx", r"styles\.xml")


def test_every_table_stays_under_its_headings(tmp_path):
    path = written(tmp_path / "book.xlsx")
    with zipfile.ZipFile(path) as file:
        sheets = {
            name: file.read(name).decode() for name in file.namelist() if "worksheets/sheet" in name
        }
    frozen = [name for name, text in sheets.items() if 'state="frozen"' in text]
    assert len(frozen) == 3  # the posts and both tables, not the sheet of words
    assert all("<autoFilter" in sheets[name] and "customWidth" in sheets[name] for name in frozen)
    assert "_xlnm.Print_Titles" in part(path, r"workbook\.xml$")


def test_a_chart_is_excels_own_with_words_and_gaps(tmp_path):
    path = written(tmp_path / "book.xlsx")
    chart, drawing = part(path, r"chart1\.xml"), part(path, r"drawings/drawing1\.xml$")
    assert 'descr="Line chart of engagements by day on Bluesky and X."' in drawing
    assert "'Rest 2'!$A$5:$A$7" in chart
    assert "dispBlanksAs" not in chart  # a gap is what Excel does unless told otherwise
    values = [
        [point.findtext("{*}v") for point in series.findall(".//{*}val//{*}pt")]
        for series in ET.fromstring(chart).iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/chart}ser"
        )
    ]
    assert values == [["5.0", "11.0"], ["7.0", "9.0", "2.0"]]  # nothing, not 0, on the second day
    hidden = load_workbook(str(path)).get_sheet_by_name("Chart figures").to_python()
    assert hidden == [[5.0, 7.0], ["", 9.0], [11.0, 2.0]]


def test_a_chart_of_bars_is_one_in_excel_too(tmp_path):
    bars = replace(paper.drawing(), spec={"layer": [{"mark": {"type": "bar"}}]})
    path = written(tmp_path / "book.xlsx", paper.document(bars))
    assert "<c:barChart>" in part(path, r"chart1\.xml")


def test_the_first_sheet_has_the_words_and_the_way_to_every_table(tmp_path):
    simulated = paper.document(simulated=True, banner="All figures are invented.")
    book = load_workbook(str(written(tmp_path / "book.xlsx", simulated)))
    assert book.sheet_names == ["Report", "Posts", "Rest 1", "Rest 2", "Chart figures"]
    told = [row[0] for row in book.get_sheet_by_name("Report").to_python()]
    for words in (
        "Evaluation: Behind the Badge", "Simulated: these are not real results",
        "All figures are invented.", "Rest 1: One of every kind", "Of 3 posts due, 2 were sent.",
        "• One was held.", "What happened",
    ):  # fmt: skip
        assert words in told
    tiles = [row for row in book.get_sheet_by_name("Report").to_python() if row[0] == "posts sent"]
    assert tiles == [["posts sent", 12_345.0, "of 12,400 due"]]
    assert "#'Rest 1'!A1" in part(tmp_path / "book.xlsx", r"sheet1\.xml$") or (
        "location=\"'Rest 1'!A1\"" in part(tmp_path / "book.xlsx", r"sheet1\.xml$")
    )
    warned = book.get_sheet_by_name("Rest 1").to_python()[1][0]
    assert warned == "Simulated: these are not real results"


def test_it_has_a_title_a_language_and_a_date_of_its_own(tmp_path):
    path = written(tmp_path / "book.xlsx")
    core = part(path, r"core\.xml")
    assert "<dc:title>Evaluation: Behind the Badge, 1 to 31 October 2026</dc:title>" in core
    assert core.count("2026-12-01T09:00:00Z") == 2
    assert "en-GB" in part(path, r"custom\.xml")


def test_the_same_report_has_the_same_bytes(tmp_path):
    example(days=3)
    first = written(tmp_path / "one.xlsx").read_bytes()
    sleep(2.1)  # the clock of a ZIP file counts in steps of two seconds
    assert written(tmp_path / "two.xlsx").read_bytes() == first


def test_every_post_has_its_row(tmp_path):
    example(days=5)
    odd = post(title="=SUM(A1)", message="behind-the-badge/odd")
    read(odd, reactions=3)
    found = posts_of_workbook(written(tmp_path / "book.xlsx"))
    kept = list(rows(PERIOD, now=NOW))
    assert [row["post"] for row in found] == [row.pk for row in kept]
    assert list(found[0]) == [field.name for field in FIELDS]
    one = next(row for row in found if row["title"] == "=SUM(A1)")
    assert (one["reactions"], one["impressions"], one["engagement_rate_percent"]) == (
        3.0, "n/a", "n/a",
    )  # fmt: skip
    assert one["due"] == moment(1, 9, 0)


def test_a_sheet_that_is_full_says_where_the_rest_is(tmp_path):
    for day in range(5):
        post(channel(), day=day)
    path = written(tmp_path / "book.xlsx", rows=5)
    told = load_workbook(str(path)).get_sheet_by_name("Posts").to_python()
    assert len(told) == 5
    assert told[-1][0] == "A sheet has no more rows: the CSV file has every post."


def test_a_text_longer_than_a_cell_is_cut_and_says_so(table_of):
    _, _, _, row = table_of(paper.document(paper.table("long", paper.line("x" * 40_000, 1))))
    assert len(row[0]) == 32_767
    assert row[0].endswith("x…")


def test_figures_of_several_kinds_may_share_a_column(tmp_path, table_of):
    columns = (paper.EVERY_KIND[0], replace(paper.EVERY_KIND[1], kind=Kind.WORDS))
    cells = (Cell("5", value=5), Cell("2.5%", value=Decimal("2.5")), Cell("well done"))
    lines = tuple(Line(Cell(str(n)), (cell,)) for n, cell in enumerate(cells))
    found = table_of(paper.document(Table("mixed", "Mixed", columns, lines)))
    assert [row[1] for row in found[2:]] == [5.0, 0.025, "well done"]


def test_libreoffice_opens_it_and_keeps_every_figure(tmp_path):
    example(days=3)
    path = written(tmp_path / "book.xlsx")
    saved = through_libreoffice(path, tmp_path / "saved")
    before, after = (load_workbook(str(one)) for one in (path, saved))
    assert after.sheet_names == before.sheet_names
    for name in before.sheet_names:
        there = before.get_sheet_by_name(name).to_python()
        kept = after.get_sheet_by_name(name).to_python()
        assert [[alike(cell) for cell in row] for row in kept] == there


def alike(cell: Any) -> Any:
    """LibreOffice keeps 15 digits of a number."""
    return pytest.approx(cell, rel=1e-13) if isinstance(cell, float) else cell


def test_a_workbook_that_cannot_be_finished_leaves_nothing_open(tmp_path):
    with pytest.raises(AttributeError), Book(tmp_path / "book.xlsx", PERIOD) as book:
        book.finish(None)  # Python warns, which is an error here, of any file left open
