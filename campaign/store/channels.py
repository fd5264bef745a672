"""What the worker must know of the campaign's files: channels and quiet windows, as rows."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from campaign.library.library import Library
from campaign.library.settings import QuietWindow
from campaign.planning.slot import to_utc
from campaign.store import events
from campaign.store.models import Blackout, ChannelState

_FIELDS = (
    "organisation",
    "platform",
    "network",
    "speaker",
    "handle",
    "base_url",
    "secret_names",
)


def sync(library: Library) -> None:
    """Bring the rows in line with the files; what the worker itself noted stays."""
    wanted = [
        ChannelState(
            id=channel.id,
            organisation=channel.organisation,
            platform=channel.platform,
            network=channel.network,
            speaker=library.organisations[channel.organisation].name,
            handle=channel.handle,
            base_url=channel.base_url,
            secret_names=json.dumps(dict(channel.secrets), sort_keys=True),
        )
        for channel in library.channels.values()
    ]
    windows = [
        row
        for window in library.campaign.quiet
        for row in _blackouts(window, library.campaign.zone)
    ]
    with transaction.atomic():
        ChannelState.objects.bulk_create(
            wanted, update_conflicts=True, unique_fields=["id"], update_fields=list(_FIELDS)
        )
        Blackout.objects.all().delete()
        Blackout.objects.bulk_create(windows)


def _blackouts(window: QuietWindow, zone: str) -> list[Blackout]:
    start = to_utc(datetime.combine(window.day, window.start), zone)
    end = to_utc(datetime.combine(window.day, window.end), zone)
    return [
        Blackout(start_at=start, end_at=end, organisation=organisation, reason=window.reason)
        for organisation in window.organisations or ("",)
    ]


def pause(channel: str, why: str, *, actor: str, now: datetime) -> bool:
    """Stop using a channel until a person has mended it; False when it was paused already."""
    with transaction.atomic():
        rows = ChannelState.objects.filter(pk=channel, paused=False)
        changed = bool(rows.update(paused=True, why_paused=why))
        if changed:
            events.record("channel paused", actor=actor, at=now, subject=channel, data={"why": why})
    return changed


def unpause(channel: str, *, actor: str, now: datetime) -> bool:
    """Use a channel again; False when it was not paused."""
    with transaction.atomic():
        rows = ChannelState.objects.filter(pk=channel, paused=True)
        changed = bool(rows.update(paused=False, why_paused=""))
        if changed:
            events.record("channel in use again", actor=actor, at=now, subject=channel)
    return changed


def wait(channel: str, until: datetime) -> None:
    """Remember that the platform wants no more of this channel before ``until``."""
    ChannelState.objects.filter(pk=channel).update(free_at=until)
