"""What a server's no to renewing a credential means: its own verdict, or only a no for now.

Only the platform's own words end a credential (OAuth 2, RFC 6749, section 5.2: invalid_grant).
X and LinkedIn write some of these verdicts as ``invalid_request``, in words. A redirect, a page
that is not there, or a proxy's no says nothing about the credential.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from campaign.adapter import AdapterError, Deferred, Ended
from campaign.adapters.http import Response

_OVER = re.compile(
    r"value passed for the token was invalid"
    r"|(refresh )?token( is| was| has)?( been)? (invalid|expired|revoked)",
    re.IGNORECASE,
)
_DOUBTS = {408, 409, 425, 429}


class NotNow(Deferred):
    """The credential was not renewed, for a reason that says nothing about it."""


def of_oauth(title: str, over: str) -> Callable[[Response], AdapterError | None]:
    """Return what judges a token endpoint's refusals; ``over`` is the verdict's sentence."""

    def meaning(response: Response) -> AdapterError | None:
        said = _said(response)
        words = str(said.get("error_description", ""))
        bad = said.get("error") == "invalid_grant"
        if response.status in {400, 401} and (bad or _OVER.search(words)):
            return Ended(over)
        return not_now(response, title)

    return meaning


def not_now(response: Response, title: str) -> AdapterError | None:
    """Return the error for a refusal that is no verdict; ``None`` leaves it to HTTP's table."""
    if response.status in _DOUBTS or not 300 <= response.status < 500:  # noqa: PLR2004 (HTTP's)
        return None
    error = _said(response).get("error")
    named = isinstance(error, str) and re.fullmatch(r"[a-z_]{1,40}", error)
    said = f" and said: {error}" if named else ""
    return NotNow(
        f"{title} did not renew this channel's credential (the answer was {response.status}{said})."
        " The one it has is used as long as it is good."
    )


def _said(response: Response) -> dict[str, Any]:
    try:
        said = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
