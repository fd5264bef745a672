"""What ``campaign check`` tells other programs, and what its exit code says."""

from __future__ import annotations

import json
import re
import urllib.parse

import jsonschema
import pytest

from campaign.checks.codes import codes
from tests.servers import sarif
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import campaign
from tests.servers.paths import ROOT

TAGS = "\nThank you all. #One #Two #Three\n"
NAME = "behind-the-badge/thank you.md"
WARNED = GOOD.replace("\nText\n", TAGS)
WAIVED = WARNED.replace(
    "audience: public",
    "waive:\n  - {code: A11Y-E4, reason: Three teams are thanked, by: A Editor}",
)
FAULTY = GOOD.replace("platforms: X, Facebook", 'platforms: "X, 100%: facebok"').replace(
    "\nText\n", "\nThank you to everyone on the late shift.\n"
)


def folder_with(path, message: str):
    return write_campaign(path, {NAME: message})


@pytest.fixture
def faulty(tmp_path):
    return folder_with(tmp_path, FAULTY)


@pytest.fixture
def warned(tmp_path):
    return folder_with(tmp_path, WARNED)


@pytest.fixture
def waived(tmp_path):
    return folder_with(tmp_path, WAIVED)


def only(folder, *options: str):
    return campaign(folder, "check", "--code", "A11Y-E4", *options)


# Exit codes, and what is counted


def test_warnings_alone_leave_with_0_and_with_1_when_strict(warned):
    assert only(warned).code == 0
    done = only(warned, "--strict")
    assert (done.code, "1 warning in 1 file; 1 message read." in done.out) == (1, True)


def test_what_is_waived_never_counts(waived):
    done = only(waived, "--strict")
    assert done.code == 0
    assert done.out == (
        f"messages/{NAME}:8:26: waived: This text has 3 hashtags. [A11Y-E4] Let stand by "
        "A Editor: Three teams are thanked\n\nNo findings; 1 waived; 1 message read.\n"
    )


def test_errors_leave_with_1_in_every_form(faulty):
    for form in ("text", "json", "sarif", "github"):
        assert campaign(faulty, "check", "--format", form).code == 1


def test_a_code_narrows_what_is_told_whatever_its_letters(faulty):
    done = campaign(faulty, "check", "--code", "Unknown-Platform", "--code", "fence")
    assert re.findall(r"\[([\w-]+)\]$", done.out, re.MULTILINE) == ["unknown-platform"]
    assert campaign(faulty, "check", "--code", "fence").code == 0


def test_an_unknown_code_gets_a_suggestion(faulty):
    done = campaign(faulty, "check", "--code", "unknown-plattform")
    assert (done.code, done.out) == (2, "")
    assert done.err == "There is no code “unknown-plattform”. Did you mean “unknown-platform”?\n"


def test_an_unknown_form_is_a_misuse(faulty):
    done = campaign(faulty, "check", "--format", "xml")
    assert (done.code, done.out) == (2, "")
    assert '"xml" is not one of "text", "json", "sarif", "github".' in done.err


# JSON


def test_json_has_the_form_that_is_promised(waived):
    done = only(waived, "--format", "json")
    assert done.out.isascii()
    assert json.loads(done.out) == {
        "version": 1,
        "campaign": "Behind the Badge",
        "messages": 1,
        "errors": 0,
        "warnings": 0,
        "advice": 0,
        "waived": 1,
        "left_out": 0,
        "findings": [
            {
                "file": f"messages/{NAME}",
                "line": 8,
                "column": 26,
                "code": "A11Y-E4",
                "severity": "warning",
                "message": "This text has 3 hashtags.",
                "fix": "Keep the 2 that matter.",
                "draft": False,
                "waived": {"reason": "Three teams are thanked", "by": "A Editor"},
            }
        ],
    }


def test_every_key_of_the_json_is_in_the_documentation(waived):
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    data = json.loads(only(waived, "--format", "json").out)
    (finding,) = data["findings"]
    for key in (*data, *finding, *finding["waived"]):
        assert f"`{key}`" in page


# SARIF


def log_of(folder, *options: str):
    log = json.loads(campaign(folder, "check", "--format", "sarif", *options).out)
    jsonschema.validate(log, sarif.LOG)
    (run,) = log["runs"]
    return run


def test_sarif_is_valid_and_names_every_rule_with_its_help(faulty):
    run = log_of(faulty)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(codes())
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["results"], "there is a fault"


def test_sarif_places_are_addresses_of_the_files(faulty):
    (result, *_) = log_of(faulty, "--code", "unknown-platform")["results"]
    place = result["locations"][0]["physicalLocation"]
    assert urllib.parse.unquote(place["artifactLocation"]["uri"]) == f"messages/{NAME}"
    assert "%20" in place["artifactLocation"]["uri"]
    assert place["region"]["startLine"] == 4
    assert place["region"]["snippet"] == {"text": 'platforms: "X, 100%: facebok"'}


def test_a_waiver_is_a_suppression_with_its_reason(waived):
    (result,) = log_of(waived, "--code", "A11Y-E4")["results"]
    assert result["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "Three teams are thanked (A Editor)",
        }
    ]


def test_a_finding_keeps_its_fingerprint_when_lines_are_added_above(tmp_path):
    first = log_of(folder_with(tmp_path, WARNED))["results"]
    second = log_of(folder_with(tmp_path, WARNED.replace("title:", "# A note.\ntitle:")))["results"]
    prints = [[result["partialFingerprints"] for result in found] for found in (first, second)]
    assert prints[0] == prints[1]
    assert len({str(one) for one in prints[0]}) == len(prints[0])


# GitHub


def test_github_gets_a_command_for_each_finding_with_what_it_must_not_read_escaped(faulty):
    done = campaign(faulty, "check", "--format", "github", "--code", "unknown-platform")
    command, count = done.out.splitlines()
    assert command.startswith(
        f"::error file=messages/{NAME},line=4,col=16,title=unknown-platform::"
        "There is no platform called “100%25: facebok”.%0A"
    )
    assert count == "1 error in 1 file; 0 messages read."


def test_github_hears_nothing_of_what_is_waived(waived):
    done = only(waived, "--format", "github")
    assert done.out == "No findings; 1 waived; 1 message read.\n"


def test_paths_are_those_of_the_repository_the_campaign_is_part_of(tmp_path):
    folder = folder_with(tmp_path / "a, b" / "campaign", FAULTY)
    env = {"GITHUB_WORKSPACE": str(tmp_path)}
    done = campaign(folder, "check", "--format", "github", env=env)
    assert "file=a%2C b/campaign/messages/" in done.out
    env = {"GITHUB_WORKSPACE": str(tmp_path / "elsewhere")}
    assert "file=messages/" in campaign(folder, "check", "--format", "github", env=env).out
