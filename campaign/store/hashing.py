"""What one row of the audit log is hashed to, together with the one before it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone

FIRST = "0" * 64  # what the first row follows


def digest(
    previous: str, at: datetime, actor: str, kind: str, post: int | None, subject: str, data: str
) -> str:
    """Return the hash (hex SHA-256) of one event that follows ``previous``."""
    moment = at.astimezone(timezone.utc).isoformat(timespec="microseconds")
    line = json.dumps([previous, moment, actor, kind, post, subject, data], ensure_ascii=False)
    return hashlib.sha256(line.encode()).hexdigest()
