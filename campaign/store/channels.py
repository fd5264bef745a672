"""What the worker must know of the campaign's files, as rows: channels, quiet windows and so on."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta, timezone
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import Q

from campaign.library.library import Library
from campaign.library.organisation import Channel
from campaign.library.readings import AGES
from campaign.library.settings import PreElection, QuietWindow
from campaign.planning.slot import to_utc
from campaign.store import alerts, barriers, events, live_cases, people, services, settings_log
from campaign.store.models import Blackout, ChannelState
from campaign.store.writing import writing

_FIELDS = (
    "organisation",
    "platform",
    "network",
    "speaker",
    "handle",
    "base_url",
    "secret_names",
    "option_values",
    "service",
    "monthly_cap",
    "gap",
    "zone",
    "reading_ages",
)


def sync(library: Library, *, actor: str, now: datetime) -> None:
    """Bring the rows in line with the files; what the worker itself noted stays.

    The files must have been read without an error: what could not be read is not gone.
    """
    wanted = [row(library, channel) for channel in library.channels.values()]
    windows = [
        row
        for window in library.campaign.quiet
        for row in _blackouts(window, library.campaign.zone)
    ]
    windows += [row for period in library.campaign.pre_election for row in _bound(period, library)]
    settings_log.note(library.campaign, actor=actor, now=now)
    with writing():
        _record_changes(wanted, actor, now)
        ChannelState.objects.bulk_create(
            wanted, update_conflicts=True, unique_fields=["id"], update_fields=list(_FIELDS)
        )
        Blackout.objects.all().delete()
        Blackout.objects.bulk_create(windows)
        live_cases.sync(library, actor=actor, now=now)
        people.sync(library, actor=actor, now=now)


def row(library: Library, channel: Channel) -> ChannelState:
    """Return what is remembered of a channel's settings; it is not saved."""
    return ChannelState(
        id=channel.id,
        organisation=channel.organisation,
        platform=channel.platform,
        network=channel.network,
        speaker=library.organisations[channel.organisation].name,
        handle=channel.handle,
        base_url=channel.base_url,
        secret_names=json.dumps(dict(channel.secrets), sort_keys=True),
        option_values=json.dumps(dict(channel.options), sort_keys=True),
        service=service_of(channel),
        monthly_cap=channel.monthly_cap,
        gap=library.campaign.gap if channel.gap is None else channel.gap,
        zone=library.campaign.zone,
        reading_ages=_ages(library, channel.platform),
    )


def _ages(library: Library, platform: str) -> str:
    ages = library.campaign.ages(platform)
    return "" if ages == AGES else json.dumps(ages)


def service_of(channel: Channel) -> str:
    """Name the server a channel depends on, where what befalls it as a whole is remembered."""
    if channel.network == "sandbox":
        return "sandbox"
    host = urlsplit(channel.base_url).hostname if channel.base_url else ""
    return f"{channel.platform}@{host}"[:200] if host else channel.platform


def _record_changes(wanted: list[ChannelState], actor: str, now: datetime) -> None:
    known = ChannelState.objects.in_bulk([row.pk for row in wanted])
    for row in wanted:
        old = known.get(row.pk)
        changed = {
            name: [getattr(old, name, None), getattr(row, name)]
            for name in _FIELDS
            if getattr(old, name, None) != getattr(row, name)
        }
        if changed:
            kind = "channel changed" if old else "channel added"
            events.record(kind, actor=actor, at=now, subject=row.pk, data=changed)


def _blackouts(window: QuietWindow, zone: str) -> list[Blackout]:
    start = to_utc(datetime.combine(window.day, window.start), zone)
    end = to_utc(datetime.combine(window.day, window.end), zone)
    return [
        Blackout(start_at=start, end_at=end, organisation=organisation, reason=window.reason)
        for organisation in window.organisations or ("",)
    ]


NEVER = datetime(9999, 1, 1, tzinfo=timezone.utc)
"""When a period ends whose end nobody has confirmed."""


def _bound(period: PreElection, library: Library) -> list[Blackout]:
    """Return a row for each organisation a pre-election period binds to more than a warning."""
    start, end, notice = span(period, library.campaign.zone)
    return [
        Blackout(
            kind=Blackout.Kind.ELECTION,
            effect=Blackout.Effect(effect),
            start_at=start,
            end_at=end,
            notice_at=notice,
            organisation=organisation,
            reason=period.election,
        )
        for organisation, effect in bound(period, library).items()
        if effect != "warn"
    ]


def span(period: PreElection, zone: str) -> tuple[datetime, datetime, datetime]:
    """Return when a period begins, when it ends, and its notice: what came before may stand."""
    end = NEVER if period.ended is None else _midnight(period.ended + timedelta(days=1), zone)
    return _midnight(period.start, zone), end, _midnight(period.announced or period.start, zone)


def bound(period: PreElection, library: Library) -> dict[str, str]:
    """Return what a period means for each organisation it binds: stop, planned or warn.

    Those it names; else all of its area. Whoever names no area under ``values:`` is taken to be
    in it.
    """
    area = period.area.casefold()
    return {
        one.id: str(getattr(period, one.kind))
        for one in library.organisations.values()
        if (
            one.id in period.organisations
            if period.organisations
            else not area or one.values.get("area", period.area).casefold() == area
        )
    }


def _midnight(day: date, zone: str) -> datetime:
    return to_utc(datetime.combine(day, time()), zone)


def pause(channel: str, why: str, *, actor: str, now: datetime, key: str = "") -> bool:
    """Stop using a channel until a person has mended it, and tell people; False when it is.

    ``key`` names the event it follows from, where that is told already.
    """
    with writing():
        rows = ChannelState.objects.filter(pk=channel, paused=False)
        changed = bool(rows.update(paused=True, why_paused=why))
        if changed:
            events.record("channel paused", actor=actor, at=now, subject=channel, data={"why": why})
            alerts.tell(
                key=key or f"paused:{channel}:{now.isoformat()}",
                kind=alerts.Kind.TOKEN,
                subject=f"{channel} is paused",
                what=f"{why} The channel {channel} is paused: nothing goes out on it.",
                advice=f"Mend it on the platform, or sign in again: campaign channels connect "
                f"{channel}; and then: campaign channels use {channel}",
                at=now,
            )
    return changed


def unpause(channel: str, *, actor: str, now: datetime) -> bool:
    """Use a channel again; False when it was not paused."""
    with writing():
        rows = ChannelState.objects.filter(pk=channel, paused=True)
        changed = bool(rows.update(paused=False, why_paused=""))
        if changed:
            events.record("channel in use again", actor=actor, at=now, subject=channel)
    return changed


def spoke(channel: str, *, until: datetime) -> None:
    """Remember until when a channel that has just spoken keeps silent, were the plan to differ."""
    with writing(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_channelstate SET spaced_until = %s WHERE id = %s",
            [barriers.moment(until), channel],
        )


def wait(channel: str, until: datetime, *, now: datetime) -> None:
    """Remember that the platform wants no more of this channel before ``until``.

    A shorter rest never cuts off a longer one; none is longer than a day.
    """
    until = min(until, now + services.LONGEST)
    earlier = Q(free_at__isnull=True) | Q(free_at__lt=until)
    with writing():
        ChannelState.objects.filter(earlier, pk=channel).update(free_at=until)
