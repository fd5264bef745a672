"""What every test of several machines gets: a database of its own, and a platform."""

from __future__ import annotations

import pytest

from tests.cluster.machines import Machines
from tests.servers.fake_mastodon import FakeMastodon
from tests.servers.postgresql import clone, postgresql


@pytest.fixture(scope="session")
def server():
    with postgresql(max_connections="200") as address:
        yield address


@pytest.fixture(scope="session")
def migrated(server, tmp_path_factory):
    """Return the address of a server with a migrated database to copy, which is quick."""
    empty = clone(server, "migrated")
    home = tmp_path_factory.mktemp("migrated")
    done = Machines(home, empty, "").campaign("status")
    assert done.returncode in {0, 1}, done.stderr
    return server


@pytest.fixture
def platform():
    with FakeMastodon() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
def machines(tmp_path, migrated, platform, request):
    address = clone(migrated, f"test_{abs(hash(request.node.nodeid)) % 10**9}", "migrated")
    them = Machines(tmp_path, address, platform.url)
    try:
        yield them
    finally:
        them.end()
