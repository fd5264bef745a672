"""What a person typed, turned into what is meant; each mistake gets one plain sentence.

Every function takes a value as YAML gave it (text, a list, a group or nothing) and returns
the value meant, or raises the error of ``wrong``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from campaign.library.entries import entries
from campaign.library.nearest import suggestion
from campaign.library.timetoken import WEEKDAYS, weekday_of
from campaign.library.timewords import Reader
from campaign.library.when import When, WhenError, parse_when

LONGEST_TITLE = 120  # characters: it must fit a line of the calendar
_DOLLARS = re.compile(r"\$?\s*([0-9]{1,6}(?:\.[0-9]{1,2})?)(?:\s*(?:USD|dollars?))?", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,6})\s*([A-Za-z]*)")
_LONGEST_LINE = 500  # characters; longer lines about time are no longer about time
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_HANDLE = re.compile(r"@?[A-Za-z0-9_][\w.-]*(?:@[\w.-]+)?")
_EMAIL = re.compile(  # what a mail server may refuse all the same: see RFC 5321 and RFC 5322
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST_EMAIL = 254  # characters: RFC 5321, 4.5.3.1.3
_HOST = re.compile(r"(?=.{4,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")

Answer = TypeVar("Answer")


def wrong(code: str, message: str, fix: str = "", offset: int = 0) -> PydanticCustomError:
    """Build the error of a value: a sentence, what to do, and how far into the value it is."""
    context: dict[str, Any] = {"message": message, "fix": fix, "offset": offset}
    return PydanticCustomError("campaign", "{message}", {"code": code, **context})


def text(value: Any) -> str:
    """Return a piece of text."""
    if value is None:
        raise wrong("empty", "", "Add something after the colon, or delete the line.")
    if not isinstance(value, str):
        raise wrong("not-text", "Here should be a piece of text, not a list or a group.")
    return value.strip()


def one_line(value: Any) -> str:
    """Return a text short enough for one line."""
    line = " ".join(text(value).split())
    if not line:
        raise wrong("empty", "", "Add something between the quotation marks.")
    if len(line) > LONGEST_TITLE:
        message = f"This is {len(line)} characters long; the most is {LONGEST_TITLE}."
        raise wrong("too-long", message, "Say it in fewer words.")
    return line


def words(value: Any) -> tuple[str, ...]:
    """Return the entries of a list, written with commas or as a list; each only once."""
    if isinstance(value, list):
        return tuple(dict.fromkeys(text(entry) for entry in value))
    found = tuple(dict.fromkeys(entry for _, entry in entries(text(value))))
    if not found:
        raise wrong("empty", "", "Write the entries with commas between them.")
    return found


def codes(value: Any) -> tuple[str, ...]:
    """Return codes of rules, such as CONS-04, whatever the case of their letters."""
    found = words(value)
    for code in found:
        if not _CODE.fullmatch(code):
            raise wrong("code", f"“{code[:40]}” is not the code of a rule.", "Write CONS-04.")
    return tuple(code.upper() if "-" in code and code[-1].isdigit() else code for code in found)


def handles(value: Any) -> tuple[str, ...]:
    """Return accounts, each with the @ it is written with."""
    found = words(value)
    for handle in found:
        if not _HANDLE.fullmatch(handle):
            fix = 'Write it in quotes, such as "@NorthshirePolice".'
            raise wrong("handle", f"“{handle[:60]}” is not the name of an account.", fix)
    return tuple(handle if handle.startswith("@") else f"@{handle}" for handle in found)


def domains(value: Any) -> tuple[str, ...]:
    """Return hosts in small letters, without https:// and what follows the host."""
    found = []
    for entry in words(value):
        host = re.sub(r"^https?://", "", entry.lower()).partition("/")[0].removeprefix("www.")
        if not _HOST.fullmatch(host):
            fix = "Write the part between https:// and the next /, such as northshire.example."
            raise wrong("domain", f"“{entry[:60]}” is not the name of a website.", fix)
        found.append(host)
    return tuple(found)


def emails(value: Any) -> tuple[str, ...]:
    """Return e-mail addresses, each of one person or one mailbox; each only once.

    No mailbox is told from another by capitals, whatever the rules allow (RFC 5321, 2.4).
    """
    found = words(value)
    for address in found:
        if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
            fix = "Write it like press.desk@northshire-police.example."
            raise wrong("email", f"“{address[:60]}” is not an e-mail address.", fix)
    once = {address.casefold(): address for address in reversed(found)}
    return tuple(address for address in found if once[address.casefold()] == address)


def day_by(value: Any) -> tuple[date, str]:
    """Return the day and the name of “3/2/2027 by A Translator”."""
    typed = text(value)
    day, _, name = typed.partition(" by ")
    if not name.strip():
        fix = "Write it like “3/2/2027 by the name of the translator”."
        raise wrong("reviewed", "It does not say who reviewed it.", fix)
    return uk_date(day), name.strip()


def sentences(value: Any) -> tuple[str, ...]:
    """Return a list of sentences; a single one may stand alone."""
    if isinstance(value, list):
        return tuple(text(entry) for entry in value)
    return (text(value),)


def uk_date(value: Any) -> date:
    """Return a date: ISO, day first with slashes, or with the month as a word."""
    return _told("date", _one(Reader.one_date), value)


def clock(value: Any) -> time:
    """Return one time of day: 08:00 or 5.30pm."""
    found = clocks(value)
    if len(found) > 1:
        raise wrong("time", "One time belongs here.", "Write it like 17:30.")
    return found[0]


def clocks(value: Any) -> tuple[time, ...]:
    """Return times of day in their order."""
    typed = ", ".join(text(entry) for entry in value) if isinstance(value, list) else value
    return tuple(sorted(set(_told("time", _one(Reader.times), typed))))


