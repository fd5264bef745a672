"""Whether the program runs, from what it last wrote down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from campaign.cli import show

if TYPE_CHECKING:
    from campaign.store.models import Beat

SILENT = timedelta(seconds=30)  # a worker ticks every second and notes it every ten


def latest(time: datetime) -> Beat | None:
    """Return the beat of a program that runs, or else the last one there was."""
    from campaign.store.models import Beat  # noqa: PLC0415 - what needs Django is loaded late

    beats = Beat.objects.order_by("-at")
    living = beats.filter(stopped_at__isnull=True, at__gte=time - SILENT).first()
    return living or beats.first()


def runs(beat: Beat | None, time: datetime) -> bool:
    """Say whether the program runs now."""
    return beat is not None and beat.stopped_at is None and time - beat.at <= SILENT


def told(beat: Beat | None, time: datetime) -> str:
    """Say whether the program runs, and since when not."""
    if beat is None:
        return "The program has not run here yet: “campaign run” starts it."
    if runs(beat, time):
        return f"The program is running (last tick {show.moment(beat.at)})."
    if beat.stopped_at is not None:
        stopped = show.moment(beat.stopped_at)
        return f"The program was stopped at {stopped}: “campaign run” starts it."
    return (
        f"The program is NOT running (last tick {show.moment(beat.at)}): “campaign run” starts it."
    )
