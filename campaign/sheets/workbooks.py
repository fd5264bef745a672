"""Reads .xlsx and .ods, and notices what a reader of cells alone would not see."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from campaign.sheets.table import CannotRead, Sheet

_LARGEST = 300_000_000  # bytes, unpacked
_MOST_CELLS = 5_000_000  # between the first cell and the last one of a sheet
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"([^>]*?)(/?)>')
_ERROR = re.compile(rb'\bt="e"')
_ODS_ERROR = b'calcext:value-type="error"'
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_LINK = re.compile(rb"<Relationship\b[^>]*>")
_DAMAGED = "It is damaged, or something else under this name. Save it again, then import that."


def read_workbook(path: Path) -> list[Sheet]:
    """Return every sheet of an .xlsx or .ods file, hidden ones too."""
    marks = _Marks(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            names = [s.name for s in book.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
            return [_sheet(book, name, marks) for name in names]
    except PasswordError:
        message = f"{path.name} is protected with a password: save it without one, then import it."
        raise CannotRead(message) from None
    except CalamineError:
        raise CannotRead(f"{path.name} cannot be read. {_DAMAGED}") from None


def _sheet(book: CalamineWorkbook, name: str, marks: _Marks) -> Sheet:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return Sheet(
        name=name,
        rows=rows,
        errors=frozenset(marks.errors.get(name, ())),
        errors_hidden=marks.errors_hidden,
        loses_tabs=marks.is_ods,
    )


class _Marks:
    """Looks into the packed file for errors in formulas, and for cells far away."""

    def __init__(self, path: Path) -> None:
        self.errors: dict[str, set[tuple[int, int]]] = {}
        self.errors_hidden = False
        self.is_ods = path.suffix.lower() == ".ods"
        try:
            with zipfile.ZipFile(path) as archive:
                self._weigh(archive, path)
                if self.is_ods:
                    self.errors_hidden = _ODS_ERROR in archive.read("content.xml")
                else:
                    self._look(archive, path)
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError):
            raise CannotRead(f"{path.name} cannot be read. {_DAMAGED}") from None

    @staticmethod
    def _weigh(archive: zipfile.ZipFile, path: Path) -> None:
        if sum(part.file_size for part in archive.infolist()) > _LARGEST:
            raise CannotRead(f"{path.name} is far too large: split it.")

    def _look(self, archive: zipfile.ZipFile, path: Path) -> None:
        for name, part in _parts(archive):
            columns = rows = 0
            for match in _CELL.finditer(archive.read(part)):
                if match[4]:
                    continue  # it has a format and no content
                row, column = int(match[2]) - 1, _index(match[1])
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                if _ERROR.search(match[3]) or _ERROR.search(match[0]):
                    self.errors.setdefault(name, set()).add((row, column))
            if rows * columns > _MOST_CELLS:
                raise CannotRead(
                    f"{path.name}, sheet “{name}”, reaches down to row {rows:,} and across "
                    f"{columns:,} columns: delete what stands far away from the table."
                )


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Give each sheet's name and the part of the package it is in."""
    links = {
        _value(link, b"Id"): _value(link, b"Target").removeprefix("/xl/")
        for link in _LINK.findall(archive.read("xl/_rels/workbook.xml.rels"))
    }
    held = set(archive.namelist())
    for sheet in _SHEET.findall(archive.read("xl/workbook.xml")):
        part = f"xl/{links.get(_value(sheet, b'r:id'), '')}"
        if part in held:
            yield _value(sheet, b"name"), part


def _value(tag: bytes, name: bytes) -> str:
    match = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    text = match[1].decode(errors="replace") if match else ""
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(entity, character)
    return text.replace("&amp;", "&")


def _index(letters: bytes) -> int:
    number = 0
    for byte in letters:
        number = number * 26 + byte - ord("A") + 1
    return number - 1
