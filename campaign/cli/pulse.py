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
    beat = silence.latest(time)
    say(told(beat, time))
    if beat is None or silence.runs(beat, time) or beat.stopped_at is not None:
        return
    silence.notice(time, zone=clock.zone())
    Outbox(clock=now, zone=clock.zone()).send()
    say(alerts.how_it_stands())
    raise typer.Exit(1)


def told(beat: Beat | None, time: datetime) -> str:
    """Say whether the program runs, and since when not."""
    from campaign.store import silence

    if beat is None:
        return "The program has not run here yet: “campaign run” starts it."
    if silence.runs(beat, time):
        return f"The program is running (last tick {show.moment(beat.at)})."
    if beat.stopped_at is not None:
        stopped = show.moment(beat.stopped_at)
        return f"The program was stopped at {stopped}: “campaign run” starts it."
    return (
        f"The program is NOT running (last tick {show.moment(beat.at)}): “campaign run” starts it."
    )
