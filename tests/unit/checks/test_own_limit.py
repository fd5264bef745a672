"""A place by hand may take less text than others: its channel says so, and the check knows."""

from __future__ import annotations

from datetime import date

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.library.loader import read_library
from tests.servers.campaign_folder import GOOD, POLICE, write_campaign

WIDE = "  northshire-intranet: {platform: handoff, options: {where: Intranet}}\n"
NARROW = (
    "  northshire-alert: {platform: handoff, options: {where: Neighbourhood Alert,"
    ' text_limit: "50"}}\n'
)


def too_long(folder, channels, text):
    police = POLICE.replace("channels:\n", f"channels:\n{channels}")
    message = GOOD.replace("X, Facebook", "Hand-off").replace("Text", text)
    files = {"organisations/northshire-police.yaml": police, "behind-the-badge/a.md": message}
    library = read_library(write_campaign(folder, files), LIMITS)
    assert not library.errors
    found = check(library, LIMITS, date(2026, 11, 22))
    return [finding.message for finding in found if finding.code == "PLAIN-06"]


def test_the_narrow_place_is_the_one_that_counts(tmp_path):
    text = "A quiet word of thanks to all. " * 2
    said = "The text for Hand-off is 61 of 50 characters (as Northshire Police)."
    for number, channels in enumerate((NARROW + WIDE, WIDE + NARROW, NARROW)):
        assert too_long(tmp_path / str(number), channels, text) == [said]
    assert too_long(tmp_path / "wide", WIDE, text) == []
    assert too_long(tmp_path / "short", WIDE + NARROW, "Thanks to all.") == []


def test_what_is_no_number_is_left_to_the_channels_own_test(tmp_path):
    assert too_long(tmp_path, NARROW.replace('"50"', "few"), "A quiet word of thanks. " * 4) == []
