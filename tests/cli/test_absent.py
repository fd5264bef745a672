"""Messages of which there is nothing to approve: what is said of each is why, and what to do."""

from __future__ import annotations

import pytest

from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import approve, campaign

MESSAGE = "behind-the-badge/walking-home"
FAULTY = GOOD.replace("platforms: X, Facebook", "platforms: X, facebok")


@pytest.fixture
def folder(tmp_path):
    files = {f"{MESSAGE}.md": GOOD, "behind-the-badge/walking-hom.md": FAULTY}
    return write_campaign(tmp_path, files)


def test_what_is_not_on_the_calendar_is_put_there_before_it_is_approved(folder):
    told = campaign(folder, "post", "now", MESSAGE, "--by", "Kim")
    assert told.code == 1
    assert (
        "put it on the calendar with “campaign plan --apply”; then someone other than its author "
        f"runs “campaign approvals {MESSAGE}”. Nothing was sent." in told.err
    )
    assert campaign(folder, "plan", "--apply").code == 0
    told = campaign(folder, "post", "now", MESSAGE, "--again", "--by", "Kim")
    assert "is not approved as it stands: someone other than its author runs" in told.err


def test_a_message_with_errors_or_with_an_approval_is_told_to_have_them(folder):
    assert campaign(folder, "plan", "--apply").code == 0
    told = campaign(folder, "approvals", "behind-the-badge/walking-hom")
    assert (told.code, "Did you mean" in told.err) == (1, False)
    assert "has errors and is left out: campaign check messages/behind-the-badge/walk" in told.err
    (folder / "messages/behind-the-badge/other.md").write_text(
        GOOD.replace("Walking home at night", "Another").replace("Text", "Thank you."), "utf-8"
    )
    assert approve(folder).code == 0
    assert campaign(folder, "plan", "--apply").code == 0
    told = campaign(folder, "approve", MESSAGE, "--code", "1a2b3c4d", "--by", "Kim")
    assert (told.code, "It is approved already" in told.err) == (1, True)
