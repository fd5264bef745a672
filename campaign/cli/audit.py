"""``campaign audit verify``."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from itertools import islice

import typer

from campaign.cli.helping import command_of, group_of
from campaign.cli.opening import open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.show import count, say

_SHOWN = 20  # breaks


group = group_of("Prove that the log of what happened is whole.", "campaign audit verify")


@command_of(group, "verify")
def verify(folder: Folder = HERE) -> None:
    """Prove that nobody has changed the log of what happened.

    Every entry of the log carries the fingerprint of the one before. This walks through all
    of them, and leaves with exit code 1 when one was changed, taken out or put in.

    For example:
        campaign audit verify
    """
    open_store(folder)
    from campaign.store.events import breaks
    from campaign.store.models import Event

    number = Event.objects.count()
    found = list(islice(breaks(), _SHOWN + 1))
    for one in found[:_SHOWN]:
        say((one.sentence, "red"))
    if found:
        more = "more than " if len(found) > _SHOWN else ""
        say(
            f"The log of {count(number, 'entry', 'entries')} was changed in {more}"
            f"{count(min(len(found), _SHOWN), 'place')}. Keep a copy of the database, and "
            "tell whoever answers for it."
        )
        raise typer.Exit(1)
    say(f"The log is whole: {count(number, 'entry', 'entries')}, each follows the one before.")
