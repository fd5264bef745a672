"""The tables as text that is the same on every database, and a digest of each.

A row is a line of JSON: its columns in the order of the model, times in UTC to the microsecond,
numbers with their decimal places. Lines stand in the order of the primary key, by code point. The
digest of a table is the SHA-256 of its lines: two databases that agree in it hold the same rows.
"""

# ruff: noqa: SLF001 - _meta and _default_manager are Django's documented ways to ask a model
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, TypeAlias

from django.apps import apps
from django.db import connection, models
from django.db.models import F
from django.db.models.functions import Collate

Table: TypeAlias = type[models.Model]
Field: TypeAlias = "models.Field[Any, Any]"
_PAGE = 2_000  # rows held in memory at once


@dataclass(frozen=True, slots=True)
class Digest:
    """What a table holds, in short."""

    table: str
    columns: tuple[str, ...]
    rows: int
    sha256: str  # of its lines, in hex


def tables() -> list[Table]:
    """Return every table of ours, by name."""
    ours = [one for one in apps.get_app_configs() if one.name.startswith("campaign.")]
    found = [model for one in ours for model in one.get_models(include_auto_created=True)]
    return sorted((m for m in found if m._meta.managed), key=name_of)


def name_of(table: Table) -> str:
    """Return a table's name in the database."""
    return table._meta.db_table


def fields_of(table: Table) -> list[Field]:
    """Return the columns of a table in their order."""
    return list(table._meta.concrete_fields)


def columns_of(table: Table) -> list[str]:
    """Return the names of a table's columns in their order."""
    return [str(field.column) for field in fields_of(table)]


def of(table: Table, columns: Sequence[str] | None = None) -> Digest:
    """Return the digest of a table as it stands; of some columns only, where they are named."""
    names = columns or columns_of(table)
    return of_lines(name_of(table), names, lines(table, names))


def of_lines(table: str, columns: Sequence[str], text: Iterable[bytes]) -> Digest:
    """Return the digest of lines."""
    rows, total = 0, hashlib.sha256()
    for line in text:
        total.update(line)
        rows += 1
    return Digest(table, tuple(columns), rows, total.hexdigest())


def lines(table: Table, columns: Sequence[str]) -> Iterator[bytes]:
    """Yield the rows of a table, each a line; some thousand are held in memory at once."""
    by_name = {str(field.column): field for field in fields_of(table)}
    fields = [by_name[name] for name in columns]
    plain = [_plain(field) for field in fields]
    rows = table._default_manager.order_by(_by_code_point(table))
    for row in rows.values_list(*(f.attname for f in fields)).iterator(chunk_size=_PAGE):
        values = [value if value is None else say(value) for say, value in zip(plain, row)]  # noqa: B905 - of one length; checked by the million it costs
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _by_code_point(table: Table) -> Any:
    """Order text as SQLite does by itself: other databases sort by the rules of a language."""
    key = table._meta.pk
    if connection.vendor == "postgresql" and isinstance(key, models.CharField):
        return Collate(F("pk"), "C")
    return "pk"


def _plain(field: Field) -> Callable[[Any], Any]:
    """Return what makes a column's values fit for JSON, the same from every database."""
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return date.isoformat
    if isinstance(field, models.DecimalField):
        places = Decimal(1).scaleb(-field.decimal_places)
        return lambda value: str(value.quantize(places))
    return lambda value: value


def _moment(value: datetime) -> str:
    return value.astimezone(timezone.utc).isoformat(timespec="microseconds")


def stored(field: Field) -> Callable[[Any], Any]:
    """Return what turns a column's values in JSON into those the database at hand takes."""
    ops = connection.ops
    if isinstance(field, models.DateTimeField):
        return lambda value: ops.adapt_datetimefield_value(datetime.fromisoformat(value))
    if isinstance(field, models.DateField):
        return lambda value: ops.adapt_datefield_value(date.fromisoformat(value))
    if isinstance(field, models.DecimalField):
        digits, places = field.max_digits, field.decimal_places
        return lambda value: ops.adapt_decimalfield_value(Decimal(value), digits, places)
    return lambda value: value
