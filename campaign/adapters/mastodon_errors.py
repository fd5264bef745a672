"""What Mastodon's own words mean where a status code alone does not tell.

The server says these in English whatever its language (Api::BaseController), as
``{"error": words}``. Source: https://docs.joinmastodon.org/entities/Error/ (2026-08).
"""

from __future__ import annotations

from collections.abc import Mapping

from campaign.adapter import AdapterError, BadContent, Barred, Disconnected, Gone
from campaign.adapters.http import Response, saying

TOO_LARGE = 413

_SCOPES = (
    "This channel's token may not do this: make one with the scopes read, write:media and"
    " write:statuses, and connect the channel again."
)
_NO_ACCOUNT = (
    "This channel's token belongs to an app and to no account: sign in with the account, and"
    " connect the channel again."
)
_LOCKED = "has suspended or disabled this account"
_SAYINGS: Mapping[str, tuple[type[AdapterError], str]] = {
    "outside the authorized scopes": (Disconnected, _SCOPES),
    "requires an authenticated user": (Disconnected, _NO_ACCOUNT),
    "login is currently disabled": (Barred, _LOCKED),
    "has been suspended": (Barred, _LOCKED),
    "pending approval": (Barred, "has not approved this account yet"),
    "missing a confirmed": (Barred, "waits for this account's e-mail address to be confirmed"),
}


def meaning(response: Response) -> AdapterError | None:
    """Return what the server's own words mean; ``None`` leaves it to the status code."""
    host = response.host
    if response.status == TOO_LARGE:
        return BadContent(f"{host} finds a picture of this post too large: save it smaller.")
    if response.status not in {401, 403, 422}:
        return None
    said = saying(response)
    kind, words = next((of for part, of in _SAYINGS.items() if part in said), (None, ""))
    if kind is Barred:
        return Barred(f"{host} {words}: sign in there to see what it asks for.")
    return kind(words) if kind else None


def parent_gone(cause: Gone) -> Gone:
    """Return the error for a part of a thread whose part before is not there."""
    return Gone(
        f"The part before this one is no longer on Mastodon, so this one is not posted. {cause}"
    )
