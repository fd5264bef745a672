"""Whether the program runs, from what it last wrote down; ``campaign pulse``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import typer

from campaign.cli import alerts, clock, show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.show import say

if TYPE_CHECKING:
    from campaign.store.models import Beat


def pulse(folder: Folder = HERE) -> None:
    """Say whether the program runs; when it fell silent, tell people once.

    A program that has died cannot tell anybody. Let the machine, or better another one with
    the same database, run this every minute (cron, a systemd timer). It leaves with exit code
    1 only when the program fell silent by itself, not when somebody stopped it.

    For example:
        campaign pulse
    """
    open_store(folder, needs_files=False)
    from campaign.delivery.outbox import Outbox
    from campaign.store import silence

    time = now()
    beat = latest(time)
    say(told(beat, time))
    if beat is None or runs(beat, time) or beat.stopped_at is not None:
        return
    silence.notice(time, zone=clock.zone())
    Outbox(clock=now, zone=clock.zone()).send()
    say(alerts.how_it_stands())
    raise typer.Exit(1)


def latest(time: datetime) -> Beat | None:
    """Return the beat of a program that runs, or else the last one there was."""
    from campaign.store.models import Beat
    from campaign.store.silence import SILENT

    beats = Beat.objects.order_by("-at")
    living = beats.filter(stopped_at__isnull=True, at__gte=time - SILENT).first()
    return living or beats.first()


def runs(beat: Beat | None, time: datetime) -> bool:
    """Say whether the program runs now."""
    from campaign.store.silence import SILENT

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
