"""Rows of posts and readings for tests of reports: real ones, in the database at hand.

    python -m tests.servers.posted FOLDER KIND FORMATS...

writes a report of one of the ``KINDS`` to a folder with a database of its own.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from campaign.library.settings import Campaign, Theme
from campaign.lifecycle import State
from campaign.store.database import connect

if __name__ == "__main__":
    connect(Path(sys.argv[1]))  # the models below want Django ready

from campaign.reports.fileformat import USUAL, FileFormat
from campaign.reports.material import Question
from campaign.reports.report import write_report
from campaign.store.models import ChannelState, Hold, Post, Reading

START = datetime(2026, 9, 30, 23, tzinfo=timezone.utc)  # midnight in London
END = datetime(2026, 11, 1, tzinfo=timezone.utc)
NOW = datetime(2026, 12, 1, 9, tzinfo=timezone.utc)
OUT = {State.PUBLISHED, State.DELETED}
DAY = 24 * 3600


def channel(platform: str = "mastodon", name: str = "", network: str = "live") -> ChannelState:
    """Return a channel of Northshire Police, made when it is new."""
    key = name or f"northshire-{platform}"
    return ChannelState.objects.get_or_create(
        id=key,
        defaults={
            "organisation": "northshire-police",
            "platform": platform,
            "network": network,
        },
    )[0]


def post(
    on: ChannelState | None = None,
    *,
    day: int = 0,
    hour: int = 9,
    state: State = State.PUBLISHED,
    message: str = "behind-the-badge/school-run",
    theme: str = "behind-the-badge",
    **columns: Any,
) -> Post:
    """Make a post due ``day`` days after the first of the month at that hour in London."""
    due = START + timedelta(days=day, hours=hour)
    on = on or channel()
    values = {
        "title": message.rsplit("/", 1)[-1].replace("-", " ").capitalize(),
        "author": "Communications team",
        "due_at": due,
        "local": "2026-10-01T09:00",
        "late_at": due + timedelta(minutes=15),
        "body": "{}",
        "digest": "0" * 64,
        "published_at": due if state in OUT else None,
        "simulated": on.network == "sandbox",
    }
    return Post.objects.create(
        channel=on, message=message, theme=theme, state=state, **values | columns
    )


def read(of: Post, *, age: int = 7 * DAY, gone: bool = False, **metrics: int | None) -> Reading:
    """Add a reading at an age in seconds."""
    assert of.published_at is not None
    return Reading.objects.create(
        post=of,
        age=age,
        taken_at=of.published_at + timedelta(seconds=age),
        gone=gone,
        simulated=of.simulated,
        **metrics,
    )


SUBJECTS = (
    ("behind-the-badge/school-run", "The school run starts at 3 am", "behind-the-badge"),
    ("behind-the-badge/night-shift", "What a night shift takes with it", "behind-the-badge"),
    ("behind-the-badge/first-day", "Her first day on response", "behind-the-badge"),
    ("bystander-guidance/call-first", "Call 999 first, film second", "bystander-guidance"),
    ("bystander-guidance/share-footage", "Share footage with us first", "bystander-guidance"),
    ("bystander-guidance/keep-back", "Keep back and keep safe", "bystander-guidance"),
)
GIVEN = {
    "x": ("impressions", "reactions", "comments", "shares", "saves", "link_clicks"),
    "facebook": ("impressions", "reach", "reactions", "comments", "shares", "link_clicks"),
    "instagram": ("impressions", "reach", "reactions", "comments", "shares", "saves"),
    "mastodon": ("reactions", "comments", "shares"),
    "bluesky": ("reactions", "comments", "shares", "saves"),
}
WEIGHT = {"x": 5, "facebook": 9, "instagram": 7, "mastodon": 1, "bluesky": 2}


def example(days: int = 31, network: str = "live") -> None:
    """Fill a month that looks like a real one: five platforms, gaps, holds and a failure."""
    dice = Random(7)
    for day in range(days):
        for index, platform in enumerate(GIVEN):
            if (day + index) % 5 < 3:
                _example_post(dice, day, platform, network)
    Hold.objects.create(
        scope=Hold.Scope.ALL,
        reason="A serious incident in Northshire town centre",
        placed_by="Duty officer",
        placed_at=START + timedelta(days=17, hours=8),
        lifted_by="Head of communications",
        lifted_at=START + timedelta(days=17, hours=20),
    )


HELD = "Its time passed: A hold is in place: A serious incident in Northshire town centre"
_FATES = {
    17: (State.MISSED, HELD),
    23: (State.MISSED, "Its time passed: Nobody but its author has approved this text."),
}


def _example_post(dice: Random, day: int, platform: str, network: str) -> None:
    message, title, theme = SUBJECTS[(day * 5 + len(platform)) % len(SUBJECTS)]
    state, cause = _FATES.get(day, (State.PUBLISHED, ""))
    if (day, platform) == (14, "facebook"):
        state, cause = State.UNCERTAIN, "The connection was cut after the post was handed over."
    if (day, platform) == (20, "instagram"):
        state, cause = State.FAILED, "Instagram takes no post without a picture."
    made = post(
        channel(platform, network=network),
        day=day,
        hour=(8, 12, 17)[day % 3],
        state=state,
        message=message,
        theme=theme,
        title=title,
        cause=cause,
        key=UUID(int=dice.getrandbits(128)).hex,
    )
    if state is State.PUBLISHED:
        shown = dice.randrange(200, 900) * WEIGHT[platform] + (day in {9, 18}) * 4000
        values = _values(dice, shown)
        read(made, age=DAY, **{name: values[name] // 2 for name in GIVEN[platform]})
        read(made, age=7 * DAY, **{name: values[name] for name in GIVEN[platform]})


def _values(dice: Random, shown: int) -> dict[str, int]:
    return {
        "impressions": shown,
        "reach": shown * 7 // 10,
        "reactions": shown * dice.randrange(10, 40) // 1000,
        "comments": shown * dice.randrange(1, 8) // 1000,
        "shares": shown * dice.randrange(2, 12) // 1000,
        "saves": shown * dice.randrange(0, 5) // 1000,
        "link_clicks": shown * dice.randrange(1, 15) // 1000,
    }


def _both() -> None:
    example()
    tried = post(channel("x", "northshire-try", network="sandbox"), day=3)
    read(tried, impressions=900, reactions=50)


KINDS = {
    "nothing": lambda: None,
    "real": example,
    "real and simulated": _both,
    "simulated": lambda: example(network="sandbox"),
}
CAMPAIGN = Campaign(
    name="Behind the Badge",
    hashtag="#BehindTheBadge",
    themes=(Theme(id="behind-the-badge", title="The person behind the badge"),),
)

if __name__ == "__main__":
    KINDS[sys.argv[2]]()
    question = Question(start=START, end=END, now=NOW, campaign=CAMPAIGN)
    formats = [FileFormat(name) for name in sys.argv[3:]] or USUAL
    print(write_report(Path(sys.argv[1]), question, formats).html)
