"""X's rate limits, as the headers of its answers tell them.

Each call has a window of fifteen minutes; creating posts also has one of a day for the account
and one for all that share our app. Every window says how much is left and when it begins anew,
as a Unix time. Source: https://docs.x.com/x-api/fundamentals/rate-limits (2026-08).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from campaign.adapter import Budget

WINDOWS = {
    "x-rate-limit": False,
    "x-user-limit-24hour": False,
    "x-app-limit-24hour": True,  # shared by all channels of our app
}


def budgets(headers: Mapping[str, str]) -> list[Budget]:
    """Return what an answer says of each window; what cannot be read is left out."""
    found = []
    for name, app in WINDOWS.items():
        left, reset = headers.get(f"{name}-remaining", ""), headers.get(f"{name}-reset", "")
        if _number(left) and _number(reset):
            resets_at = datetime.fromtimestamp(int(reset), timezone.utc)
            found.append(Budget(int(left), resets_at, app))
    return found


def used_up(headers: Mapping[str, str]) -> Budget | None:
    """Return the window that is used up and begins anew last, if any is."""
    empty = [budget for budget in budgets(headers) if not budget.remaining]
    return max(empty, key=lambda budget: budget.resets_at, default=None)


def _number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 11  # noqa: PLR2004  (till 5138)
