"""What stands in a cell, as text: what spreadsheets do to dates, times, numbers and quotes.

Nothing is guessed. Where a program has changed what was typed beyond repair, the cell has a
fault: a sentence, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from campaign.library.timewords import uk_date
from campaign.sheets.columns import Column, Kind

Value: TypeAlias = "str | int | float | bool | date | datetime | time | timedelta | None"

_EPOCH = date(1899, 12, 30)  # the day 0 of a spreadsheet's serial numbers
_FIRST, _LAST = 36526, 73050  # the serials of 1/1/2000 and 31/12/2099
_EXACT = 10**15  # spreadsheets keep fifteen digits
_SECOND, _DAY = 1, 24 * 60 * 60  # seconds
_AS_TEXT = "Format the cell as text, then type it again."
_QUOTES = str.maketrans("“”„‟‘’‚‛", '""""' + "''''")
_SPACES = re.compile("[ \t\u00a0\u2007\u202f]+")
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_SHORTENED = re.compile(r"[+-]?\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_SERIAL = re.compile(r"(?P<day>\d{5})(?:\.0+)?")
_FRACTION = re.compile(r"0?\.\d+")
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_SWITCHES = {
    **dict.fromkeys(("yes", "y", "x", "✓", "✔", "1", "true"), "yes"),
    **dict.fromkeys(("no", "n", "0", "false"), "no"),
}
_APOSTROPHE = re.compile(r"'[=+@-]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be used, and what to do."""

    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as text in the house's own way of writing; ``value`` is what the sheet has."""

    text: str
    value: Value = ""
    fault: Fault | None = None

    @property
    def is_real_date(self) -> bool:
        """Tell whether the spreadsheet took it for a date, and not for text."""
        return isinstance(self.value, date)


BLANK = Cell("")


def read_cell(value: Value, column: Column) -> Cell:
    """Return a cell of a column as text; where it cannot be used, its fault too."""
    if value is None or value == "":
        return BLANK
    if isinstance(value, str):
        return _of_text(value, column)
    for kind, read in _READERS:
        if isinstance(value, kind):
            text = read(value, column)
            return Cell("", value, text) if isinstance(text, Fault) else Cell(text, value)
    return Cell("", value, Fault("This cell holds something that is not text.", _AS_TEXT))


def _of_text(value: str, column: Column) -> Cell:
    text = tidy(value, column)
    if column.kind is Kind.BODY:
        fault = _damage(text)
        return Cell(text, value, fault)
    text = text.strip()
    fault = _damage(text)
    if column.kind is Kind.SWITCH:
        text = _SWITCHES.get(text.casefold(), text)
    if column.kind is Kind.DAY:
        text = _day_of_text(text)
    elif column.kind is Kind.CLOCK and _FRACTION.fullmatch(text):
        return Cell(_clock(float(text)) or text, value, fault)
    return Cell(text, value, fault)


def tidy(value: str, column: Column) -> str:
    """Return a text as the reader of message files would take it."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if column.kind is Kind.BODY:
        return re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip()
    text = _ZERO_WIDTH.sub("", text)
    if column.kind in (Kind.PROSE, Kind.GROUP):
        text = text.replace("\u00a0", " ").strip()
        return " ".join(text.split()) if column.key == "title" else text
    lines = (_SPACES.sub(" ", line).strip(" ,;") for line in text.split("\n"))
    text = ", ".join(line for line in lines if line).translate(_QUOTES)
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] == '"' else text


def without_mark(text: str) -> str:
    """Return a text without the apostrophe that some programs put before = + - @."""
    return text[1:] if _APOSTROPHE.match(text) else text


def _damage(text: str) -> Fault | None:
    if _SHORTENED.fullmatch(text):
        message = f"A spreadsheet has shortened a long number to {text}."
        return Fault(message, _AS_TEXT)
    return None


def _day_of_text(text: str) -> str:
    if match := _SERIAL.fullmatch(text):
        number = int(match["day"])
        return uk_date(_EPOCH + timedelta(days=number)) if _FIRST <= number <= _LAST else text
    return _MIDNIGHT.sub("", text)


def _of_switch(value: bool, column: Column) -> str | Fault:
    if column.kind in (Kind.DAY, Kind.CLOCK):
        return Fault(f"This is a yes or no, not a {_noun(column)}.", "Type it again.")
    if column.kind in (Kind.BODY, Kind.PROSE):
        return "TRUE" if value else "FALSE"
    return "yes" if value else "no"


def _of_moment(value: datetime, column: Column) -> str | Fault:
    if value.date() <= _EPOCH + timedelta(days=1):
        return _of_time(value.time(), column)
    if not (value.hour or value.minute or value.second):
        return _of_date(value.date(), column)
    if column.key == "when":
        return f"on {uk_date(value.date())} at {value:%H:%M}"
    if column.kind is Kind.CLOCK:
        return Fault("There is a day in this cell, too.", "Write the time only, such as 17:30.")
    if column.kind is Kind.DAY:
        return Fault("There is a time in this cell, too.", "Write the day only, such as 25/1/2027.")
    return _turned("a date", column)


def _of_date(value: date, column: Column) -> str | Fault:
    if column.kind is Kind.DAY:
        return uk_date(value)
    if column.key == "when":
        return f"on {uk_date(value)}"
    if column.kind is Kind.CLOCK:
        return Fault("This is a day, not a time.", "Write the time only, such as 17:30.")
    return _turned("a date", column)


def _of_time(value: time, column: Column) -> str | Fault:
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 10**6
    return _of_span(timedelta(seconds=seconds), column)


def _of_span(value: timedelta, column: Column) -> str | Fault:
    if column.kind is Kind.DAY:
        return Fault("This is a time, not a day.", "Write the day only, such as 25/1/2027.")
    if column.kind is not Kind.CLOCK:
        return _turned("a time of day", column)
    text = _clock(value.total_seconds() / _DAY)
    return text or Fault("Times are whole minutes of one day.", "Write it like 17:30.")


def _clock(fraction: float) -> str:
    """Return the time of a fraction of a day; empty when it is no whole minute of one."""
    seconds = fraction * _DAY
    minutes = round(seconds / 60)
    if not 0 <= minutes < _DAY // 60 or abs(seconds - minutes * 60) > _SECOND:
        return ""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _turned(into: str, column: Column) -> Fault:
    message = f"A spreadsheet has turned what was typed under {column.title} into {into}."
    return Fault(message, _AS_TEXT)


def _of_number(value: float, column: Column) -> str | Fault:
    if column.kind is Kind.CLOCK:
        return _clock(value) or Fault("This is not a time of day.", "Write it like 17:30.")
    if column.kind is Kind.SWITCH and value in (0, 1):
        return "yes" if value else "no"
    if column.kind is Kind.DAY:
        if value == int(value) and _FIRST <= value <= _LAST:
            return uk_date(_EPOCH + timedelta(days=int(value)))
        return Fault(f"{value:.15g} is not a date.", "Write it like 25/1/2027.")
    if column.key == "when" and _FIRST <= value <= _LAST + 1:
        moment = datetime.combine(_EPOCH, time()) + timedelta(minutes=round(value * 24 * 60))
        return _of_moment(moment, column)
    return _of_digits(value)


def _of_digits(value: float) -> str | Fault:
    if abs(value) >= _EXACT:
        message = f"A spreadsheet has rounded this long number to {value:.0f}."
        return Fault(message, _AS_TEXT)
    text = f"{value:.15g}"
    if re.fullmatch(r"[1-9]\d{9}", text):
        message = f"{text} looks like a telephone number that has lost its 0."
        return Fault(message, _AS_TEXT)
    return text


def _noun(column: Column) -> str:
    return "time" if column.kind is Kind.CLOCK else "day"


_READERS: tuple[tuple[type | tuple[type, ...], Callable[..., str | Fault]], ...] = (
    (bool, _of_switch),  # a bool is an int, a datetime is a date: the narrower come first
    (datetime, _of_moment),
    (date, _of_date),
    (time, _of_time),
    (timedelta, _of_span),
    ((int, float), _of_number),
)
