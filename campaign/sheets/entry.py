"""A post of the calendar, as spreadsheets and calendar files need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from campaign.lifecycle import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post: a message on a channel at a time."""

    key: str  # stays the same while the post is moved
    message: str
    title: str
    theme: str
    channel: str
    organisation: str
    platform: str
    state: State
    at: datetime  # UTC
    local: datetime  # naive wall time in the campaign's zone
    text: str = ""
    alts: tuple[str, ...] = ()
    link: str = ""
    url: str = ""  # where it can be seen
    cause: str = ""  # why it is where it is

    @property
    def stands(self) -> bool:
        """Tell whether it takes up its place: it is to go out, or is out."""
        return self.state not in (State.CANCELLED, State.DELETED, State.FAILED, State.MISSED)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the calendar: a message at a time, on every channel it then goes to."""

    message: str
    local: datetime
    entries: tuple[Entry, ...]
    clashes: tuple[str, ...] = field(default=())


def lines(found: Sequence[Entry], clashes: Mapping[str, Sequence[str]]) -> list[Line]:
    """Put the posts of one message at one time together; ``clashes`` are by a post's key."""
    groups: dict[tuple[datetime, str], list[Entry]] = {}
    for entry in found:
        groups.setdefault((entry.local, entry.message), []).append(entry)
    return [
        Line(
            message,
            local,
            tuple(group),
            tuple(dict.fromkeys(why for entry in group for why in clashes.get(entry.key, ()))),
        )
        for (local, message), group in groups.items()
    ]
