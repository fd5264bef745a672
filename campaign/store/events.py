"""The audit log: append only, each row holding the hash of the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from campaign.store.chain import Break, breaks
from campaign.store.hashing import FIRST, digest
from campaign.store.writing import writing

__all__ = ["Break", "breaks", "record"]


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
