"""Addresses: which may be shown, and which may be sent a credential."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from campaign.adapter import Refused

_FOUL = re.compile(r"[\x00-\x20\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\\<>\"]")


def clean(address: str) -> bool:
    """Tell whether an address is free of blanks, control and direction characters."""
    return not _FOUL.search(address)


def web_address(value: object) -> str:
    """Return an address from a reply if it may be shown as a link; else raise ``ValueError``."""
    if not isinstance(value, str) or not clean(value):
        raise ValueError("not a web address")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValueError("not a web address")
    return value


def check_address(url: str, *, allow: Sequence[str] | None = None) -> str:
    """Return an address we may send a credential to; raise ``Refused`` otherwise.

    It must be https, or http to this very machine. With ``allow``, for addresses taken
    from a reply, its host must be one of these names or below one of them.
    """
    try:
        host = urlsplit(web_address(url)).hostname or ""
    except ValueError:
        raise Refused(
            "The channel's base_url is not a web address. Write it like https://social.example."
        ) from None
    if not url.startswith("https://") and not is_loopback(host):
        raise Refused(
            f"The address of {host} must begin with https://: http would show the secret."
        )
    if allow is not None and not any(host == name or host.endswith(f".{name}") for name in allow):
        raise Refused(f"The platform named {host}, an address this channel may not speak to.")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Tell whether a host name is this very machine."""
    return host in {"localhost", "::1"} or re.fullmatch(r"127(\.\d{1,3}){3}", host) is not None
