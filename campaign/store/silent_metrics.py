"""Metrics that a platform used to report of a channel's posts and no longer does.

A platform renames what it counts, or takes it away, and the figure is missing from then on: that
is no nought, and people must be told. It is worked out from the readings alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from campaign.adapter import Metrics
from campaign.store.models import ChannelState, Reading

SETTLED = 2 * 86_400  # seconds: Meta's figures may be two days late (its insights documentation)
BACK = timedelta(days=31)  # how long before the period a post may be that tells how things stand
QUARTER = timedelta(days=92)  # a metric that was lost longer before the period is no news in it


@dataclass(frozen=True, slots=True, order=True)
class Silent:
    """A metric a platform reports no more, and the last day any of these channels had it."""

    platform: str
    metric: str  # a name of ``Metrics``
    last: date
    channels: tuple[str, ...]


def silent(
    declared: Mapping[str, Collection[str]],
    *,
    since: datetime,
    until: datetime,
    organisation: str = "",
) -> list[Silent]:
    """Return the metrics that fell silent by the end of a period, by platform and metric.

    ``declared`` are the metrics that each platform reports, by its id; ``organisation`` is the id
    of the one whose channels are meant, "" stands for all. A metric is silent on a
    channel when the newest post of which there is a settled reading lacks it, and a reading of a
    post of the period, or of the quarter of a year before it, has it. One that a channel never
    had is no loss: some small pages have no insights.
    """
    found: dict[tuple[str, str], list[tuple[datetime, ChannelState]]] = {}
    channels = ChannelState.objects.all()
    if organisation:
        channels = channels.filter(organisation=organisation)
    for channel in sorted(channels, key=attrgetter("pk")):  # the same order on every database
        wanted = declared.get(channel.platform, ())
        for metric, last in _of_channel(channel, wanted, since, until):
            found.setdefault((channel.platform, metric), []).append((last, channel))
    return [
        Silent(platform, metric, _last_day(lost), tuple(channel.pk for _, channel in lost))
        for (platform, metric), lost in sorted(found.items())
    ]


def _of_channel(
    channel: ChannelState, wanted: Collection[str], since: datetime, until: datetime
) -> Iterator[tuple[str, datetime]]:
    """Give what fell silent on a channel, and when it was last reported."""
    rows = _readings(channel, until)
    newest = (
        rows.filter(post__published_at__gte=since - BACK, age__gte=SETTLED)
        .order_by("-post__published_at", "-taken_at", "-pk")
        .first()
    )
    lacks = [name for name in Metrics.names() if name in wanted and newest and _none(newest, name)]
    if not lacks:
        return
    had = {name: Max("taken_at", filter=Q(**{f"{name}__isnull": False})) for name in lacks}
    for name, last in rows.filter(post__published_at__gte=since - QUARTER).aggregate(**had).items():
        if last is not None:
            yield name, last


def _readings(channel: ChannelState, until: datetime) -> QuerySet[Reading]:
    """Return what was read of a channel's posts on the network it is on."""
    simulated = channel.network == "sandbox"
    rows = Reading.objects.filter(post__channel=channel, gone=False, simulated=simulated)
    return rows.filter(post__published_at__lt=until, taken_at__lt=until)


def _none(reading: Reading, name: str) -> bool:
    return getattr(reading, name) is None


def _last_day(lost: list[tuple[datetime, ChannelState]]) -> date:
    last, channel = max(lost, key=lambda one: one[0])
    return last.astimezone(ZoneInfo(channel.zone)).date()
