"""Names of staff reduced to roles: “approver 2” is one person throughout, whoever that is.

People are numbered by when they first appear anywhere in the records, so that a later export
calls them the same. A person's role is the most weighty they have had: approver, then writer,
then operator. What the program does by itself is “program”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Min, Model

from campaign.store.models import Approval, Credential, Event, Hold, Post
from campaign.store.people import person

PROGRAM = "program"

_PROGRAMS = frozenset({"worker", "planner", "rehearsal", "campaign plan", PROGRAM})
_PROCESS = re.compile(r"[\w.-]+(/[0-9a-f]{8})?:\d+:\d*")  # as campaign.worker.identity names one
_APPROVER, _WRITER, _OPERATOR = "approver", "writer", "operator"
_APPROVING = ("content approved", "approval revoked")

# Where names stand, the time they stand there from, and what they make of a person.
_PLACES: tuple[tuple[type[Model], str, str, str], ...] = (
    (Event, "actor", "at", _OPERATOR),
    (Post, "author", "created_at", _WRITER),
    (Approval, "author", "at", _WRITER),
    (Approval, "by", "at", _APPROVER),
    (Approval, "revoked_by", "revoked_at", _APPROVER),
    (Hold, "placed_by", "placed_at", _OPERATOR),
    (Hold, "lifted_by", "lifted_at", _OPERATOR),
    (Credential, "connected_by", "connected_at", _OPERATOR),
)
_WEIGHT = {_APPROVER: 0, _WRITER: 1, _OPERATOR: 2}


def of_program(name: str) -> bool:
    """Say whether a name is the program's own, or that of one of its processes."""
    return name in _PROGRAMS or _PROCESS.fullmatch(name) is not None


class Roles:
    """Everybody whose name is in the records, and what to call them."""

    def __init__(self) -> None:
        first: dict[str, datetime] = {}
        roles: dict[str, str] = {}
        spellings: dict[str, str] = {}
        for name, at, role in _everybody():
            key = person(name)
            spellings[name] = key
            first[key] = min(first.get(key, at), at)
            roles[key] = min(roles.get(key, role), role, key=_WEIGHT.__getitem__)
        order = sorted(first, key=lambda key: (first[key], key))
        self._called = {key: f"{roles[key]} {n}" for n, key in enumerate(order, start=1)}
        self._pattern = _pattern(spellings)

    def of(self, name: str) -> str:
        """Return what to call a person, or the program."""
        if not name or of_program(name):
            return PROGRAM if name else ""
        return self._called.get(person(name), _OPERATOR)

    def hide(self, value: Any) -> Any:
        """Return a text, or what holds texts, with every name that is known reduced."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {key: self.hide(inner) for key, inner in value.items()}
        return [self.hide(inner) for inner in value] if isinstance(value, list) else value

    def _text(self, text: str) -> str:
        if self._pattern is not None:
            text = self._pattern.sub(lambda match: self.of(match[0]), text)
        return text


def _everybody() -> Iterator[tuple[str, datetime, str]]:
    """Yield every name with the time it first stands somewhere, and its role there."""
    for model, column, at, role in _PLACES:
        yield from _in(model.objects.all(), column, at, role)  # type: ignore[attr-defined] # Django's
    yield from _in(Event.objects.filter(kind__in=_APPROVING), "actor", "at", _APPROVER)


def _in(rows: Any, column: str, at: str, role: str) -> Iterator[tuple[str, datetime, str]]:
    found = rows.exclude(**{column: ""}).values_list(column).annotate(first=Min(at)).order_by()
    for name, first in found:
        if first is not None and person(name) and not of_program(name):
            yield name, first, role


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Find names as whole words; one of several words whatever its capitals and spaces.

    A name of one word counts as it is spelled only: somebody called Will is not every “will”.
    """
    parts = []
    for name in sorted(names, key=len, reverse=True):
        words = [re.escape(word) for word in name.split()]
        parts.append(words[0] if len(words) == 1 else "(?i:" + r"\s+".join(words) + ")")
    return re.compile(rf"(?<![\w/@])(?:{'|'.join(parts)})(?!\w)") if parts else None
