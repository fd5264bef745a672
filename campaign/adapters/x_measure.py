"""How posts on X are doing.

Clicks are told to the account itself and for thirty days only; asked for an older post, X
leaves the whole post out. Names are read as they were before and as they are since X renamed
its fields in August 2026 (``retweet_count`` and ``repost_count``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from campaign.adapter import BadContent, Disconnected, Metrics
from campaign.adapters.limits import LIMITS
from campaign.adapters.x_line import Line

PRIVATE_FOR: Final = timedelta(days=30)
SNOWFLAKES_FROM: Final = 1_288_834_974_657  # Unix time in ms from which X's numbers count
PUBLIC, PRIVATE = "public_metrics", "non_public_metrics"
NOT_FOR_US = "not-authorized-for-field"
COUNTERS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "impressions": (("impression_count",),),
    "reactions": (("like_count",),),
    "comments": (("reply_count",),),
    "shares": (("retweet_count", "repost_count"), ("quote_count",)),
    "saves": (("bookmark_count",),),
    "link_clicks": (("url_link_clicks",),),
}
"""Each metric: what is added up, and under which names, the first found counting."""


def measure(line: Line, ids: Sequence[str], now: datetime) -> dict[str, Metrics]:
    """Return the counters of posts by id; those that are gone are absent."""
    young = [one for one in ids if now - made(one) < PRIVATE_FOR - timedelta(hours=1)]
    old = [one for one in ids if one not in young]
    found: dict[str, Metrics] = {}
    for some in _slices(young):
        found |= _with_clicks(line, some)
    for some in _slices(old):
        found |= _read(line, some, [PUBLIC])[0]
    return found


def made(post: str) -> datetime:
    """Return when a post was made: its number tells the milliseconds."""
    return datetime.fromtimestamp(((int(post) >> 22) + SNOWFLAKES_FROM) / 1000, timezone.utc)


def _slices(ids: Sequence[str]) -> list[Sequence[str]]:
    size = LIMITS["x"].batch
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _with_clicks(line: Line, ids: Sequence[str]) -> dict[str, Metrics]:
    """Read posts with what only the account may know; without it where X refuses that."""
    try:
        found, refused = _read(line, ids, [PUBLIC, PRIVATE])
    except (BadContent, Disconnected):
        return _read(line, ids, [PUBLIC])[0]
    if left_out := [one for one in ids if one in refused and one not in found]:
        found |= _read(line, left_out, [PUBLIC])[0]
    return found


def _read(
    line: Line, ids: Sequence[str], fields: Sequence[str]
) -> tuple[dict[str, Metrics], set[str]]:
    """Return the counters, and which posts were left out because of a field."""
    answer = line.ask("get_tweets", list(ids), tweet_fields=["created_at", *fields])
    said = answer.json()
    if not isinstance(said, dict) or not ("data" in said or "errors" in said):
        raise answer.garbled()
    posts, errors = said.get("data", []), said.get("errors", [])
    try:
        found = {str(post["id"]): _metrics(post) for post in posts}
        refused = {
            str(one.get("resource_id") or one.get("value"))
            for one in errors
            if str(one.get("type", "")).endswith(NOT_FOR_US)
        }
    except (AttributeError, KeyError, TypeError):
        raise answer.garbled() from None
    return {one: found[one] for one in ids if one in found}, refused


def _metrics(post: Mapping[str, Any]) -> Metrics:
    counts = {**(post.get(PRIVATE) or {}), **(post.get(PUBLIC) or {})}
    return Metrics(**{name: _sum(counts, parts) for name, parts in COUNTERS.items()})


def _sum(counts: Mapping[str, Any], parts: Sequence[Sequence[str]]) -> int | None:
    """Add up what was told; a sum that lacks one of its own is unknown, never less."""
    told = [next((c for name in names if _count(c := counts.get(name))), None) for names in parts]
    known = [one for one in told if one is not None]
    return sum(known) if len(known) == len(parts) else None


def _count(value: object) -> bool:
    return type(value) is int and value >= 0
