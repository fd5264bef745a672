"""The figures in the form that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from typing_extensions import override

from campaign.store import figures, own_line
from campaign.store.breaker import Way
from campaign.store.health import Health, Level

_OPEN = {Way.FREE: 0.0, Way.PROBE: 0.5, Way.SHUT: 1.0}


def exposition(health: Health) -> bytes:
    """Return all figures at the moment of a look."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Rows(health))
    return generate_latest(registry)


class _Rows(Collector):
    """Counts the rows anew each time: no process keeps a figure of its own."""

    def __init__(self, health: Health) -> None:
        self._health = health

    @override
    def collect(self) -> Iterator[Metric]:
        yield from _posts(self._health.at)
        yield _lateness()
        yield from _trouble(self._health.at)
        yield from _health(self._health)


def _posts(now: datetime) -> Iterator[Metric]:
    posts = GaugeMetricFamily("campaign_posts", "Posts by state.", labels=["state", "network"])
    for (state, network), number in figures.posts().items():
        posts.add_metric([state, network], number)
    yield posts
    due = GaugeMetricFamily(
        "campaign_posts_due", "Posts whose time has come and that are not sent.", labels=["state"]
    )
    for state, number in figures.due(now).items():
        due.add_metric([state], number)
    yield due
    attempts = CounterMetricFamily(
        "campaign_attempts", "Tries to deliver a post.", labels=["platform", "outcome"]
    )
    for (platform, outcome), number in figures.attempts().items():
        attempts.add_metric([platform, outcome], number)
    yield attempts


def _lateness() -> Metric:
    family = HistogramMetricFamily(
        "campaign_lateness_seconds",
        "From the time on the calendar to the platform's receipt.",
        labels=["network"],
    )
    for network, late in figures.lateness().items():
        bounds = [str(bound) for bound in figures.BUCKETS]
        within = [*zip(bounds, late.within, strict=True), ("+Inf", late.total)]
        family.add_metric([network], buckets=within, sum_value=late.seconds)
    return family


def _trouble(now: datetime) -> Iterator[Metric]:
    holds = GaugeMetricFamily("campaign_holds", "Holds in place.", labels=["scope"])
    for scope, number in figures.holds().items():
        holds.add_metric([scope], number)
    yield holds
    breakers = GaugeMetricFamily(
        "campaign_breaker_open",
        "Whether a platform is left alone: 0 no, 0.5 one call may try it, 1 yes.",
        labels=["service"],
    )
    for service, way in figures.breakers(now).items():
        breakers.add_metric([service], _OPEN[way])
    yield breakers
    offline = own_line.down() is not None
    yield GaugeMetricFamily(
        "campaign_offline", "Whether this machine has no connection: 1 or 0.", value=offline
    )
    alerts = GaugeMetricFamily("campaign_alerts", "Alerts by state.", labels=["state"])
    for state, number in figures.alerts().items():
        alerts.add_metric([state], number)
    yield alerts


def _health(health: Health) -> Iterator[Metric]:
    wrong = health.level is Level.WRONG
    yield GaugeMetricFamily("campaign_healthy", "What /healthz answers: 1 or 0.", value=not wrong)
    parts = GaugeMetricFamily(
        "campaign_part_level", "Each part: 0 well, 1 look at it, 2 wrong.", labels=["part"]
    )
    names = {
        "seconds_since_tick": ("campaign_seconds_since_tick", "Since a worker's last tick."),
        "running": ("campaign_workers", "Workers that tick."),
        "oldest_seconds": ("campaign_oldest_due_seconds", "How long the oldest due post waits."),
    }
    for part in health.parts:
        parts.add_metric([part.name], list(Level).index(part.level))
        for name in part.figures.keys() & names.keys():
            value = part.figures[name]
            if isinstance(value, int | float):
                yield GaugeMetricFamily(*names[name], value=value)
    yield parts
