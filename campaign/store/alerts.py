"""What people must be told: one row an event, written with the event itself."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from django.db import connection

from campaign.store.barriers import moment
from campaign.store.models import Alert
from campaign.store.writing import writing

_KEY, _SUBJECT = 200, 200  # characters that fit their columns


class Kind(StrEnum):
    """What happened, in one word."""

    FAILED = "failed"
    UNCERTAIN = "uncertain"  # … and the platform cannot tell: a person is asked
    MISSED = "missed"
    TOKEN = "token"  # noqa: S105 - a word, not a secret
    BUDGET = "budget"
    BREAKER = "breaker"
    SILENT = "silent"
    HANDOFF = "handoff"
    AUDIT = "audit"
    DIGEST = "digest"


def tell(*, key: str, kind: str, subject: str, what: str, advice: str, at: datetime) -> bool:
    """Write down once what people must be told; False when it was told already.

    ``key`` names the event and is its only identity: "failed:312:2" is post 312's second
    attempt. ``what`` happened and ``advice``, what to do, are plain sentences that hold no
    secret. Inside a transaction the alert is part of it: it is told if the change it tells
    of happened, and only then.
    """
    with writing(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_alert (key, kind, subject, what, advice, at, state, tries,"
            " reached, trouble) VALUES (%s, %s, %s, %s, %s, %s, %s, 0, '{}', '')"
            " ON CONFLICT (key) DO NOTHING",
            [
                _short(key),
                Kind(kind),
                subject[:_SUBJECT],
                what,
                advice,
                moment(at),
                Alert.State.WAITING,
            ],
        )
        return bool(cursor.rowcount == 1)


def _short(key: str) -> str:
    """Return a key that fits its column; two long ones are never taken for the same."""
    if len(key) <= _KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: _KEY - len(digest) - 1]}~{digest}"
