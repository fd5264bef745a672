"""Links that cost more than a picture with the address in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from campaign.adapter import Costs
from campaign.adapters.limits import LIMITS
from campaign.checks.example import Example
from campaign.library.finding import Severity
from tests.servers.campaign_folder import POLICE
from tests.servers.checking import TEXT_LINE, found

FILE = "messages/organisations/northshire-police.yaml"
LIVE = {FILE: POLICE.replace(", network: sandbox", "")}
LINK = "Send us your video: www.police.uk/video"


def told(folder: Path, text: str = LINK, *, limits=LIMITS, files=LIVE, **own: str):
    example = Example(text=text, platforms="x, facebook", files=files, **own)
    return found(folder, "COST-01", example, limits=limits)


def test_it_is_advice_with_both_prices_and_what_to_write(tmp_path: Path) -> None:
    [finding] = told(tmp_path)
    assert (finding.severity, finding.line) == (Severity.ADVICE, TEXT_LINE)
    assert "On X each post of this text costs $0.20, because of its link" in finding.message
    assert "in a picture instead it would cost $0.02." in finding.message
    assert finding.fix.endswith("under a heading: ## X")


def test_a_link_card_and_a_link_from_a_placeholder_cost_the_same(tmp_path: Path) -> None:
    assert told(tmp_path, "Watch.", settings="link: https://www.police.uk/film")
    office = {FILE: LIVE[FILE].replace("northshire-police.example/footage", "police.uk/footage")}
    assert told(tmp_path, "Send it to {{ organisation.footage_link }}", files=office)


def test_a_picture_that_is_there_already_counts_on_both_sides(tmp_path: Path) -> None:
    [finding] = told(tmp_path, picture="jpeg 1200x800")
    assert "costs $0.205, because" in finding.message
    assert "would cost $0.02." in finding.message


@pytest.mark.parametrize("text", ["Dial 101.", "The address is in the picture.", "Not.a file"])
def test_without_a_link_there_is_nothing_to_save(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


def test_the_sandbox_charges_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, files={}) == []


def test_any_platform_that_charges_is_told_of_and_none_that_saves_nothing(tmp_path: Path) -> None:
    costs = Costs(post=Decimal("0.10"), post_with_link=Decimal("0.30"), picture=Decimal("0.05"))
    facebook = replace(LIMITS["facebook"], costs=costs)
    free = replace(LIMITS["x"], costs=None)
    [finding] = told(tmp_path, limits={**LIMITS, "x": free, "facebook": facebook})
    assert "On Facebook each post of this text costs $0.30" in finding.message
    assert "it would cost $0.15." in finding.message
    dear_pictures = replace(facebook, costs=replace(costs, picture=Decimal("0.20")))
    assert told(tmp_path, limits={**LIMITS, "x": free, "facebook": dear_pictures}) == []
    no_pictures = replace(facebook, images=0)
    assert told(tmp_path, limits={**LIMITS, "x": free, "facebook": no_pictures}) == []
    assert len(told(tmp_path, limits={**LIMITS, "facebook": facebook})) == 2
