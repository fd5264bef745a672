"""Every figure of the report is the same in the page, the workbook, the CSV files and the PDF.

Each is read back by a reader of its format, and rounded here, apart from the product.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from campaign.lifecycle import State
from campaign.reports.fileformat import FileFormat
from campaign.reports.material import Question
from campaign.reports.report import ReportError, ReportFiles, write_report
from campaign.store.models import ExternalFigure, FollowerCount, Post
from tests.servers.figures_of import (
    Tables,
    of_page,
    of_workbook,
    posts_of_csv,
    posts_of_workbook,
    shown,
    tiles_of_workbook,
)
from tests.servers.pdf_tags import pages
from tests.servers.posted import CAMPAIGN, END, GIVEN, NOW, START, channel, example, post, read

OCTOBER = Question(start=START, end=END, now=NOW, campaign=CAMPAIGN)


def rich_month() -> None:
    """A month on five platforms with holds, in two languages, on the sandbox network and off it."""
    example()
    dice = Random(3)
    for day in range(12):
        for platform in ("x", "facebook", "mastodon"):
            for language in ("en", "cy"):
                made = post(
                    channel(platform, f"try-{platform}", network="sandbox"),
                    day=day,
                    language=language,
                    message=f"bystander-guidance/gair-{day}",
                    theme="bystander-guidance",
                )
                read(made, **{name: dice.randrange(90, 4000) for name in GIVEN[platform]})
    tenth = START.date().replace(month=10, day=10)
    ExternalFigure.objects.create(
        key="uploads", stage="outcome", name="Footage uploads", unit="uploads",
        first=START.date(), last=tenth, value=Decimal("1234.5"), base=Decimal(4321),
        imported_at=NOW, by="An evaluator", source="the web team",
    )  # fmt: skip
    for on, day, count in (
        ("x", 1, 10_000), ("x", 31, 10_321), ("facebook", 1, 5_000), ("facebook", 31, 4_890),
    ):  # fmt: skip
        FollowerCount.objects.create(
            channel=f"northshire-{on}", day=date(2026, 10, day), count=count, taken_at=NOW
        )


@pytest.fixture(scope="module")
def files(tmp_path_factory, django_db_setup, django_db_blocker) -> ReportFiles:
    """Write the month's report once for all who only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        rich_month()
        written = write_report(tmp_path_factory.mktemp("month"), OCTOBER, tuple(FileFormat))
        transaction.set_rollback(True)
    return written


@pytest.fixture(scope="module")
def page(files) -> Tables:
    return of_page(files.html)


def cells(page: Tables) -> Iterator[tuple[str, str, str, str]]:
    """Yield every cell: the table's key, its row's heading, its column's, and what it shows."""
    for table in page.found:
        for row in table.rows[1:]:
            for title, text in zip(table.rows[0], row, strict=True):
                yield table.key, row[0], title, text


def test_the_month_is_rich(page):
    assert {"posts", "definitions"} < {table.key for table in page.found}
    shares = [text for _, _, _, text in cells(page) if text.endswith("%")]
    assert len(shares) > 100
    assert len({text for *_, text in cells(page)}) > 400
    assert [text for *_, text in cells(page)].count("n/a") > 50


def test_the_workbook_has_every_table_and_figure_of_the_page(files, page):
    book = of_workbook(files.xlsx)
    assert set(book) == {table.caption for table in page.found}
    for table in page.found:
        again = [
            [shown(value, text) for value, text in zip(row, texts, strict=True)]
            for row, texts in zip(book[table.caption], table.rows, strict=True)
        ]
        assert again == table.rows, table.caption


def test_figures_of_the_workbook_are_numbers(files, page):
    book = of_workbook(files.xlsx)
    for table in page.found:
        for row, texts in zip(book[table.caption], table.rows, strict=True):
            for value, text in zip(row[1:], texts[1:], strict=True):
                if text.endswith("%") or text.replace(",", "").isdigit():
                    assert isinstance(value, float), (table.caption, text)


def test_the_tiles_are_the_same(files, page):
    found = [[label, value, note] for label, value, note in page.tiles]
    again = [
        [label, shown(value, tile[1]), note]
        for (label, value, note), tile in zip(tiles_of_workbook(files.xlsx), found, strict=True)
    ]
    assert again == found
    assert len(found) == 4


def test_the_file_of_figures_has_every_figure_of_the_page(files, page):
    told = [
        (row["table"], row["row"], row["column"], as_shown(row))
        for row in posts_of_csv(files.figures)
        if row["table"] != "tiles"
    ]
    there = list(cells(page))
    left = [one for one in told if one not in there]
    assert left == []
    share_of_page = [one for one in there if one[3].endswith("%")]
    assert [one for one in share_of_page if one not in told] == []
    assert len(told) > 500
    assert "-110" in {row["value"] for row in posts_of_csv(files.figures)}  # followers lost


