"""Readings that were held back because they cost money: told of once a month and channel."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from campaign.library.price import FREE, shown
from campaign.store import alerts, charges, events
from campaign.store.models import ChannelState, Event
from campaign.store.writing import writing

KIND = "readings held back"


@dataclass(frozen=True, slots=True)
class Held:
    """A channel whose posts could not all be read, since when, and in which month (2026-12)."""

    channel: str
    month: str
    since: datetime


def hold(channel: ChannelState, *, actor: str, at: datetime) -> None:
    """Write down and tell, once a month and channel, that its money does for no more readings."""
    month = charges.month_of(at, channel.zone)
    cap = shown(channel.monthly_cap or FREE)
    with writing():
        new = alerts.tell(
            key=f"readings:{channel.pk}:{month}",
            kind=alerts.Kind.BUDGET,
            subject=f"Readings of {channel.pk} wait: the month's money is spent",
            what=(
                f"Reading how posts on {channel.pk} are doing would pass its monthly cap of {cap},"
                " less what the posts still to come need. Figures of these posts stay as they are."
            ),
            advice=(
                "Raise “monthly_cap” of the channel in its organisation's file and run “campaign"
                " plan --apply”, or read less often: “readings:” in campaign.yaml. Or leave it:"
                " the report says what is missing."
            ),
            at=at,
        )
        if new:
            events.record(KIND, actor=actor, at=at, subject=channel.pk, data={"month": month})


def held(since: datetime, until: datetime) -> list[Held]:
    """Return where money held readings back from a moment until another, in that order."""
    rows = Event.objects.filter(kind=KIND, at__gte=since, at__lt=until).order_by("pk")
    return [Held(row.subject, json.loads(row.data)["month"], row.at) for row in rows]
