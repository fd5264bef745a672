"""Places that let no program in: what people write for them, and what they are told."""

from __future__ import annotations

import pytest

from campaign.adapters.limits import LIMITS
from campaign.library.loader import read_library
from tests.servers.campaign_folder import GOOD, POLICE, write_campaign

NEXTDOOR = "  northshire-nextdoor: {platform: PLATFORM, options: {where: Nextdoor}}\n"


def read(folder, platform="handoff", message=GOOD):
    police = POLICE.replace("channels:\n", f"channels:\n{NEXTDOOR.replace('PLATFORM', platform)}")
    files = {"organisations/northshire-police.yaml": police, "behind-the-badge/a.md": message}
    return read_library(write_campaign(folder, files), LIMITS)


@pytest.mark.parametrize("platform", ["handoff", "Hand-off", "hand off", "by hand"])
def test_a_channel_by_hand_is_read_whichever_way_it_is_written(tmp_path, platform):
    library = read(tmp_path, platform)
    assert library.findings == ()
    channel = library.channels["northshire-nextdoor"]
    assert (channel.platform, channel.options) == ("handoff", {"where": "Nextdoor"})


@pytest.mark.parametrize("platform", ["Nextdoor", "WhatsApp Channels", "neighbourhood alert"])
def test_a_place_written_for_a_platform_is_told_what_to_write(tmp_path, platform):
    [finding] = read(tmp_path, f'"{platform}"').findings
    assert finding.code == "unknown-platform"
    assert f"platform: handoff, options: {{where: {platform}}}" in finding.fix


def test_a_message_and_a_heading_are_told_the_same(tmp_path):
    message = (
        GOOD.replace("platforms: X, Facebook", "platforms: X, Nextdoor") + "\n## Nextdoor\nA\n"
    )
    findings = read(tmp_path, message=message).findings
    assert [finding.code for finding in findings] == ["unknown-platform"] * 2
    assert all("Write “Hand-off” for the platform" in finding.fix for finding in findings)


def test_a_section_for_the_hand_off_is_its_text(tmp_path):
    message = GOOD.replace("X, Facebook", "X, Hand-off") + "\n## Hand-off\nFor Nextdoor.\n"
    library = read(tmp_path, message=message)
    assert library.findings == ()
    assert library.messages["behind-the-badge/a"].section_for("handoff").text == "For Nextdoor."
