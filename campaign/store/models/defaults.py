"""What a new row is given."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta, timezone


def new_key() -> str:
    """Return 32 hex digits that nobody has had: the second in 32 bits, and 96 random bits.

    Keys of one time lie together in the index, so a large plan writes to a few of its pages.
    """
    return f"{int(time.time()):08x}{os.urandom(12).hex()}"


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(timezone.utc)


def in_ninety_days() -> datetime:
    """Return when a yes of now runs out, where the campaign does not say."""
    return utc_now() + timedelta(days=90)
