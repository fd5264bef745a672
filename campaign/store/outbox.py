"""The way of an alert to people: taken by one worker, committed before each call, never twice.

A row goes from *waiting* through *sending* to *sent*; with it go the addresses it has reached,
each as a doubt before the call and as a certainty after it. What certainly did not arrive
somewhere goes back to waiting, for a while. So does a row whose time in *sending* is over, for
its program was killed: where it may have arrived it is never sent again, and when nothing but
such doubts is left it stays in *sending*, where people are shown it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from campaign.store.models import Alert
from campaign.store.writing import writing

TOO_OLD = timedelta(days=1)  # a day later it would only confuse; it is still listed
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
SENT, DOUBT = "sent", "doubt"
NOWHERE = (
    "the program has no address it can use: set CAMPAIGN_ALERTS where “campaign run” is started,"
    " see docs/alerts.md"
)

_WAITING, _SENDING = Alert.State.WAITING, Alert.State.SENDING


def waiting(now: datetime, *, limit: int = 50) -> list[int]:
    """Return the alerts that can be sent now, oldest first; a hint that may be lost or doubled."""
    ready = Q(not_before__isnull=True) | Q(not_before__lte=now)
    rows = Alert.objects.filter(ready, state=_WAITING).order_by("at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def recover(now: datetime) -> int:
    """Take back what a program held that was killed; its doubts stay doubts."""
    lost = Alert.objects.filter(state=_SENDING, not_before__lte=now)
    if not lost.exists():
        return 0
    with writing():
        return lost.update(state=_WAITING, not_before=None)


def give_up(now: datetime) -> int:
    """Leave alone what nobody could be told for a day; ``campaign alerts list`` has it."""
    with writing():
        old = Alert.objects.filter(state=_WAITING, at__lt=now - TOO_OLD)
        return old.update(state=Alert.State.FAILED, not_before=None)


def take(pk: int, *, now: datetime, until: datetime) -> Alert | None:
    """Take an alert to send it before ``until``; ``None`` when another worker was first."""
    ready = Q(not_before__isnull=True) | Q(not_before__lte=now)
    with writing():
        rows = Alert.objects.filter(ready, pk=pk, state=_WAITING)
        if not rows.update(state=_SENDING, not_before=until, tries=F("tries") + 1):
            return None
        alert = Alert.objects.get(pk=pk)
    if alert.trouble == NOWHERE:
        alert.trouble = ""  # it has an address now
    return alert


def nowhere(pks: Sequence[int]) -> None:
    """Write down that the program that sends has no address for these alerts."""
    with writing():
        Alert.objects.filter(pk__in=pks, state=_WAITING, trouble="").update(trouble=NOWHERE)


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it is shown, and whether it has an alert (``SENT``) or may have it."""

    name: str
    what: str


def reached(alert: Alert) -> dict[str, Place]:
    """Return the addresses that have an alert, or may have it, by their keys."""
    found: dict[str, Any] = json.loads(alert.reached)
    return {key: _place(key, value) for key, value in found.items()}


def _place(key: str, value: Any) -> Place:
    """Read one; before there were keys the name stood for the address."""
    return Place(key, value) if isinstance(value, str) else Place(*value)


def note(alert: Alert, where: Mapping[str, Place]) -> bool:
    """Write down where an alert has been or may have been, before and after each call.

    False when the row is not in the hands of this try any more.
    """
    plain = {key: (place.name, place.what) for key, place in where.items()}
    alert.reached = json.dumps(plain, sort_keys=True)
    with writing():
        return bool(_in_hand(alert).update(reached=alert.reached))


def settle(alert: Alert, *, left: bool, trouble: str, now: datetime) -> None:
    """End a try: again later when it certainly did not arrive at all addresses (``left``)."""
    if left:
        wait = min(FIRST_WAIT * float(2 ** min(alert.tries - 1, 12)), LONGEST_WAIT)
        values = {"state": _WAITING, "not_before": now + wait}
    elif any(place.what == DOUBT for place in reached(alert).values()):
        values = {"state": _SENDING, "not_before": None}
    else:
        values = {"state": Alert.State.SENT, "not_before": None, "sent_at": now}
    with writing():
        _in_hand(alert).update(trouble=trouble, **values)


def _in_hand(alert: Alert) -> QuerySet[Alert]:
    return Alert.objects.filter(pk=alert.pk, state=_SENDING, tries=alert.tries)


def unheard(now: datetime, *, since: datetime) -> QuerySet[Alert]:
    """Return the alerts since a time that somebody may not have, the latest first."""
    over = Q(not_before__isnull=True) | Q(not_before__lte=now)
    doubt = Q(state=_SENDING) & over
    rows = Alert.objects.filter(doubt | Q(state__in=[_WAITING, Alert.State.FAILED]), at__gte=since)
    return rows.order_by("-at", "-pk")
