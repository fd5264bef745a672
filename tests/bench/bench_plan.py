"""How long planning takes, and how it grows with channels and weeks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from time import perf_counter

from campaign.planning.plan import make_plan
from tests.servers.shelf import large

START = datetime(2027, 1, 4, tzinfo=timezone.utc)


def _plan(channels: int, messages: int, days: int) -> tuple[float, int]:
    library = large(channels, messages)
    begin = perf_counter()
    plan = make_plan(library, history=(), start=START, end=START + timedelta(days=days))
    return perf_counter() - begin, len(plan.posts)


def run() -> list[tuple[str, str]]:
    """Return rows of (what, figure)."""
    small, small_posts = _plan(12, 100, 28)
    year, year_posts = _plan(200, 300, 365)
    growth = (year / year_posts) / (small / small_posts)
    return [
        ("Plan 4 weeks, 12 channels, 100 messages", f"{small:.3f} s, {small_posts:,} posts"),
        ("Plan 1 year, 200 channels, 300 messages", f"{year:.2f} s, {year_posts:,} posts"),
        ("Time a post, year against 4 weeks", f"{growth:.2f} times"),
    ]
