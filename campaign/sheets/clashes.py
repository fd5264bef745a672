"""What is wrong with a calendar as it stands: posts in each other's way, or in a silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from campaign.library.library import Library
from campaign.planning.bounds import Quiet
from campaign.sheets.entry import Entry


def clashes(entries: Sequence[Entry], library: Library) -> dict[str, list[str]]:
    """Return what is wrong with each post, by its key; posts that will not go out do not count.

    The posts must be all those of their days, or a cap is not seen to be passed.
    """
    found: dict[str, list[str]] = defaultdict(list)
    standing = [entry for entry in entries if entry.stands]
    for sentence, group in (*_together(standing), *_over_the_cap(standing, library)):
        for entry in group:
            found[entry.key].append(sentence)
    quiet = Quiet(library.campaign.quiet)
    for entry in standing:
        if window := quiet.at(entry.local, entry.organisation):
            hours = f"{window.start:%H:%M} to {window.end:%H:%M}"
            reason = window.reason.rstrip(".")
            found[entry.key].append(f"It falls into quiet time, {hours}: {reason}.")
    return found


def _together(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Find posts that share a channel and a minute."""
    groups: dict[tuple[str, object], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.channel, entry.at].append(entry)
    return [
        (f"{len(group)} posts go out on {channel} at {group[0].local:%H:%M}.", group)
        for (channel, _), group in groups.items()
        if len(group) > 1
    ]


def _over_the_cap(entries: Sequence[Entry], library: Library) -> list[tuple[str, list[Entry]]]:
    """Find days on which a channel says more than it may."""
    days: dict[tuple[str, object], list[Entry]] = defaultdict(list)
    for entry in entries:
        days[entry.channel, entry.local.date()].append(entry)
    found = []
    for (name, _), group in days.items():
        channel = library.channels.get(name)
        cap = library.campaign.cap if channel is None or channel.cap is None else channel.cap
        if len(group) > cap:
            day = f"{group[0].local.day} {group[0].local:%B %Y}"
            found.append((f"{name} has {len(group)} posts on {day}; the most is {cap}.", group))
    return found
