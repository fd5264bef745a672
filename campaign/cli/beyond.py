"""What a stop does not reach: a list for people, and what went out just before it."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from campaign.cli import show
from campaign.cli.show import say

if TYPE_CHECKING:
    from campaign.store.models import Hold, Post

CANNOT_STOP = (
    ("Scheduled posts elsewhere", "Posts scheduled on the platforms themselves or in other tools."),
    ("Paid adverts", "Boosted posts and advertising campaigns, also those of an agency."),
    ("Pinned posts", "Posts pinned to a profile, banners and profile pictures."),
    ("By hand", "Posts handed to a person who has opened the page already."),
    ("Partners", "Packs that partners have been sent and post by themselves."),
    ("Newsletters", "Emails and messages that another program sends at a set time."),
    ("Print and screens", "Posters, leaflets, press adverts, screens, radio and cinema spots."),
    ("What is out", "Posts that are out already, and what others have shared of them."),
)
"""What goes on although everything is stopped; docs/stopping.md has the same list."""

_RECENT = timedelta(hours=24)
_LISTED = 20  # posts


def checklist(hold: Hold, now: datetime) -> None:
    """Say what a person stops by hand, and what went out in the last day."""
    show.heading("What the program cannot stop: ask who looks after it")
    show.table(CANNOT_STOP)
    rows = list(_recent(hold, now))
    show.heading("Published in the last 24 hours: look whether it may stay")
    show.table((show.moment(p.published_at or now), p.channel_id, p.message, p.url) for p in rows)
    if not rows:
        say("  nothing")
    elif len(rows) == _LISTED:
        say("  … and perhaps more: campaign posts list --state published")


def _recent(hold: Hold, now: datetime) -> Iterator[Post]:
    from campaign.lifecycle import State
    from campaign.store import holds
    from campaign.store.models import Post

    rows = Post.objects.filter(state=State.PUBLISHED, published_at__gt=now - _RECENT)
    found = 0
    for post in rows.select_related("channel").order_by("-published_at", "pk"):
        if holds.covers(hold, post, post.channel):
            yield post
            found += 1
        if found == _LISTED:
            return
