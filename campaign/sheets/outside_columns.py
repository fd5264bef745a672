"""The columns of a table of figures from elsewhere, and an example of one."""

from __future__ import annotations

import csv
import io

from campaign.library import values
from campaign.sheets.columns import Column, Heads, Kind

STAGES = ("input", "output", "outtake", "outcome", "impact")
REMOVE = "remove"  # under Value: takes away what was imported before
NEEDED = ("stage", "name", "first", "value", "source")
SCOPES = ("organisation", "theme", "message", "channel")

_COLUMNS = (
    ("stage", "Step", "input, output, outtake, outcome or impact.", Kind.WORDS),
    ("name", "Figure", "What was counted, always in the same words.", Kind.PROSE),
    ("value", "Value", "How many. “remove” takes away what was imported before.", Kind.WORDS),
    ("base", "Of", "What it is a part of: of so many people asked. May be empty.", Kind.WORDS),
    ("unit", "Unit", "What is counted, such as uploads. May be empty.", Kind.PROSE),
    ("first", "From", "The first day it tells of, such as 1/12/2026.", Kind.DAY),
    ("last", "To", "The last day; the same as the first if left out.", Kind.DAY),
    ("source", "Source", "Who counted it, and how.", Kind.PROSE),
    ("organisation", "Organisation", "Whose figure it is; everybody's if left out.", Kind.WORDS),
    ("theme", "Theme", "The theme it belongs to. May be empty.", Kind.WORDS),
    ("message", "Message id", "The message it belongs to. May be empty.", Kind.WORDS),
    ("channel", "Channel", "The channel it belongs to. May be empty.", Kind.WORDS),
    ("audience", "Audience", "The part of the public it counts. May be empty.", Kind.PROSE),
    ("note", "Note", "What a reader should know of it. May be empty.", Kind.PROSE),
)
_SYNONYMS = {
    "stage": "stage",
    "name": "name",
    "measure": "name",
    "metric": "name",
    "count": "value",
    "number": "value",
    "out of": "base",
    "base": "base",
    "first day": "first",
    "start": "first",
    "date": "first",
    "last day": "last",
    "end": "last",
    "until": "last",
    "message": "message",
    "notes": "note",
}
_EXAMPLE = (
    ("output", "Posters up", "38", "45", "sites", "1/12/2026", "31/12/2026"),
    ("outtake", "Visits from posts", "412", "", "visits", "1/12/2026", "31/12/2026"),
    ("outcome", "Uploads of footage", "12", "", "uploads", "1/12/2026", "31/12/2026"),
    ("outcome", "Would call 999 first", "380", "1,020", "people", "1/12/2026", "14/12/2026"),
)
_SOURCES = (
    "Estates team, list of sites",
    "Web analytics of northshire-police.example, visits marked with the campaign",
    "Digital evidence team, upload form",
    "Panel survey by an agency, of those who answered",
)


def heads() -> Heads:
    """Return the columns a table of figures may have."""
    judges = {Kind.DAY: values.uk_date}
    columns = [
        Column(key, title, hint, kind, judges.get(kind), key in NEEDED)
        for key, title, hint, kind in _COLUMNS
    ]
    return Heads(columns, _SYNONYMS, ("name", "value"))


def example() -> str:
    """Return an example to fill in, as the text of a .csv file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(title for _, title, *_ in _COLUMNS)
    for row, source in zip(_EXAMPLE, _SOURCES, strict=True):
        writer.writerow([*row, source, *[""] * (len(_COLUMNS) - len(row) - 1)])
    return text.getvalue()
