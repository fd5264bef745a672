"""Registers: facts with a source, signposts to help, dates that matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure and everything one must know before printing it.

    In copy ``{{ fact.id }}`` prints ``text``.
    """

    id: str  # snake_case
    text: str  # as printed: "41,221"
    source: str  # publisher and title
    url: str
    period: str
    geography: str
    measure: str  # what was counted
    published: date | None = None
    expires: date | None = None  # from this day on it is not used
    not_before: date | None = None  # embargo
    caveat: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """A number or address people are sent to; ``{{ signpost.id }}`` prints ``text``."""

    id: str
    text: str  # as printed: "101", "0800 555 111"
    name: str
    source: str = ""
    internal: bool = False  # for the workforce only: never in a public message


@dataclass(frozen=True, slots=True, kw_only=True)
class AwarenessDate:
    """A day on the calendar and the tone it asks for: normal, solemn or sensitive."""

    day: date
    name: str
    tone: str = "normal"
    status: str = "to be confirmed"
