"""The protocol Bluesky speaks: one session, kept and renewed, and what its errors mean.

An error is ``{"error": code, "message": words}``; the code, not the HTTP status, says what
happened: a session whose two hours are over is a 400.
Source: https://atproto.com/specs/xrpc and the lexicons com.atproto.server.*.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from campaign.adapter import (
    Account,
    AdapterError,
    BadContent,
    Barred,
    Deferred,
    Disconnected,
    Gone,
    Refused,
)
from campaign.adapters.address import check_address, is_loopback
from campaign.adapters.http import Http, Response

HOME = "https://bsky.social"
DATA_SERVERS = "host.bsky.network"  # bsky.social keeps its accounts on servers below this name
SECRETS = ("identifier", "password")

DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:-]{1,200}")
_NAME = re.compile(r"[A-Za-z0-9.-]{1,253}")


class Stale(Disconnected):
    """The session's time is over; a new one may be had."""


class KeyTaken(Refused):
    """There is a record under this key already, and it is not the same."""


class PictureLost(Deferred):
    """A picture uploaded before is no longer there; it may be uploaded again."""


class NoRecord(Gone):
    """There is certainly no record under this key."""


_TAKEN_DOWN = "Bluesky has taken this account down. Sign in to Bluesky to see why, and appeal."
_ASLEEP = "This Bluesky account is deactivated. Sign in to Bluesky and activate it again."
_TOO_LARGE = "Bluesky finds a picture of this post too large: save it smaller."
_CODE_ASKED = (
    "This Bluesky account wants a code from an e-mail with its password."
    " Make an app password in Bluesky's settings and give the channel that."
)
_WRONG = (
    "Bluesky does not accept this channel's handle and app password."
    " Make a new app password in Bluesky's settings and connect the channel again."
)
_STALE = "Bluesky does not accept the session it gave this channel. Connect the channel again."
_MEANINGS: Mapping[str, tuple[type[AdapterError], str]] = {
    "AccountTakedown": (Barred, _TAKEN_DOWN),
    "AccountSuspended": (Barred, _TAKEN_DOWN),
    "AccountDeactivated": (Barred, _ASLEEP),
    "AuthFactorTokenRequired": (Disconnected, _CODE_ASKED),
    "AuthenticationRequired": (Disconnected, _WRONG),
    "AuthMissing": (Disconnected, _WRONG),
    "ExpiredToken": (Stale, _STALE),
    "InvalidToken": (Stale, _STALE),
    "InvalidSwap": (KeyTaken, "Bluesky has another post under this post's key."),
    "PayloadTooLarge": (BadContent, _TOO_LARGE),
    "BlobTooLarge": (BadContent, _TOO_LARGE),
    "BlobNotFound": (PictureLost, "Bluesky lost a picture of this post while it was sent."),
    "RecordNotFound": (NoRecord, "Bluesky has no such post."),
}


@dataclass(frozen=True, slots=True)
class Session:
    """Who we are, and the line to the server that keeps this account's data."""

    did: str
    handle: str
    http: Http
    access: str = field(repr=False)  # good for two hours
    refresh: str = field(repr=False)  # good for ninety days, and once

    @property
    def name(self) -> str:
        """Return the handle, or the lasting identity while the handle leads nowhere."""
        return self.did if self.handle == "handle.invalid" else self.handle


