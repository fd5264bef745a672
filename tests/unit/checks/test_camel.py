"""Hashtags: where their words begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.checks.example import Example
from campaign.checks.language.camel import camel_case, is_camel_case, split
from campaign.checks.language.tokens import tag_parts
from campaign.library.finding import Severity
from tests.servers.campaign_folder import CAMPAIGN
from tests.servers.looking import found


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("#notinmyname", "#NotInMyName"),
        ("#antisocialbehaviour", "#AntisocialBehaviour"),
        ("#behindthebadge", "#BehindTheBadge"),
        ("#BEHINDTHEBADGE", "#BehindTheBadge"),
        ("#behindTheBadge", "#BehindTheBadge"),
        ("#BehindThebadge", "#BehindTheBadge"),
        ("#protecttheprotectors", "#ProtectTheProtectors"),
        ("#bethecall", "#BeTheCall"),
        ("#drinkdriving", "#DrinkDriving"),
        ("#mentalhealthawarenessweek", "#MentalHealthAwarenessWeek"),
        ("#internationalwomensday", "#InternationalWomensDay"),
        ("#hatecrimeawarenessweek2027", "#HateCrimeAwarenessWeek2027"),
        ("#nhsheroes", "#NHSHeroes"),
        ("#ukpolice", "#UKPolice"),
        ("#thamesvalley", "#ThamesValley"),
        ("#project_edward", "#Project_Edward"),
        ("notinmyname", "NotInMyName"),
        ("＃notinmyname", "＃NotInMyName"),
    ],
)
def test_each_word_gets_a_capital(tag: str, written: str) -> None:
    assert camel_case(tag) == written
    assert not is_camel_case(tag) or camel_case(tag) == tag
    assert is_camel_case(written)


@pytest.mark.parametrize(
    "tag",
    [
        "#BehindTheBadge",
        "#police",
        "#together",
        "#therapist",
        "#Nowhere",
        "#wellbeing",
        "#Merseyside",
        "#nottinghamshire",
        "#Westfield",
        "#northshire",
        "#NPCC",
        "#PCSOs",
        "#VAWG",
        "#999Day",
        "#999",
        "#Covid19",
        "#diolch",
        "#OpHampshire",
        "#xqzbehindthebadge",
        "#",
        "",
    ],
)
def test_a_tag_of_one_word_or_of_no_known_word_is_let_be(tag: str) -> None:
    assert is_camel_case(tag)


def test_settled_letters_come_first() -> None:
    exact = ("#BehindTheBadge", "#emergencySMS", "#askforANGELA")
    assert camel_case("#AskForAngela", exact) == "#askforANGELA"
    assert is_camel_case("#emergencySMS", exact)
    assert not is_camel_case("#EmergencySms", exact)
    assert not is_camel_case("#behindthebadge", exact)


def test_the_house_has_names_of_its_own() -> None:
    assert camel_case("#northshirepolice", (), frozenset({"Northshire"})) == "#NorthshirePolice"
    assert is_camel_case("#NorthshirePolice", (), frozenset({"Northshire"}))


def test_few_long_words_are_likelier_than_many_short_ones() -> None:
    assert split("togetherweare") == ("together", "we", "are")
    assert split("qqqq") == ()
    assert split("a" * 101) == ()


def test_capitals_and_digits_show_where_words_begin() -> None:
    parts = [part.word for part in tag_parts("NHSHeroesAndPCSOsOf2027we_care")]
    assert parts == ["NHS", "Heroes", "And", "PCSOs", "Of", "we", "care"]


@given(st.text(max_size=120))
def test_no_tag_is_too_odd(tag: str) -> None:
    written = camel_case(tag)
    assert written.casefold() == tag.casefold() or len(tag.casefold()) != len(tag)
    is_camel_case(tag)


def test_a_hashtag_without_capitals_is_an_error(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, Example(text="Thank you.\n\n#thankyoupolice"), "A11Y-E3")
    assert (finding.line, finding.severity) == (8, Severity.ERROR)
    assert "#ThankYouPolice" in finding.fix


def test_capitals_are_no_error(tmp_path: Path) -> None:
    text = "Thank you, {{ organisation.name }}. #ThankYouPolice #NorthshirePolice"
    assert not found(tmp_path, Example(text=text), "A11Y-E3")


def test_the_campaign_settles_the_letters_of_its_hashtags(tmp_path: Path) -> None:
    files = {"messages/campaign.yaml": f'{CAMPAIGN}hashtags: "#emergencySMS"\n'}
    text = "Thank you.\n#EmergencySMS #BehindTheBadge"
    (finding,) = found(tmp_path, Example(text=text, files=files), "A11Y-E3")
    assert "#emergencySMS" in finding.fix
