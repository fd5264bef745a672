"""Puts posts on Campaign's calendar for a given second, by the program's own doors.

python -m tests.comparison.campaign_rows FOLDER add FILE | open | asked | schedule
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timezone
from pathlib import Path


def _add(folder: Path, file: Path) -> float:
    """Render, freeze, save and approve posts; a plan knows minutes, and these want a second."""
    from campaign import registry
    from campaign.library.loader import read_library
    from campaign.planning.post import Planned
    from campaign.store import approvals, channels, threads
    from campaign.store.frozen import freeze, rows
    from campaign.store.writing import writing
    from tests.comparison import posts

    wanted = list(posts.read(file))
    start = time.perf_counter()
    now = datetime.now(timezone.utc)
    library = read_library(folder, registry.platforms())
    assert not library.errors, library.errors
    channels.sync(library, actor="comparison", now=now)
    with writing():
        for post in wanted:
            message, channel = library.messages[f"service/{post.message}"], post.channel
            speaker = library.channels[channel]
            wall = post.due.replace(tzinfo=None)
            where = (message.id, channel, message.theme, speaker.organisation)
            planned = Planned(*where, wall, post.due)
            parts = rows(library, planned, freeze(library, message, speaker), now)
            [row] = parts
            assert row.content.text == post.text, row.content.text
            row.slot_key, row.by_hand = None, True  # no plan takes it away again
            threads.save(parts)
    approvals.approve(approvals.waiting(now), by="Blake Approver", now=now, rank=2)
    return time.perf_counter() - start


def _open() -> int:
    """Count what is due and has not come to an end, nor to a person."""
    from campaign.store.models import Post

    due = Post.objects.filter(by_hand=True, due_at__lte=datetime.now(timezone.utc))
    doubt = due.filter(state="uncertain", check_at__isnull=False)
    return int(due.filter(state__in=["scheduled", "publishing"]).count() + doubt.count())


def _asked() -> str:
    """Return the channel and text of each post that a person has been asked about, as JSON."""
    from campaign.store.models import Post

    doubts = Post.objects.filter(state="uncertain", check_at__isnull=True)
    return json.dumps([(post.channel_id, post.content.text) for post in doubts])


def _schedule() -> int:
    """Take the posts of the plan for approved: saying yes is a step that no contender has."""
    from campaign.store.models import Post

    return int(Post.objects.filter(state="pending").update(state="scheduled"))


def _main(folder: Path, what: str, *more: str) -> None:
    from campaign.store.database import connect

    connect(folder)
    does = {"open": _open, "asked": _asked, "schedule": _schedule}
    print(_add(folder, Path(more[0])) if what == "add" else does[what]())


if __name__ == "__main__":
    _main(Path(sys.argv[1]), *sys.argv[2:])
