"""What keeps a post whose time has come, in a sentence."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli import show

if TYPE_CHECKING:
    from campaign.store.overdue import Kept


def sentence(kept: Kept, *, running: bool) -> str:
    """Say why a post is not out."""
    from campaign.store import notices
    from campaign.store.barriers import Kind
    from campaign.store.overdue import Cause

    if kept.barrier is not None:
        over = kept.barrier.kind is Kind.LATE and not running
        ending = " It is missed as soon as the program runs." if over else ""
        return f"{kept.barrier.sentence}{ending}"
    if kept.service is not None and kept.service.opened_at is not None:
        since, why = show.moment(kept.service.opened_at), kept.service.why
        if kept.why is Cause.OFFLINE:
            return f"This machine has no connection since {since}: {why}"
        return f"{notices.server(kept.service.pk)} is in trouble since {since}: {why}"
    return _waiting(kept)


def _waiting(kept: Kept) -> str:
    from campaign.store.overdue import Cause

    if kept.why is Cause.STOPPED:
        return "The program is not running."
    if kept.until is None:
        return "It waits for its channel."
    until = show.moment(kept.until)
    if kept.why is Cause.LIMIT:
        return f"The platform wants no more before {until}."
    if kept.why is Cause.GAP:
        minutes = show.count(kept.post.channel.gap, "minute")
        return f"Its channel keeps {minutes} between two posts: it goes out at {until}."
    tried = show.count(kept.post.attempt, "time")
    return f"Tried {tried}, it is tried again at {until}: {kept.post.cause}"
