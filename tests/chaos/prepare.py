"""Put every shipped message on every live channel of a folder, due within the next seconds.

``python -m tests.chaos.prepare FOLDER SECONDS [NETWORK]`` writes the posts
by the program's own doors: rendered, frozen, and approved by a person other than their author.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path


def main(folder: Path, spread: int, network: str) -> int:
    """Return how many posts were put on the calendar."""
    from campaign.store.database import connect

    connect(folder)
    from campaign import registry
    from campaign.library.loader import read_library
    from campaign.planning.post import Planned
    from campaign.store import approvals, channels, threads
    from campaign.store.frozen import freeze, keep_pictures, rows

    library = read_library(folder, registry.platforms())
    assert not library.errors, library.errors
    channels.sync(library, actor="storm", now=datetime.now(timezone.utc))
    now = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=3)
    pairs = [
        (message, channel)
        for message in library.messages.values()
        for channel in library.channels_for(message)
        if channel.network == network
        and not message.draft
        and (message.not_before is None or message.not_before <= now.date())
        and message.section_for(channel.platform)
    ]
    count = 0
    for number, (message, channel) in enumerate(pairs):
        at = now + timedelta(seconds=number * spread // len(pairs))
        planned = Planned(
            message.id, channel.id, message.theme, channel.organisation, at.replace(tzinfo=None), at
        )
        keep_pictures(library, [planned])
        parts = rows(library, planned, freeze(library, message, channel), now)
        for post in parts:
            post.slot_key, post.by_hand = None, True
        threads.save(parts)
        count += len(parts)
    approvals.approve(approvals.waiting(now), by="Storm approver", now=now, rank=2)
    approvals.approve(approvals.waiting(now), by="Storm second", now=now, rank=2)
    return count


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), int(sys.argv[2]), (sys.argv[3:] or ["live"])[0]))
