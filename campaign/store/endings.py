"""When sign-ins end, and telling people of it in time: 14, 7, 3 and 1 days ahead, and then."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from campaign.store import alerts, channels
from campaign.store.credentials import end_of
from campaign.store.models import ChannelState, Credential
from campaign.store.writing import writing

STEPS = (1, 3, 7, 14)  # days ahead
BRIEF = timedelta(days=2)  # what lives no longer is renewed many times a day: no days to count
ACTOR = "worker"


def ends() -> dict[str, datetime]:
    """Return when each channel's sign-in ends, as far as that is known."""
    found = {row.pk: end_of(row) for row in Credential.objects.order_by("pk")}
    return {channel: end for channel, end in found.items() if end is not None}


def warn(now: datetime) -> int:
    """Tell people of the sign-ins that will soon be over; return how many were told of.

    Each step is told once. After a time in which nobody could be told, only the nearest is.
    What is over, and cannot be renewed, pauses its channel.
    """
    return sum(_warn(row, now) for row in live())


def live() -> list[Credential]:
    """Return the credentials of all channels but those on the sandbox network."""
    sandbox = ChannelState.objects.filter(network="sandbox").values("pk")
    return list(Credential.objects.exclude(channel__in=sandbox).order_by("pk"))


def _warn(row: Credential, now: datetime) -> bool:
    if row.trouble and row.renew_at is None:
        return False  # it was given up, and that was told when it happened
    end = end_of(row)
    if end is None:
        return _warn_of_trouble(row, now)
    if end > now:
        return _tell(row, end, now)
    with writing():
        told = _tell(row, end, now)
        why = f"The sign-in of {row.pk} ended on {day(end)}."
        channels.pause(row.pk, why, actor=ACTOR, now=now, key=_key(row, end, 0))
    return told


def _warn_of_trouble(row: Credential, now: datetime) -> bool:
    """Count the days of one that should be renewed by now, and was not."""
    if not row.trouble or row.expires_at is None:
        return False
    brief = row.expires_at - (row.renewed_at or row.connected_at) < BRIEF
    return False if brief and row.expires_at > now else _tell(row, row.expires_at, now)


def _tell(row: Credential, end: datetime, now: datetime) -> bool:
    left = end - now
    step = next((days for days in STEPS if left <= timedelta(days=days)), None)
    if step is None:
        return False
    over = left <= timedelta()
    name = row.pk
    what = f"The sign-in of {name} {'ended' if over else 'ends'} on {day(end)}."
    if row.trouble:
        what = f"{what} It could not be renewed: {row.trouble}"
    if over and row.renew_at is None:
        what = f"{what} The channel is paused."
    again = f"campaign channels connect {name}"
    return alerts.tell(
        key=_key(row, end, 0 if over else step),
        kind=alerts.Kind.TOKEN,
        subject=f"The sign-in of {name} {'has ended' if over else f'ends on {day(end)}'}",
        what=what,
        advice=f"{again}, and then: campaign channels use {name}" if over else again,
        at=now,
    )


def _key(row: Credential, end: datetime, step: int) -> str:
    return f"token:{row.pk}:{end:%Y-%m-%dT%H:%M}:{step}"


def day(moment: datetime) -> str:
    """Say "3 January 2027", in the campaign's time."""
    local = localtime(moment)
    return f"{local.day} {local:%B %Y}"
