"""Registers and settings of content assurance: read right, or told where they are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign.library.derived import CannotDerive, derive
from campaign.library.finding import Waiver
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.register import HouseWord
from tests.servers.campaign_folder import CAMPAIGN, FACTS, GOOD, PLATFORMS, picture, write_campaign


def library(folder: Path, **files: str) -> Library:
    """Read a campaign with further files: words="…" is messages/words.yaml."""
    named = {f"{name}.yaml": text for name, text in files.items()}
    return read_library(write_campaign(folder, named), PLATFORMS)


def told(found: Library) -> list[tuple[str, int, int, str]]:
    return [(f.file.rpartition("/")[2], f.line, f.column, f.code) for f in found.findings]


# The settings of a message

SETTINGS = """\
voice: Officer
tone: solemn
tags: stop-search, Impact
waive:
  - {code: a11y-e4, reason: The name of the day, by: A Editor}
  - {code: PLAIN-01, reason: A quotation, by: A Editor}
confirm: cons-04 and SAFE-08
consent: c-014, c-015
quote_by: A Person, Sergeant, 1/2/2027
partner: A Charity
tier: 3
comments: Limited
case: example-2026-01
court_outcome: Convicted
court_source: The register of the court
court_date: 3/2/2027
legal_approval: 4/2/2027 by A Lawyer
spent_review: 3/2/2031
equality_check: 5/2/2027 by A Colleague
community_impact: Nobody is singled out.
translator: A Translator
reviewed: 3/2/2027 by A Reviewer
"""


def test_every_setting_of_assurance_reaches_the_message(tmp_path: Path) -> None:
    files = {"talk.cy.md": GOOD.replace("---\nText", f"{SETTINGS}---\nText")}
    found = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert found.findings == ()
    (message,) = found.messages.values()
    assert (message.voice, message.tone, message.tags) == (
        "officer", "solemn", ("stop-search", "impact"),
    )  # fmt: skip
    assert message.waivers == (
        Waiver("A11Y-E4", "The name of the day", "A Editor", 10, 12),
        Waiver("PLAIN-01", "A quotation", "A Editor", 11, 12),
    )
    assert message.confirmed == ("CONS-04", "SAFE-08")
    assert message.consents == ("c-014", "c-015")
    assert message.quote_by == "A Person, Sergeant, 1/2/2027"
    assert (message.partner, message.tier, message.comments) == ("A Charity", 3, "limited")
    assert (message.case, message.court_outcome) == ("example-2026-01", "Convicted")
    assert message.court_source == "The register of the court"
    assert (message.court_date, message.spent_review) == (date(2027, 2, 3), date(2031, 2, 3))
    assert message.legal_approval == (date(2027, 2, 4), "A Lawyer")
    assert message.equality_check == (date(2027, 2, 5), "A Colleague")
    assert message.community_impact == "Nobody is singled out."
    assert (message.translator, message.reviewed) == ("A Translator", date(2027, 2, 3))
    assert message.reviewed_by == "A Reviewer"
    assert (message.id, message.pair_id) == ("talk.cy", "talk")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("voice: pcc", (6, 8, "choice")),
        ("tone: sad", (6, 7, "choice")),
        ("confirm: CONS 04", (6, 10, "code")),
        ("court_date: 31/2/2027", (6, 13, "date")),
        ("tier: 4", (6, 7, "number")),
        ("comments: none", (6, 11, "choice")),
        ("legal_approval: 3/2/2027", (6, 17, "reviewed")),
        ("reviewed: 3/2/2027", (6, 11, "reviewed")),
        ("waive: A11Y-E4", (6, 8, "group")),
        ("waive: [{code: A11Y-E4, by: A Editor}]", (6, 1, "missing-setting")),
    ],
)
def test_a_setting_that_is_wrong_is_told_where_it_stands(
    tmp_path: Path, line: str, place: tuple[int, int, str]
) -> None:
    files = {"m.md": GOOD.replace("---\nText", f"{line}\n---\nText")}
    found = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert [(f.line, f.column, f.code) for f in found.findings] == [place]
    assert found.messages == {}
    (message,) = found.faulty.values()
    assert message.title == "Walking home at night"


# The settings of the campaign

PERIOD = """\
pre_election:
  - {election: Local elections, start: 29/3/2027, end: 6/5/2027, announced: 22/3/2027}
