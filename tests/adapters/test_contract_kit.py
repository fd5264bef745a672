"""Each promise of the contract catches the adapter that breaks it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from campaign.testing import AdapterContract
from tests.servers.faulty_adapters import FAULTS

pytest_plugins = ["pytester"]

INNER = """
import pytest

from campaign.adapters.mastodon import Mastodon
from campaign.testing import AdapterContract, account
from tests.servers.fake_mastodon import TOKEN, FakeMastodon
from tests.servers.faulty_adapters import FAULTS
from tests.servers.ports import free_ports


class Base(AdapterContract):
    @pytest.fixture
    def platform(self):
        with FakeMastodon() as server:
            yield server

    @pytest.fixture
    def adapter(self, platform):
        return self.kind(account(base_url=platform.url, secrets={"token": TOKEN}))

    @pytest.fixture
    def unreachable(self):
        url = f"http://127.0.0.1:{free_ports(1)[0]}"
        return self.kind(account(base_url=url, secrets={"token": TOKEN}))


for kind in (Mastodon, *FAULTS):
    globals()[f"Test{kind.__name__}"] = type(f"Test{kind.__name__}", (Base,), {"kind": kind})
"""


def test_an_honest_adapter_keeps_every_promise_and_each_fault_is_caught(
    pytester: pytest.Pytester,
) -> None:
    file = pytester.makepyfile(INNER)
    chosen = [f"{file}::Test{faulty.__name__}::{promise}" for faulty, promise in FAULTS.items()]
    report = pytester.inline_run("-q", "-p", "no:django", f"{file}::TestMastodon", *chosen)
    _, _, failed = report.listoutcomes()
    assert {one.when for one in failed} == {"call"}, "a promise fails, not its setting up"
    caught = {tuple(one.nodeid.partition("[")[0].split("::")[1:]) for one in failed}
    expected = {(f"Test{faulty.__name__}", promise) for faulty, promise in FAULTS.items()}
    assert sorted(expected - caught) == [], "faults nobody noticed"
    assert sorted(caught - expected) == [], "blame where there is none"


def test_every_promise_has_a_fault_that_breaks_it() -> None:
    promises = {name for name in dir(AdapterContract) if name.startswith("test_")}
    assert promises == set(FAULTS.values())


def test_without_pytest_one_sentence_says_what_to_do() -> None:
    code = (
        "import sys; sys.modules['pytest'] = None\n"
        "try:\n    import campaign.testing\n"
        "except ImportError as exc:\n    print(exc)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == (
        "campaign.testing needs pytest, which is not installed here. Run: pip install pytest\n"
    )
