"""Figures, claims, names and dates: what each rule catches, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.adapters.limits import LIMITS
from campaign.checks.dates import dates
from campaign.checks.numbers import figures, figures_in_words
from campaign.checks.series import compared_wrongly, old
from campaign.library.derived import agrees, derive
from campaign.library.finding import Severity
from campaign.library.loader import read_library
from campaign.library.when import parse_when
from tests.servers.campaign_folder import FACTS, write_campaign
from tests.servers.wording import codes, fact, findings, library

RAW = [
    ("Last year 538 of us were hurt.", "538"),
    ("41,221 assaults were recorded.", "41,221"),
    ("More than 850 attacks in 18 months.", "850"),
    ("It rose by 22%.", "22%"),
    ("It rose by 22 per cent.", "22 per cent"),
    ("2.6 per cent more.", "2.6 per cent"),
    ("It cost £4.7 million.", "£4.7 million"),
    ("It cost £300.", "£300"),
    ("An assault every 11 minutes.", "11"),
    ("All 43 forces took part.", "43"),
    ("In 2022 there were 2,022 offences.", "2,022"),
    ("There were 2022 offences.", "2022"),
    ("999 people rang.", "999"),
    ("On 5 May, 12 of us met.", "12"),
    ("He is 34.", "34"),
    ("Year 538 of our story.", "538"),
    ("Last year 12 of us were hurt.", "12"),
    ("Over 25 police officers were hurt.", "25"),
    ("This week 30 of us moved close by.", "30"),
]
NOT_CLAIMS = [
    "Ring 999, or 101, or 0800 555 111, or 116 123, or 18001 101.",
    "Ring +44 161 496 0000 or 0161 496 0000.",
    "It came into force on 13 November 2018.",
    "It came into force on November 13, 2018.",
    "On the 25th of January, on 25/1/2027 and 2027-01-25.",
    "In the year ending March 2022, in 2018/19, in 2018-19 and in the 1990s.",
    "From 12 to 14 May we walk.",
    "At 09:00, 9am, 5.30pm and 9 o’clock.",
    "We are here 24/7, 24 hours a day.",
    "#999Day and #Volunteers2027 at https://a.example/2027/5 for @team99",
    "Go to northshire-police.example/2027",
    "1. Ring.\n2. Wait.\n3) Tell us.",
    "1️⃣ Ring. 2️⃣ Wait.",
    "Step 2 of the guide. Part 3 follows.",
    "“I was 34 when I joined,” she says.",
    "“My 7-year-old son drew it.”",
    "COVID-19, the M25 and the A5 kept us busy. Bring the 4x4.",
    "Section 3 of the Assaults on Emergency Workers (Offences) Act 2018.",
    "The 20th service, on its 10th birthday.",
    "Our under-18s team. You must be over 18 to join. Year 7 came too.",
    "Find us at 12 High Street, near junction 5 of the M6. It was 25°C.",
    "No figures at all.",
]
IN_WORDS = [
    "Over a thousand assaults were recorded.",
    "Millions of day to day meetings.",
    "One in three of us.",
    "Ninety-seven per cent said yes.",
    "Half of our officers said so.",
    "Two out of every five.",
]
NOT_IN_WORDS = [
    "A thousand thanks.",
    "Three small words can mean a lot.",
    "One in a million, that dog.",
    "A hundred small things.",
    "Half of the cake is left.",
    "Two of us went in three cars.",
]


@pytest.mark.parametrize(("text", "figure"), RAW)
def test_a_figure_in_digits_is_found(text: str, figure: str) -> None:
    found = [one for one in figures(text) if one.text == figure]
    assert found
    assert text[found[0].start :].startswith(figure)
    assert "FACT-01" in codes(text)


@pytest.mark.parametrize("text", NOT_CLAIMS)
def test_numbers_that_claim_nothing_are_left_alone(text: str) -> None:
    assert list(figures(text)) == []
    assert "FACT-01" not in codes(text)


@pytest.mark.parametrize("text", IN_WORDS)
def test_a_figure_in_words_is_a_warning(text: str) -> None:
    assert list(figures_in_words(text))
    severities = {f.severity for f in findings(text) if f.code == "FACT-01"}
    assert severities == {Severity.WARNING}


@pytest.mark.parametrize("text", NOT_IN_WORDS)
def test_words_that_only_look_like_figures_are_left_alone(text: str) -> None:
    assert list(figures_in_words(text)) == []


def test_ages_outside_quotation_marks_are_figures() -> None:
    assert "FACT-01" in codes("She was 34 when she joined.")


def test_a_figure_from_the_register_is_fine() -> None:
    assert codes("In all {{ fact.a }} assaults.", library(fact("a", "41,221"))) == set()


def test_a_welsh_text_has_no_raw_figures_either() -> None:
    assert codes("Roedd 538 o droseddau.", language="en-GB") == {"FACT-01"}
    assert codes("Roedd 538 o droseddau.", language="cy") == {"FACT-01"}


ASSAULTS = library(fact("a", "41,221"))


@pytest.mark.parametrize(
    "text",
    [
        "{{ fact.a }} officers were assaulted.",
        "{{ fact.a }} police officers.",
        "{{ fact.a }} of our colleagues were hurt.",
        "Officers were assaulted. {{ fact.a }} assaults were recorded.",
        "{{fact.a}}\npeople were attacked.",
        "In a year 37,000 police officers were assaulted.",
    ],
)
def test_offences_are_not_worded_as_people(text: str) -> None:
    assert "FACT-03" in codes(text, ASSAULTS)


@pytest.mark.parametrize(
    "text",
    [
        "Police recorded {{ fact.a }} assaults on police officers.",
        "{{ fact.a }} assaults. It counts offences, not people. One person can be hurt twice.",
        "We say “assaults recorded”, not “officers assaulted”: {{ fact.a }} offences.",
        "Officers were assaulted here too.",
    ],
)
def test_offences_may_be_worded_as_offences(text: str) -> None:
    assert "FACT-03" not in codes(text, ASSAULTS)


def test_people_who_were_counted_may_be_called_people() -> None:
    where = library(fact("a", "40,268", counts="survey", measure="officers who answered"))
    assert "FACT-03" not in codes("{{ fact.a }} officers answered.", where)


@pytest.mark.parametrize(
    "text",
    [
        "Assaults are rising.",
        "Attacks have gone up.",
        "Violence is an increasing concern.",
        "Numbers are soaring.",
        "It is an epidemic of abuse.",
        "A record number of attacks.",
        "It happens in every force, in every region, every day.",
        "Every single day somebody is attacked.",
        "Abuse is on the rise.",
        "More assaults than last year.",
    ],
)
def test_a_trend_needs_figures(text: str) -> None:
    assert "FACT-04" in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "The sun is rising.",
        "She grew up here, and her hopes are rising.",
        "Keep a record of every assault.",
        "We record abuse and violence in the same book.",
        "Assaults are not rising.",
        "Thank you for being there every day.",
        "Pick up your rocket salad.",
    ],
)
def test_what_only_sounds_like_a_trend_is_left_alone(text: str) -> None:
    assert "FACT-04" not in codes(text)


def test_a_trend_may_stand_beside_the_figures_that_show_it() -> None:
    where = library(fact("a", "41,221"), fact("b", "37,968"))
    assert "FACT-04" in codes("Assaults are rising: {{ fact.a }}.", where)
    text = "Assaults are rising: from {{ fact.b }} in 2021 to {{ fact.a }} in 2022."
    assert "FACT-04" not in codes(text, where)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ fact.p }} feel safe.", "of whom"),
        ("{{ fact.p }} of those who answered feel safe.", "of which time"),
        ("In 2019, {{ fact.p }} of those who answered felt safe.", ""),
        ("97 per cent of those approached would apply.", "of which time"),
        ("In the last 12 months, {{ fact.p }} of us said so.", ""),
    ],
)
def test_a_percentage_says_of_whom_and_when(text: str, told: str) -> None:
    where = library(fact("p", "88 per cent", counts="survey"))
    (message,) = [f.message for f in findings(text, where) if f.code == "FACT-05"] or [""]
    assert told in message
    assert bool(message) is bool(told)


TWO = (fact("a", "41,221"), fact("b", "37,968"))
COMPARED = "{{ fact.a }} offences, up from {{ fact.b }}."


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"series": "release of July 2021"}, "series"),
        ({"geography": "Northshire"}, "places"),
        ({"population": "officers and staff"}, "populations"),
        ({"period": "year ending March 2017"}, "1 April 2017"),
        ({}, ""),
    ],
)
def test_only_like_figures_are_compared(change: dict[str, str], why: str) -> None:
    where = library(TWO[0], replace(TWO[1], **change))
    found = [f.message for f in findings(COMPARED, where) if f.code == "FACT-06"]
    assert bool(found) is bool(why)
    assert not why or why in found[0]


def test_figures_without_a_series_are_not_compared() -> None:
    where = library(*(replace(one, series="") for one in TWO))
    assert "FACT-06" in codes(COMPARED, where)


def test_unlike_figures_may_stand_side_by_side() -> None:
    where = library(TWO[0], replace(TWO[1], series="other"))
    assert "FACT-06" not in codes("{{ fact.a }} offences in one year, {{ fact.b }} in one.", where)


def test_a_change_worked_out_from_unlike_figures_is_caught_where_it_is_used() -> None:
    change = fact("c", "9%", counts="other", rule="percent-change", parts=("b", "a"))
    text = "{{ fact.c }} between 2021 and 2022."
    assert "FACT-06" not in codes(text, library(*TWO, change))
    where = library(TWO[0], replace(TWO[1], series="other"), change)
    assert "FACT-06" in codes(text, where)


@pytest.mark.parametrize(
    "text",
    [
        "Some of the highest levels of trauma of any workforce.",
        "It is the most dangerous job.",
        "The best force in the country.",
        "Hard to find another profession like it: no other job is so hard.",
        "The vast majority of people are kind.",
    ],
)
def test_a_superlative_needs_a_figure(text: str) -> None:
    assert "FACT-07" in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Most of all, we say thank you.",
        "It is one of the hardest days of the year.",
        "Most people are kind.",
        "Our best wishes to all of you.",
    ],
)
def test_what_is_no_superlative_is_left_alone(text: str) -> None:
    assert "FACT-07" not in codes(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Ring Victims Support.", "Victim Support"),
        ("The Police Federations met.", "Police Federation"),
        ("Our friends at Unison agree.", "UNISON"),
        ("Ring Crime Stoppers.", "Crimestoppers"),
        ("The National Police Chief’s Council met.", "National Police Chiefs’ Council"),
        ("The College of Police says so.", "College of Policing"),
        ("I think there a real difference.", "there is a"),
        ("The Asssitant Chief Constable came.", "Assistant"),
    ],
)
def test_names_are_written_as_their_owners_do(text: str, right: str) -> None:
    (found,) = [f for f in findings(text) if f.code == "FACT-08"]
    assert right in found.fix


@pytest.mark.parametrize(
    "text",
    [
        "Victim Support, UNISON and the Police Federation met.",
        "They sang in unison.",
        "There is a real difference. Is there a way?",
        "We support victims. Support is there.",
        "The Samaritans and Crimestoppers came. He is a good Samaritan.",
    ],
)
def test_right_names_are_left_alone(text: str) -> None:
    assert "FACT-08" not in codes(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("On Wednesday 25th January 2016.", "25 January 2016 is a Monday, not a Wednesday."),
        ("On Thursday 10/9/2027.", "10 September 2027 is a Friday, not a Thursday."),
        ("On Friday 9 September we stop.", "not a Friday"),
        ("On 31 November 2026.", "There is no “31 November 2026”."),
        ("On 30 February.", "There is no “30 February”."),
        ("On 29 February 2027.", "There is no “29 February 2027”."),
        ("Chiefs will meet in September 2019.", "is over"),
        ("Everyone will have one by 2022.", "is over"),
        ("Join us on 1 May 2026.", "is over"),
    ],
)
def test_a_wrong_date_is_told(text: str, told: str) -> None:
    (found,) = [f for f in findings(text) if f.code == "FACT-09"]
    assert told in found.message


@pytest.mark.parametrize(
    "text",
    [
        "On Wednesday 25th January 2017.",
        "On Wed 25 Jan 2017, and on Weds 25 Jan 2017.",
        "On Thursday 9 September we stop.",
        "On 29 February 2028.",
        "On 29 February, every four years.",
        "It was in September 2019 that we met.",
        "The law came in on 13 November 2018 and will stay.",
        "Join us on 1 May 2027.",
        "We will meet in December 2026.",
        "We had met by 2022.",
    ],
)
def test_a_right_date_is_left_alone(text: str) -> None:
    assert "FACT-09" not in codes(text)


def test_a_weekday_without_a_year_is_looked_up_in_the_year_of_the_message() -> None:
    when = parse_when("on 9/9/2027 at 09:30")
    assert "FACT-09" not in codes("On Thursday 9 September.", when=when)
    assert "FACT-09" in codes("On Wednesday 9 September.", when=when)
    later = {"not_before": date(2028, 1, 1), "not_after": date(2028, 12, 31)}
    assert "FACT-09" in codes("On Thursday 9 September.", **later)


def test_an_estimate_does_not_stand_beside_recorded_crime() -> None:
    survey = fact("s", "2,113,602", source="Police Federation, survey", counts="survey")
    text = "{{ fact.a }} offences were recorded; {{ fact.s }} is an estimate."
    assert "FACT-10" in codes(text, library(TWO[0], survey))
    assert "FACT-10" not in codes(text, library(TWO[0], replace(survey, source="Home Office")))
    launch = replace(survey, text="6 February 2017", counts="other")
    assert "FACT-10" not in codes(text, library(TWO[0], launch))


@pytest.mark.parametrize(
    ("rule", "parts", "text", "right"),
    [
        ("percent-change", ("538", "659"), "22%", True),
        ("percent-change", ("538", "659"), "up 22%", True),
        ("percent-change", ("538", "659"), "nearly 20%", False),
        ("percent-change", ("659", "538"), "18%", False),
        ("percent-change", ("659", "538"), "a fall of 18%", True),
        ("one-every", ("48,888",), "11 minutes", True),
        ("one-every", ("48,888",), "one every 11 minutes", True),
        ("one-every", ("48,888",), "10 minutes", False),
        ("one-every", ("48,888",), "11 hours", False),
        ("a-day", ("48,888",), "134", True),
        ("sum", ("29,491", "11,730"), "41,221", True),
        ("sum", ("29,491", "11,730"), "about 41,000", False),
    ],
)
def test_a_stated_figure_equals_the_arithmetic(
    rule: str, parts: tuple[str, ...], text: str, right: bool
) -> None:
    assert agrees(text, derive(rule, parts)) is right
    known = [fact(f"p{number}", part) for number, part in enumerate(parts)]
    ids = tuple(one.id for one in known)
    told = fact("d", text, rule=rule, parts=ids, line=9, file="messages/facts.yaml")
    found = [f for f in findings("Thank you.", library(*known, told)) if f.code == "FACT-11"]
    assert [(f.file, f.line) for f in found] == [] if right else [("messages/facts.yaml", 9)]


def test_a_figure_worked_out_expires_with_the_first_of_its_parts(tmp_path: Path) -> None:
    total = """\
