"""One request, one honest error: the only place where HTTP becomes meaning.

What an outcome means depends on whether the request *creates* something:

=====================================  ================  =================
what happened                          creating          otherwise
=====================================  ================  =================
no line: name, refusal, certificate    Unreachable       Unreachable
answer lost, cut, unreadable, late     Uncertain         Unreachable
408, 409, 425, 5xx                     Uncertain         Unreachable
429                                    Throttled         Throttled
401, 403                               Disconnected      Disconnected
404, 410                               Gone              Gone
other 4xx                              BadContent        BadContent
3xx                                    Refused           Refused
=====================================  ================  =================

An upload of a picture nobody sees yet, a sign-in, a deletion: none of these creates
anything, so they are sent with ``creates=False`` and may be repeated.
"""

from __future__ import annotations

import json as jsonlib
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from typing_extensions import override

from campaign.adapter import (
    AdapterError,
    BadContent,
    Budget,
    Disconnected,
    Gone,
    Refused,
    Throttled,
    Uncertain,
    Unreachable,
)
from campaign.adapters.address import check_address, clean
from campaign.adapters.budget import clock, heard, seconds_until

DEADLINE = 60.0  # seconds for one task, such as publishing with its uploads; a lease is 5 minutes
BODY_LIMIT = 4 * 1024 * 1024  # bytes
LONGEST_WAIT = 86_400.0  # seconds; a platform that asks for more is asked again after a day
SAID_LIMIT = 200  # characters of the platform's own words
SHORTEST_SECRET = 4  # characters; hiding shorter ones would riddle every sentence
SAYINGS = ("error_description", "message", "detail", "title", "error")

_SENDABLE = re.compile(r"[\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer. ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    host: str = ""
    creates: bool = False

    @property
    def ok(self) -> bool:
        """Tell whether the server said yes."""
        return 200 <= self.status < 300  # noqa: PLR2004  (HTTP's own boundaries)

    def json(self) -> Any:
        """Return the body as JSON; what cannot be read counts as an answer that was lost."""
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError):
            raise self.garbled() from None

    def count(self, value: Any) -> int:
        """Return a number that must be one, and that the database can hold."""
        if type(value) is not int or not 0 <= value < 2**63:
            raise self.garbled()
        return value

    def garbled(self) -> AdapterError:
        """Return the error for a yes that does not say what it should."""
        return lost(f"{self.host} said yes, but not in words we can read", self.creates)


Meaning = Callable[[Response], AdapterError | None]


def lost(what: str, creates: bool, wait: float | None = None) -> AdapterError:
    """Return what a missing answer means: doubt where something may now exist, else patience."""
    if creates:
        return Uncertain(f"{what}. The post may or may not be out.")
    return Unreachable(f"{what}.", retry_after=wait)


