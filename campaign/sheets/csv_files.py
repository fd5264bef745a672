"""Reads .csv: UTF-8 or, said aloud, the encoding Windows programs save in."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from campaign.sheets.columns import Heads
from campaign.sheets.table import CannotRead, Sheet

_DELIMITERS = (",", ";", "\t")
_NOTE = (
    "{name} is not saved as UTF-8. It was read as Windows-1252, which is what “CSV (Comma "
    "delimited)” means in Excel: look at letters such as é, £ and ’ below before you apply it."
)
_AGAIN = "Save it again as “CSV UTF-8”, or as .xlsx."


@dataclass(frozen=True, slots=True)
class Decoded:
    """The rows of a file, and what a person should know about how it was read."""

    sheet: Sheet
    note: str = ""


def read_csv(path: Path, columns: Heads) -> Decoded:
    """Return the rows of a .csv file: commas, semicolons or tabs, whichever its head has."""
    text, note = _text(path)
    delimiter, text = _delimiter(text, columns)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise CannotRead(
            f"{path.name} cannot be read as a table ({error}): a quotation mark is open, or a "
            f"cell is too long. {_AGAIN}"
        ) from None
    return Decoded(Sheet(name="", rows=rows, marks_text=True), note)


def _text(path: Path) -> tuple[str, str]:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding, note = "utf-16", ""
    else:
        encoding, note = "utf-8-sig", ""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text, note = _windows(path, raw)
    if "\0" in text:
        raise CannotRead(f"{path.name} is not a text file. {_AGAIN}")
    return text, note


def _windows(path: Path, raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode("cp1252"), _NOTE.format(name=path.name)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CannotRead(
            f"{path.name}, line {line}, is in an encoding that is neither UTF-8 nor "
            f"Windows-1252. {_AGAIN}"
        ) from None


def _delimiter(text: str, columns: Heads) -> tuple[str, str]:
    """Return what separates the cells, and the text without a line that only says so."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and first.strip()[4:] in _DELIMITERS:
        return first.strip()[4:], rest
    if first.rstrip("\r\n") == "sep=\t":
        return "\t", rest
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    return max(_DELIMITERS, key=lambda mark: _known(lines, mark, columns)), text


def _known(lines: list[str], mark: str, columns: Heads) -> int:
    """Return how many columns of ours the best line names when it is cut at a mark."""
    counts = []
    for line in lines:
        cells = next(iter(csv.reader([line], delimiter=mark)), [])
        counts.append(sum(bool(cell.strip() and columns.find(cell)) for cell in cells))
    return max(counts, default=0)
