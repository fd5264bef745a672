"""Objectives and inputs in campaign.yaml: read right, or told where they are wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from campaign.library.library import Library
from campaign.library.loader import read_library
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign

WHOLE = """\
objectives:
  - People see the person in the uniform.
  - objective: More footage reaches us.
    measure: Footage uploads
    unit: uploads
    baseline: 1,210
    baseline_of: the year before
    target: "£2,400.50"
    by: 31/12/2027
    organisation: northshire-police
inputs:
  - {what: Staff, kind: hours, amount: 96, unit: hours, from: 1/11/2026, to: 30/11/2026}
  - {what: A partner, kind: Partner}
"""


def library(folder: Path, settings: str) -> Library:
    return read_library(write_campaign(folder, {"campaign.yaml": CAMPAIGN + settings}), PLATFORMS)


def test_a_sentence_and_a_measured_objective_stand_side_by_side(tmp_path: Path) -> None:
    found = library(tmp_path, WHOLE)
    assert found.findings == ()
    plain, measured = found.campaign.objectives
    assert plain.text == "People see the person in the uniform."
    assert not plain.measurable
    assert measured.measurable
    assert (measured.baseline, measured.target) == (Decimal(1210), Decimal("2400.50"))
    assert (measured.by, measured.counted) == (date(2027, 12, 31), "total")


def test_an_input_counts_in_the_reports_of_its_days_and_without_days_in_all(tmp_path: Path) -> None:
    hours, partner = library(tmp_path, WHOLE).campaign.inputs
    october = date(2026, 10, 1), date(2026, 10, 31)
    november = date(2026, 11, 30), date(2026, 12, 31)
    assert (hours.amount, hours.kind, partner.kind) == (Decimal(96), "hours", "partner")
    assert [hours.within(*october), hours.within(*november)] == [False, True]
    assert [partner.within(*october), partner.within(*november)] == [True, True]


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ("objectives: one sentence\n", "group", "“objectives” should be a group of lines"),
        ("objectives:\n  - {target: 4, measure: Uploads}\n", "missing-setting", "“objective”"),
        ("objectives:\n  - {objective: More, target: 4}\n", "no-measure", "no measure"),
        ("objectives:\n  - {objective: More, measure: Uploads}\n", "no-target", "no target"),
        ("objectives:\n  - {objective: More, target: lots}\n", "figure", "“lots” is not a figure"),
        (
            "objectives:\n  - {objective: More, measure: Uploads, target: '1,000,000,000,000'}\n",
            "figure",
            "“1,000,000,000,000” is not a figure",
        ),
        ("inputs:\n  - {what: Hours, amount: many}\n", "figure", "“many” is not a figure"),
        ("inputs:\n  - {what: Hours, from: 2/11/2026, to: 1/11/2026}\n", "dates-turned", "ends"),
        (
            "objectives:\n  - {objective: More, organisation: northshire-polise}\n",
            "unknown-organisation",
            "There is no organisation “northshire-polise”",
        ),
        (
            "inputs:\n  - {what: Hours, organisation: northshire-polise}\n",
            "unknown-organisation",
            "There is no organisation “northshire-polise”",
        ),
        ("inputs:\n  - {what: Hours, kind: hour}\n", "choice", "“hour” is not one of the choices"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_sentence(
    tmp_path: Path, settings: str, code: str, words: str
) -> None:
    [finding] = library(tmp_path, settings).findings
    assert finding.code == code
    assert words in finding.message
    assert finding.fix
