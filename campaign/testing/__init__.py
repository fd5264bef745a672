"""The promises every adapter makes, as tests: for authors of adapters.

Subclass ``AdapterContract``, give it three fixtures, run pytest::

    from campaign.testing import AdapterContract, account

    class TestChirp(AdapterContract):
        @pytest.fixture
        def platform(self):                  # a loopback server that can misbehave
            with FakeChirp() as server:
                yield server

        @pytest.fixture
        def adapter(self, platform):         # the adapter, talking to it
            return Chirp(account(base_url=platform.url, secrets={"token": "s3cret-token"}))

        @pytest.fixture
        def unreachable(self):               # the adapter, talking to nobody
            return Chirp(account(base_url="http://127.0.0.1:9", secrets={"token": "s3cret-token"}))

The fake is a real server on loopback, or a real one behind a proxy that cuts lines: see
``FakePlatform`` for what it must tell and do. An adapter that speaks to no server takes
``LocalContract``, which needs no ``unreachable`` and never asks for a mishap.

A test fails when its promise is broken; none sleeps, none needs the internet.
"""

from __future__ import annotations

try:
    import pytest
except ModuleNotFoundError:
    raise ImportError(
        "campaign.testing needs pytest, which is not installed here. Run: pip install pytest"
    ) from None

pytest.register_assert_rewrite(
    "campaign.testing.local", "campaign.testing.contract", "campaign.testing.parcel"
)

from campaign.testing.contract import AdapterContract  # noqa: E402  (after the line above)
from campaign.testing.local import LocalContract  # noqa: E402
from campaign.testing.parcel import Parcel  # noqa: E402
from campaign.testing.platform import (  # noqa: E402
    MISHAPS,
    FakePlatform,
    LocalPlatform,
    ThreadPlatform,
)
from campaign.testing.sample import (  # noqa: E402
    KEY,
    OTHER_KEY,
    TEXT,
    account,
    pictures,
    read_picture,
)

__all__ = [
    "KEY",
    "MISHAPS",
    "OTHER_KEY",
    "TEXT",
    "AdapterContract",
    "FakePlatform",
    "LocalContract",
    "LocalPlatform",
    "Parcel",
    "ThreadPlatform",
    "account",
    "pictures",
    "read_picture",
]
