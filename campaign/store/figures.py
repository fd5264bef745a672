"""Figures of the whole installation, counted from the rows.

Rows outlive a restart and are shared by all workers, so every program tells the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count

from campaign.lifecycle import OPEN, State
from campaign.store import breaker, own_line
from campaign.store.breaker import Health, Way
from campaign.store.models import Alert, Attempt, Hold, Post, Service

BUCKETS = (0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
"""Upper bounds of lateness, in seconds: an idle program's, a tick's, a retry's, a grace's."""

UNDER_WAY = "under way"  # an attempt that has not ended


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late posts went out: how many within each bound and in all, and the seconds' sum."""

    within: tuple[int, ...]
    total: int
    seconds: float


def network(*, simulated: bool) -> str:
    """Return the name of the network a post is on."""
    return "sandbox" if simulated else "live"


def posts() -> dict[tuple[State, str], int]:
    """Count the posts by state and network; a state without any is counted, too."""
    rows = Post.objects.values_list("state", "simulated").annotate(Count("pk")).order_by()
    found = {(State(state), network(simulated=sim)): number for state, sim, number in rows}
    return {(state, name): found.get((state, name), 0) for state in State for name in _NETWORKS}


_NETWORKS = (network(simulated=False), network(simulated=True))


def lateness() -> dict[str, Lateness]:
    """Return how late what is out went out, by network; a person's own posts do not count."""
    late = (
        "EXTRACT(EPOCH FROM published_at - due_at)"
        if connection.vendor == "postgresql"
        else "(JULIANDAY(published_at) - JULIANDAY(due_at)) * 86400"
    )
    # Half a millisecond more than the bound: SQLite's days are too coarse for less.
    within = ", ".join(f"SUM(CASE WHEN late <= {at + 0.0005} THEN 1 ELSE 0 END)" for at in BUCKETS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT simulated, COUNT(*), SUM(CASE WHEN late > 0 THEN late ELSE 0 END), {within}
            FROM (SELECT simulated, {late} AS late FROM store_post
                WHERE published_at IS NOT NULL AND NOT handed) AS out GROUP BY simulated"""  # noqa: S608 - our own text
        )
        rows = cursor.fetchall()
    found = {name: Lateness((0,) * len(BUCKETS), 0, 0.0) for name in _NETWORKS}
    return found | {network(simulated=bool(row[0])): _lateness(row[1:]) for row in rows}


def _lateness(row: tuple[Any, ...]) -> Lateness:
    total, seconds, *within = row
    return Lateness(tuple(map(int, within)), int(total), float(seconds))


def attempts() -> dict[tuple[str, str], int]:
    """Count the attempts by platform and outcome."""
    rows = (
        Attempt.objects.values_list("post__channel__platform", "outcome")
        .annotate(Count("pk"))
        .order_by()
    )
    return {(platform, outcome or UNDER_WAY): number for platform, outcome, number in rows}


def due(now: datetime) -> dict[State, int]:
    """Count the posts whose time has come and that are not sent, by state."""
    rows = Post.objects.filter(state__in=OPEN, due_at__lte=now).values_list("state")
    found = dict(rows.annotate(Count("pk")).order_by())
    return {state: found.get(state, 0) for state in sorted(OPEN)}


def holds() -> Counter[str]:
    """Count the holds in place by what they stop."""
    found = Counter(dict.fromkeys(Hold.Scope.values, 0))
    found.update(Hold.objects.filter(lifted_at__isnull=True).values_list("scope", flat=True))
    return found


def breakers(now: datetime) -> dict[str, Way]:
    """Return for each platform's server whether calls go through."""
    rows = Service.objects.exclude(pk=own_line.NAME).order_by("pk")
    return {
        row.pk: breaker.way(Health(opened_at=row.opened_at, open_until=row.open_until), now)
        for row in rows
    }


def alerts() -> dict[str, int]:
    """Count the alerts by state."""
    found = dict(Alert.objects.values_list("state").annotate(Count("pk")).order_by())
    return {state: found.get(state, 0) for state in Alert.State.values}
