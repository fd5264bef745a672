"""The contract over the sample platform: run ``pytest kit.py`` where the package is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from campaign_noticeboard import Noticeboard

from campaign.testing import AdapterContract, account
from tests.servers import fake_noticeboard
from tests.servers.fake_noticeboard import FakeNoticeboard
from tests.servers.ports import free_ports


def speaking_to(url: str) -> Noticeboard:
    known = fake_noticeboard.channel(url)
    return Noticeboard(account(base_url=known["base_url"], secrets=known["secrets"]))


class TestNoticeboard(AdapterContract):
    @pytest.fixture
    def platform(self) -> Iterator[FakeNoticeboard]:
        with FakeNoticeboard() as server:
            yield server
        assert server.violations == []

    @pytest.fixture
    def adapter(self, platform: FakeNoticeboard) -> Noticeboard:
        return speaking_to(platform.url)

    @pytest.fixture
    def unreachable(self) -> Noticeboard:
        return speaking_to(f"http://127.0.0.1:{free_ports(1)[0]}")