class Client:
    """One account: signs in when it first must, and renews its session when that is over.

    Signing in is rationed (30 in five minutes, 300 a day), so the session is kept in memory.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._home = self._line(account.base_url or HOME)
        self._session: Session | None = None

    def until(self) -> float:
        """Return when a task begun now must be over."""
        return self._home.until()

    def session(self, until: float) -> Session:
        """Return the session there is, or sign in."""
        return self._session or self.sign_in(until)

    def sign_in(self, until: float) -> Session:
        """Open a new session with the handle and the app password."""
        body = {"identifier": self._secret("identifier").lstrip("@")}
        body["password"] = self._secret("password")
        return self._open("com.atproto.server.createSession", until, json=body)

    def get(self, name: str, until: float, params: Any) -> Response:
        """Ask a question as this account."""
        return self._send("GET", name, until, creates=False, params=params)

    def post(self, name: str, until: float, *, creates: bool = False, **request: Any) -> Response:
        """Call a procedure as this account; ``request`` as in ``Http.send``."""
        return self._send("POST", name, until, creates=creates, **request)

    def _send(self, method: str, name: str, until: float, **request: Any) -> Response:
        session = self.session(until)
        for renew in (self._renew, self.sign_in):
            with suppress(Stale):  # refused before anything was done, so it may be asked again
                return _ask(session, method, name, until, **request)
            session = renew(until)
        return _ask(session, method, name, until, **request)

    def _renew(self, until: float) -> Session:
        token = {"Authorization": f"Bearer {self.session(until).refresh}"}
        try:
            return self._open("com.atproto.server.refreshSession", until, headers=token)
        except Stale:
            return self.sign_in(until)

    def _open(self, name: str, until: float, **request: Any) -> Session:
        answer = self._home.send("POST", f"/xrpc/{name}", creates=False, until=until, **request)
        said = answer.json()
        if isinstance(said, dict) and said.get("active") is False:
            raise Barred(_ASLEEP if said.get("status") == "deactivated" else _TAKEN_DOWN)
        try:
            self._session = Session(
                did=matching(DID, said["did"]),
                handle=matching(_NAME, said["handle"]),
                http=self._line(data_server(self._home.base_url, said.get("didDoc"))),
                access=matching(re.compile(r"[\x21-\x7e]+"), said["accessJwt"]),
                refresh=matching(re.compile(r"[\x21-\x7e]+"), said["refreshJwt"]),
            )
        except (KeyError, TypeError, ValueError):
            raise answer.garbled() from None
        return self._session

    def _line(self, url: str) -> Http:
        account = self._account
        return Http(
            url,
            secrets=account.secrets.values(),
            meaning=meaning,
            permit=account.permit,
            heard=account.heard,
        )

    def _secret(self, name: str) -> str:
        if secret := self._account.secrets.get(name, "").strip():
            return secret
        raise Disconnected(f"This channel's secret “{name}” is not set. Connect the channel.")


def _ask(session: Session, method: str, name: str, until: float, **request: Any) -> Response:
    headers = {"Authorization": f"Bearer {session.access}", **request.pop("headers", {})}
    return session.http.send(method, f"/xrpc/{name}", until=until, headers=headers, **request)


def meaning(response: Response) -> AdapterError | None:
    """Return what an error code of the protocol means; ``None`` leaves it to the HTTP status."""
    kind, sentence = _MEANINGS.get(error_code(response), (None, ""))
    return kind(sentence) if kind and 400 <= response.status < 500 else None  # noqa: PLR2004


def error_code(response: Response) -> str:
    """Return the protocol's word for an error; empty when there is none."""
    try:
        code = json.loads(response.body)["error"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return ""
    return code if isinstance(code, str) else ""


def data_server(home: str, document: object) -> str:
    """Return the server that keeps an account's data, from its identity document.

    An address from a reply is believed only if it is https and belongs to the server we
    signed in to, or to Bluesky's own. Otherwise we stay at ``home``: the server that signs
    people in passes their calls on. So does a server, or a proxy, on this very machine.
    """
    host = urlsplit(home).hostname or ""
    if is_loopback(host):
        return home
    try:
        return check_address(_endpoint(document), allow=(host, DATA_SERVERS))
    except (Refused, AttributeError, TypeError, KeyError, StopIteration):
        return home


def _endpoint(document: Any) -> str:
    services = (one for one in document["service"] if one["id"].endswith("#atproto_pds"))
    return str(next(services)["serviceEndpoint"])


def matching(pattern: re.Pattern[str], value: Any) -> str:
    """Return the text if it is one, whole in the pattern; else raise ``ValueError``."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("not what was asked for")
    return value
