"""Welsh: told from English, reviewed, paired, and the same as its pair."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.adapters.limits import LIMITS
from campaign.checks.example import Example
from campaign.checks.language import welsh
from campaign.checks.rules.welsh import not_translated, numbers_differ, welsh_pair
from campaign.library.finding import Finding, Severity
from campaign.library.loader import read_library
from tests.servers.campaign_folder import CAMPAIGN
from tests.servers.examples import write_example
from tests.servers.looking import found

ORGANISATION = """name: Heddlu Cwm
kind: force
website: https://www.heddlu-cwm.example
footage_link: https://www.heddlu-cwm.example/footage
welsh_required: yes
channels:
  cwm-x: {platform: x, handle: "@Cwm", network: sandbox}
  cwm-x-cy: {platform: x, handle: "@HeddluCwm", network: sandbox, language: cy}
"""
FILE = "messages/organisations/cwm.yaml"
TALK = "behind-the-badge/talk"
HEAD = "---\ntitle: A\ntheme: behind-the-badge\nplatforms: x\norganisations: cwm\n"
ENGLISH, WELSH = "messages/behind-the-badge/talk.md", "messages/behind-the-badge/talk.cy.md"
REVIEWED = "translator: A Cyfieithydd\nreviewed: 3/2/2026 by B Cyfieithydd\n"


def english(
    text: str = "Thank you for your help.", other: str | None = "", reviewed: str = REVIEWED
) -> Example:
    """An English message and, unless ``other`` is None, its Welsh pair."""
    files = {FILE: ORGANISATION}
    if other is not None:
        body = other or "Diolch am eich help."
        files[WELSH] = f"{HEAD}language: cy\n{reviewed}---\n{body}\n"
    return Example(
        text=text, settings="organisations: cwm", platforms="x", files=files, name="talk"
    )


def cymraeg(
    text: str, other: str | None = "Thank you for your help.", reviewed: str = REVIEWED
) -> Example:
    """A Welsh message and, unless ``other`` is None, its English pair."""
    files = {FILE: ORGANISATION}
    if other is not None:
        files[ENGLISH] = f"{HEAD}---\n{other}\n"
    settings = f"organisations: cwm\nlanguage: cy\n{reviewed}"
    return Example(text=text, settings=settings, platforms="x", files=files, name="talk.cy")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Diolch am eich help.", "cy"),
        ("Ffoniwch 999 os gwelwch chi rywun mewn perygl.", "cy"),
        ("Mae’r heddlu yma i chi, ddydd a nos.", "cy"),
        ("Dywedwch ble rydych chi.", "cy"),
        ("Cadwch draw.", "cy"),
        ("Dŵr, awyr iach a’r ffordd adref.", "cy"),
        ("Behind every badge there is a person.", "en"),
        ("The men plant trees at ten; the bore is on.", "en"),
        ("Are you OK?", "en"),
        ("Hedge off the odd path: wych elm, Ffion added.", "en"),
        ("Call 101.", "en"),
        ("", ""),
        ("999 #BehindTheBadge https://www.heddlu.cymru/diolch", ""),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert welsh.language(text) == language


def test_english_dates_are_found_where_they_stand() -> None:
    text = "Ddydd Monday, 3 May, 4 Mawrth a March; may, Mai, #Monday a Sundays."
    assert [text[a:b] for a, b, _ in welsh.english_dates(text)] == ["Monday", "May", "March"]


def test_numbers_are_compared_as_digits() -> None:
    assert welsh.numbers("0800 555 111, 1,112 a 9yb; @A1 #B2 https://c.example/3") == {
        "0800555111": 1, "1112": 1, "9": 1
    }  # fmt: skip


def test_a_copy_is_no_translation() -> None:
    assert welsh.is_same("Thank you for your help.", "thank you for your help")
    assert not welsh.is_same("Diolch am eich help.", "Thank you for your help.")
    assert not welsh.is_same("", "")


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_is_too_odd(text: str, other: str) -> None:
    assert welsh.language(text) in {"cy", "en", ""}
    welsh.english_dates(text)
    welsh.is_same(text, other)
    welsh.numbers(text)
    welsh.links(text)


def one(folder: Path, example: Example, code: str) -> Finding:
    (finding,) = found(folder, example, code)
    return finding


def test_a_pair_that_is_reviewed_is_fine(tmp_path: Path) -> None:
    for name, example in {"en": english(), "cy": cymraeg("Diolch am eich help.")}.items():
        for code in ("CY-L1", "CY-L2", "CY-L3"):
            assert not found(tmp_path / name, example, code)


def test_welsh_that_no_translator_reviewed_is_refused(tmp_path: Path) -> None:
    finding = one(tmp_path, cymraeg("Diolch am eich help.", reviewed=""), "CY-L1")
    assert finding.severity is Severity.ERROR
    assert "reviewed" in finding.fix


def test_its_english_half_does_not_go_out_alone(tmp_path: Path) -> None:
    finding = one(tmp_path, english(reviewed=""), "CY-L1")
    assert finding.severity is Severity.ERROR
    assert "talk.cy.md" in finding.message


def test_both_languages_are_needed_where_the_organisation_must(tmp_path: Path) -> None:
    assert "no Welsh text" in one(tmp_path / "a", english(other=None), "CY-L1").message
    alone = cymraeg("Diolch am eich help.", other=None)
    assert "no English text" in one(tmp_path / "b", alone, "CY-L1").message


def test_others_may_speak_one_language(tmp_path: Path) -> None:
    files = {FILE: ORGANISATION.replace("welsh_required: yes", "welsh_required: no")}
    example = Example(settings="organisations: cwm", platforms="x", files=files)
    assert not found(tmp_path, example, "CY-L1")


def for_all(example: Example, *, other: bool = False, more: str = "") -> Example:
    """The same message for everybody, and its pair as well with ``other``."""
    files = {**example.files}
    if WELSH in files:
        text = files[WELSH]
        text = text.replace("organisations: cwm\n", "") if other else text
        files[WELSH] = text.replace("language: cy\n", f"language: cy\n{more}")
    return Example(text=example.text, platforms="x", files=files, name="talk")


def speakers(folder: Path, example: Example) -> set[str]:
    library = read_library(write_example(folder, example), LIMITS)
    return {channel.id for channel in library.channels_for(library.messages[TALK])}


def test_what_is_for_everybody_goes_out_without_who_needs_a_pair(tmp_path: Path) -> None:
    example = for_all(english(other=None))
    finding = one(tmp_path, example, "CY-L1")
    assert finding.severity is Severity.ADVICE
    assert finding.message == (
        "There is no Welsh text for this: it goes out without Heddlu Cwm, who must speak both"
        " languages."
    )
    assert speakers(tmp_path, example) == {"northshire-x", "commissioner-x"}


@pytest.mark.parametrize(
    ("more", "reviewed", "why"),
    [
        ("", "", "has not been reviewed"),
        ("draft: yes\n", REVIEWED, "is a draft"),
        ("theme: none\n", REVIEWED, "has an error"),
    ],
)
def test_a_pair_that_is_not_ready_leaves_out_as_well(tmp_path, more, reviewed, why) -> None:
    example = for_all(english(reviewed=reviewed), more=more)
    (finding,) = (f for f in found(tmp_path / "a", example, "CY-L1") if f.file.endswith("talk.md"))
    assert finding.severity is Severity.ADVICE
    assert why in finding.message
    named = english(reviewed=reviewed)
    files = {**named.files, WELSH: example.files[WELSH]}
    named = replace(named, files=files)
    (finding,) = (f for f in found(tmp_path / "b", named, "CY-L1") if f.file.endswith("talk.md"))
    assert finding.severity is Severity.ERROR
    assert why in finding.message


def test_with_its_pair_everybody_says_it(tmp_path: Path) -> None:
    example = for_all(english())
    assert found(tmp_path, example, "CY-L1") == []
    assert speakers(tmp_path, example) == {"northshire-x", "commissioner-x", "cwm-x"}


def test_a_finished_text_does_not_go_out_beside_a_draft(tmp_path: Path) -> None:
    example = for_all(english(), other=True, more="draft: yes\n")
    assert speakers(tmp_path, example) == {"northshire-x", "commissioner-x"}


def test_the_half_of_a_pair_that_has_an_error_takes_the_other_with_it(tmp_path: Path) -> None:
    library = read_library(write_example(tmp_path, english()), LIMITS)
    message = library.messages[TALK]
    kept = {name: one for name, one in library.messages.items() if name != message.pair_id}
    assert [c.id for c in library.channels_for(message)] == ["cwm-x"]
    assert replace(library, messages=kept).channels_for(message) == []


def test_a_pair_said_by_others_is_none(tmp_path: Path) -> None:
    example = english()
    files = {**example.files, WELSH: example.files[WELSH].replace("cwm", "northshire-police")}
    example = Example(
        text=example.text, settings=example.settings, platforms="x", files=files, name="talk"
    )
    assert "no Welsh text" in one(tmp_path, example, "CY-L1").message


@pytest.mark.parametrize(
    ("text", "other", "message"),
    [
        ("Thank you for your help.", "Thank you for your help.", "looks English"),
        ("Diolch. Gwelwn ni chi ddydd Monday.", "See you on Monday.", "“Monday” is English"),
        ("Diolch i chi. #SayThanks", "Thank you. #SayThanks", "#SayThanks is the English one"),
        (
            "Diolch i chi: {{ organisation.footage_link }}",
            "Thank you: {{ organisation.footage_link }}",
            "https://www.heddlu-cwm.example/footage is also the page",
        ),
    ],
)
def test_what_is_still_english_is_reported(
    tmp_path: Path, text: str, other: str, message: str
) -> None:
    finding = one(tmp_path, cymraeg(text, other), "CY-L2")
    assert message in finding.message
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Diolch. Gwelwn ni chi ddydd Llun.", "Thanks. See you on Monday."),
        ("Diolch i chi. #BehindTheBadge", "Thank you. #BehindTheBadge"),
        ("Diolch i chi: https://www.heddlu-cwm.example/cy", "https://www.heddlu-cwm.example/en"),
        ("Gweler https://www.a.example/cy/x", "See https://www.a.example/cy/x"),
    ],
)
def test_names_and_welsh_pages_are_not(tmp_path: Path, text: str, other: str) -> None:
    assert not found(tmp_path, cymraeg(text, other), "CY-L2")


def test_a_welsh_text_that_says_it_is_english_is_reported(tmp_path: Path) -> None:
    assert "looks Welsh" in one(tmp_path, english("Diolch am eich help chi."), "CY-L2").message


def test_numbers_that_differ_are_reported(tmp_path: Path) -> None:
    example = cymraeg("Ffoniwch 101 heddiw.", "Ring {{ signpost.emergency }} at 9am.")
    finding = one(tmp_path, example, "CY-L3")
    assert finding.message == (
        "The numbers differ: only the Welsh text has 101; only the English text has 9, 999."
    )


def test_a_number_and_its_signpost_are_the_same(tmp_path: Path) -> None:
    example = cymraeg("Ffoniwch 999 heddiw.", "Ring {{ signpost.emergency }} today.")
    assert not found(tmp_path, example, "CY-L3")


@pytest.mark.parametrize("rule", [welsh_pair, not_translated, numbers_differ])
def test_each_rule_shows_what_it_means(tmp_path: Path, rule: object) -> None:
    assert found(tmp_path / "bad", rule.example_bad, rule.code)
    assert not found(tmp_path / "good", rule.example_good, rule.code)


def test_a_mark_on_a_link_does_not_hide_that_it_leads_to_the_english_page(tmp_path: Path) -> None:
    link = "https://www.heddlu-cwm.example/help"
    example = cymraeg(f"Diolch am eich help: {link}", f"Thank you for your help: {link}")
    files = {
        **example.files,
        "messages/campaign.yaml": f"{CAMPAIGN}tracking: utm_campaign=badge\n",
    }
    finding = one(tmp_path, replace(example, files=files), "CY-L2")
    assert finding.message == f"{link} is also the page of the English text."
