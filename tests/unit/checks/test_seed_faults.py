"""The faults that were found in the papers the campaign started from: each is caught.

The sentences are our own; each has the fault of the paper in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from campaign.library.register import LiveCase
from tests.servers.wording import codes, fact, library

SEEDS = [
    # 1. A weekday that does not match its date
    ("FACT-09", "The campaign was launched on Wednesday 25th January 2016."),
    # 2. Words that make people less than people
    ("TONE-01", "These lowlifes have no place on our streets."),
    ("TONE-01", "Some even shout that they want to kill cops."),
    ("TONE-01", "We have all seen these brutal attacks."),
    ("TONE-01", "Officers meet the most violent aggressors."),
    # 3. Claims with no source, base or period
    ("FACT-07", "Officers face some of the highest levels of repeat trauma of any workforce."),
    ("FACT-07", "It is hard to find another profession like it: no other job is so hard."),
    ("FACT-01", "97 per cent of those we approached would think of joining."),
    ("FACT-05", "97 per cent of those we approached would think of joining."),
    ("FACT-04", "It happens in every force, in every region, every day."),
    ("FACT-04", "Violence is an increasing concern, and attacks have gone up."),
    ("FACT-01", "More than 850 attacks on police were reported in 18 months."),
    ("FACT-01", "There were over a thousand assaults in each of the last two years."),
    ("FACT-01", "We have millions of day to day talks with the public."),
    # 4. Names and spelling
    ("FACT-08", "Help is there from the Police Federation and Victims Support."),
    ("FACT-08", "The Police Federations stand with us."),
    ("FACT-08", "I believe there a real difference between the two."),
    ("FACT-08", "The Asssitant Chief Constable agreed."),
    # 6. The law as it was
    ("LAW-02", "Whoever assaults an emergency worker can face up to 12 months in prison."),
    ("LAW-02", "We doubled the sentence for assaulting emergency workers."),
    ("LAW-02", "I will go on asking for life sentences for those who murder police officers."),
    # 8. What one voice may say, and another may not
    ("VOICE-02", "Prosecutors, judges and magistrates must do all in their power."),
    ("VOICE-02", "We call for tougher sentences."),
    # elsewhere in the papers
    ("TONE-08", "Passers-by just stand there and film. Nobody helps."),
    ("TONE-09", "More and more people film it and laugh."),
    ("TONE-06", "We must keep our officers safe."),
    ("TONE-10", "They run towards danger so that we need not."),
    ("SAFE-02", "In the last weeks we have all seen the shocking clips."),
    ("SAFE-03", "If you see an officer attacked, film it."),
    ("SAFE-04", "Would you step in?"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), SEEDS)
def test_a_fault_of_the_papers_is_caught(code: str, text: str) -> None:
    assert code in codes(text)


def test_5_a_case_before_the_courts_is_not_told() -> None:
    case = LiveCase(id="c-1", keywords=("Sam Example",), status="charge")
    text = "We remember PC Sam Example, and the brutal attack that took him from us."
    assert "LAW-01" in codes(text, library(cases={"c-1": case}))
    closed = library(cases={"c-1": replace(case, status="closed")})
    assert "LAW-01" not in codes(text, closed)


def test_7_populations_are_not_mixed() -> None:
    officers = fact("officers", "538", population="officers")
    everyone = fact("everyone", "659", population="officers and staff")
    text = "{{ fact.everyone }} offences, up from {{ fact.officers }}."
    assert "FACT-06" in codes(text, library(officers, everyone))


def test_7_offences_are_not_officers() -> None:
    where = library(fact("total", "41,221"))
    assert "FACT-03" in codes("{{ fact.total }} officers were assaulted last year.", where)


@pytest.mark.parametrize("text", [text for code, text in SEEDS if code == "VOICE-02"])
def test_8_a_body_that_may_argue_may_say_so(text: str) -> None:
    assert "VOICE-02" not in codes(text, organisations=("union",))


def test_8_a_voice_stays_on_its_own_account() -> None:
    assert "VOICE-01" in codes("We ask you to write to us.", voice="governance")


def test_a_meeting_that_is_over_is_not_announced() -> None:
    text = "Chiefs will meet in September 2019."
    assert "FACT-09" in codes(text)
    assert "FACT-09" not in codes(text, today=date(2019, 8, 24))
