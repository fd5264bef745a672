"""Noticing, while the program runs, that the audit log denies what it was known to hold."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from campaign.store import alerts, anchors


def watch(folder: Path, *, now: datetime) -> bool:
    """Hold the log against its last anchor and tell people, once, when it is denied.

    This is one look, not a walk: it finds a log that was cut off at its end, written anew or
    replaced by an older copy. ``campaign audit verify`` finds the rest.
    """
    denied = anchors.denied(folder)
    if denied is None:
        return False
    return alerts.tell(
        key=f"audit:{denied.event}:{denied.hash}",
        kind=alerts.Kind.AUDIT,
        subject="The audit log is not what it was",
        what=f"{str(denied).capitalize()} knew event {denied.event} of the audit log, and the log "
        "denies it: its end was cut off, it was written anew, or an older copy was put back.",
        advice="Unless a back-up was just put back, keep a copy of the database and of the "
        "anchors, and tell whoever answers for the records. To see what is amiss: "
        "campaign audit verify",
        at=now,
    )
