"""A program that gives no sign of life: noticed by whoever still does, and told once."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from campaign.store import alerts
from campaign.store.models import Alert, Beat

SILENT = timedelta(seconds=30)  # a worker ticks every second and notes it every ten


def notice(now: datetime, *, zone: ZoneInfo) -> int:
    """Tell of every worker that fell silent without having been stopped; return how many.

    A worker that never speaks again is one event, however often and by whomever it is noticed.
    """
    found = {_key(beat): beat for beat in silent(now)}
    told = set(Alert.objects.filter(key__in=found).values_list("key", flat=True))
    return sum(_tell(beat, now, zone) for key, beat in found.items() if key not in told)


def _key(beat: Beat) -> str:
    return f"silent:{beat.worker}:{beat.at:%Y-%m-%dT%H:%M:%S.%f}"


def silent(now: datetime) -> list[Beat]:
    """Return the workers that were not stopped and have not been heard of lately."""
    rows = Beat.objects.filter(stopped_at__isnull=True, at__lt=now - SILENT)
    return list(rows.order_by("at"))


def latest(now: datetime) -> Beat | None:
    """Return the beat of a program that runs, or else the last one there was."""
    beats = Beat.objects.order_by("-at")
    living = beats.filter(stopped_at__isnull=True, at__gte=now - SILENT).first()
    return living or beats.first()


def living(now: datetime) -> list[str]:
    """Return the roles of the processes that tick."""
    beats = Beat.objects.filter(stopped_at__isnull=True, at__gte=now - SILENT)
    return list(beats.values_list("role", flat=True))


def runs(beat: Beat | None, now: datetime) -> bool:
    """Say whether the program runs now."""
    return beat is not None and beat.stopped_at is None and now - beat.at <= SILENT


def _tell(beat: Beat, now: datetime, zone: ZoneInfo) -> bool:
    local = beat.at.astimezone(zone)
    since = f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S}"
    host = beat.worker.partition(":")[0].partition("/")[0]
    others = Beat.objects.filter(stopped_at__isnull=True, at__gte=now - SILENT)
    runs = "Another one runs." if others.exists() else "Nothing goes out while none runs."
    return alerts.tell(
        key=_key(beat),
        kind=alerts.Kind.SILENT,
        subject=f"Campaign fell silent on {host}",
        what=f"The program on {host} has given no sign of life since {since}. {runs}",
        advice=(
            "Run “campaign status” there to see how it stands, and start it again if it does not "
            "run: campaign run. What passes its time meanwhile is missed, and told of then."
        ),
        at=now,
    )
