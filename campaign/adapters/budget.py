"""What an answer's headers say of rate limits, in every form the platforms use.

=====================================  ==========================================================
X                                      x-rate-limit-remaining, -reset (Unix time); the same of a
                                       day for the account and for all that share our app
Mastodon                               X-RateLimit-Remaining, -Reset (ISO time)
Bluesky, IETF drafts                   RateLimit-Remaining, -Reset (seconds, or a Unix time), or
                                       both in one ``RateLimit``
Meta                                   X-App-Usage, X-Page-Usage, X-Business-Use-Case-Usage: JSON,
                                       percentages of what may be used
=====================================  ==========================================================

Sources: https://docs.x.com/x-api/fundamentals/rate-limits,
https://docs.joinmastodon.org/api/rate-limits/, https://docs.bsky.app/docs/advanced-guides/rate-limits,
https://developers.facebook.com/docs/graph-api/overview/rate-limiting (all 2026-08),
draft-ietf-httpapi-ratelimit-headers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from campaign.adapter import Budget

EPOCH_FROM = 1_000_000_000.0  # a "reset" above this is a time, below it a number of seconds
LONGEST = 30 * 86_400.0  # seconds; further ahead nothing is believed
FULL = 95.0  # percent; Meta refuses at 100, and other calls may be on their way
ROLLING = timedelta(minutes=15)  # Meta names no time below 100: a quarter of its rolling hour

_WINDOWS = {
    "x-rate-limit": False,
    "x-user-limit-24hour": False,
    "x-app-limit-24hour": True,  # shared by all channels of our app
    "x-ratelimit": False,
    "ratelimit": False,
}
_IN_ONE = re.compile(r"(?:^|[,;\s])(r|remaining|t|reset)\s*=\s*(\d{1,12})", re.IGNORECASE)


def heard(headers: Mapping[str, str], *, posting: bool, now: datetime) -> list[Budget]:
    """Return the budgets an answer tells of; ``headers`` have lower-case names.

    Windows of requests are counted for each kind of call, so those of a reading say nothing
    of posting: they are told only when ``posting``. What Meta counts, it counts for all calls.
    What cannot be read is left out.
    """
    windows = [*_windows(headers, now), *_in_one(headers, now)] if posting else []
    return [*windows, *_usage(headers, now)]


def _windows(headers: Mapping[str, str], now: datetime) -> Iterator[Budget]:
    for name, app in _WINDOWS.items():
        left = number(headers.get(f"{name}-remaining", "").strip())
        reset = seconds_until(headers.get(f"{name}-reset", ""), clock(headers, now.timestamp()))
        if left is not None and reset is not None and reset < LONGEST:
            yield Budget(int(left), now + timedelta(seconds=max(reset, 0.0)), app)


def _in_one(headers: Mapping[str, str], now: datetime) -> Iterator[Budget]:
    """Read the one field of the drafts: “"default";r=0;t=30” or “remaining=0, reset=30”."""
    for policy in re.split(r',(?=\s*")', headers.get("ratelimit", "")):
        told = {name.lower(): int(figure) for name, figure in _IN_ONE.findall(policy)}
        left, reset = told.get("r", told.get("remaining")), told.get("t", told.get("reset"))
        if left is not None and reset is not None and reset < LONGEST:
            yield Budget(left, now + timedelta(seconds=reset))


def _usage(headers: Mapping[str, str], now: datetime) -> Iterator[Budget]:
    for name, app in (("x-app-usage", True), ("x-page-usage", False)):
        used = _json(headers.get(name, ""))
        if isinstance(used, dict) and _full(used):
            yield Budget(0, now + ROLLING, app)
    cases = _json(headers.get("x-business-use-case-usage", ""))
    for uses in cases.values() if isinstance(cases, dict) else ():
        for used in uses if isinstance(uses, list) else ():
            yield from _business(used, now)


def _business(used: Any, now: datetime) -> Iterator[Budget]:
    """Read one use case; the time to regain access is in minutes, and 0 while we have it."""
    if not isinstance(used, dict):
        return
    minutes = _figure(used.get("estimated_time_to_regain_access"))
    if 0 < minutes * 60 < LONGEST:
        yield Budget(0, now + timedelta(minutes=minutes))
    elif _full(used):
        yield Budget(0, now + ROLLING)


def _full(used: Mapping[str, Any]) -> bool:
    names = ("call_count", "total_cputime", "total_time")
    return any(_figure(used.get(name)) >= FULL for name in names)


def _figure(value: Any) -> float:
    return float(value) if type(value) in {int, float} else 0.0


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def clock(headers: Mapping[str, str], now: float) -> float:
    """Return the platform's own Unix time where the answer tells it, else ``now``."""
    told = moment(headers.get("date", ""))
    return now if told is None else told


def seconds_until(value: str, now: float) -> float | None:
    """Return the seconds from ``now`` (Unix time) to a time in any form; ``None``: unreadable."""
    value = value.strip()
    if (seconds := number(value)) is not None:
        return seconds - now if seconds > EPOCH_FROM else seconds
    at = moment(value)
    return None if at is None else at - now


def number(value: str) -> float | None:
    """Return a number that stands alone."""
    return float(value) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", value) else None


def moment(value: str) -> float | None:
    """Return the Unix time of an HTTP date or an ISO time."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(value)
        except (ValueError, TypeError, IndexError):
            continue
        return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()
    return None
