"""Rows that become new message files."""

from __future__ import annotations

from datetime import date

from campaign.library.writer import slug
from campaign.sheets.asking import Asked, Asking, dated, has_passed
from campaign.sheets.cells import Fault
from campaign.sheets.columns import DATE, ID, SETTINGS, TEXT, TIME, YES, Columns
from campaign.sheets.document import Unreadable, read_document
from campaign.sheets.outcome import Change, Outcome
from campaign.sheets.revising import CannotRevise, composed
from campaign.sheets.shelf import Shelf, bare, file_of, refusal
from campaign.sheets.table import Row


class Newcomers:
    """Makes a file of each row whose message does not exist yet; ``author`` wrote them."""

    def __init__(
        self, shelf: Shelf, columns: Columns, today: date, outcome: Outcome, author: str
    ) -> None:
        self.shelf = shelf
        self.columns = columns
        self.today = today
        self.outcome = outcome
        self.author = author
        self.rows: dict[str, Row] = {}  # id -> the row that makes it

    def take(self, row: Row, id_: str, asking: Asking) -> None:
        """Add the file of a row to the outcome, or say everything that is wrong with the row."""
        asked = asking.changes(row, {})
        self._date(row, asked, asking)
        self._choose(row, asked, asking)
        self._require(row, asked)
        id_ = id_ or self._named(asked)
        if not asked.problems and self._is_there(id_, asked):
            self.outcome.unchanged += 1
            return
        self._check_name(row, id_, asked)
        if not asked.problems:
            self._make(row, id_, asked)
        self.outcome.problems += asked.problems

    def _date(self, row: Row, asked: Asked, asking: Asking) -> None:
        cells = (row[DATE], row[TIME])
        if not any(cell.text or cell.fault for cell in cells):
            return
        if row["when"].text:
            fix = "Leave one of the two empty."
            asked.refuse(DATE, Fault("There is a date here, and a time under When.", fix))
            return
        moment = asking.moment(row, asked)
        if moment is not None and has_passed(moment, self.today):
            message = f"{row[DATE].text} has passed, so it would never go out."
            asked.refuse(DATE, Fault(message, "Choose a day to come."))
        elif moment is not None:
            asked.cells["when"] = dated([moment])

    @staticmethod
    def _choose(row: Row, asked: Asked, asking: Asking) -> None:
        platforms = asking.chosen(row, asked)
        if not platforms:
            return
        if row["platforms"].text:
            key = f"{YES}{platforms[0]}"
            message = "There is a Yes here, and a list under Platforms."
            asked.refuse(key, Fault(message, "Leave one of the two empty."))
        else:
            asked.cells["platforms"] = ", ".join(platforms)

    def _require(self, row: Row, asked: Asked) -> None:
        refused = {problem.spot for problem in asked.problems}
        for column in SETTINGS.values():
            if not column.required or asked.cells.get(column.key) or row.at(column.key) in refused:
                continue
            fix = f"Fill in {column.title}. {column.hint}"
            if column.key == "platforms":
                fix = "Write Yes under the platforms it goes to, or fill in Platforms."
            asked.refuse(column.key, Fault(f"“{column.title}” is missing.", fix))
        text = any(text for key, text in asked.cells.items() if self.columns[key].is_text)
        if not text and row.at(TEXT) not in refused:
            asked.refuse(TEXT, Fault("There is no text.", "Write one under Text."))

    @staticmethod
    def _named(asked: Asked) -> str:
        return f"{slug(asked.cells.get('theme', ''))}/{slug(asked.cells.get('title', ''))}"

    def _is_there(self, id_: str, asked: Asked) -> bool:
        """Tell whether a file says all that the row says: it was imported before."""
        file = self.shelf.files.get(id_)
        raw = self.shelf.read(file) if file else None
        if file is None or raw is None:
            return False
        try:
            cells = read_document(file, raw, self.columns.names).cells
        except Unreadable:
            return False
        means = [(self.columns[key].meaning, key, text) for key, text in asked.cells.items()]
        return all(mean(text) == mean(cells.get(key, "")) for mean, key, text in means)

    def _check_name(self, row: Row, id_: str, asked: Asked) -> None:
        own = bool(bare(row[ID].text))
        key = ID if own else "title"
        if asked.problems and not own:
            return  # the name is made of what is wrong already
        if id_ in self.rows:
            message = f"{self.rows[id_].spot} makes {id_} already."
            asked.refuse(key, Fault(_capital(message), "Give one of them another title or id."))
        elif not self.shelf.is_free(id_):
            fix = f"To change it, write {id_} as the message id; or give this one another title."
            asked.refuse(key, Fault(f"There is a message {id_} already.", fix))
        elif refused := refusal(id_):
            asked.refuse(key, Fault(f"“{id_[:80]}” cannot be the id of a message.", refused))

    def _make(self, row: Row, id_: str, asked: Asked) -> None:
        file = file_of(id_)
        try:
            known = {"author": self.author} if self.author else {}
            raw = composed(file, known | asked.cells, self.columns)
        except CannotRevise as error:
            asked.refuse(error.column, Fault(error.message, error.fix))
            return
        self.rows[id_] = row
        self.shelf.take(id_)
        spots = tuple((key, row.at(key)) for key in asked.cells) or ((ID, row.spot),)
        self.outcome.changes.append(Change(id_, file, None, raw, spots))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
