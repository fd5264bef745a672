"""What a new row is given."""

from __future__ import annotations

from datetime import datetime, timezone
from uuid import uuid4


def new_key() -> str:
    """Return 32 hex digits that nobody has had."""
    return uuid4().hex


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(timezone.utc)
