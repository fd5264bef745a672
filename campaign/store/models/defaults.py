"""What a new row is given."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from uuid import uuid4


def new_key() -> str:
    """Return 32 hex digits that nobody has had."""
    return uuid4().hex


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(timezone.utc)


def in_ninety_days() -> datetime:
    """Return when a yes of now runs out, where the campaign does not say."""
    return utc_now() + timedelta(days=90)
