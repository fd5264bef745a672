"""Rows in every table, with all that a database might take for something else."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from django.db import models

from campaign.lifecycle import State
from campaign.store import digests, events, holds
from campaign.store.models import Attempt, Event, Hold, Post
from tests.servers.rows import NOW, post

# A clock change, a number that no float holds, text of every plane and direction, and nothing.
NIGHT = datetime(2026, 10, 25, 1, 30, tzinfo=timezone.utc)
ODD = "Ŵy “heddlu” 👮🏽‍♀️ e\u0301 \u2028 \u202eשלום\u202c \\u0000 {} ' \" \t\r\n\x7f\ufeff 𝕏"


def fill() -> None:
    """Make two rows in every table, posts in every state of being sent, and a chain of events."""
    made: dict[type[models.Model], models.Model] = {}
    for table in _in_order():
        for number in (1, 2):
            row = table(**{f.attname: _value(f, number, made) for f in digests.fields_of(table)})
            row.save(force_insert=True)
            made.setdefault(table, row)
    for state in (State.PUBLISHING, State.PROCESSING, State.UNCERTAIN):
        row = post(
            f"{state} {ODD}",
            state=state,
            attempt=1,
            worker="w",
            leased_until=NOW + timedelta(minutes=5),
            handle="container 7",
        )
        started = NOW + timedelta(microseconds=1)
        Attempt.objects.create(post=row, number=1, worker="w", started_at=started)
        events.record("post moved", actor=ODD[:150], at=NIGHT, post=row.pk, data={"why": ODD})
    place = {"scope": Hold.Scope.CHANNEL, "value": "northshire-x", "reason": ODD}
    holds.place(**place, by="Sam Hale", now=NOW)


def _in_order() -> list[type[models.Model]]:
    """Return the tables, those before others that these point to; events are made by their door."""
    left, done = [t for t in digests.tables() if t is not Event], []
    while left:
        ready = [t for t in left if not _points_to(t) & set(left) - {t}]
        done += ready
        left = [t for t in left if t not in ready]
    return done


def _points_to(table: type[models.Model]) -> set[Any]:
    return {f.related_model for f in digests.fields_of(table) if f.is_relation}


def _value(field: Any, number: int, made: dict[type[models.Model], models.Model]) -> Any:
    if field.is_relation:
        row = made.get(field.related_model)
        return row.pk if row is not None else None
    if isinstance(field, models.AutoField | models.BigAutoField):
        return number * 1000
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.CharField):
        return f"{number} {ODD}"[: field.max_length]
    if isinstance(field, models.TextField):
        return "{}" if field.default == "{}" else f"{ODD} {number}\n" * 3
    return _plain_value(field, number)


def _plain_value(field: Any, number: int) -> Any:
    if isinstance(field, models.DateTimeField):
        return NIGHT + timedelta(hours=number, microseconds=number)
    if isinstance(field, models.DateField):
        return date(2028, 2, 29)
    if isinstance(field, models.DecimalField):
        return Decimal("12345678.9012") + number
    if isinstance(field, models.BooleanField):
        return number == 1
    return number


def newest_post() -> Post:
    """Return the post that was made last."""
    return Post.objects.order_by("-pk")[0]
