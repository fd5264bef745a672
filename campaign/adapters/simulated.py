"""Engagement as the sandbox invents it: plausible, repeatable, never to be mistaken for real."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from campaign.adapter import Metrics


@dataclass(frozen=True, slots=True)
class _Crowd:
    """What a middling post of a mid-sized public body meets on a platform.

    ``views`` in the end; ``hours`` in which most of the first wave comes; per 1,000 views
    so many reactions, comments, shares, saves and clicks. Invented, with the proportions
    between platforms kept believable.
    """

    views: float
    hours: float
    reactions: float
    comments: float
    shares: float
    saves: float
    link_clicks: float


CROWDS = {
    "x": _Crowd(2400, 3, 14, 1.6, 5, 1.2, 9),
    "facebook": _Crowd(5200, 6, 22, 3.5, 7, 1.0, 12),
    "instagram": _Crowd(3100, 10, 38, 1.8, 3, 4.0, 1),
    "threads": _Crowd(700, 5, 20, 2.2, 3, 0.8, 3),
    "linkedin": _Crowd(1500, 20, 19, 1.9, 2, 0.9, 8),
    "mastodon": _Crowd(320, 5, 30, 3.0, 17, 1.5, 11),
    "bluesky": _Crowd(480, 4, 28, 2.6, 9, 1.4, 10),
}
ANY = _Crowd(1000, 6, 20, 2.0, 5, 1.2, 8)
REACH = 0.82  # people per view
FOLLOWERS, GROWTH = 9, 0.0004  # for each view of a middling post; the part that comes in a day
SINCE = datetime(2026, 1, 1, tzinfo=timezone.utc)
SPREAD = 0.7  # of the logarithm of a post's luck: one in six does more than twice as well
FIRST_WAVE, LATER = 0.75, 12.0  # its share of all views; how much slower the rest comes


def simulated_metrics(key: str, platform: str, age: timedelta) -> Metrics:
    """Return the counters of one post at one age: a pure function that never shrinks.

    ``key`` is the value of the post's ``PostKey``. Every field is filled; what the imitated
    platform does not report is for the caller to leave out.
    """
    crowd, luck = CROWDS.get(platform, ANY), _luck(key, platform)
    views = crowd.views * math.exp(SPREAD * next(luck)) * grown(age, crowd.hours)

    def per_thousand(rate: float) -> int:
        return int(views * rate / 1000 * math.exp(SPREAD / 2 * next(luck)))

    return Metrics(
        impressions=int(views),
        reach=int(views * REACH),
        reactions=per_thousand(crowd.reactions),
        comments=per_thousand(crowd.comments),
        shares=per_thousand(crowd.shares),
        saves=per_thousand(crowd.saves),
        link_clicks=per_thousand(crowd.link_clicks),
    )


def simulated_followers(channel: str, platform: str, now: datetime) -> int:
    """Return how many follow a channel at a time: it grows by a little every day."""
    crowd, luck = CROWDS.get(platform, ANY), _luck(channel, platform)
    first = FOLLOWERS * crowd.views * math.exp(SPREAD * next(luck))
    days = (now - SINCE) / timedelta(days=1)
    return int(first * math.exp(GROWTH * math.exp(SPREAD * next(luck)) * days))


def grown(age: timedelta, hours: float) -> float:
    """Return the part, from 0 to 1, of a post's final views it has at an age."""
    waves = max(age.total_seconds(), 0.0) / 3600 / hours
    later = 1 - FIRST_WAVE
    return FIRST_WAVE * -math.expm1(-waves) + later * -math.expm1(-waves / LATER)


def _luck(key: str, platform: str) -> Iterator[float]:
    """Yield numbers that look normally distributed (mean 0, deviation 1) and never change."""
    digest = hashlib.sha512(f"{platform}:{key}".encode()).digest()
    for start in range(0, 60, 10):
        yield (sum(digest[start : start + 10]) / 255 - 5) / math.sqrt(10 / 12)