total:
  rule: sum
  parts: total_assaults, earlier
  source: a
  url: https://a.example
  period: a
  geography: a
  measure: a
"""
    earlier = FACTS.replace("total_assaults", "earlier").replace("1/9/2027", "1/3/2027")
    earlier += "  not_before: 1/2/2027\n"
    files = {"facts.yaml": FACTS + earlier + total}
    known = read_library(write_campaign(tmp_path, files), LIMITS).facts["total"]
    assert known.text == "82,442"
    assert (known.not_before, known.expires) == (date(2027, 2, 1), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("year ending March 2017", True),
        ("year ending 31 March 2018", False),
        ("2016/17", True),
        ("2017/18", False),
        ("2016", True),
        ("2017", False),
        ("current law", None),
    ],
)
def test_the_break_of_2017_is_known(period: str, before: bool | None) -> None:
    assert old(period) is before


def test_one_figure_alone_is_compared_with_nothing() -> None:
    assert compared_wrongly([TWO[0]]) == ""
    assert compared_wrongly([TWO[0], TWO[0]]) == ""


@given(st.text())
def test_no_text_is_too_odd_for_numbers_and_dates(text: str) -> None:
    assert all(text[one.start :].startswith(one.text) for one in figures(text))
    assert all(0 <= one.start < len(text) for one in figures_in_words(text))
    for told in dates(text):
        told.last_day()
        assert told.on(2027) is None or told.on(2027).year == 2027
