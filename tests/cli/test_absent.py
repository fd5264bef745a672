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


def test_what_is_not_approved_is_shown_where_to_approve_it(folder):
    told = campaign(folder, "post", "now", MESSAGE, "--by", "Kim")
    assert told.code == 1
    what_to_do = f"To read and approve it: campaign approvals {MESSAGE}. Nothing was sent."
    assert what_to_do in told.err
    shown = campaign(folder, "approvals", MESSAGE)
    assert "It is not on the calendar: once approved, “campaign post now” can send it." in shown.out
    assert campaign(folder, "plan", "--apply").code == 0
    told = campaign(folder, "post", "now", MESSAGE, "--again", "--by", "Kim")
    assert "is not approved as it stands." in told.err
    assert what_to_do in told.err


def test_a_message_with_errors_or_with_an_approval_is_told_to_have_them(folder):
    assert campaign(folder, "plan", "--apply").code == 0
    told = campaign(folder, "approvals", "behind-the-badge/walking-hom")
    assert (told.code, "Did you mean" in told.err) == (1, False)
    assert "has errors: campaign check messages/behind-the-badge/walking-hom.md" in told.err
    (folder / "messages/behind-the-badge/other.md").write_text(
        GOOD.replace("Walking home at night", "Another").replace("Text", "Thank you."), "utf-8"
    )
    assert approve(folder).code == 0
    assert campaign(folder, "plan", "--apply").code == 0
    told = campaign(folder, "approve", MESSAGE, "--code", "1a2b3c4d", "--by", "Kim")
    assert (told.code, "It is approved already" in told.err) == (1, True)
