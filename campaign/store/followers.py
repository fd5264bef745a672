"""How many follow each channel: one number a channel and day, as the platform counts them.

Whose turn it is to ask stands in the channel's row: it is taken by putting off the next one, so
that of several processes one asks, and whoever dies in the middle of it keeps nobody waiting for
long. A day is one of the campaign's zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from campaign.planning.slot import to_utc
from campaign.store import services
from campaign.store.models import ChannelState, FollowerCount
from campaign.store.writing import writing

AGAIN = timedelta(hours=1)  # until a channel is asked about that could not be


def latest(channels: Iterable[str], until: date) -> dict[str, FollowerCount]:
    """Return each channel's newest count up to a day, included; none where there is none."""
    newest = FollowerCount.objects.filter(
        channel=OuterRef("channel"), simulated=OuterRef("simulated"), day__lte=until
    )
    rows = FollowerCount.objects.filter(pk=Subquery(newest.order_by("-day").values("pk")[:1]))
    return {row.channel: row for row in _of_today(rows, channels)}


def series(channels: Iterable[str], first: date, last: date) -> list[FollowerCount]:
    """Return the counts of a period, both days included, by channel and day."""
    rows = FollowerCount.objects.filter(day__range=(first, last))
    return _of_today(rows.order_by("channel", "day"), channels)


def _of_today(rows: QuerySet[FollowerCount], channels: Iterable[str]) -> list[FollowerCount]:
    """Leave out what the sandbox invented of a channel that is on a real network by now."""
    asked = list(channels)
    simulated = ChannelState.objects.filter(network="sandbox", pk__in=asked)
    names = set(simulated.values_list("pk", flat=True))
    return [
        row for row in rows.filter(channel__in=asked) if row.simulated == (row.channel in names)
    ]


def due(now: datetime) -> list[ChannelState]:
    """Return the channels whose followers have not been counted today."""
    rows = _waiting(now).filter(paused=False).exclude(free_at__gt=now)
    return list(rows.exclude(service__in=services.resting(now)).order_by("pk"))


def take(channel: ChannelState, now: datetime) -> bool:
    """Take the turn to count a channel's followers; False when another process has it.

    It is one statement on one row, for which nobody who sends has to wait.
    """
    return bool(_waiting(now).filter(pk=channel.pk).update(count_at=now + AGAIN))


def _waiting(now: datetime) -> QuerySet[ChannelState]:
    return ChannelState.objects.filter(Q(count_at__isnull=True) | Q(count_at__lte=now))


def record(channel: ChannelState, count: int, now: datetime) -> None:
    """Keep today's count of a channel."""
    found = {"count": count, "taken_at": now, "simulated": channel.network == "sandbox"}
    with writing():
        FollowerCount.objects.update_or_create(
            channel=channel.pk, day=_day(channel, now), defaults=found
        )
        until_tomorrow(channel, now)


def until_tomorrow(channel: ChannelState, now: datetime) -> None:
    """Ask no more about a channel before its next day begins."""
    tomorrow = datetime.combine(_day(channel, now) + timedelta(days=1), time())
    rows = ChannelState.objects.filter(pk=channel.pk)
    rows.update(count_at=to_utc(tomorrow, channel.zone))


def _day(channel: ChannelState, now: datetime) -> date:
    return now.astimezone(ZoneInfo(channel.zone)).date()
