"""When posts are read, as campaign.yaml says it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.readings import AGES, DAY, HOUR
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign


def library(folder: Path, settings: str) -> Library:
    return read_library(write_campaign(folder, {"campaign.yaml": CAMPAIGN + settings}), PLATFORMS)


def test_left_out_every_platform_is_read_at_the_usual_ages(tmp_path: Path) -> None:
    campaign = library(tmp_path, "").campaign
    assert campaign.ages("x") == campaign.ages("bluesky") == AGES
    gaps = [later - sooner for sooner, later in pairwise(AGES)]
    assert gaps == sorted(gaps), "they thin out"


def test_each_platform_may_have_ages_of_its_own(tmp_path: Path) -> None:
    settings = """\
readings:
  Twitter: 7 days, 1 day, 24 hours
  facebook: [1 hour, 2 weeks]
  linkedin: never
  all: 1 day
"""
    found = library(tmp_path, settings)
    assert found.findings == ()
    assert found.campaign.ages("x") == (DAY, 7 * DAY), "in their order, each once"
    assert found.campaign.ages("facebook") == (HOUR, 14 * DAY)
    assert found.campaign.ages("linkedin") == ()
    assert found.campaign.ages("bluesky") == (DAY,)


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ("readings: {x: soon}\n", "reading-age", "“soon” is not an age of a post."),
        ("readings: {x: 400 days}\n", "reading-age", "“400 days” is not an age of a post."),
        ("readings: {x: 0 days}\n", "reading-age", "“0 days” is not an age of a post."),
        ("readings: {blusky: 1 day}\n", "unknown-platform", "There is no platform “blusky”."),
    ],
)
def test_what_cannot_be_meant_is_told(tmp_path: Path, settings: str, code: str, words: str) -> None:
    [finding] = library(tmp_path, settings).findings
    assert (finding.code, finding.message, finding.file[-13:]) == (code, words, "campaign.yaml")
    if code == "unknown-platform":
        assert "“bluesky”" in finding.fix
