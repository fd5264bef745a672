"""A fresh access token from a refresh token, which X then replaces as well (OAuth 2).

Source: https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token (2026-08).
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any, Final

from campaign.adapter import Account, Disconnected, Renewed, Unsupported
from campaign.adapters.http import Http
from campaign.adapters.verdict import of_oauth
from campaign.adapters.x_line import HOME, Line

TWO_HOURS: Final = 7200  # seconds an access token lives where X does not say
OVER: Final = (
    "X does not renew this channel's credential any more: access was taken back, or it was"
    " renewed elsewhere. Connect the channel again."
)


def renew(line: Line, account: Account) -> Renewed:
    """Return the tokens that follow the present ones; those are over from then on."""
    if line.signed:
        raise Unsupported("This X channel signs with keys that last until they are revoked.")
    client, refresh = line.secret("client_id"), line.secret("refresh_token")
    if not client or not refresh:
        raise Disconnected(
            "This X channel cannot renew its credential: it has no refresh_token or no client_id."
            " Connect the channel again."
        )
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client}
    answer = Http(
        account.base_url or HOME,
        secrets=[value.strip() for value in account.secrets.values()],
        meaning=of_oauth("X", OVER),
    ).send("POST", "/2/oauth2/token", creates=False, headers=_proof(line), data=form)
    said = answer.json()
    access, following = _token(said, "access_token"), _token(said, "refresh_token")
    if not access:
        raise answer.garbled()
    secrets = {**account.secrets, "access_token": access, "refresh_token": following or refresh}
    return Renewed(secrets, account.clock() + timedelta(seconds=_lasts(said)))


def _proof(line: Line) -> dict[str, str]:
    """Return how an app that can keep a secret proves itself; others name only their id."""
    if not (secret := line.secret("client_secret")):
        return {}
    pair = f"{line.secret('client_id')}:{secret}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}


def _token(said: Any, name: str) -> str:
    value = said.get(name) if isinstance(said, dict) else None
    return value if isinstance(value, str) else ""


def _lasts(said: Any) -> int:
    value = said.get("expires_in")
    return value if type(value) is int and value > 0 else TWO_HOURS
