"""What follows from a file that cannot be read is counted, and not told one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.checks.echoes import without_echoes
from campaign.checks.example import Example
from campaign.library.finding import Finding
from tests.servers.campaign_folder import CAMPAIGN, FACTS, POLICE, SIGNPOSTS
from tests.servers.checking import all_found

TAB = "\tx: y\n"
TEXT = "{{ fact.total_assaults }} and {{ signpost.emergency }} {{ campaign.hashtag }}"
FAULTS = {
    "messages/campaign.yaml": CAMPAIGN.replace("themes:", "themes: ["),
    "messages/facts.yaml": TAB + FACTS,
    "messages/signposts.yaml": TAB + SIGNPOSTS,
    "messages/organisations/northshire-police.yaml": POLICE.replace("facebook", "fasebook"),
}


def told(folder: Path, files: dict[str, str], text: str = TEXT) -> tuple[list[Finding], int]:
    """Return what is left of the errors and of what is about where a message goes."""
    settings = "organisations: northshire-police"
    found = all_found(folder, Example(text=text, files=files, settings=settings))
    kept = without_echoes(found)
    assert len(kept.findings) + kept.left_out == len(found)
    assert kept.causes == (tuple(files) if kept.left_out else ())
    return [one for one in kept.findings if one.blocks or "REACH" in one.code], kept.left_out


@pytest.mark.parametrize("file", FAULTS)
def test_the_file_at_fault_is_told_and_nothing_that_follows(tmp_path: Path, file: str) -> None:
    findings, left_out = told(tmp_path, {file: FAULTS[file]})
    assert {finding.file for finding in findings} == {file}
    assert left_out


def test_a_fault_of_another_kind_is_told_all_the_same(tmp_path: Path) -> None:
    findings, _ = told(
        tmp_path, {"messages/facts.yaml": TAB}, f"{TEXT} {{{{ signpost.emergancy }}}}"
    )
    assert "unknown-name" in {finding.code for finding in findings}


def test_a_register_with_one_faulty_entry_hides_nothing(tmp_path: Path) -> None:
    facts = FACTS.replace("published: 23/7/2025", "published: soon")
    findings, left_out = told(tmp_path, {"messages/facts.yaml": facts}, "{{ fact.other }}")
    assert left_out == 0
    assert {finding.code for finding in findings} == {"date", "unknown-name"}


def test_where_the_cause_is_not_told_the_rest_is() -> None:
    echo = Finding("messages/a.md", 7, 1, "empty-value", "“campaign.hashtag” is empty for A.")
    cause = Finding("messages/campaign.yaml", 3, 1, "tab", "This line starts with a Tab.")
    assert without_echoes([echo]).findings == (echo,)
    assert without_echoes([echo, cause]) == ((cause,), 1, ("messages/campaign.yaml",))
