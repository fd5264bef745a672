"""Seals secrets with the key of the environment, and opens them again.

``CAMPAIGN_CREDENTIAL_KEY`` (or ``CAMPAIGN_CREDENTIAL_KEY_FILE``, a file's path) holds one key or
several, apart by commas or lines: the first seals, each of them opens. So a key is changed by
putting a new one first, sealing everything anew, and taking the old one away.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from campaign.secret import secret

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY = "CAMPAIGN_CREDENTIAL_KEY"
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}=")  # 32 bytes in URL-safe Base64


class KeyTrouble(Exception):
    """The key is missing, malformed or another one; the message says what to do."""


class WrongKey(KeyTrouble):
    """What was sealed opens with none of the keys there are."""


def new_key() -> str:
    """Return a new key: 32 random bytes in URL-safe Base64."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - slow to load, seldom needed

    return Fernet.generate_key().decode()


def seal(plain: str) -> str:
    """Return a text that only the key opens; raise ``KeyTrouble`` where there is none."""
    return sealer()(plain)


def sealer() -> Callable[[str], str]:
    """Return what seals with the key there is now, and goes on doing so when it is gone."""
    lock = _lock()
    return lambda plain: lock.encrypt(plain.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed; raise ``WrongKey`` when no key opens it, or it was altered."""
    return _opened(_lock().decrypt, sealed)


def seal_anew(sealed: str) -> str:
    """Return the same secret sealed with the first key."""
    return _opened(_lock().rotate, sealed)


def _opened(use: Callable[[bytes], bytes], sealed: str) -> str:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415

    try:
        return use(sealed.encode()).decode()
    except InvalidToken:
        raise WrongKey(f"It was sealed with another key than {KEY} holds now.") from None


def _lock() -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

    keys = re.split(r"[\s,]+", secret(KEY).strip())
    if not keys[0]:
        raise KeyTrouble(
            f"{KEY} is not set, and without it no sign-in can be kept or read: make a key with "
            f"“campaign channels new-key”, and put it into {KEY}, or its file's path into "
            f"{KEY}_FILE."
        )
    keys = list(filter(None, keys))
    for number, key in enumerate(keys, start=1):
        if not _SHAPE.fullmatch(key):  # two that run into one would pass for the first
            raise KeyTrouble(
                f"Key {number} in {KEY} is not a key: copy it again whole, or make a new one with "
                "“campaign channels new-key”."
            )
    return MultiFernet(map(Fernet, keys))
