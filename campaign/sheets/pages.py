"""The rows an export writes: one per message, and one per message and time of the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from campaign.library.library import Library
from campaign.lifecycle import State
from campaign.sheets.cells import Value, read_cell
from campaign.sheets.columns import (
    DATE,
    FOR,
    ID,
    READ_ONLY,
    SETTINGS,
    TEXT,
    TIME,
    VERSION,
    YES,
    Columns,
    Kind,
)
from campaign.sheets.document import Document, Unreadable, read_document, version_of
from campaign.sheets.entry import Line
from campaign.sheets.limits import fitting
from campaign.sheets.shelf import Shelf
from campaign.sheets.version import Version, platforms_mark, row_mark

_FIRST = ("title", "theme", "platforms")
_GONE = "0" * 12  # the mark of a file that is not there


@dataclass(slots=True)
class Page:
    """One table: the keys of its columns, and its rows' values by key."""

    title: str
    keys: list[str]
    rows: list[dict[str, Value]] = field(default_factory=list)


class Pages:
    """Makes both tables from the files and the calendar of one campaign.

    ``left_out`` are the files that cannot be read: a person has to put these right first.
    """

    def __init__(self, library: Library, columns: Columns) -> None:
        self.columns = columns
        self.left_out: list[str] = []
        self._documents: dict[str, tuple[Document, str]] = {}
        self._read(Shelf(library.folder))
        spoken = {channel.platform for channel in library.channels.values()}
        spoken |= {
            key.removeprefix(FOR)
            for document, _ in self._documents.values()
            for key in document.cells
            if key.startswith(FOR)
        }
        self.platforms = [platform for platform in columns.names.ids if platform in spoken]

    def _read(self, shelf: Shelf) -> None:
        for id_, file in shelf.files.items():
            raw = shelf.read(file) or b""
            try:
                document = read_document(file, raw, self.columns.names)
            except Unreadable:
                self.left_out.append(file)
            else:
                self._documents[id_] = document, version_of(raw)

    def messages(self) -> Page:
        """Return the table of all messages, with every setting and every text."""
        texts = [TEXT, *(f"{FOR}{platform}" for platform in self.platforms)]
        others = [key for key in SETTINGS if key not in _FIRST]
        page = Page("Messages", [ID, *_FIRST, *texts, *others, VERSION])
        for id_, (document, version) in self._documents.items():
            row = {key: self._value(key, document.cells) for key in page.keys}
            row[ID] = id_
            row[VERSION] = str(Version(version, self._mark(row)))
            page.rows.append(row)
        return page

    def calendar(self, lines: Sequence[Line]) -> Page:
        """Return the table of the posts."""
        yes = [f"{YES}{platform}" for platform in self.platforms]
        texts = [TEXT, *(f"{FOR}{platform}" for platform in self.platforms)]
        about = ["image", "alt", "organisations", "channels", ID, VERSION]
        keys = [DATE, TIME, "title", "theme", *yes, "status", "conflicts", *texts, *about]
        page = Page("Calendar", keys)
        for line in lines:
            page.rows.append(self._line(line, keys))
        return page

    def _line(self, line: Line, keys: Sequence[str]) -> dict[str, Value]:
        document, version = self._documents.get(line.message, (None, _GONE))
        first = line.entries[0]
        cells = document.cells if document else {}
        cells = cells or {"title": first.title, "theme": first.theme, TEXT: first.text}
        row = {key: self._value(key, cells) for key in keys}
        row |= {DATE: line.local.date(), TIME: line.local.time(), ID: line.message}
        row |= {f"{YES}{entry.platform}": "Yes" for entry in line.entries if entry.stands}
        row |= _reading(line)
        marked = self._texts(row)
        platforms = platforms_mark(marked)
        row[VERSION] = str(Version(version, row_mark(marked), line.local, platforms))
        return row

    def _value(self, key: str, cells: Mapping[str, str]) -> Value:
        """Return what a cell holds: a real date where there is one."""
        text = fitting(cells.get(key, ""))
        if key in SETTINGS and self.columns[key].kind is Kind.DAY:
            meaning = self.columns[key].meaning(text)
            return meaning if isinstance(meaning, date) else text
        return text

    def _mark(self, row: Mapping[str, Value]) -> str:
        return row_mark(self._texts(row))

    def _texts(self, row: Mapping[str, Value]) -> dict[str, str]:
        """Return the row as an import will read it."""
        return {
            key: read_cell(value, self.columns[key]).text for key, value in row.items() if value
        }


def _reading(line: Line) -> dict[str, Value]:
    """Return what is told for reading only."""
    states: dict[State, list[str]] = {}
    for entry in line.entries:
        states.setdefault(entry.state, []).append(entry.channel)
    status = "; ".join(
        state.value if len(states) == 1 else f"{state.value}: {', '.join(channels)}"
        for state, channels in states.items()
    )
    channels = ", ".join(entry.channel for entry in line.entries)
    told = {"status": status, "channels": channels, "conflicts": " ".join(line.clashes)}
    return {key: told[key] for key in READ_ONLY}
