"""A proxy before the real Bluesky server that keeps what was said, and can misbehave."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

from campaign.adapters.bluesky import Bluesky
from campaign.testing import account
from tests.servers.bluesky import Login, Network
from tests.servers.cutproxy import CutProxy, _Handler

PUT = "com.atproto.repo.putRecord"
MANY = {"uris"}  # parameters that are lists
MISHAPS = {"cut before": "cut_before", "answer lost": "cut_after", "garbled answer": "garble"}


def speaker(url: str, login: Login, password: str = "") -> Bluesky:
    """Return the adapter for an account, as after a restart: nothing remembered."""
    secrets = {"identifier": login.handle, "password": password or login.password}
    return Bluesky(account(base_url=url, secrets=secrets))


class Wire(CutProxy):
    """Hears every request to the server: ``said`` holds (method's name, body or query)."""

    def __init__(self, network: Network) -> None:
        super().__init__(network.pds)
        self.RequestHandlerClass = _Listener
        self.network = network
        self.said: list[tuple[str, Any]] = []

    def count(self) -> Counter[str]:
        """Return how often each method was called."""
        return Counter(name for name, _ in self.said)

    def bodies(self, name: str) -> list[Any]:
        """Return what was said to one method."""
        return [body for method, body in self.said if method == name]


def texts(wire: Wire, login: Login) -> list[str]:
    """Return the words of every post of the account that the server keeps."""
    return [one["value"]["text"] for one in wire.network.records(login)]


class _Listener(_Handler):
    server: Wire

    @override
    def _body(self) -> bytes:
        body = super()._body()
        url = urlsplit(self.path)
        name = url.path.removeprefix("/xrpc/")
        if self.command == "GET":
            asked = parse_qs(url.query)
            query = {key: values if key in MANY else values[0] for key, values in asked.items()}
            self.server.said.append((name, query))
        elif self.headers.get("Content-Type") == "application/json":
            self.server.said.append((name, json.loads(body)))
        else:
            self.server.said.append((name, None))
        return body


class Platform:
    """What the adapters' contract asks of a platform, for one account on the real server."""

    def __init__(self, wire: Wire, login: Login) -> None:
        self._wire, self._login = wire, login

    @property
    def posts(self) -> dict[str, str]:
        return {one["uri"]: one["value"]["text"] for one in self._records()}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {
            one["uri"]: [image["alt"] for image in one["value"].get("embed", {}).get("images", [])]
            for one in self._records()
        }

    @property
    def parents(self) -> dict[str, str | None]:
        replies = {one["uri"]: one["value"].get("reply") for one in self._records()}
        return {uri: reply and reply["parent"]["uri"] for uri, reply in replies.items()}

    @property
    def writes(self) -> int:
        return self._wire.count()[PUT]

    def next_write(self, mishap: str) -> None:
        if mishap.isdigit():
            wait = {"Retry-After": "30"} if mishap == "429" else {}
            self._wire.fault("status", path=PUT, code=int(mishap), headers=wait)
        else:
            self._wire.fault(MISHAPS[mishap], path=PUT)

    def _records(self) -> list[dict[str, Any]]:
        return self._wire.network.records(self._login)
