"""What the STOP file does to the rows: a hold as long as it is there, kept for the audit log."""

from __future__ import annotations

import socket
from datetime import datetime

from campaign.store import holds, stop_file
from campaign.store.models import Hold
from campaign.store.writing import writing


class StopWatch:
    """Sees the file come and go, also while the database is away.

    The doors to the network read the file by themselves, each time: this makes it known to other
    machines and to people. What is seen is remembered until the database has taken it down.
    """

    def __init__(self) -> None:
        self._unwritten: tuple[str, datetime] | None = None

    def look(self, now: datetime) -> None:
        """Place a hold where the file has come, lift it where it has gone.

        What fell due meanwhile is missed. Raise the database's own error when it is away; the next
        look makes up for it.
        """
        reason = stop_file.reason()
        if reason is not None and self._unwritten is None:
            self._unwritten = reason, now
        hold = _standing()
        if hold is None and self._unwritten is not None:
            why, since = self._unwritten
            hold = _place(why, since)
        if hold is not None and reason is None:
            with writing():
                holds.end(hold, by=_name(), now=now)
        if reason is None:
            self._unwritten = None


def _standing() -> Hold | None:
    rows = Hold.objects.filter(kind=Hold.Kind.FILE, placed_by=_name(), lifted_at__isnull=True)
    return rows.order_by("pk").first()


def _place(reason: str, since: datetime) -> Hold:
    with writing():
        return _standing() or holds.place(
            scope=Hold.Scope.ALL,
            value="",
            reason=reason,
            by=_name(),
            now=since,
            terms=holds.Terms(kind=Hold.Kind.FILE),
        )


def _name() -> str:
    """Name the file and the machine it is on: each machine watches its own."""
    path = str(stop_file.place())
    return f"{path[-100:]} on {socket.gethostname()[:45]}"