def as_shown(row: dict[str, str]) -> str:
    """Write a row of the file of figures as the page writes it."""
    value, unit = row["value"], row["unit"]
    if value == "n/a":
        return value
    if unit == "moment":
        return shown(datetime.fromisoformat(value), ",")
    if unit == "day":
        return shown(date.fromisoformat(value), "")
    if unit == "per cent":
        return f"{Decimal(value):,}%"
    return shown(Decimal(value), "")


def test_each_post_is_the_same_in_csv_and_workbook(files):
    listed, sheet = posts_of_csv(files.csv), posts_of_workbook(files.xlsx)
    assert len(listed) == len(sheet) > 150
    for row, again in zip(listed, sheet, strict=True):
        assert {name: as_csv(again[name], text, name) for name, text in row.items()} == row


def as_csv(value: Any, like: str, name: str) -> str:
    """Write a value of the workbook as the CSV file writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}{like[-6:]}"  # a workbook knows no zones
    if name.endswith("_percent"):
        return shown(value, "%").removesuffix("%").replace(",", "")
    return f"{int(value)}" if value == int(value) else repr(value)


def test_each_post_is_the_same_in_the_page_and_in_csv(files, page):
    posts = next(table for table in page.found if table.key == "posts")
    head, *rows = posts.rows
    assert [row[head.index("Engagement rate")] for row in rows] == [
        rate if rate == "n/a" else f"{Decimal(rate):,}%"
        for rate in (row["engagement_rate_percent"] for row in posts_of_csv(files.csv))
    ]
    for title, name in (("Impressions", "impressions"), ("Engagements", "engagements")):
        assert [row[head.index(title)].replace(",", "") for row in rows] == [
            row[name] for row in posts_of_csv(files.csv)
        ]


def test_every_figure_of_the_page_is_printed(files, page):
    printed = " ".join(pages(files.pdf.read_bytes()))
    figures = {text for *_, text in cells(page) if text.endswith("%") or "," in text}
    missing = [text for text in figures if text.replace(" ", "") not in printed.replace(" ", "")]
    assert missing == []
    assert len(figures) > 200
    assert all(value in printed for _, value, _ in page.tiles)


@pytest.mark.django_db(transaction=True)
def test_a_report_made_while_posts_go_out_is_of_one_moment(tmp_path):
    out = [post(channel("x"), day=day) for day in range(20)]
    waiting = [post(channel("x"), day=n % 28, state=State.SCHEDULED).pk for n in range(400)]
    over = threading.Event()

    def publish() -> None:
        for pk in waiting:
            Post.objects.filter(pk=pk).update(state=State.PUBLISHED, published_at=NOW)
            if over.wait(0.005):
                break
        connection.close()

    worker = threading.Thread(target=publish)
    worker.start()
    try:
        files = write_report(tmp_path, OCTOBER, (FileFormat.CSV,))
    finally:
        over.set()
        worker.join()
    told = posts_of_csv(files.figures)
    sent = {row["table"]: row["value"] for row in told if "osts sent" in row["row"] + row["column"]}
    assert len(sent) > 4
    assert set(sent.values()) == {sent["tiles"]}, sent
    assert int(sent["tiles"]) >= len(out)


@pytest.mark.django_db
def test_the_same_month_has_the_same_bytes_in_every_format(tmp_path):
    rich_month()
    first, again = (
        write_report(tmp_path / name, OCTOBER, tuple(FileFormat)) for name in ("one", "two")
    )
    assert bytes_of(again) == bytes_of(first)
    assert {Path(name).suffix for name in bytes_of(first)} == {".html", ".pdf", ".xlsx", ".csv"}


def bytes_of(files: ReportFiles) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files.written}


@pytest.mark.django_db
def test_when_one_format_cannot_be_written_none_is_changed(tmp_path, monkeypatch):
    post(channel("x"))
    place = write_report(tmp_path, OCTOBER, tuple(FileFormat)).html.parent
    first = {path.name: path.read_bytes() for path in place.iterdir()}
    post(channel("x"), day=2, title="Came later")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "typst.py").write_text("raise ImportError('There is no typesetter.')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(broken))
    with pytest.raises(ReportError, match=r"^The PDF could not be set: .*no typesetter.*\.$"):
        write_report(tmp_path, OCTOBER, tuple(FileFormat))
    assert {path.name: path.read_bytes() for path in place.iterdir()} == first
