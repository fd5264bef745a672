"""The campaign's own settings: what campaign.yaml says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class SlotRule:
    """Times at which a channel may speak: on these weekdays (Monday is 0) at these times."""

    weekdays: tuple[int, ...]
    times: tuple[time, ...]  # local wall time, whole minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject and the part of the plan it should have, in percent of the rotated posts."""

    id: str
    title: str
    share: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWindow:
    """A span of local wall time in which nothing goes out."""

    reason: str
    day: date
    start: time
    end: time
    organisations: tuple[str, ...] = ()  # empty: all


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """campaign.yaml: everything that holds for the whole campaign."""

    name: str
    hashtag: str = ""
    start: date | None = None
    end: date | None = None
    zone: str = "Europe/London"
    objectives: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    slots: tuple[SlotRule, ...] = ()
    cap: int = 3  # posts a day and channel
    rest: int = 21  # days before a channel repeats a message
    grace: int = 15  # minutes a post may be late
    author: str = ""  # author of messages that name none
    quiet: tuple[QuietWindow, ...] = ()
