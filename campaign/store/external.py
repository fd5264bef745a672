"""Figures from elsewhere: what a website, a survey or a poster site counted.

A figure is known by what it counts, so importing it again replaces it and adds nothing up twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from campaign.store import events
from campaign.store.models import ExternalFigure
from campaign.store.writing import writing

IMPORTED = "figures imported"
_WHAT = (
    *("stage", "name", "unit", "first", "last"),
    *("organisation", "theme", "message", "channel", "audience"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as somebody wants it kept; ``value`` ``None`` takes the one there is away."""

    stage: str
    name: str
    first: date
    last: date
    value: Decimal | None
    source: str = ""
    unit: str = ""
    base: Decimal | None = None
    organisation: str = ""
    theme: str = ""
    message: str = ""
    channel: str = ""
    audience: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """Return what names it: all that says what is counted, of whom and when."""
        what = [str(getattr(self, name)).casefold() for name in _WHAT]
        return hashlib.sha256(json.dumps(what, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Changes:
    """What keeping some figures would change."""

    new: tuple[Figure, ...]
    changed: tuple[tuple[ExternalFigure, Figure], ...]
    removed: tuple[ExternalFigure, ...]
    same: int

    @property
    def any(self) -> bool:
        """Tell whether anything would be different."""
        return bool(self.new or self.changed or self.removed)


def of(first: date, last: date, organisation: str = "", theme: str = "") -> list[ExternalFigure]:
    """Return the figures whose days lie within a period, both included.

    With an organisation or a theme: those of that one, and those that name none.
    """
    rows = ExternalFigure.objects.filter(first__gte=first, last__lte=last)
    if organisation:
        rows = rows.filter(Q(organisation=organisation) | Q(organisation=""))
    if theme:
        rows = rows.filter(Q(theme=theme) | Q(theme=""))
    return sorted(rows, key=_place)


def _place(row: ExternalFigure) -> tuple[object, ...]:
    """Return where a figure stands among others: the same on every database."""
    return row.stage, row.name.casefold(), row.first, row.organisation, row.audience, row.key


def compare(figures: Iterable[Figure]) -> Changes:
    """Return what keeping these figures would change; nothing is written."""
    wanted = {figure.key: figure for figure in figures}
    known = {row.key: row for row in ExternalFigure.objects.filter(key__in=wanted)}
    given = {key: figure for key, figure in wanted.items() if figure.value is not None}
    changed = [
        (known[key], figure)
        for key, figure in given.items()
        if key in known and not _same(known[key], figure)
    ]
    removed = [known[key] for key in wanted.keys() - given.keys() if key in known]
    return Changes(
        new=tuple(figure for key, figure in given.items() if key not in known),
        changed=tuple(changed),
        removed=tuple(sorted(removed, key=str)),
        same=len(given.keys() & known.keys()) - len(changed),
    )


def keep(figures: Sequence[Figure], *, by: str, now: datetime, source: str) -> Changes:
    """Keep figures, all or none, and write down who brought them; ``source`` names the file."""
    with writing():
        changes = compare(figures)
        if changes.any:
            ExternalFigure.objects.filter(pk__in=[old.pk for old in changes.removed]).delete()
            ExternalFigure.objects.bulk_create([_row(one, by, now) for one in changes.new])
            names = [*(one.name for one in fields(Figure)), "imported_at", "by"]
            rows = [_row(one, by, now, old.pk) for old, one in changes.changed]
            ExternalFigure.objects.bulk_update(rows, names, batch_size=200)
            events.record(IMPORTED, actor=by, at=now, subject=source, data=_told(changes))
    return changes


def _row(figure: Figure, by: str, now: datetime, pk: int | None = None) -> ExternalFigure:
    return ExternalFigure(pk=pk, key=figure.key, **asdict(figure), imported_at=now, by=by)


def _same(row: ExternalFigure, figure: Figure) -> bool:
    return all(getattr(row, field.name) == getattr(figure, field.name) for field in fields(Figure))


def _told(changes: Changes) -> dict[str, object]:
    """Return what the audit log keeps: every figure that came, changed or went."""
    told = [_change(one, None, one) for one in changes.new]
    told += [_change(one, old, one) for old, one in changes.changed]
    told += [_change(old, old, None) for old in changes.removed]
    return {"figures": told}


def _change(
    what: ExternalFigure | Figure, old: ExternalFigure | None, new: Figure | None
) -> dict[str, object]:
    named = {name: str(getattr(what, name)) for name in _WHAT if getattr(what, name)}
    return {**named, "was": _figure(old), "is": _figure(new)}


def _figure(one: ExternalFigure | Figure | None) -> list[str | None] | None:
    return None if one is None else [str(one.value), None if one.base is None else str(one.base)]
