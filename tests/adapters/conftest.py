"""The real Bluesky server, started once for all tests that need it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign.adapters.bluesky import Bluesky
from tests.servers.appview import AppView, appview
from tests.servers.bluesky import Login, Network, bluesky
from tests.servers.bluesky_wire import Wire, speaker
from tests.servers.lexicon import LEXICONS, Lexicons


@pytest.fixture(scope="session")
def bluesky_views() -> Iterator[AppView]:
    with appview() as server:
        yield server


@pytest.fixture(scope="session")
def bluesky_network(bluesky_views: AppView) -> Iterator[Network]:
    with bluesky(APPVIEW_URL=bluesky_views.url) as network:
        bluesky_views.pds = network.pds
        yield network


@pytest.fixture(scope="session")
def lexicons() -> Lexicons | None:
    """The published schemas, where they lie beside the repository."""
    return Lexicons() if LEXICONS.is_dir() else None


@pytest.fixture
def login(bluesky_network: Network) -> Login:
    return bluesky_network.account()


@pytest.fixture
def wire(bluesky_network: Network, lexicons: Lexicons | None) -> Iterator[Wire]:
    """A proxy before the server; whatever passed through it must keep to the lexicons."""
    with Wire(bluesky_network) as proxy:
        yield proxy
    if lexicons:
        for name, body in proxy.said:
            assert lexicons.request_problems(name, body) == [], name


@pytest.fixture
def bsky(wire: Wire, login: Login) -> Bluesky:
    return speaker(wire.url, login)
