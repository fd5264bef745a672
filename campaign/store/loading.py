"""Rows into tables, thousands at a time, as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import DataError, connection

from campaign.store.digests import Field, Table, columns_of, fields_of, name_of, stored, tables

_PAGE = 2_000  # rows held in memory at once


class CannotLoad(Exception):
    """A row does not fit the database at hand; the message says which, and what to do."""


def load(table: Table, lines: Iterable[bytes]) -> None:
    """Write the rows of a table, inside the caller's transaction."""
    fields = fields_of(table)
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns_of(table))
    insert = f"INSERT INTO {name_of(table)} ({quoted}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - names of our own tables
    for page in _pages(_rows(table, fields, lines)):
        with connection.cursor() as cursor:
            try:
                cursor.executemany(insert, page)
            except DataError as exc:
                raise CannotLoad(_too_long(table, fields, page) or _refused(table, exc)) from exc


def _pages(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while page := list(islice(rows, _PAGE)):
        yield page


def _rows(table: Table, fields: Sequence[Field], lines: Iterable[bytes]) -> Iterator[list[Any]]:
    """Read lines into the values that the database takes."""
    turns = [(place, stored(field)) for place, field in enumerate(fields) if _turns(field)]
    no_nul = connection.vendor == "postgresql"
    for line in lines:
        row: list[Any] = json.loads(line)
        if no_nul and b"\\u0000" in line:
            _refuse_nul(table, fields, row)
        for place, turn in turns:
            if row[place] is not None:
                row[place] = turn(row[place])
        yield row


def _turns(field: Field) -> bool:
    return field.get_internal_type() in {"DateTimeField", "DateField", "DecimalField"}


def _refuse_nul(table: Table, fields: Sequence[Field], row: list[Any]) -> None:
    for field, value in zip(fields, row, strict=True):
        if isinstance(value, str) and "\0" in value:
            raise CannotLoad(
                f"Row {row[0]} of {name_of(table)} has the character NUL in its column "
                f"{field.column}, which PostgreSQL cannot keep: take it out where it comes from, "
                "then export again. Nothing was imported."
            )


def _too_long(table: Table, fields: Sequence[Field], page: list[list[Any]]) -> str:
    """Name the text that is longer than its column; SQLite does not mind, others do."""
    for row in page:
        for field, value in zip(fields, row, strict=True):
            if isinstance(value, str) and field.max_length and len(value) > field.max_length:
                return (
                    f"Row {row[0]} of {name_of(table)} has {len(value)} characters in its column "
                    f"{field.column}, and {field.max_length} are the most here: shorten it where "
                    "it comes from, then export again. Nothing was imported."
                )
    return ""


def _refused(table: Table, exc: Exception) -> str:
    words = " ".join(str(exc).split())
    return f"A row of {name_of(table)} does not fit this database ({words}). Nothing was imported."


def set_sequences(of: Sequence[Table] = ()) -> None:
    """Have new rows numbered after those that were loaded; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), of or tables()):
            cursor.execute(statement)