def when(value: Any) -> When:
    """Return what a ``when:`` line means."""
    return _told("when", parse_when, value)


def _one(read: Callable[[Reader], Answer]) -> Callable[[str], Answer]:
    """Turn a method of the reader of time words into one that must use up the whole text."""

    def whole_text(typed: str) -> Answer:
        reader = Reader(typed, ())
        answer = read(reader)
        if not reader.done:
            message = f"“{typed[reader.here.column - 1 :][:40]}” is one too many here."
            raise WhenError(message, reader.here.column, "Delete it.")
        return answer

    return whole_text


def _told(code: str, read: Callable[[str], Answer], value: Any) -> Answer:
    typed = text(value)
    if len(typed) > _LONGEST_LINE:
        raise wrong(code, f"This is {len(typed)} characters long, too long to be about time.")
    try:
        return read(typed)
    except WhenError as error:
        raise wrong(code, error.message, error.fix, error.column - 1) from None


def weekdays(value: Any) -> tuple[int, ...]:
    """Return weekdays (Monday is 0): names, “Monday to Friday”, “weekdays”, “every day”."""
    days: set[int] = set()
    for entry in words(value):
        days |= _span(entry.lower())
    return tuple(sorted(days))


def _span(entry: str) -> set[int]:
    groups = {"every day": range(7), "daily": range(7), "weekdays": range(5), "weekends": (5, 6)}
    if entry in groups:
        return set(groups[entry])
    first, _, last = (
        part.strip() for part in re.sub(r"\s*[–-]\s*", " to ", entry).partition(" to ")
    )
    start, end = _weekday(first), _weekday(last or first)
    return {(start + step) % 7 for step in range((end - start) % 7 + 1)}


def _weekday(word: str) -> int:
    if (number := weekday_of(word)) is not None:
        return number
    capitals = [name.capitalize() for name in WEEKDAYS]
    fix = suggestion(word, capitals, otherwise="Write days like “Monday to Friday” or “weekends”.")
    raise wrong("weekday", f"“{word[:40]}” is not a day of the week.", fix)


def yes_no(value: Any) -> bool:
    """Return a yes or a no."""
    typed = text(value).lower()
    if typed in ("yes", "y", "true", "on"):
        return True
    if typed in ("no", "n", "false", "off"):
        return False
    raise wrong("yes-or-no", f"“{typed[:40]}” is neither yes nor no.", "Write yes or no.")


def days(value: Any) -> int:
    """Return a number of days: “21”, “21 days”, “3 weeks”."""
    return _amount(value, {"": 1, "day": 1, "week": 7}, "21 days", 3660)


def years(value: Any) -> int:
    """Return a number of years, at least one: “6”, “6 years”."""
    return max(_amount(value, {"": 1, "year": 1}, "6 years", 100), 1)


def minutes(value: Any) -> int:
    """Return a number of minutes: “15”, “15 minutes”, “2 hours”."""
    return _amount(value, {"": 1, "minute": 1, "min": 1, "hour": 60}, "15 minutes", 7 * 24 * 60)


def gap(value: Any) -> int:
    """Return the minutes between two posts, a day at the most: “5 minutes”, or 0 for none."""
    return _amount(value, {"": 1, "minute": 1, "min": 1, "hour": 60}, "5 minutes", 24 * 60)


def _amount(value: Any, units: dict[str, int], example: str, most: int) -> int:
    typed = text(value)
    match = _COUNT.fullmatch(typed)
    unit = match[2].lower().removesuffix("s") if match else None
    if not match or unit not in units:
        raise wrong(
            "amount", f"“{typed[:40]}” is not a length of time.", f"Write it like {example}."
        )
    if (amount := int(match[1]) * units[unit]) > most:
        raise wrong(
            "amount", f"“{typed}” is longer than can be meant.", f"Write it like {example}."
        )
    return amount


def whole(low: int, high: int) -> Callable[[Any], int]:
    """Return a converter to a whole number between two bounds."""

    def convert(value: Any) -> int:
        typed = text(value).removesuffix("%").strip()
        if not re.fullmatch(r"[0-9]{1,6}", typed) or not low <= int(typed) <= high:
            message = f"“{typed[:40]}” is not a whole number from {low} to {high}."
            raise wrong("number", message)
        return int(typed)

    return convert


def dollars(value: Any) -> Decimal:
    """Return an amount of money in US dollars: “20”, “$20”, “12.50”."""
    typed = text(value)
    match = _DOLLARS.fullmatch(typed)
    if not match:
        message = f"“{typed[:40]}” is not an amount in US dollars."
        raise wrong("dollars", message, "Write it like 20 or 12.50.")
    return Decimal(match[1])


def choice(*options: str) -> Callable[[Any], str]:
    """Return a converter to one of some words, whatever the case of its letters."""

    def convert(value: Any) -> str:
        typed = text(value).lower()
        if typed not in options:
            choices = f"You can use: {', '.join(options)}."
            near = suggestion(typed, options, otherwise=choices)
            fix = near if near == choices else f"{near} {choices}"
            raise wrong("choice", f"“{typed[:40]}” is not one of the choices here.", fix)
        return typed

    return convert


def shaped(pattern: str, code: str, fix: str) -> Callable[[Any], str]:
    """Return a converter to a text of one shape."""
    shape = re.compile(pattern)

    def convert(value: Any) -> str:
        typed = text(value)
        if not shape.fullmatch(typed):
            raise wrong(code, f"“{typed[:60]}” cannot be used here.", fix)
        return typed

    return convert


def joined(parts: Iterable[str]) -> str:
    """Join words as a sentence does: “x, facebook and bluesky”."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
