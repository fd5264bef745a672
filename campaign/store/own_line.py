"""Our own connection, told apart from a platform's trouble, and told of once.

When no server at all can be reached it is not the platforms that are in trouble. What tells it:
the machine itself has no way out; or nobody was there at two servers, twice at each, and no call
to any got through in between. One server alone can never tell it: then people are asked to look.

It is kept as one more row of ``Service``, whose breaker is open while there is no connection; it
keeps no call back. The platforms' own breakers go on as ever, and tell nobody meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from campaign.store import alerts, events
from campaign.store.breaker import SEVERAL, Outcome
from campaign.store.models import Service

NAME = "this machine"  # in the place of a server; no platform has a blank in its name
TWICE = 2  # calls to each server
AT_ONCE = timedelta(minutes=10)
SUBJECT = "This machine has no connection"
_ACTOR = "worker"
_WITHOUT_A_LINE = frozenset({"sandbox", "feed", "handoff"})  # what goes well there tells nothing


def heard(service: str, outcome: Outcome, *, now: datetime, why: str) -> None:
    """Note how a call to a server went, inside the transaction that notes it of the server."""
    if outcome in {Outcome.NOBODY, Outcome.CUT}:
        _nobody(service, now=now, why=why, cut=outcome is Outcome.CUT)
    elif outcome in {Outcome.WELL, Outcome.TROUBLE} and _platform(service) not in _WITHOUT_A_LINE:
        _somebody(now)


def down() -> Service | None:
    """Return since when there is no connection, and the last trouble; ``None`` when there is."""
    return Service.objects.filter(pk=NAME, opened_at__isnull=False).first()


def explains(line: Service, row: Service) -> bool:
    """Say whether a server's breaker is open because this machine has no connection."""
    if line.opened_at is None or row.opened_at is None:
        return False
    return row.opened_at >= line.opened_at - AT_ONCE


def _platform(service: str) -> str:
    return service.partition("@")[0]


def _nobody(service: str, *, now: datetime, why: str, cut: bool) -> None:
    Service.objects.bulk_create([Service(id=NAME)], ignore_conflicts=True)
    row = Service.objects.select_for_update().get(pk=NAME)
    row.failing = service[:100] if row.failing in {"", service[:100]} else SEVERAL
    row.failures, row.failed_at, row.why = row.failures + 1, now, why
    if row.opened_at is None and (cut or (row.failing == SEVERAL and _everywhere(now))):
        row.opened_at = now
        _tell(row, now)
    row.save()


def _everywhere(now: datetime) -> bool:
    """Say whether two servers are in trouble at once; one may be down for days by itself."""
    lately = Service.objects.filter(failures__gte=TWICE, failed_at__gte=now - AT_ONCE)
    return lately.exclude(pk=NAME).count() > 1


def _somebody(now: datetime) -> None:
    """Forget all of it: a server answered. Those that were left alone are tried at once."""
    row = Service.objects.select_for_update().filter(pk=NAME, failures__gt=0).first()
    if row is None:
        return
    if row.opened_at is not None:
        data = {"since": row.opened_at.isoformat()}
        events.record("connection back", actor=_ACTOR, at=now, subject=NAME, data=data)
        since = Q(opened_at__gte=row.opened_at - AT_ONCE, probed_at__isnull=True)
        Service.objects.filter(since).exclude(pk=NAME).update(open_until=now)
    Service.objects.filter(pk=NAME).update(failures=0, failing="", opened_at=None, why="")


def _tell(row: Service, now: datetime) -> None:
    data = {"why": row.why}
    events.record("connection lost", actor=_ACTOR, at=now, subject=NAME, data=data)
    alerts.tell(
        key=f"breaker:{NAME}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        kind=alerts.Kind.BREAKER,
        subject=SUBJECT,
        what=f"No platform can be reached from here. The last word: {row.why}",
        advice=(
            "Look to this machine's network: its cable, its router, its proxy. Posts wait until "
            "it is back; what passes its time meanwhile is missed, and told of then."
        ),
        at=now,
    )
