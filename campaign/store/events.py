"""The audit log: append only, each row holding the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from django.db import connection

from campaign.store.models import Event
from campaign.store.writing import writing

FIRST = "0" * 64  # what the first row follows


def record(
    kind: str,
    *,
    actor: str,
    at: datetime,
    post: int | None = None,
    subject: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append one event, inside the transaction of the change it records."""
    with writing():
        _append(kind, actor, at, post, subject, data or {})


def _append(
    kind: str, actor: str, at: datetime, post: int | None, subject: str, data: Mapping[str, Any]
) -> None:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM store_event ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
        previous = row[0] if row else FIRST
        value = digest(previous, at, actor, kind, post, subject, text)
        cursor.execute(
            "INSERT INTO store_event (at, actor, kind, post_id, subject, data, previous, hash)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                connection.ops.adapt_datetimefield_value(at),
                actor,
                kind,
                post,
                subject,
                text,
                previous,
                value,
            ],
        )


def digest(
    previous: str, at: datetime, actor: str, kind: str, post: int | None, subject: str, data: str
) -> str:
    """Return the hash (hex SHA-256) of one event that follows ``previous``."""
    moment = at.astimezone(timezone.utc).isoformat(timespec="microseconds")
    line = json.dumps([previous, moment, actor, kind, post, subject, data], ensure_ascii=False)
    return hashlib.sha256(line.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    event: int
    sentence: str


def breaks() -> Iterator[Break]:
    """Walk the whole log and yield every row that was changed, moved or follows a gap."""
    previous = FIRST
    for event in Event.objects.order_by("id").iterator(chunk_size=2000):
        if event.previous != previous:
            yield Break(event.pk, f"Event {event.pk} does not follow the one before it.")
        own = digest(
            event.previous,
            event.at,
            event.actor,
            event.kind,
            event.post_id,
            event.subject,
            event.data,
        )
        if own != event.hash:
            yield Break(event.pk, f"Event {event.pk} was changed after it was written.")
        previous = event.hash
