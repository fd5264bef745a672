"""The report as one document: typed figures, keys of their own, the order of the cycle."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace

import pytest

from campaign.reports import cells
from campaign.reports.assembly import document_of
from campaign.reports.document import Document, Drawing, Kind, Table, Tiles
from campaign.reports.formats import MISSING
from campaign.reports.material import gather
from campaign.reports.outside_table import FEW
from campaign.reports.report import write_report
from campaign.reports.scope import Scope
from campaign.store.models import ChannelState
from tests.servers.posted import channel, example, post, read
from tests.servers.report_worlds import OCTOBER, WORLDS, figure

pytestmark = pytest.mark.django_db

ORDER = [
    "summary", "objectives", "inputs", "outputs", "outtakes", "outcomes", "impact", "learning",
    "assurance", "annex",
]  # fmt: skip
EVERY = {**WORLDS, "a real month": example, "a month played": lambda: example(network="sandbox")}


def made(**asked: object) -> Document:
    return document_of(gather(replace(OCTOBER, **asked)))


def tables(document: Document) -> Iterator[Table]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table | Drawing):
                yield block.table if isinstance(block, Drawing) else block


def table(document: Document, key: str) -> list[list[str]]:
    """Return a table's texts, row by row; none where it is not there."""
    found = next((one for one in tables(document) if one.key == key), None)
    lines = found.lines if found else ()
    return [[line.head.text, *(cell.text for cell in line.cells)] for line in lines]


def test_without_a_post_no_table_of_bare_days_is_made():
    assert table(made(), "series") == []


@pytest.mark.parametrize("world", EVERY)
def test_every_figure_has_its_value_and_the_text_is_made_of_it(world):
    EVERY[world]()
    figures = 0
    for one in tables(made()):
        for line in one.lines:
            assert len(line.cells) + 1 == len(one.columns), one.key
            for column, cell in zip(one.columns, (line.head, *line.cells), strict=True):
                where = one.key, line.head.text, column.title, cell
                if column.kind is Kind.WORDS or cell.text in {cells.DASH, FEW, ""}:
                    assert cell.value is None, where
                else:
                    figures += 1
                    assert cell.text == cells.written(cell.value, column.kind), where
                    assert (cell.value is None) == (cell.text == MISSING), where
    assert figures > 3


@pytest.mark.parametrize("world", EVERY)
def test_sections_stand_in_their_order_and_no_key_comes_twice(world):
    EVERY[world]()
    document = made()
    assert [section.key for section in document.sections] == ORDER
    keys = [one.key for one in tables(document)]
    keys += [b.key for s in document.sections for b in s.blocks if isinstance(b, Drawing)]
    assert len(keys) == len(set(keys))
    titles = [tile for s in document.sections for b in s.blocks if isinstance(b, Tiles)
              for tile in b.tiles]  # fmt: skip
    assert all(tile.value == cells.written(tile.figure, tile.kind) for tile in titles)


@pytest.mark.parametrize("world", EVERY)
def test_every_chart_has_words_and_a_table_or_says_why_there_is_none(world):
    EVERY[world]()
    for section in made().sections:
        for block in section.blocks:
            if isinstance(block, Drawing):
                assert bool(block.svg) == bool(block.alt) == bool(block.spec), block.key
                assert block.table.lines if block.svg else block.note, block.key
                assert f'id="{block.key}-alt"' in block.svg or not block.svg


def test_a_report_may_be_about_one_organisation_or_one_theme():
    example(days=6)
    other = channel("linkedin", "commissioner-linkedin")
    ChannelState.objects.filter(pk=other.pk).update(organisation="northshire-governance")
    read(post(other, day=1, theme="law"), impressions=400, reactions=7)
    figure("Visits", "30", organisation="northshire-governance")
    figure("Uploads", "31", organisation="northshire-police")
    figure("Calls", "32")
    governance = made(scope=Scope(organisation="northshire-governance"))
    assert table(governance, "outcomes-channel") == [["commissioner-linkedin", "1", "1", "0", "0"]]
    assert [row[0] for row in table(governance, "outcomes")] == ["Calls", "Visits"]
    assert [row[0] for row in table(made(scope=Scope(theme="law")), "outcomes-channel")] == [
        "commissioner-linkedin"
    ]
    assert made(scope=Scope("northshire-police", "law")).sections[0].blocks[0].paragraphs == (
        "No post was due from 1 to 31 October 2026, so there is nothing to report.",
    )


def test_the_files_of_a_scope_have_names_of_their_own(tmp_path):
    files = write_report(tmp_path, replace(OCTOBER, scope=Scope("northshire-police", "law")))
    stem = "2026-10-01-to-2026-10-31-northshire-police-law"
    assert files.html.name == f"evaluation-{stem}.html"
    assert files.commentary.name == f"commentary-{stem}.md"
    assert {path.name for path in (tmp_path / "reports").iterdir()} == {
        *(path.name for path in files.written),
        files.commentary.name,
    }


@pytest.mark.parametrize("world", ["a-month-with-a-hold", "two-languages", "a real month"])
def test_the_file_of_figures_has_every_figure_of_the_document(tmp_path, world):
    EVERY[world]()
    files = write_report(tmp_path, OCTOBER)
    with files.figures.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [
        (one.key, line.head.text, column.title, cell.text == MISSING)
        for one in tables(made())
        for line in one.lines
        for column, cell in zip(one.columns, (line.head, *line.cells), strict=True)
        if column.kind is not Kind.WORDS and (cell.value is not None or cell.text == MISSING)
    ]
    found = [
        (row["table"], row["row"], row["column"], row["value"] == MISSING)
        for row in rows
        if row["table"] != "tiles"
    ]
    assert found == wanted
    assert next(row["value"] for row in rows if row["table"] == "tiles").isdigit()


def test_what_an_evaluator_wrote_stands_in_its_place_and_cannot_become_part_of_the_page(tmp_path):
    example(days=3)
    file = write_report(tmp_path, OCTOBER).commentary
    file.write_text(
        "## What we learned\n\nShort texts <script>alert(1)</script> did well.\n\n"
        "## Outtakes\n\n- =1+1 people thanked us\n\n## Nowhere\nText\n",
        encoding="utf-8",
    )
    files = write_report(tmp_path, OCTOBER)
    page = files.html.read_text(encoding="utf-8")
    assert "Short texts &lt;script&gt;alert(1)&lt;/script&gt; did well." in page
    assert page.index("did well.") < page.index('id="section-objectives"')
    outtakes = page[page.index('id="section-outtakes"') : page.index('id="section-outcomes"')]
    assert "<li>=1+1 people thanked us</li>" in outtakes
    assert [warning for warning in files.warnings if "“Nowhere”" in warning]
    assert "Nowhere" not in page
