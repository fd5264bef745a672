"""Whole reports as plain text, kept in golden/: a change of any word or figure is seen.

``GOLDEN=write pytest tests/store/test_report_golden.py`` writes them anew; look at what changed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from campaign.reports.claims import claims
from campaign.reports.report import write_report
from tests.servers.page_text import text_of
from tests.servers.report_worlds import OCTOBER, WORLDS

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("world", WORLDS)
def test_the_report_says_what_it_said(tmp_path, world):
    WORLDS[world]()
    said = text_of(write_report(tmp_path, OCTOBER).html.read_text(encoding="utf-8"))
    file = GOLDEN / f"{world}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(said, encoding="utf-8", newline="\n")
    assert said.splitlines() == file.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("world", WORLDS)
def test_no_report_claims_that_the_campaign_changed_crime(world):
    kept = (GOLDEN / f"{world}.txt").read_text(encoding="utf-8")
    assert [claim for line in kept.splitlines() for claim in claims(line)] == []
    assert "They are not a measure of crime." in kept


@pytest.mark.parametrize("world", WORLDS)
def test_every_format_is_the_same_bytes_when_made_again(tmp_path, world):
    WORLDS[world]()
    first, second = (write_report(tmp_path / name, OCTOBER) for name in ("one", "two"))
    assert [path.name for path in first.written] == [path.name for path in second.written]
    assert len(first.written) == 3
    for one, other in zip(first.written, second.written, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_nothing_else_is_kept():
    assert {path.stem for path in GOLDEN.iterdir()} == set(WORLDS)
