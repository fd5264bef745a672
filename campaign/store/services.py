"""A platform's server as a whole: its rate limit, and the breaker that leaves it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from campaign.store import breaker, events, notices, own_line, prepared
from campaign.store.breaker import Health, Outcome, Way
from campaign.store.models import ChannelState, Service
from campaign.store.writing import writing

LONGEST_TROUBLE = timedelta(hours=1)  # a breaker's longest rest is a quarter of that
LONGEST = timedelta(days=1)  # a platform that asks for a longer rest is asked again after a day
_ACTOR = "worker"


def wait(channel: str, until: datetime, *, now: datetime) -> None:
    """Remember that the platform wants no more of all that share our app before ``until``."""
    service = _of(channel)
    if not service:
        return
    until = min(until, now + LONGEST)
    with writing():
        Service.objects.bulk_create([Service(id=service)], ignore_conflicts=True)
        earlier = Q(free_at__isnull=True) | Q(free_at__lt=until)
        Service.objects.filter(earlier, pk=service).update(free_at=until)


def resting(now: datetime) -> set[str]:
    """Return the servers that nobody asks now: a rate limit, or a breaker that is open."""
    rests = Service.objects.filter(Q(free_at__gt=now) | Q(open_until__gt=now))
    return set(rests.values_list("pk", flat=True))


def forget_impossible_rests(now: datetime) -> int:
    """Take back rests that reach further than any can: they were noted while a clock ran ahead."""
    day, trouble = now + LONGEST, now + LONGEST_TROUBLE
    count = ChannelState.objects.filter(free_at__gt=day).update(free_at=None)
    count += Service.objects.filter(free_at__gt=day).update(free_at=None)
    for gap in set(ChannelState.objects.values_list("gap", flat=True)):
        spaced = ChannelState.objects.filter(gap=gap, spaced_until__gt=now + timedelta(minutes=gap))
        count += spaced.update(spaced_until=None)
    rows = Service.objects.filter(open_until__gt=trouble)
    return count + rows.update(open_until=None, opened_at=None, probed_at=None, failures=0)


def out_of_order(now: datetime) -> list[Service]:
    """Return the servers whose breaker is open or whose rate limit is used up, by name.

    Those that only cannot be reached because this machine has no connection are not among them.
    """
    rows = Service.objects.filter(Q(free_at__gt=now) | Q(opened_at__isnull=False))
    rows, line = rows.exclude(pk=own_line.NAME), own_line.down()
    return [row for row in rows.order_by("pk") if not (line and own_line.explains(line, row))]


def admit(service: str, *, now: datetime, patience: timedelta = timedelta()) -> bool:
    """Say whether a call may be made now; where the breaker is open, as its one probe.

    With ``patience`` the probe is left to others for so long after the rest is over.
    """
    down = Service.objects.filter(pk=service, opened_at__isnull=False)
    if not service or not down.exists():
        return True
    with writing():
        return probe(service, now=now, patience=patience)


def probe(service: str, *, now: datetime, patience: timedelta = timedelta()) -> bool:
    """Take the one probe of an open breaker; False when its rest is not over, or it is taken."""
    row = Service.objects.select_for_update().get(pk=service)
    health = _health(row)
    way = breaker.way(health, now - patience)
    if way is Way.PROBE:
        _keep(row, breaker.probing(health, now))
    return way is not Way.SHUT


def note(channel: str, outcome: Outcome, *, began: datetime, now: datetime, why: str = "") -> None:
    """Remember how a call went that a channel began at ``began``.

    A breaker that opens or closes is an event; one that opens is told to people, too.
    """
    trouble = outcome not in {Outcome.WELL, Outcome.NEITHER}
    service = _of(channel) if trouble else _troubled(channel)
    if not service:
        return
    with writing():
        Service.objects.bulk_create([Service(id=service)], ignore_conflicts=True)
        row = Service.objects.select_for_update().get(pk=service)
        before = _health(row)
        health = breaker.after(before, outcome, channel=channel, began=began, now=now, why=why)
        if health != before:
            _keep(row, health)
        own_line.heard(service, outcome, now=now, why=why)
        _tell(service, before, health, now, nobody=outcome is Outcome.NOBODY)


def _of(channel: str) -> str:
    found = ChannelState.objects.filter(pk=channel).values_list("service", flat=True).first()
    return found or ""


def _troubled(channel: str) -> str:
    """Return the server a channel depends on if there is anything to forget, of it or our line."""
    found = prepared.rows(  # asked after every call
        "SELECT c.service FROM store_channelstate c"
        " JOIN store_service s ON s.id IN (c.service, %s)"
        " WHERE c.id = %s AND (s.failures > 0 OR s.opened_at IS NOT NULL) LIMIT 1",
        [own_line.NAME, channel],
    )
    return str(found[0][0]) if found else ""


def _health(row: Service) -> Health:
    return Health(
        failures=row.failures,
        failed_at=row.failed_at,
        failing=row.failing,
        opened_at=row.opened_at,
        open_until=row.open_until,
        rest=timedelta(seconds=row.rest),
        probed_at=row.probed_at,
        why=row.why,
    )


def _keep(row: Service, health: Health) -> None:
    values: Mapping[str, Any] = {**asdict(health), "rest": int(health.rest.total_seconds())}
    Service.objects.filter(pk=row.pk).update(**values)


def _tell(service: str, before: Health, health: Health, now: datetime, *, nobody: bool) -> None:
    if before.opened_at is None and health.opened_at is not None:
        data = {"why": health.why, "failures": health.failures}
        events.record("breaker opened", actor=_ACTOR, at=now, subject=service, data=data)
        if own_line.down() is None:
            notices.breaker_opened(service, health.failures, health.why, now, nobody=nobody)
    elif before.opened_at is not None and health.opened_at is None:
        data = {"since": before.opened_at.isoformat()}
        events.record("breaker closed", actor=_ACTOR, at=now, subject=service, data=data)
