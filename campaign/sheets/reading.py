"""A file of rows, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from campaign.adapter import Capabilities
from campaign.sheets.columns import Columns, Heads
from campaign.sheets.csv_files import read_csv
from campaign.sheets.incoming import incoming
from campaign.sheets.outcome import Outcome
from campaign.sheets.table import CannotRead, Sheet, find_table
from campaign.sheets.workbooks import read_workbook

WORKBOOKS = (".xlsx", ".ods")
CSV = ".csv"
_LARGEST = 50_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """The sheets of a file, and what a person should know about how it was read."""

    sheets: list[Sheet]
    note: str = ""


def read_rows(
    path: Path,
    folder: Path,
    platforms: Mapping[str, Capabilities],
    today: date,
    author: str = "",
) -> Outcome:
    """Return what importing a spreadsheet would change; nothing is checked or written yet.

    ``author`` is put into new files whose row names none: nobody approves their own words.
    ``CannotRead`` is raised when the file is no spreadsheet or has no table of ours.
    """
    columns = Columns(platforms)
    opened = open_sheets(path, columns)
    found = [table for sheet in opened.sheets if (table := find_table(sheet, columns))]
    if not found:
        raise CannotRead(
            f"{path.name} has no table that can be imported: name the columns in one row, such "
            "as Title, Theme, Platforms and Text. “campaign export” makes a file to start from."
        )
    outcome = incoming(folder, found, platforms, today, author)
    if opened.note:
        outcome.notes.insert(0, opened.note)
    return outcome


def open_sheets(path: Path, columns: Heads) -> Opened:
    """Return the sheets of a file; raise ``CannotRead`` when it is no spreadsheet."""
    suffix = path.suffix.lower()
    if suffix not in (*WORKBOOKS, CSV):
        raise CannotRead(f"{path.name} is none of .xlsx, .ods and .csv: save it as one of them.")
    try:
        if path.stat().st_size > _LARGEST:
            raise CannotRead(f"{path.name} is far too large: split it.")
        if suffix == CSV:
            decoded = read_csv(path, columns)
            return Opened([decoded.sheet], decoded.note)
        return Opened(read_workbook(path))
    except FileNotFoundError:
        raise CannotRead(f"There is no file {path}: check its name.") from None
    except IsADirectoryError:
        raise CannotRead(f"{path} is a folder: name a file in it.") from None
