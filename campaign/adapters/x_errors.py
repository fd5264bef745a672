"""What X's refusals mean, where the table of HTTP alone would mistake them.

X writes ``{title, detail, type, status}``, sometimes with ``errors``; 403 may mean a duplicate,
a text it does not like, a suspended account, or an app without the right to write. Source:
https://docs.x.com/x-api/fundamentals/response-codes-and-errors (2026-08) and the issues of
X's own client libraries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Final

from campaign.adapter import (
    Account,
    AdapterError,
    BadContent,
    Barred,
    Deferred,
    Disconnected,
    Duplicate,
    Gone,
    Throttled,
)
from campaign.adapters.budget import heard
from campaign.adapters.http import LONGEST_WAIT, SAID_LIMIT, SHORTEST_SECRET, Response

CLOCKS_DIFFER: Final = timedelta(minutes=4)  # X takes signatures of five minutes either way

NO_CREDIT: Final = (
    "X takes no post because the credit of its developer account is used up, or its spending"
    " limit is reached: buy credit or raise the limit in X's developer console, then take the"
    " channel up again."
)
CAPPED: Final = (
    "X takes no post because the app has used up what its plan allows: see to the plan in X's"
    " developer console, then take the channel up again."
)
SUSPENDED: Final = (
    "X has suspended this account, or the app that speaks for it: sign in at x.com to see why,"
    " and take the channel up again when X has lifted it."
)
LOCKED: Final = (
    "X has locked this account for now: sign in at x.com and follow what it asks, then take the"
    " channel up again."
)
NOT_ENROLLED: Final = (
    "X lets this app publish nothing because it belongs to no project: attach it to one in X's"
    " developer console, then take the channel up again."
)
READ_ONLY: Final = (
    "X lets this app read only: give it the permission “Read and write” in X's developer"
    " console, make the access token anew, and connect the channel again."
)
WRONG_KIND: Final = (
    "X wants an account's own credential here, and this one stands for the app alone: connect"
    " the channel again with the account's access token."
)
SIGN_IN: Final = (
    "X does not accept this channel's credential: it is wrong, or access was taken back."
    " Connect the channel again."
)
SCOPE: Final = (
    "X does not let this credential do that: connect the channel again, and allow it to read"
    " and write posts and to upload media."
)
SAME: Final = "X refused the post because it has one with the same text already."
NOT_SUMMONED: Final = (
    "X does not let this account reply there: an app may reply only to who has mentioned it,"
    " and to itself. Post it without the reply."
)
PARENT_GONE: Final = "The post on X that this one replies to is deleted or cannot be seen."
TOO_LARGE: Final = "A picture of this post is too large for X. Make it smaller."
NO_PICTURE: Final = (
    "X cannot use a picture of this post: it takes JPEG, PNG and WEBP pictures, no videos."
)
MEDIA_GONE: Final = "X does not have the pictures of this post any more."


class MediaGone(BadContent):
    """The pictures a post names are not, or no longer, with X; nothing was created."""


_BY_CODE: Final[Mapping[int, tuple[type[AdapterError], str]]] = {
    402: (Barred, NO_CREDIT),
    413: (BadContent, TOO_LARGE),
}
_BY_TYPE: Final[Mapping[str, tuple[type[AdapterError], str]]] = {
    "credits-depleted": (Barred, NO_CREDIT),
    "usage-capped": (Barred, CAPPED),
    "client-forbidden": (Barred, NOT_ENROLLED),
    "oauth1-permissions": (Disconnected, READ_ONLY),
    "unsupported-authentication": (Disconnected, WRONG_KIND),
}

_BY_WORDS: Final[tuple[tuple[str, type[AdapterError], str], ...]] = (
    (r"media ids? (are|is) invalid|media id .*not found", MediaGone, MEDIA_GONE),
    (r"duplicate content", Duplicate, SAME),
    (r"\bsuspended\b", Barred, SUSPENDED),
    (r"temporarily locked|account is locked", Barred, LOCKED),
    (r"app permissions", Disconnected, READ_ONLY),
    (r"unsupported authentication", Disconnected, WRONG_KIND),
    (r"reply to this conversation is not allowed", BadContent, NOT_SUMMONED),
    (r"deleted or not visible", Gone, PARENT_GONE),
    (r"file size exceeds|too large", BadContent, TOO_LARGE),
    (r"media type unrecognized|media category|unsupported media", BadContent, NO_PICTURE),
)


class Meanings:
    """Says what a refusal means for one account; ``None`` leaves it to HTTP's own table."""

    def __init__(self, account: Account, *, signed: bool) -> None:
        self._account = account
        self._signed = signed  # with OAuth 1.0a, whose signatures carry the time

    def __call__(self, response: Response) -> AdapterError | None:
        problem = _problem(response)
        words = _words(problem)
        if (found := _known(response.status, problem, words)) is not None:
            return found
        match response.status:
            case 401:
                return self._unauthorised(response)
            case 403:
                return _forbidden(words, self._shown(words))
            case 400 | 422 if words:
                return BadContent(f"X refused it as it stands: {self._shown(words)}.")
            case 429:
                return _throttled(response, self._account.clock())
        return None

    def _unauthorised(self, response: Response) -> AdapterError:
        ahead = skew(response, self._account.clock())
        if not self._signed or abs(ahead) < CLOCKS_DIFFER:
            return Disconnected(SIGN_IN)
        minutes = round(abs(ahead).total_seconds() / 60)
        where = "behind" if ahead > timedelta() else "ahead"
        return Deferred(
            f"X refuses what this machine signs, because its clock is {minutes} minutes {where}:"
            " set the clock."
        )

    def _shown(self, words: str) -> str:
        """Return X's own words without any secret."""
        for secret in self._account.secrets.values():
            if len(secret.strip()) >= SHORTEST_SECRET:
                words = words.replace(secret.strip(), "…")
        return words[:SAID_LIMIT].rstrip(". ")


