"""Rows in, figures from elsewhere out: nothing is kept, and every row has its answer.

Only counts belong here. A row that names a person is refused, and so is nothing by accident: what
stands in columns nobody knows is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from campaign.library.library import Library
from campaign.library.nearest import suggestion
from campaign.sheets.outcome import Problem
from campaign.sheets.outside_columns import NEEDED, REMOVE, SCOPES, STAGES, heads
from campaign.sheets.reading import open_sheets
from campaign.sheets.table import CannotRead, Row, Spot, find_table
from campaign.store.external import Figure

FEWEST = 10  # a smaller count of an audience could point to somebody
LONGEST = {"name": 200, "unit": 60, "source": 200, "audience": 100, "note": 2000}  # characters
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,4})?")
_TELEPHONE = r"\+?\d[\d ]{9,}\d|(?:\+|(?<!\d)0)(?:[ ()-]{0,2}\d){9,}"
_PERSONAL = re.compile(rf"\S@\S|(?<!\w)@\w|{_TELEPHONE}")


@dataclass(slots=True)
class Reading:
    """What the rows of a file say, and what they cannot say."""

    figures: list[Figure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_figures(path: Path, library: Library) -> Reading:
    """Return the figures of a spreadsheet.

    ``CannotRead`` is raised when the file is no spreadsheet or has no table of figures.
    """
    columns = heads()
    opened = open_sheets(path, columns)
    tables = [table for sheet in opened.sheets if (table := find_table(sheet, columns))]
    if not tables:
        raise CannotRead(
            f"{path.name} has no table of figures: name the columns in one row, such as Step, "
            "Figure, Value, From and Source. “campaign import-figures --example FILE” makes one."
        )
    reading = Reading(notes=[opened.note] if opened.note else [])
    intake = _Intake(_known(library), reading)
    for table in tables:
        reading.notes += [
            f"{spot} is not read: it is no column of figures." for spot in table.strange
        ]
        for row in table.rows(columns):
            intake.take(row)
    return reading


def _known(library: Library) -> dict[str, Collection[str]]:
    """Return the names that a row may belong to."""
    return {
        "organisation": library.organisations.keys(),
        "theme": [theme.id for theme in library.campaign.themes],
        "message": library.messages.keys(),
        "channel": library.channels.keys(),
    }


@dataclass(slots=True)
class _Intake:
    known: Mapping[str, Collection[str]]
    reading: Reading
    seen: dict[str, Spot] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        problems = [*_faults(row), *self._strangers(row)]
        figure = None if problems else _figure(row, problems)
        if figure is not None and (other := self.seen.setdefault(figure.key, row.spot)) != row.spot:
            message = f"It counts the same as {other}."
            problems.append(Problem(row.spot, message, "Keep one of the two."))
        self.reading.problems += problems
        if figure is None or problems:
            return
        if _is_small(figure):
            self.reading.notes.append(
                f"{row.spot} is not kept: of an audience, a count under {FEWEST} could point to "
                "somebody. What was imported of it before is taken away."
            )
            figure = _without(figure)
        self.reading.figures.append(figure)

    def _strangers(self, row: Row) -> Iterator[Problem]:
        for key in SCOPES:
            word = row[key].text
            if word and word not in self.known[key]:
                message = f"There is no {key} “{word[:60]}”."
                yield Problem(row.at(key), message, suggestion(word, self.known[key]))


def _faults(row: Row) -> Iterator[Problem]:
    """Give what is wrong with single cells."""
    for key, cell in row.cells.items():
        if cell.fault:
            yield Problem(row.at(key), cell.fault.message, cell.fault.fix)
        elif len(cell.text) > LONGEST.get(key, len(cell.text)):
            message = f"This is {len(cell.text)} characters long; the most is {LONGEST[key]}."
            yield Problem(row.at(key), message, "Say it in fewer words.")
        elif key in LONGEST and _PERSONAL.search(cell.text):
            message = "This looks like the address, the account or the number of a person."
            yield Problem(row.at(key), message, "Only counts belong here: take it out.")
    removed = row["value"].text.casefold() == REMOVE
    for key in NEEDED:
        if not row[key].text and not row[key].fault and not (removed and key == "source"):
            yield Problem(row.at(key), f"{heads()[key].title} is missing.", heads()[key].hint)


def _figure(row: Row, problems: list[Problem]) -> Figure | None:
    """Return what a row says; add to ``problems`` what its cells do not say together."""
    stage = row["stage"].text.casefold().removesuffix("s")
    if stage not in STAGES:
        message = f"“{row['stage'].text[:40]}” is no step of an evaluation."
        problems.append(Problem(row.at("stage"), message, suggestion(stage, STAGES)))
    first = _day(row, "first", problems)
    last = _day(row, "last", problems) if row["last"].text else first
    removed = row["value"].text.casefold() == REMOVE
    value = None if removed else _number(row, "value", problems)
    base = _number(row, "base", problems) if row["base"].text else None
    if first and last and last < first:
        problems.append(Problem(row.at("last"), "It ends before it begins.", "Change a day."))
    if base is not None and value is not None and not 0 < base >= value:
        message = f"{value:f} of {base:f} is more than all of them."
        problems.append(Problem(row.at("base"), message, "Under Of stands what Value is part of."))
    if problems or first is None or last is None:
        return None
    texts = {key: row[key].text for key in (*SCOPES, *LONGEST)}
    return Figure(stage=stage, first=first, last=last, value=value, base=base, **texts)


def _day(row: Row, key: str, problems: list[Problem]) -> date | None:
    day = heads()[key].meaning(row[key].text)
    if isinstance(day, date):
        return day
    message = f"“{row[key].text[:40]}” is not a date."
    problems.append(Problem(row.at(key), message, "Write it like 25/1/2027."))
    return None


def _number(row: Row, key: str, problems: list[Problem]) -> Decimal | None:
    text = row[key].text
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    fix = "Write digits only, such as 1,250 or 12.5."
    if "%" in text:
        fix = "Write how many, and under Of what they are a part of: then the share can be told."
    problems.append(Problem(row.at(key), f"“{text[:40]}” is not a count.", fix))
    return None


def _is_small(figure: Figure) -> bool:
    """Tell whether a count of an audience is too small to be kept (PRIV-03)."""
    counts = [one for one in (figure.value, figure.base) if one is not None]
    return bool(figure.audience) and any(one < FEWEST for one in counts)


def _without(figure: Figure) -> Figure:
    named = ("stage", "name", "unit", "first", "last", *SCOPES, "audience")
    return Figure(value=None, **{name: getattr(figure, name) for name in named})
