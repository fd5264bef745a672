"""Standard Webhooks: how a message is signed, so that its receiver knows that it is ours.

A signature is ``v1,`` and the base64 of HMAC-SHA256 over ``id.timestamp.body``. While a secret
is being changed, two stand side by side: one by the new secret, one by the old.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from campaign.adapter import Disconnected

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a secret


class Signer:
    """Signs with every secret there is."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = secrets

    def headers(self, name: str, at: datetime, body: bytes) -> dict[str, str]:
        """Return the three headers of a message; ``name`` is what tells it from others."""
        time = str(int(at.timestamp()))
        signed = b".".join([name.encode(), time.encode(), body])
        signatures = [hmac.new(key, signed, hashlib.sha256).digest() for key in self._keys()]
        return {
            "webhook-id": name,
            "webhook-timestamp": time,
            "webhook-signature": " ".join(f"v1,{_base64(one)}" for one in signatures),
        }

    def _keys(self) -> list[bytes]:
        names = [name for name in ("secret", "previous_secret") if self._secrets.get(name)]
        if "secret" not in names:
            raise Disconnected("This webhook has no secret. Set the one its channel names.")
        return [_key(name, self._secrets[name]) for name in names]


def _key(name: str, secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.strip().startswith(PREFIX) or not SHORTEST <= len(key) <= LONGEST:
        raise Disconnected(
            f"This webhook's {name} is not one: write {PREFIX} and behind it the base64 of"
            f" {SHORTEST} to {LONGEST} random bytes, such as “openssl rand -base64 32” makes."
        )
    return key


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
