"""``campaign report``: whose posts, which theme, and the words of the evaluator."""

from __future__ import annotations

import pytest

from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import campaign

OCTOBER = ("--from", "1/10/2026", "--to", "31/10/2026", "--format", "html")
COMMENTARY = "commentary-2026-10-01-to-2026-10-31.md"


def flat(text: str) -> str:
    """Return what was printed without the breaks of its lines."""
    return " ".join(text.split())


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD})


def test_the_commentary_is_made_kept_and_read(folder):
    done = campaign(folder, "report", *OCTOBER)
    assert done.code == 0
    assert f"What you write in {COMMENTARY}, beside it, is taken into the next one." in flat(
        done.out
    )
    file = folder / "reports" / COMMENTARY
    words = "## What next\n\nWe ask the schools.\n\n## Resulds\n\nThe posts cut assaults.\n"
    file.write_text(words, encoding="utf-8")
    again = campaign(folder, "report", *OCTOBER)
    assert again.code == 0
    assert "line 5: the report has no place for “Resulds”" in flat(again.out)
    assert file.read_text(encoding="utf-8") == words
    [page] = (folder / "reports").glob("evaluation-*.html")
    assert "We ask the schools." in page.read_text(encoding="utf-8")
    assert "cut assaults" not in page.read_text(encoding="utf-8")


def test_a_claim_about_crime_is_warned_of(folder):
    campaign(folder, "report", *OCTOBER)
    file = folder / "reports" / COMMENTARY
    file.write_text("## Impact\n\nThe posts cut assaults.\n", encoding="utf-8")
    done = campaign(folder, "report", *OCTOBER)
    assert done.code == 0
    assert "can be read as if the campaign had changed crime" in flat(done.out)


def test_settings_with_an_error_are_told_and_not_called_empty(folder):
    file = folder / "messages" / "campaign.yaml"
    goals = "objectives:\n  - More footage reaches us.\n  - {objective: More, target: lots}\n"
    file.write_text(f"{file.read_text(encoding='utf-8')}{goals}", encoding="utf-8")
    done = campaign(folder, "report", *OCTOBER)
    assert done.code == 0
    told = "messages/campaign.yaml has an error in line "
    assert told in flat(done.out)
    [page] = (folder / "reports").glob("evaluation-*.html")
    shown = page.read_text(encoding="utf-8")
    assert "names no objectives" not in shown
    assert "Nothing is written down about hours" not in shown
    assert shown.count(told) == 4  # summary, objectives, inputs, gaps


def test_a_report_of_one_organisation_has_files_of_its_own(folder):
    done = campaign(folder, "report", *OCTOBER, "--organisation", "northshire-police")
    assert done.code == 0
    assert (
        folder / "reports" / "evaluation-2026-10-01-to-2026-10-31-northshire-police.html"
    ).exists()


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (("--organisation", "northshire-polcie"), "There is no organisation “northshire-polcie”."),
        (("--theme", "behind-the-bagde"), "Did you mean “behind-the-badge”?"),
        (("--theme", "../../etc"), "There is no theme “../../etc”."),
    ],
)
def test_an_organisation_or_theme_nobody_knows_is_one_sentence(folder, wanted, told):
    done = campaign(folder, "report", *OCTOBER, *wanted)
    assert done.code == 2
    assert told in flat(done.err)
    assert not (folder / "reports").exists()
