"""How many follow each channel: one number a channel and day, as the platform counts them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from campaign.store.models import FollowerCount


def latest(channels: Iterable[str], until: date) -> dict[str, FollowerCount]:
    """Return each channel's newest count up to a day, included; none where there is none."""
    rows = FollowerCount.objects.filter(channel__in=list(channels), day__lte=until)
    return {row.channel: row for row in rows.order_by("day").iterator()}


def series(channels: Iterable[str], first: date, last: date) -> list[FollowerCount]:
    """Return the counts of a period, both days included, by channel and day."""
    rows = FollowerCount.objects.filter(channel__in=list(channels), day__range=(first, last))
    return list(rows.order_by("channel", "day"))
