"""Whether this machine has any way to other machines."""

from __future__ import annotations

import socket
from urllib.request import getproxies

_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses of nobody (RFC 5737, RFC 3849)."""


def is_there() -> bool:
    """Say whether the machine knows a way out; nothing is sent to find that out.

    A proxy is one, wherever it stands. That there is a way does not mean that it leads anywhere.
    """
    return bool(getproxies()) or any(_routed(*elsewhere) for elsewhere in _ELSEWHERE)


def _routed(family: socket.AddressFamily, address: str) -> bool:
    """Ask the system which way a packet would take."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as line:
            line.connect((address, 9))
    except OSError:
        return False
    return True
