"""Rows in, changed message files out: nothing is written, and every row has its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from campaign.adapter import Capabilities
from campaign.library.nearest import suggestion
from campaign.library.when import When
from campaign.sheets.asking import Asked, Asking, dated, has_passed
from campaign.sheets.cells import Fault
from campaign.sheets.columns import DATE, ID, READ_ONLY, TIME, VERSION, YES, Columns, Kind
from campaign.sheets.document import Document, Unreadable, read_document, version_of
from campaign.sheets.doubts import Doubts
from campaign.sheets.newcomers import Newcomers
from campaign.sheets.outcome import Change, Conflict, Outcome, Problem
from campaign.sheets.revising import CannotRevise, revised
from campaign.sheets.shelf import Shelf, bare
from campaign.sheets.table import Row, Spot, Table
from campaign.sheets.version import Version, parse_version, platforms_mark, row_mark

_FOR_READING = "Status, Channels and Conflicts are only for reading: plan and approve as ever."


@dataclass(slots=True)
class _Wish:
    """Everything the rows ask of one message file."""

    document: Document
    raw: bytes
    cells: dict[str, list[tuple[str, Spot]]] = field(default_factory=dict)
    moves: list[tuple[datetime, datetime, Spot]] = field(default_factory=list)
    stale: Spot | None = None  # a row that was exported from an older state of the file
    refused: bool = False


def incoming(
    folder: Path,
    tables: Iterable[Table],
    platforms: Mapping[str, Capabilities],
    today: date,
    author: str = "",
) -> Outcome:
    """Work out which files the rows would change or make; nothing is written or checked yet.

    ``author`` is put into new files whose row names none.
    """
    return _Intake(folder, Columns(platforms), today, author).outcome_of(list(tables))


class _Intake:
    def __init__(self, folder: Path, columns: Columns, today: date, author: str) -> None:
        self.columns = columns
        self.today = today
        self.shelf = Shelf(folder)
        self.outcome = Outcome()
        self.wishes: dict[str, _Wish] = {}
        self.asking = Asking(columns, {})
        self.newcomers = Newcomers(self.shelf, columns, today, self.outcome, author)

    def outcome_of(self, tables: list[Table]) -> Outcome:
        for table in tables:
            self._note_columns(table)
            rows = list(table.rows(self.columns))
            days = [key for key in table.columns if self.columns[key].kind is Kind.DAY]
            self.asking = Asking(self.columns, {key: Doubts(key, rows) for key in days})
            for row in rows:
                self._take(row)
        for id_, wish in self.wishes.items():
            self._grant(id_, wish)
        return self.outcome

    def _note_columns(self, table: Table) -> None:
        for spot in table.strange:
            self.outcome.notes.append(f"{_capital(spot)} is none of ours and was left alone.")
        for spot in table.doubled:
            self.outcome.notes.append(f"{_capital(spot)} is there twice; the first one counts.")

    def _take(self, row: Row) -> None:
        """Sort a row: as it was exported, for a file there is, or for a new one."""
        version = parse_version(row[VERSION].text)
        if version and version.row == row_mark({key: c.text for key, c in row.cells.items()}):
            self.outcome.unchanged += 1
            return
        id_ = bare(row[ID].text)
        if fault := row[ID].fault:
            self._refuse(row.at(ID), fault)
        elif id_ in self.shelf.files:
            self._ask(row, id_, version)
        elif version:
            near = suggestion(id_, self.shelf.files, otherwise="Was it renamed or deleted?")
            fix = f"{near} To make a new message of this row, empty its Version."
            self._refuse(row.at(ID), Fault(f"There is no message {id_} any more.", fix))
        else:
            self.newcomers.take(row, id_, self.asking)

    def _refuse(self, spot: Spot, fault: Fault) -> None:
        self.outcome.problems.append(Problem(spot, fault.message, fault.fix))

    def _ask(self, row: Row, id_: str, version: Version | None) -> None:
        wish = self._wish(row, id_)
        if wish is None:
            return
        asked = self.asking.changes(row, wish.document.cells, whole=version is not None)
        if version and version.slot:
            self._ask_post(row, asked, version, wish)
        else:
            self._ask_when(row, asked, wish)
        self.outcome.problems += asked.problems
        wish.refused |= bool(asked.problems)
        for key, text in asked.cells.items():
            wish.cells.setdefault(key, []).append((text, row.at(key)))
        changed = asked.cells or any(spot.row == row.number for *_, spot in wish.moves)
        if not changed and not asked.problems:
            self._count_unchanged(row, version, wish)
        elif version and version.file != version_of(wish.raw):
            wish.stale = wish.stale or row.spot

    def _wish(self, row: Row, id_: str) -> _Wish | None:
        if id_ in self.wishes:
            return self.wishes[id_]
        file = self.shelf.files[id_]
        raw = self.shelf.read(file)
        try:
            document = read_document(file, raw or b"", self.columns.names)
        except Unreadable as error:
            where = f"{file}, line {error.finding.line}"
            message = f"{where}, has to be put right first: {error.finding.message}"
            self._refuse(row.spot, Fault(message, error.finding.fix))
            return None
        return self.wishes.setdefault(id_, _Wish(document, raw or b""))

    def _count_unchanged(self, row: Row, version: Version | None, wish: _Wish) -> None:
        self.outcome.unchanged += 1
        if version is None or version.slot is None or row.sheet.loses_tabs:
            return
        if version.file == version_of(wish.raw) and READ_ONLY.keys() <= row.cells.keys():
            self.outcome.notes.append(
                f"{_capital(row.spot)} has a change that cannot be imported. {_FOR_READING}"
            )

    def _ask_post(self, row: Row, asked: Asked, version: Version, wish: _Wish) -> None:
        """Read the changes of a row of the calendar: it may move; its platforms may not change."""
        yes = {key: cell.text for key, cell in row.cells.items() if key.startswith(YES)}
        if yes and platforms_mark(yes) != version.platforms:
            changed = next(iter(yes))
            message = "Where a message goes is one of its settings, not one of each post."
            fix = "Put this back, and change Platforms on the sheet of the messages."
            asked.refuse(changed, Fault(message, fix))
        if DATE not in row.cells or TIME not in row.cells or version.slot is None:
            return
        moment = self.asking.moment(row, asked)
        if moment is None or moment == version.slot:
            return
        if not self._is_dated(wish.document, version.slot):
            message = "The plan chose this time, so it cannot be moved here."
            fix = f"Put it back, and give the message a When, such as “{dated([moment])}”."
            asked.refuse(DATE, Fault(message, fix))
        elif has_passed(moment, self.today):
            asked.refuse(DATE, Fault("That day has passed.", "Choose a day to come."))
        else:
            wish.moves.append((version.slot, moment, row.at(DATE)))

    def _is_dated(self, document: Document, slot: datetime) -> bool:
        when = self._when(document)
        return isinstance(when, When) and slot in when.moments

    def _when(self, document: Document) -> When | str:
        meaning: When | str = self.columns["when"].meaning(document.cells.get("when", ""))
        return meaning

    def _ask_when(self, row: Row, asked: Asked, wish: _Wish) -> None:
        """Read a day and a time beside the id of a message: they are its “when”."""
        if not (row[DATE].text or row[TIME].text or row[DATE].fault or row[TIME].fault):
            return
        moment = self.asking.moment(row, asked)
        if moment is not None and not self._is_dated(wish.document, moment):
            asked.cells["when"] = dated([moment])

    def _grant(self, id_: str, wish: _Wish) -> None:
        """Turn what is asked of a file into its new bytes."""
        spots = tuple((key, asked[0][1]) for key, asked in wish.cells.items())
        spots += tuple(("when", spot) for *_, spot in wish.moves)
        problems = list(self._disagreements(id_, wish))
        self.outcome.problems += problems
        if wish.refused or problems or not spots:
            return
        edits = {key: asked[0][0] for key, asked in wish.cells.items()}
        if wish.moves:
            edits["when"] = self._moved(wish)
        try:
            new = revised(wish.document, edits, self.columns)
        except CannotRevise as error:
            spot = dict(spots).get(error.column, spots[0][1])
            self._refuse(spot, Fault(error.message, error.fix))
            return
        change = Change(id_, wish.document.file, wish.raw, new, spots)
        if wish.stale:
            self.outcome.conflicts.append(Conflict(change, _stale(wish.stale, change.file)))
        else:
            self.outcome.changes.append(change)

    def _moved(self, wish: _Wish) -> str:
        when = self._when(wish.document)
        moved = {old: new for old, new, _ in wish.moves}
        moments = when.moments if isinstance(when, When) else ()
        return dated(sorted({moved.get(moment, moment) for moment in moments}))

    @staticmethod
    def _disagreements(id_: str, wish: _Wish) -> Iterator[Problem]:
        """Say where two rows ask for different things."""
        fix = "Make the two the same, or undo one of them."
        for asked in wish.cells.values():
            other = next((pair for pair in asked if pair[0] != asked[0][0]), None)
            if other:
                message = f"This says something else of {id_} than {asked[0][1]}."
                yield Problem(other[1], message, fix)
        moved = {old: (new, spot) for old, new, spot in wish.moves}
        for old, new, spot in wish.moves:
            if moved[old][0] != new:
                message = f"This moves {id_} elsewhere than {moved[old][1]}."
                yield Problem(spot, message, fix)
        if wish.moves and "when" in wish.cells:
            message = f"The time of {id_} is changed here and in {wish.cells['when'][0][1]}."
            yield Problem(wish.moves[0][2], message, fix)


def _stale(spot: Spot, file: str) -> Problem:
    message = f"{file} was changed after this spreadsheet was exported."
    fix = "Export again and make the change there, or make it in the file."
    return Problem(spot, message, fix)


def _capital(spot: Spot) -> str:
    text = str(spot)
    return text[:1].upper() + text[1:]
