"""What LinkedIn's refusals mean for a post.

An error is ``{"status", "code", "message", "serviceErrorCode"}``. A refusal as a duplicate is
``{"message": "… Content is a duplicate of urn:li:share:714…", "errorDetails": {"inputErrors":
[{"code": "DUPLICATE_POST"}]}, "status": 422}``. A daily limit has no Retry-After: it opens
again at midnight UTC. Source: https://learn.microsoft.com/en-us/linkedin/shared/api-guide/
concepts/error-handling and /rate-limits, and answers that developers have quoted (2026-11).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from campaign.adapter import AdapterError, Barred, Disconnected, Duplicate, Throttled
from campaign.adapters.http import Response, retry_after

DAY = 86_400  # seconds
NAMED = re.compile(r"urn:li:(?:share|ugcPost):\d{1,20}")
_SHUT = re.compile(r"restricted|suspended|banned", re.IGNORECASE)


class NoPermission(Disconnected):
    """The sign-in is good and does not allow this."""


_OVER = (
    "LinkedIn's sign-in for this channel is over: it lasts 60 days, and only a person can renew"
    " it. Connect the channel again."
)
_TAKEN_BACK = (
    "Somebody took back, on LinkedIn, the permission to speak for this channel."
    " Ask them, then connect the channel again."
)
_WRONG = "LinkedIn does not accept this channel's token. Connect the channel again."
_NOT_ALLOWED = (
    "LinkedIn does not let this channel do that: its sign-in lacks a permission, or whoever"
    " signed in has no role on the page. Connect it again as an administrator of the page, and"
    " allow all that is asked for."
)
_RESTRICTED = (
    "LinkedIn has restricted this account, so it publishes nothing."
    " Sign in to LinkedIn, settle it there, then use the channel again."
)
_OLD_VERSION = (
    "LinkedIn does not speak the version this channel asks for: each lasts about a year."
    " Set “api_version” under “options:” of the channel to a newer month, such as 202608."
)
_DAILY = "LinkedIn takes no more from this {whom} today; its daily limit opens at midnight UTC."
_TWIN = "LinkedIn says that it has this post already."

_SIGNED_OUT: Mapping[object, str] = {
    65602: _OVER,
    "EXPIRED_ACCESS_TOKEN": _OVER,
    65601: _TAKEN_BACK,
    "REVOKED_ACCESS_TOKEN": _TAKEN_BACK,
}


def meaning(response: Response) -> AdapterError | None:
    """Return what a refusal of LinkedIn means; ``None`` leaves it to the HTTP status."""
    said = _said(response)
    message = str(said.get("message", ""))
    match response.status:
        case 401:
            words = (_SIGNED_OUT.get(said.get(name, "")) for name in ("code", "serviceErrorCode"))
            return Disconnected(next(filter(None, words), _WRONG))
        case 403:
            return Barred(_RESTRICTED) if _SHUT.search(message) else NoPermission(_NOT_ALLOWED)
        case 422 if "DUPLICATE_POST" in _codes(said):
            named = NAMED.search(message)
            return Duplicate(_TWIN, handle=named[0] if named else "")
        case 426:
            return Barred(_OLD_VERSION)
        case 429:
            return _throttled(response, message)
    return None


def _throttled(response: Response, message: str) -> Throttled:
    app = "APPLICATION" in message
    now = _date(response) or time.time()
    wait = retry_after(response.headers, now)
    return Throttled(
        _DAILY.format(whom="program" if app else "account"),
        retry_after=DAY - now % DAY if wait is None else wait,
        app=app,
    )


def _date(response: Response) -> float | None:
    try:
        return parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except ValueError:
        return None


def _codes(said: Mapping[str, Any]) -> list[Any]:
    try:
        return [said.get("code"), *(one["code"] for one in said["errorDetails"]["inputErrors"])]
    except (KeyError, TypeError):
        return [said.get("code")]


def _said(response: Response) -> dict[str, Any]:
    try:
        said = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