politicians: [The Purple Party, A Candidate]
handles: "@Charity, other"
domains: https://www.Charity.example/page, gov.example
hashtags: "#ProtectTheProtectors"
tracking: utm_campaign=badge
reading_age: 12
"""


def test_the_campaign_has_periods_accounts_and_websites(tmp_path: Path) -> None:
    found = library(tmp_path, campaign=CAMPAIGN + PERIOD)
    assert found.findings == ()
    (period,) = found.campaign.pre_election
    assert (period.election, period.start, period.end, period.announced) == (
        "Local elections", date(2027, 3, 29), date(2027, 5, 6), date(2027, 3, 22),
    )  # fmt: skip
    assert found.campaign.politicians == ("The Purple Party", "A Candidate")
    assert found.campaign.handles == ("@Charity", "@other")
    assert found.campaign.domains == ("charity.example", "gov.example")
    assert found.campaign.hashtags == ("#ProtectTheProtectors",)
    assert (found.campaign.tracking, found.campaign.reading_age) == ("utm_campaign=badge", 12)


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("domains: not a host\n", (9, 10, "domain")),
        ('handles: "two words"\n', (9, 11, "handle")),
        ("tracking: hello\n", (9, 11, "tracking")),
        ("reading_age: young\n", (9, 14, "number")),
        ("pre_election:\n  - {election: A, start: 2/5/2027, end: 1/5/2027}\n",
         (10, 41, "dates-turned")),
    ],
)  # fmt: skip
def test_a_setting_of_the_campaign_that_is_wrong_is_told(
    tmp_path: Path, lines: str, place: tuple[int, int, str]
) -> None:
    found = library(tmp_path, campaign=CAMPAIGN + lines)
    assert told(found) == [("campaign.yaml", *place)]


# The registers


def test_consents_and_cases_are_read(tmp_path: Path) -> None:
    found = library(
        tmp_path,
        consents="c-014: {scope: Portrait, channels: X and Facebook, given: 1/2/2026, child: y}\n",
        cases="op-a: {keywords: [High Street attack], status: Charge, checked: 1/11/2026}\n",
    )
    assert found.findings == ()
    consent = found.consents["c-014"]
    assert (consent.channels, consent.given, consent.child) == (
        ("x", "facebook"), date(2026, 2, 1), True,
    )  # fmt: skip
    assert consent.holds(date(2030, 1, 1))
    case = found.cases["op-a"]
    assert (case.keywords, case.status) == (("High Street attack",), "charge")


@pytest.mark.parametrize(
    ("consents", "place"),
    [
        ("Jo Bloggs: {scope: A, given: 1/2/2026}\n", (1, 1, "name-shape")),
        ("c-1: {scope: A}\n", (1, 1, "missing-setting")),
        ("c-1: {scope: A, given: 1/2/2026, channels: telex}\n", (1, 44, "unknown-platform")),
        ("- c-1\n", (1, 1, "not-a-group")),
    ],
)
def test_a_consent_that_is_wrong_is_told(
    tmp_path: Path, consents: str, place: tuple[int, int, str]
) -> None:
    assert told(library(tmp_path, consents=consents)) == [("consents.yaml", *place)]


def test_house_words_are_read(tmp_path: Path) -> None:
    entry = "{word: shout, forms: shouts, unless: [shout out], reason: Slang, source: Survey}"
    found = library(tmp_path, words=f"jargon:\n  add:\n    - {entry}\n  remove:\n    - {entry}\n")
    assert found.findings == ()
    word = HouseWord(
        word="shout", forms=("shouts",), unless=("shout out",), reason="Slang", source="Survey",
        line=3,
    )  # fmt: skip
    assert found.words["jargon"].add == (word,)
    assert found.words["jargon"].remove[0].word == "shout"


@pytest.mark.parametrize(
    ("entry", "codes"),
    [
        ("{word: a, source: b}", ["missing-setting"]),
        ("{reason: a, source: b}", ["word-or-pattern"]),
        ("{word: a, pattern: a, reason: a, source: b}", ["word-or-pattern"]),
        ("{pattern: '(', reason: a, source: b}", ["pattern"]),
    ],
)
def test_a_house_word_needs_a_word_a_reason_and_a_source(
    tmp_path: Path, entry: str, codes: list[str]
) -> None:
    found = library(tmp_path, words=f"jargon:\n  add:\n    - {entry}\n")
    assert [f.code for f in found.findings] == codes


def test_what_is_known_of_a_picture_is_read_with_it(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/a.png").write_bytes(picture())
    entry = "rights: Ours, people: none, text: Call 999, taken: 1/2/2026, confirm: CONS-04"
    (tmp_path / "assets/assets.yaml").write_text(f"a.png: {{{entry}}}\nb.png: {{rights: A}}\n")
    files = {"m.md": GOOD.replace("---\nText", "image: a.png\nalt: A street.\n---\nText")}
    found = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert told(found) == [("assets.yaml", 2, 1, "asset-missing")]
    asset = found.assets["a.png"]
    assert asset.listed
    assert (asset.rights, asset.people, asset.text) == ("Ours", "none", "Call 999")
    assert (asset.taken, asset.confirmed) == (date(2026, 2, 1), ("CONS-04",))
    assert not asset.exif_location


# Figures worked out by code


@pytest.mark.parametrize(
    ("rule", "parts", "figure"),
    [
        ("percent-change", ["538", "659"], "22%"),
        ("percent-change", ["659", "538"], "-18%"),
        ("one-every", ["48,888"], "11 minutes"),
        ("one-every", ["4,000"], "2 hours"),
        ("one-every", ["100"], "4 days"),
        ("a-day", ["41,221"], "113"),
        ("share", ["11,730", "41,221"], "28%"),
        ("sum", ["11,730", "29,491"], "41,221"),
        ("difference", ["29,491", "11,730"], "-17,761"),
    ],
)
def test_figures_are_worked_out_and_rounded_half_up(
    rule: str, parts: list[str], figure: str
) -> None:
    assert derive(rule, parts) == figure


@pytest.mark.parametrize(
    ("rule", "parts"),
    [("sum", ["1"]), ("share", ["1", "2", "3"]), ("share", ["1", "0"]), ("sum", ["1", "two"]),
     ("one-every", ["0"]), ("one-every", []), ("percent-change", ["0", "5"])],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_said(rule: str, parts: list[str]) -> None:
    with pytest.raises(CannotDerive) as caught:
        derive(rule, parts)
    assert str(caught.value).endswith(".")


RISE = """\
rise:
  rule: percent-change
  parts: before, total_assaults
  source: a
  url: https://a.example
  period: a
  geography: a
  measure: a
"""


def test_a_fact_can_be_worked_out_from_others(tmp_path: Path) -> None:
    before = FACTS.replace("total_assaults", "before").replace("41,221", "37,968")
    found = library(tmp_path, facts=FACTS + before + RISE)
    assert found.findings == ()
    assert found.facts["rise"].text == "9%"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (RISE, "unknown-fact"),
        (FACTS + RISE.replace("before, ", ""), "derived"),
        (RISE.replace("  rule: percent-change\n  parts: before, total_assaults\n", ""),
         "missing-setting"),
    ],
)  # fmt: skip
def test_a_fact_that_cannot_be_worked_out_is_told(tmp_path: Path, facts: str, code: str) -> None:
    found = library(tmp_path, facts=facts)
    assert [f.code for f in found.findings] == [code]
    assert "rise" not in found.facts
