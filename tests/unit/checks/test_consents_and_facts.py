"""People, rights and figures: what stands in the registers decides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign.checks.example import Example
from campaign.library.finding import Severity
from tests.servers.campaign_folder import FACTS
from tests.servers.checking import found, places
from tests.servers.examples import picture_of

JPEG = "jpeg 1200x800"


def shown(entry: str, consent: str = "given: 1/2/2026", settings: str = "") -> Example:
    files = {
        "assets/assets.yaml": f"picture.jpg: {{{entry}}}\n",
        "messages/consents.yaml": f"c-014: {{scope: Portrait, {consent}}}\n",
    }
    return Example(picture=JPEG, settings=settings, files=files)


CONSENTED = "rights: Ours, people: consented, consent: c-014"
CHILD = "rights: Ours, people: children, consent: c-014"


@pytest.mark.parametrize(
    ("example", "told"),
    [
        (shown(CONSENTED), ""),
        (shown("rights: Ours, people: consented"), "no consent is named"),
        (shown("rights: Ours, people: consented", settings="consent: c-014"), ""),
        (shown("rights: Ours, people: none, consent: c-015"), "no consent “c-015”"),
        (Example(settings="consent: c-999"), "no consent “c-999”"),
        (Example(text="PC Jo Bloggs says thanks."), "“PC Jo Bloggs” is named"),
        (Example(text="Our PCSO Community Team, PC and PS."), ""),
        (Example(text="My first shift.", settings="voice: officer"), "officer's own story"),
        (Example(text="My first shift.", settings="voice: officer\nconfirm: CONS-01"), ""),
    ],
)
def test_people_are_shown_and_named_by_consent(tmp_path: Path, example: Example, told: str) -> None:
    findings = found(tmp_path, "CONS-01", example)
    assert [told in finding.message for finding in findings] == [True] * bool(told)


@pytest.mark.parametrize(
    ("consent", "told"),
    [
        ("given: 1/2/2026", "lacks “child: yes”, a parent's yes and a day of review"),
        ("given: 1/2/2026, child: yes, review: 1/2/2028", "lacks a parent's yes"),
        ("given: 1/2/2026, child: yes, parent: yes, review: 1/2/2028", ""),
        ("given: 1/2/2026, child: yes, parent: yes, review: 1/9/2026", "due for review"),
    ],
)
def test_a_child_is_shown_with_a_parents_consent(tmp_path: Path, consent: str, told: str) -> None:
    findings = found(tmp_path, "CONS-02", shown(CHILD, consent))
    assert [told in finding.message for finding in findings] == [True] * bool(told)


@pytest.mark.parametrize(
    ("consent", "settings", "told"),
    [
        ("given: 1/2/2026", "", ""),
        ("given: 1/2/2026, withdrawn: 22/11/2026", "", "was withdrawn on 22/11/2026"),
        ("given: 1/2/2026, expires: 22/11/2026", "", "expired on 22/11/2026"),
        ("given: 1/2/2026, expires: 23/11/2026", "", ""),
        ("given: 1/2/2026, expires: 23/11/2026", "from: 1/12/2026", "expires on 23/11/2026"),
        ("given: 1/2/2026, channels: x", "", "does not cover facebook"),
        ('given: 1/2/2026, channels: "x, facebook"', "", ""),
    ],
)
def test_a_consent_holds_when_and_where_it_goes_out(
    tmp_path: Path, consent: str, settings: str, told: str
) -> None:
    findings = found(tmp_path, "CONS-03", shown(CONSENTED, consent, settings))
    assert [told in finding.message for finding in findings] == [True] * bool(told)


def test_people_in_the_background_are_asked_about(tmp_path: Path) -> None:
    entry = "rights: Ours, people: background"
    assert len(found(tmp_path, "CONS-04", shown(entry))) == 1
    answered = shown(entry, settings="confirm: CONS-04")
    assert found(tmp_path / "answered", "CONS-04", answered) == []


@pytest.mark.parametrize(
    ("entry", "severities"),
    [
        ("rights: Ours, people: none", []),
        ("people: none", [Severity.ERROR]),
        ("rights: Ours", [Severity.WARNING]),
        ("rights: Ours, people: none, expires: 1/11/2026", [Severity.ERROR]),
        ("rights: Ours, people: none, review_by: 1/11/2026", [Severity.WARNING]),
        ("rights: Ours, people: none, review_by: 1/12/2026", []),
    ],
)
def test_a_picture_has_rights_that_last(
    tmp_path: Path, entry: str, severities: list[Severity]
) -> None:
    findings = found(tmp_path, "CONS-05", shown(entry))
    assert [finding.severity for finding in findings] == severities


def test_a_picture_nobody_knows_is_a_warning(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "CONS-05", Example(picture=JPEG))
    assert finding.severity is Severity.WARNING
    assert "has no entry for it" in finding.message


@pytest.mark.parametrize(
    ("today", "settings", "severities"),
    [
        (date(2027, 8, 31), "", []),
        (date(2027, 9, 1), "", [Severity.ERROR]),
        (date(2027, 8, 1), "from: 1/9/2027", [Severity.ERROR]),
        (date(2027, 8, 1), "until: 31/8/2027", []),
        (date(2027, 8, 1), "until: 1/9/2027", [Severity.WARNING]),
    ],
)
def test_a_fact_is_not_used_from_the_day_it_expires(
    tmp_path: Path, today: date, settings: str, severities: list[Severity]
) -> None:
    example = Example(text="In all {{ fact.total_assaults }}", settings=settings)
    findings = found(tmp_path, "FACT-02", example, today=today)
    assert [finding.severity for finding in findings] == severities
    if Severity.ERROR in severities:
        assert places(findings) == [(6 + bool(settings), 11)]


@pytest.mark.parametrize(("settings", "count"), [("", 1), ("from: 1/12/2026", 0)])
def test_a_fact_under_embargo_waits_for_its_day(tmp_path: Path, settings: str, count: int) -> None:
    facts = FACTS.replace("published", "not_before: 1/12/2026\n  published")
    files = {"messages/facts.yaml": facts}
    example = Example(text="{{ fact.total_assaults }}", settings=settings, files=files)
    findings = found(tmp_path, "FACT-02", example)
    assert [finding.fix for finding in findings] == ["Add a line “from: 1/12/2026”."] * count


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("use: internal", "for internal use only"),
        ("use: publishable", ""),
        ("superseded_by: newer", "is superseded"),
    ],
)
def test_a_fact_is_the_newest_and_meant_for_print(tmp_path: Path, line: str, told: str) -> None:
    newer = FACTS.replace("total_assaults", "newer")
    files = {"messages/facts.yaml": f"{FACTS}  {line}\n{newer}"}
    example = Example(text="{{ fact.total_assaults }}", files=files)
    findings = found(tmp_path, "FACT-02", example)
    assert [told in finding.message for finding in findings] == [True] * bool(told)


CARD = "link: https://www.northshire-police.example/video\ncard_title: Video\ncard_image: card.jpg"


def of_the_card(tmp_path: Path, code: str, entry: str, shown: str = "jpeg 1200x800") -> list[str]:
    """Return what a rule finds of a picture that only a link card has."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/card.jpg").write_bytes(picture_of(shown))
    files = {"assets/assets.yaml": entry or "other.jpg: {rights: Drawn by us, people: none}\n"}
    example = Example(settings=CARD, platforms="bluesky", files=files)
    return [
        finding.message
        for finding in found(tmp_path, code, example)
        if (finding.line, finding.file.startswith("messages/behind")) == (7, True)
    ]


def test_a_cards_picture_needs_an_entry_as_any_other_does(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    told = of_the_card(tmp_path / "1", "CONS-05", "")
    assert len(told) == 1
    assert told[0].startswith("Nothing is known of this picture")
    (tmp_path / "2").mkdir()
    known = "card.jpg: {rights: Drawn by us, people: none}\n"
    assert of_the_card(tmp_path / "2", "CONS-05", known) == []


def test_who_is_on_a_cards_picture_has_to_agree_and_it_tells_no_place(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    entry = "card.jpg: {rights: Taken by us, people: consented}\n"
    assert of_the_card(tmp_path / "1", "CONS-01", entry) == [
        "This picture shows people, and no consent is named."
    ]
    (tmp_path / "2").mkdir()
    assert of_the_card(tmp_path / "2", "TECH-03", entry, "jpeg 1200x800 located") == [
        "The picture's file tells where it was taken."
    ]
