"""Spreadsheets made as people and programs make them, and what an import makes of them."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timezone
from pathlib import Path
from typing import Any

from python_calamine import load_workbook
from xlsxwriter import Workbook

from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.sheets.columns import Columns
from campaign.sheets.outcome import Outcome
from campaign.sheets.pages import Pages
from campaign.sheets.reading import read_rows
from campaign.sheets.trial import tried
from campaign.sheets.workbook import Export, write_workbook
from tests.servers.campaign_folder import PLATFORMS
from tests.servers.need import missing

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORMATS = {datetime: "dd/mm/yyyy hh:mm", date: "dd/mm/yyyy", time: "hh:mm"}


def export_messages(folder: Path, path: Path, lines: Sequence[Any] = ()) -> Path:
    """Export the files of a folder as they are, with these lines of a calendar."""
    library = read_library(folder, PLATFORMS)
    pages = Pages(library, Columns(PLATFORMS))
    both = [pages.calendar(lines), pages.messages()]
    export = Export(library.campaign.name, both, {}, NOW)
    write_workbook(path, export, Columns(PLATFORMS))
    return path


def imported(folder: Path, path: Path, *, library: Library | None = None) -> Outcome:
    """Return what importing a file would do."""
    outcome = read_rows(path, folder, PLATFORMS, TODAY)
    if not outcome.changes:
        return outcome
    return tried(outcome, library or read_library(folder, PLATFORMS), PLATFORMS, TODAY)


def workbook(path: Path, *sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> Path:
    """Write sheets of cells: text as text, dates and times as a spreadsheet keeps them."""
    with Workbook(str(path), PLAIN) as book:
        styles = {kind: book.add_format({"num_format": shape}) for kind, shape in _FORMATS.items()}
        for index, rows in enumerate(sheets):
            sheet = book.add_worksheet(names[index] if names else None)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if type(value) in styles:
                        sheet.write_datetime(r, c, value, styles[type(value)])
                    elif value is not None and value != "":
                        sheet.write(r, c, value)
    return path


def csv_file(
    path: Path, rows: Sequence[Sequence[str]], *, delimiter: str = ",", **how: str
) -> Path:
    """Write rows as .csv, in an encoding."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(how.get("encoding", "utf-8")))
    return path


def table(path: Path, name: str) -> list[list[Any]]:
    """Return the cells of one sheet."""
    sheet = load_workbook(str(path)).get_sheet_by_name(name)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def records(path: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of one sheet by their heads."""
    head, *rows = table(path, name)
    return [dict(zip(head, row, strict=True)) for row in rows]


def edited(
    source: Path, target: Path, name: str, changes: Mapping[int, Mapping[str, Any]],
    more: Sequence[Mapping[str, Any]] = (),
) -> Path:  # fmt: skip
    """Copy one sheet with some cells changed: {row from 0: {head: value}}, and more rows."""
    head, *rows = table(source, name)
    for number, cells in changes.items():
        for key, value in cells.items():
            rows[number][head.index(key)] = value
    rows += [[record.get(key, "") for key in head] for record in more]
    return workbook(target, [head, *rows], names=[name])


def through_libreoffice(path: Path, folder: Path, kind: str = "xlsx") -> Path:
    """Open a file in LibreOffice and save it again; ``kind`` may name a filter and its options."""
    program = shutil.which("soffice") or missing("LibreOffice", "bash .ci/install fetches it")
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind.partition(':')[0]}"
