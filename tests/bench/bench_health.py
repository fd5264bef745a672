"""What a monitor costs: /healthz and /metrics over 100,000 posts, beside one count of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.bench.folder import database

POSTS, CHANNELS, FUTURE, HELD = 100_000, 300, 20_000, 2_000
ROUNDS = 15
STATES = ("published",) * 17 + ("missed", "failed", "cancelled")


def run() -> list[tuple[str, str]]:
    """Return the median of some rounds for each, and what a mere count of all posts takes."""
    with database():
        now = datetime.now(timezone.utc)
        _fill(now)
        from campaign.store.health import look
        from campaign.store.models import Post
        from campaign.web.prometheus import exposition

        health = look(now)
        count = _median(Post.objects.count)
        rows = {
            "/healthz": _median(lambda: look(now)),
            "/metrics": _median(lambda: exposition(health)),
        }
        _hold_back(now)
        rows[f"/healthz, {HELD:,} due posts held"] = _median(lambda: look(now))
    told = [(f"count of {POSTS:,} posts", f"{count * 1000:.1f} ms")]
    return told + [(f"{name}, {POSTS:,} posts", _told(s, count)) for name, s in rows.items()]


def _told(seconds: float, count: float) -> str:
    return f"{seconds * 1000:.1f} ms, {seconds / count:.1f} × the count"


def _median(function: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        function()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _fill(now: datetime) -> None:
    from campaign.store.models import Attempt, Beat, ChannelState, Post

    ChannelState.objects.bulk_create(
        ChannelState(id=f"force-{number}", organisation="force", platform="x", network="live")
        for number in range(CHANNELS)
    )
    posts = Post.objects.bulk_create(_posts(now), batch_size=2000)
    Attempt.objects.bulk_create(
        (
            Attempt(post=post, number=1, worker="w", started_at=post.due_at, outcome=post.state)
            for post in posts
            if post.state in {"published", "failed"}
        ),
        batch_size=5000,
    )
    Beat.objects.create(worker="w", at=now, started_at=now)


def _posts(now: datetime) -> Iterator[Any]:
    from campaign.store.models import Post

    for number in range(POSTS):
        ahead = POSTS - FUTURE - number
        due = now - timedelta(minutes=ahead - 1 if ahead <= 0 else ahead)
        state = "scheduled" if ahead <= 0 else STATES[number % len(STATES)]
        out = due + timedelta(milliseconds=number % 3000) if state == "published" else None
        yield Post(
            channel_id=f"force-{number % CHANNELS}",
            message=f"messages/message-{number % 400}",
            title="Message",
            theme="behind-the-badge",
            author="Communications team",
            author_person="communications team",
            due_at=due,
            local="2026-10-01T09:00",
            late_at=due + timedelta(days=1),
            body='{"text": "' + "x" * 500 + '"}',
            digest="0" * 64,
            state=state,
            published_at=out,
        )


def _hold_back(now: datetime) -> None:
    """Let many posts be due under a hold: each has to be asked what keeps it."""
    from campaign.store import holds
    from campaign.store.models import Hold, Post

    holds.place(scope=Hold.Scope.PLATFORM, value="x", reason="Bench", by="B", now=now)
    first = Post.objects.filter(state="scheduled").order_by("due_at").values_list("pk")[:HELD]
    due = now - timedelta(minutes=5)
    Post.objects.filter(pk__in=[pk for (pk,) in first]).update(due_at=due)