class Http:
    """How one account speaks with one server.

    ``headers`` go with every request; ``secrets`` are blanked out of every message, as is
    whatever an ``Authorization`` header holds; ``timeout`` is the connect and read timeout
    in seconds; ``deadline`` the seconds a whole task may take; ``meaning`` may give a
    platform's odd codes a meaning of their own before the table above is read; ``permit``
    is the account's, asked right before every request that creates something; ``heard`` is the
    account's, too, and is told what the headers say of rate limits.
    Nothing is kept between requests: each has a connection of its own, so that a line the
    server has just closed is never taken for an answer that was lost.
    """

    def __init__(  # noqa: PLR0913 - all but the address have a default
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
        timeout: tuple[float, float] = (5.0, 30.0),
        deadline: float = DEADLINE,
        meaning: Meaning | None = None,
        permit: Callable[[], None] = lambda: None,
        heard: Callable[[Budget], None] = lambda _: None,
    ) -> None:
        self.base_url = base_url.strip().rstrip("/")
        self.host = _host(self.base_url)
        self._headers = {"User-Agent": "Campaign", **(headers or {})}
        self._secrets = tuple(secrets)
        self._timeout = timeout
        self._deadline = deadline
        self._meaning = meaning
        self._permit = permit
        self._heard = heard

    @override
    def __repr__(self) -> str:
        return f"Http({self.host!r})"

    def until(self) -> float:
        """Return when a task begun now must be over, for the ``until`` of its requests."""
        return time.monotonic() + self._deadline

    def send(
        self,
        method: str,
        path: str,
        *,
        creates: bool | None = None,
        until: float | None = None,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Response:
        """Send one request once and return the answer, or raise what its outcome means.

        ``path`` is below ``base_url`` and begins with a slash. ``request`` is any of
        ``params``, ``json``, ``data`` and ``files``, as in requests. ``creates`` says
        whether the request may bring something into the world that people see; without
        it, everything but GET and HEAD may.
        """
        creates = method not in {"GET", "HEAD"} if creates is None else creates
        every = {**self._headers, **(headers or {}), "Connection": "close"}
        self._check(path, every)
        response = self._exchange(method, path, creates, until, headers=every, **request)
        if response.ok:
            return response
        raise self._error(response, every)

    def _check(self, path: str, headers: Mapping[str, str]) -> None:
        check_address(self.base_url)
        if not path.startswith("/") or not clean(path):
            raise Refused(f"The address asked for at {self.host} is malformed.")
        if not all(_SENDABLE.fullmatch(value) for value in headers.values()):
            raise Disconnected(
                "This channel's credential holds characters that cannot be sent. Copy it again."
            )

    def _exchange(
        self, method: str, path: str, creates: bool, until: float | None, **request: Any
    ) -> Response:
        from campaign.adapters import wire  # noqa: PLC0415  (requests, only when we speak)

        end = self.until() if until is None else until
        url = self.base_url + path
        try:
            status, headers, body = wire.exchange(
                method,
                url,
                until=end,
                timeout=self._timeout,
                size=BODY_LIMIT,
                permit=self._permit if creates else lambda: None,
                **request,
            )
        except wire.Lost as exc:
            if exc.sent:
                raise lost(f"{self.host} gave no whole answer: {exc.why}", creates) from exc
            what = f"Could not reach {self.host}: {exc.why}."
            raise Unreachable(what, nobody=exc.nobody) from exc
        for budget in heard(headers, posting=creates, now=datetime.now(timezone.utc)):
            self._heard(budget)
        return Response(status, headers, body, self.host, creates)

    def _error(self, response: Response, headers: Mapping[str, str]) -> AdapterError:
        own = self._meaning and self._meaning(response)
        return own or _meaning(response, self._said(response, headers))

    def _said(self, response: Response, headers: Mapping[str, str]) -> str:
        """Return what the platform said, on one line and without any secret."""
        said = saying(response)
        for secret in (*self._secrets, *headers.get("Authorization", "").split()[1:]):
            if len(secret) >= SHORTEST_SECRET:
                said = said.replace(secret, "…")
        return said[:SAID_LIMIT]


def _meaning(response: Response, said: str) -> AdapterError:
    host, code = response.host, response.status
    answer = f"it answered {code}{f' and said: {said}' if said else ''}"
    wait = retry_after(response.headers, time.time())
    if code == 429:  # noqa: PLR2004  (the numbers of HTTP are names enough)
        return Throttled(f"{host} asks us to slow down ({answer}).", retry_after=wait)
    if code in {401, 403}:
        return Disconnected(
            f"{host} does not accept this channel's credential: {answer}."
            " Connect the channel again."
        )
    if code in {404, 410}:
        return Gone(f"{host} has no such thing: {answer}.")
    if code in {408, 409, 425} or not 300 <= code < 500:  # noqa: PLR2004
        return lost(f"{host} had trouble: {answer}", response.creates, wait)
    if code < 400:  # noqa: PLR2004
        return Refused(
            f"{host} sends us to another address ({answer}). Check the channel's base_url."
        )
    return BadContent(f"{host} refused it: {answer}.")


def saying(response: Response) -> str:
    """Return the platform's own words about an error, on one line; empty when it has none."""
    try:
        body = jsonlib.loads(response.body)
    except (ValueError, RecursionError):
        return ""
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        body = body["error"]
    if not isinstance(body, dict):
        return ""
    found = (body.get(name) for name in SAYINGS)
    words = next((word for word in found if isinstance(word, str) and word.strip()), "")
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return how many seconds to wait, at most a day; ``None`` when the platform did not say.

    ``now`` is a Unix time, used where the answer carries no ``Date`` of its own. Read are
    Retry-After (seconds or a date), X-RateLimit-Reset and its siblings (ISO time, Unix
    time or seconds).
    """
    now = clock(headers, now)
    names = ("retry-after", "x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
    for name in names:
        wait = seconds_until(headers.get(name, ""), now)
        if wait is not None:
            return min(max(wait, 0.0), LONGEST_WAIT)
    return None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "the server"
    except ValueError:
        return "the server"
