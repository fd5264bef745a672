"""An address that cannot be opened from the internet is told, each kind in its own sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.public_address import why_not_public
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign


def library(folder: Path, line: str) -> Library:
    return read_library(write_campaign(folder, {"campaign.yaml": CAMPAIGN + line}), PLATFORMS)


@pytest.mark.parametrize(
    "address",
    [
        "https://campaign.northshire-police.example",
        "https://campaign.northshire-police.example:8443",
        "https://81.2.69.142",
        "https://[2a00:1450:4009::1]",
    ],
)
def test_an_address_of_the_internet_is_taken(address: str) -> None:
    assert why_not_public(address) == ""


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("http://campaign.northshire-police.example", "https:// only"),
        ("http://127.0.0.1:8000", "this very machine"),
        ("https://localhost", "this very machine"),
        ("https://[::1]:8000", "this very machine"),
        ("https://10.1.2.3", "private network"),
        ("https://192.168.0.7:8000", "private network"),
        ("https://172.20.0.1", "private network"),
        ("https://169.254.1.1", "private network"),
        ("https://[fd00::1]", "private network"),
        ("https://server.local", "a name inside a network"),
        ("https://campaign.northshire.internal", "a name inside a network"),
        ("https://SERVER", "a name inside a network"),
        ("https://", "not the address of a server"),
        ("https://[::1", "not the address of a server"),
    ],
)
def test_an_address_that_is_not_public_says_why(address: str, word: str) -> None:
    assert word in why_not_public(address)
    assert why_not_public(address).endswith(".")


def test_the_setting_is_read_without_a_slash_at_its_end(tmp_path: Path) -> None:
    line = "public_address: https://campaign.northshire-police.example/\n"
    found = library(tmp_path, line)
    assert found.findings == ()
    assert found.campaign.public_address == "https://campaign.northshire-police.example"


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "https://server.local"])
def test_an_address_nobody_else_can_open_is_a_warning(tmp_path: Path, address: str) -> None:
    (finding,) = library(tmp_path, f"public_address: {address}\n").findings
    assert (finding.code, finding.severity.value) == ("not-public", "warning")


@pytest.mark.parametrize(
    "address", ["campaign.example", "ftp://a.example", "https://a.example/x", "https://a b.example"]
)
def test_what_is_no_address_of_a_server_is_told(tmp_path: Path, address: str) -> None:
    (finding,) = library(tmp_path, f"public_address: {address}\n").findings
    assert finding.code == "public-address"
    assert "https://campaign.force.example" in finding.fix