def skew(response: Response, now: datetime) -> timedelta:
    """Return by how much X's clock is ahead of ours; nothing when it does not tell its time."""
    try:
        theirs = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return timedelta()
    return (theirs if theirs.tzinfo else theirs.replace(tzinfo=timezone.utc)) - now


def _problem(response: Response) -> Mapping[str, Any]:
    try:
        problem = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return problem if isinstance(problem, dict) else {}


def _words(problem: Mapping[str, Any]) -> str:
    """Return what X says of a problem, the more exact words first, on one line."""
    errors = problem.get("errors")
    inner = errors if isinstance(errors, list) else []
    said = [one.get("message") for one in inner if isinstance(one, dict)]
    said += [problem.get(name) for name in ("detail", "title", "error_description")]
    found = next((one for one in said if isinstance(one, str) and one.strip()), "")
    return " ".join("".join(c if c.isprintable() else " " for c in found).split())


def _known(code: int, problem: Mapping[str, Any], words: str) -> AdapterError | None:
    """Return the meaning of a refusal that X names; a failure of its own (5xx) is none."""
    if code >= 500 or code in {408, 409, 425}:  # noqa: PLR2004  (what HTTP calls a doubt)
        return None
    kind = str(problem.get("type", "")).rpartition("/")[2]
    if named := _BY_CODE.get(code) or _BY_TYPE.get(kind):
        error, sentence = named
        return error(sentence)
    said = f"{words} {problem.get('title', '')} {problem.get('detail', '')}"
    for pattern, error, sentence in _BY_WORDS:
        if re.search(pattern, said, re.IGNORECASE):
            return error(sentence)
    return None


def _forbidden(words: str, shown: str) -> AdapterError:
    """Judge a 403 of no known kind: of one that says nothing, the scope is at fault."""
    if "not permitted to perform this action" in words.lower():
        return BadContent(f"X does not permit this post as it stands: {shown}.")
    return Disconnected(SCOPE)


def _throttled(response: Response, now: datetime) -> AdapterError | None:
    """Say when a used-up day begins anew; the shorter windows are in HTTP's own table."""
    told = heard(response.headers, posting=True, now=now)
    over = [budget for budget in told if not budget.remaining]
    if "retry-after" in response.headers or not over:
        return None
    last = max(over, key=lambda budget: budget.resets_at)
    wait = min((last.resets_at - now).total_seconds(), LONGEST_WAIT)
    who = "our app" if last.app else "this account"
    return Throttled(f"X takes no more posts from {who} for now.", retry_after=wait, app=last.app)
