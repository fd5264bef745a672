"""Engagement readings: appended, aggregate counts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import Q

from campaign.adapter import Metrics
from campaign.library.readings import AGES
from campaign.lifecycle import State
from campaign.store import services
from campaign.store.models import ChannelState, Post, Reading
from campaign.store.writing import writing

_MOST = 2**63 - 1  # a column's largest number


def due(now: datetime, *, limit: int = 1000) -> dict[str, list[Post]]:
    """Return the published posts whose next reading is due, by channel.

    A reading spends what a platform lets us ask: it waits where a rate limit is used up, and
    behind a look for a post whose outcome is not known.
    """
    rows = Post.objects.filter(state=State.PUBLISHED, reading_at__lte=now)
    # A channel that moved to a real network since: that one never had the sandbox's posts.
    rows = rows.filter(
        Q(simulated=True, channel__network="sandbox")
        | Q(simulated=False) & ~Q(channel__network="sandbox")
    )
    rows = rows.exclude(channel__free_at__gt=now)
    rows = rows.exclude(channel__service__in=services.resting(now))
    doubts = Post.objects.filter(state__in=[State.UNCERTAIN, State.PROCESSING], check_at__lte=now)
    rows = rows.exclude(channel__in=doubts.values("channel"))
    found: dict[str, list[Post]] = {}
    for post in rows.select_related("channel").order_by("reading_at")[:limit]:
        found.setdefault(post.channel_id, []).append(post)
    return found


def first(channel: str, published_at: datetime) -> datetime | None:
    """Return when a post of a channel is read first; ``None`` where its posts never are."""
    row = ChannelState.objects.filter(pk=channel).only("reading_ages").first()
    ages = row.ages if row else AGES
    return published_at + timedelta(seconds=ages[0]) if ages else None


def current_age(post: Post, now: datetime) -> int:
    """Return the latest of the channel's ages (seconds) that the post has reached.

    Its true age where it has reached none, because they were changed since.
    """
    assert post.published_at is not None  # noqa: S101 - published posts have a time
    seconds = max(int((now - post.published_at).total_seconds()), 0)
    return max((age for age in post.channel.ages if age <= seconds), default=seconds)


def next_reading(post: Post, age: int) -> datetime | None:
    """Return when the reading after the one at ``age`` is due, if any."""
    assert post.published_at is not None  # noqa: S101 - published posts have a time
    later = [a for a in post.channel.ages if a > age]
    return post.published_at + timedelta(seconds=later[0]) if later else None


def record(posts: Sequence[Post], found: Mapping[str, Metrics], now: datetime) -> int:
    """Append one reading per post; a post absent from ``found`` is recorded as gone.

    What cannot be a count is kept as not reported, so that it spoils nothing beside it.
    """
    rows = []
    for post in posts:
        metrics = found.get(post.remote_id)
        rows.append(
            Reading(
                post=post,
                age=current_age(post, now),
                taken_at=now,
                gone=metrics is None,
                simulated=post.simulated,
                **(_counts(metrics) if metrics else {}),
            )
        )
    with writing():
        Reading.objects.bulk_create(rows, ignore_conflicts=True)
        for post, row in zip(posts, rows, strict=True):
            post.reading_at = None if row.gone else next_reading(post, row.age)
        Post.objects.bulk_update(posts, ["reading_at"], batch_size=200)
    return len(rows)


def _counts(metrics: Metrics) -> dict[str, int | None]:
    """Return what the platform counted; ``None`` for what no column can hold."""
    given = asdict(metrics).items()
    return {name: n if type(n) is int and 0 <= n <= _MOST else None for name, n in given}


def postpone(posts: Sequence[Post], until: datetime | None) -> None:
    """Read these posts later, or (``None``) never: their platform could not be asked."""
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(reading_at=until)
