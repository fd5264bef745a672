"""Asks whether a web address leads somewhere; nothing else is sent, and nothing is kept.

No cookie, no credential and no referrer goes with a visit. A machine in a private network is
never asked: an address in somebody's file could point at the router, or at this very computer.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from campaign.adapters.address import is_loopback, web_address

DEADLINE = 15.0  # seconds for one address, with every redirect
STEPS = 5  # redirects that are followed
_TIMEOUT = (5.0, 10.0)  # seconds to connect, and to wait for the answer
_SIZE = 8 * 1024 * 1024  # bytes of a page
_GONE = frozenset({404, 410})
_MOVED = frozenset({301, 302, 303, 307, 308})
_REFUSED = 400  # from here on, HTTP says no
_HEADERS = {"User-Agent": "Campaign link check", "Connection": "close", "Accept": "*/*"}


class Outcome(StrEnum):
    """What came of a visit."""

    THERE = "there"
    GONE = "gone"
    UNKNOWN = "unknown"  # it could not be asked


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking an address."""

    outcome: Outcome
    address: str  # where it led in the end
    why: str = ""  # in words, where it is not there


class _Private(Exception):
    """The address is one of a private network."""


def visit(address: str, *, loopback: bool = False, deadline: float = DEADLINE) -> Visit:
    """Ask whether an address leads somewhere: HEAD, and GET where that is refused.

    ``deadline`` are the seconds for all of it. With ``loopback``, addresses written as this
    very machine (127.0.0.1, localhost) are asked; a name that leads there never is.
    """
    until = time.monotonic() + deadline
    here = address
    for _ in range(STEPS + 1):
        try:
            status, location = _ask(here, until, loopback=loopback)
        except _Private:
            return Visit(Outcome.UNKNOWN, here, "it is in a private network")
        except ValueError:
            return Visit(Outcome.UNKNOWN, here, "it is not a web address")
        except _Silent as silent:
            return Visit(Outcome.UNKNOWN, here, str(silent))
        if status in _MOVED and location:
            here = urljoin(here, location)
            continue
        return _judged(status, here)
    return Visit(Outcome.UNKNOWN, here, f"it was sent on more than {STEPS} times")


class _Silent(Exception):
    """No whole answer came; the text says why."""


def _judged(status: int, address: str) -> Visit:
    if status in _GONE:
        return Visit(Outcome.GONE, address, f"the answer is {status}")
    if status >= _REFUSED or status in _MOVED:
        return Visit(Outcome.UNKNOWN, address, f"the answer is {status}")
    return Visit(Outcome.THERE, address)


def _ask(address: str, until: float, *, loopback: bool) -> tuple[int, str]:
    """Return the status and where it sends us; raise what stands in the way."""
    host = urlsplit(web_address(address)).hostname or ""
    allowed = loopback and is_loopback(host)
    if not allowed:
        _expect_public(host)
    status, location = 0, ""
    for method in ("HEAD", "GET"):  # many servers answer a HEAD wrongly
        status, location = _exchange(method, address, until, allowed=allowed)
        if status < _REFUSED:
            break
    return status, location


def _expect_public(host: str) -> None:
    """Raise where a name leads into a private network; one that is unknown is asked all the same.

    Behind a proxy, names outside are often known to the proxy only.
    """
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return
    for number in found:
        _accept(number)


def _accept(number: str) -> None:
    if not ipaddress.ip_address(number.partition("%")[0]).is_global:
        raise _Private


def _exchange(method: str, address: str, until: float, *, allowed: bool) -> tuple[int, str]:
    from campaign.adapters import wire  # noqa: PLC0415 - requests, only when we speak

    try:
        status, headers, _ = wire.exchange(
            method,
            address,
            until=until,
            timeout=_TIMEOUT,
            size=_SIZE,
            permit=lambda: None,
            accept=None if allowed else _accept,
            headers=_HEADERS,
        )
    except wire.Lost as lost:
        raise _Silent(lost.why) from None
    return status, headers.get("location", "")
