"""Who gets a summary: addresses in the files of the campaign and of the organisations."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.library.library import Library
from campaign.library.loader import read_library
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, POLICE, write_campaign

DESK, CHIEF = "press.desk@northshire-police.example", "o'neill+x@mail.northshire-police.example"


def read(folder: Path, *, campaign: str = "", police: str = "") -> Library:
    files = {
        "campaign.yaml": CAMPAIGN + campaign,
        "organisations/northshire-police.yaml": POLICE + police,
    }
    return read_library(write_campaign(folder, files), PLATFORMS)


def test_addresses_stand_with_the_campaign_and_with_an_organisation(tmp_path: Path) -> None:
    found = read(tmp_path, campaign=f"digests: {CHIEF}\n", police=f"digests: [{DESK}, {CHIEF}]\n")
    assert found.findings == ()
    assert found.campaign.digests == (CHIEF,)
    assert found.organisations["northshire-police"].digests == (DESK, CHIEF)
    assert found.organisations["commissioner"].digests == ()


def test_an_address_in_other_capitals_is_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, campaign=f"digests: [{DESK}, {CHIEF}, {DESK.upper()}, {DESK}]\n")
    assert found.campaign.digests == (DESK, CHIEF)


@pytest.mark.parametrize(
    "address",
    ["press desk", "desk@", "@northshire.example", "desk@localhost", "a@b..example",
     "desk@northshire.example.", "desk..a@b.example", f"{'a' * 250}@b.example",
     "<desk@b.example>", "desk@b.example\\r\\nBcc: x@y.example"],
)  # fmt: skip
def test_what_is_no_address_is_told_with_its_line(tmp_path: Path, address: str) -> None:
    found = read(tmp_path, campaign=f'digests: ["{address}"]\n')
    [finding] = found.findings
    assert (finding.file, finding.line, finding.code) == ("messages/campaign.yaml", 9, "email")
    assert "is not an e-mail address." in finding.message
    assert found.campaign.digests == ()
