"""Law: what each rule catches, and the near misses it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from campaign.library.register import LiveCase
from campaign.library.settings import PreElection
from campaign.library.when import parse_when
from tests.servers.wording import PLAIN, codes, fact, findings, library

RECORD = {
    "comments": "limited",
    "court_outcome": "Convicted of assault",
    "court_source": "Register of the court",
    "court_date": date(2026, 2, 3),
    "legal_approval": (date(2026, 2, 4), "A Lawyer"),
    "spent_review": date(2029, 2, 3),
}
FAULTS = [
    ("LAW-01", "He was caught red-handed."),
    ("LAW-01", "The suspect punched her twice."),
    ("LAW-01", "The man who attacked our officer has been found."),
    ("LAW-01", "A woman has been charged with assault."),
    ("LAW-01", "Two people were in custody."),
    ("LAW-02", "You can face up to 12 months in prison."),
    ("LAW-02", "The maximum is six months."),
    ("LAW-02", "It can mean twelve months’ imprisonment."),
    ("LAW-02", "We ask for life sentences for killing police."),
    ("LAW-03", "You will get two years in prison."),
    ("LAW-03", "It carries a minimum sentence."),
    ("LAW-03", "You will automatically go to prison."),
    ("LAW-04", "It is an offence to share the video."),
    ("LAW-04", "Sharing such clips is a crime."),
    ("LAW-06", "Racist abuse hurts."),
    ("LAW-06", "Taser training went well."),
    ("LAW-06", "She was stopped and searched."),
    ("LAW-06", "After the terrorist attack we met."),
]
FINE = [
    "She joined us six months ago.",
    "For the last six months we have met on Mondays.",
    "Until 2022 the most a court could give was 12 months in prison.",
    "It can mean prison for up to two years.",
    "You will get a cup of tea in custody.",
    "The kettle has been charged for years. The suspect cake was eaten.",
    "It is an offence to assault anyone.",
    "It is not an offence to share your own video.",
    "Sharing a video can hurt the person in it.",
    "A spit of land, a baton relay and a bath bomb.",
    "Volunteers visit people who are in custody to check that they are well.",
]


@pytest.mark.parametrize(("code", "text"), FAULTS)
def test_a_fault_in_law_is_caught(code: str, text: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize("text", FINE)
def test_a_near_miss_is_left_alone(text: str) -> None:
    assert {code for code in codes(text) if code.startswith("LAW")} == set()


CASE = LiveCase(
    id="c-1", keywords=("Station Road",), places=("Telford",), status="charge",
    checked=date(2026, 11, 1),
)  # fmt: skip


@pytest.mark.parametrize("status", ["arrest", "charge", "trial", "awaiting-sentence"])
def test_a_keyword_of_a_live_case_is_caught_until_it_is_closed(status: str) -> None:
    text = "Thank you to all who helped in STATION ROAD."
    where = library(cases={"c-1": replace(CASE, status=status)})
    (found,) = findings(text, where)
    assert (found.code, found.column) == ("LAW-01", 32)
    assert found.message.endswith("live case c-1, last looked at on 1/11/2026.")
    assert codes(text, library(cases={"c-1": replace(CASE, status="closed")})) == set()


def test_a_keyword_is_a_whole_word() -> None:
    assert codes("We met at Station Roadhouse.", library(cases={"c-1": CASE})) == set()


def test_a_place_of_a_live_case_is_asked_about_where_an_attack_is_told() -> None:
    where = library(cases={"c-1": CASE})
    assert codes("We had tea in Telford.", where) == set()
    text = "There was a fight in Telford."
    assert codes(text, where) == {"LAW-01"}
    assert codes(text, where, confirmed=("LAW-01",)) == set()


def test_a_message_about_the_end_of_a_case_may_say_who_did_it() -> None:
    text = "The man who assaulted our officer was sentenced."
    assert "LAW-01" in codes(text)
    assert codes(text, tags=("outcome",), **RECORD) == set()


def test_a_keyword_is_caught_in_a_message_about_an_outcome_too() -> None:
    where = library(cases={"c-1": CASE})
    assert codes("Station Road.", where, tags=("outcome",), **RECORD) == {"LAW-01"}


@pytest.mark.parametrize("part", [name for name in RECORD if name != "comments"])
def test_a_message_about_a_case_lacks_no_part_of_its_record(part: str) -> None:
    (found,) = findings("It is over.", tags=("outcome",), **RECORD | {part: None})
    assert found.code == "LAW-08"
    assert found.message == f"A message about a case needs “{part}:” as well."


def test_it_stays_in_once_a_conviction_may_be_spent() -> None:
    spent = RECORD | {"spent_review": date(2026, 1, 1)}
    assert codes("It is over.", tags=("outcome",), **spent) == {"LAW-08"}


def test_it_says_who_may_comment_and_names_a_case_that_there_is() -> None:
    assert codes("It is over.", tags=("outcome",), **RECORD | {"comments": ""}) == {"LAW-09"}
    assert codes("It is over.", case="c-9", **RECORD) == {"LAW-08"}
    closed = library(cases={"c-1": replace(CASE, status="closed")})
    assert codes("It is over.", closed, case="c-1", **RECORD) == set()


@pytest.mark.parametrize("tag", ["use-of-force", "hate-crime", "stop-search"])
def test_some_tags_ask_what_a_message_does_to_people(tag: str) -> None:
    assert codes("It is over.", tags=(tag,)) == {"LAW-07"}
    half = {"equality_check": (date(2026, 2, 3), "A Colleague")}
    (found,) = findings("It is over.", tags=(tag,), **half)
    assert found.message == f"The tag “{tag}” asks for “community_impact:”."
    assert codes("It is over.", tags=(tag,), community_impact="None.", **half) == set()


def test_a_limit_from_the_register_needs_up_to() -> None:
    where = library(fact("assault_maximum", "two years", counts="law"))
    assert codes("It can mean prison for {{ fact.assault_maximum }}.", where) == {"LAW-03"}
    assert codes("It can mean prison for up to {{ fact.assault_maximum }}.", where) == set()


def test_a_topic_is_settled_by_its_tag() -> None:
    (found,) = findings("Racist abuse hurts.", tags=("abuse",))
    assert found.fix == "Add a line “tags: abuse, hate-crime”."
    looked = {"equality_check": (date(2026, 2, 3), "A Colleague"), "community_impact": "None."}
    assert codes("Racist abuse hurts.", tags=("hate-crime",), **looked) == set()
    assert codes("Taser training went well.", tags=("taser",)) == set()


PERIOD = PreElection(election="Local elections", start=date(2027, 3, 22), end=date(2027, 5, 6))
POLITICS = [
    "Councillor Sam Example came to tea.",
    "The Home Secretary sent a card.",
    "We got 200 more officers.",
    "It is a manifesto promise.",
    "The council tax rise pays for it.",
    "Parliament must change the law.",
    "Alex Example opened the station.",
]


def elections(period: PreElection = PERIOD):
    campaign = replace(PLAIN.campaign, pre_election=(period,), politicians=("Alex Example",))
    return library(campaign=campaign)


@pytest.mark.parametrize("text", POLITICS)
def test_politics_is_caught_in_a_pre_election_period_only(text: str) -> None:
    assert "LAW-05" in codes(text, elections(), date(2027, 4, 1))
    assert "LAW-05" not in codes(text, elections(), date(2027, 3, 21))
    assert "LAW-05" not in codes(text, elections(), date(2027, 5, 7))


@pytest.mark.parametrize(
    "text",
    [
        "Ring {{ signpost.emergency }} if it is safe.",
        "The candidates for the job met a minister of religion.",
        "The labour ward sent cake.",
        "Our neighbours came to tea.",
    ],
)
def test_guidance_goes_on_in_a_pre_election_period(text: str) -> None:
    assert "LAW-05" not in codes(text, elections(), date(2027, 4, 1))


def test_a_message_planned_into_the_period_is_caught_before_it() -> None:
    text = "Alex Example opened the station."
    today = date(2027, 1, 1)
    assert "LAW-05" in codes(text, elections(), today, when=parse_when("on 1/4/2027 at 09:00"))
    assert "LAW-05" not in codes(text, elections(), today, when=parse_when("on 1/2/2027 at 09:00"))
    assert "LAW-05" in codes(text, elections(), today, not_before=date(2027, 4, 1))


def test_a_period_binds_only_whom_it_names() -> None:
    period = replace(PERIOD, organisations=("office",))
    text = "Alex Example opened the station."
    today = date(2027, 4, 1)
    assert "LAW-05" not in codes(text, elections(period), today)
    assert "LAW-05" in codes(text, elections(period), today, organisations=("office",))


def test_a_governance_office_does_not_campaign_in_the_period() -> None:
    settings = {"organisations": ("office",), "voice": "governance"}
    assert codes("Thank you.", elections(), date(2027, 4, 1), **settings) == {"LAW-05"}
    assert codes("Thank you.", elections(), date(2027, 3, 1), **settings) == set()
