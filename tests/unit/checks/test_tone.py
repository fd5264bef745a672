"""Tone: what each rule catches, and the near misses it leaves alone."""

from __future__ import annotations

import pytest

from campaign.library.finding import Severity
from tests.servers.wording import codes, fact, findings, library

FAULTS = [
    # people made less than people
    ("TONE-01", "These lowlifes should know better."),
    ("TONE-01", "SCUM."),
    ("TONE-01", "Three thugs were there."),
    ("TONE-01", "A yob threw a bottle."),
    ("TONE-01", "They behaved like wild animals."),
    ("TONE-01", "It was an evil thing to do."),
    ("TONE-01", "Evil people did it."),
    ("TONE-01", "They are vermin."),
    ("TONE-01", "Ask a cop about his day."),
    ("TONE-01", "We went to the cop shop."),
    ("TONE-01", "They want to kill cops."),
    ("TONE-01", "He called the copper a name."),
    ("TONE-01", "A brutal attack on our team."),
    ("TONE-01", "A cowardly act."),
    # gloating
    ("TONE-02", "Enjoy your stay in the cells."),
    ("TONE-02", "#LuggageWalkOfShame"),
    ("TONE-02", "Not so tough now, are we?"),
    ("TONE-02", "Off to prison, at His Majesty’s pleasure."),
    ("TONE-02", "Bad luck, mate."),
    ("TONE-02", "He ran into our car 😂"),
    ("TONE-02", "Do not drop the soap."),
    ("TONE-02", "Straight to the loony bin."),
    ("TONE-02", "Nice one!!"),
    # gore
    ("TONE-03", "There was blood all over the van."),
    ("TONE-03", "Part of her ear was bitten off."),
    ("TONE-03", "He has a fractured skull."),
    ("TONE-03", "She was beaten to a pulp."),
    ("TONE-03", "His teeth were knocked out."),
    # blame
    ("TONE-04", "She should not have walked there."),
    ("TONE-04", "She was asking for it."),
    ("TONE-04", "They brought it upon themselves."),
    ("TONE-04", "Don’t become a victim this Christmas."),
    ("TONE-04", "Being hit is part of the job."),
    ("TONE-04", "It comes with the territory."),
    ("TONE-04", "It’s what they signed up for."),
    ("TONE-04", "Do not walk home alone."),
    # war
    ("TONE-05", "We are at war with crime."),
    ("TONE-05", "Our teams battle through the night."),
    ("TONE-05", "Thank you to all on the front line."),
    ("TONE-05", "Frontline colleagues deserve thanks."),
    ("TONE-05", "The high street is a battleground."),
    ("TONE-05", "They are not the enemy."),
    # the whole team
    ("TONE-06", "Our officers work while others rest."),
    ("TONE-06", "Police officers are people too."),
    # people first
    ("TONE-07", "An addict needed help."),
    ("TONE-07", "He is mental."),
    ("TONE-07", "The offender was taken to the cells."),
    ("TONE-07", "We look after the homeless."),
    ("TONE-07", "He committed suicide."),
    ("TONE-07", "Attackers should think twice."),
    ("TONE-07", "Prisoners get a hot drink."),
    # the public
    ("TONE-08", "Nobody helps any more."),
    ("TONE-08", "Welcome to broken Britain."),
    ("TONE-08", "The public don’t care."),
    ("TONE-08", "People have no respect for the police."),
    ("TONE-08", "What is wrong with people?"),
    # norms
    ("TONE-09", "More and more people film and laugh."),
    ("TONE-09", "Too many people just walk past."),
    ("TONE-09", "Everyone films."),
    ("TONE-09", "Assaults happen every day."),
    ("TONE-09", "Abuse has become the norm."),
    # heroes, and words that leave people out
    ("TONE-10", "Our heroes are back on shift."),
    ("TONE-10", "They run towards danger."),
    ("TONE-11", "A policeman knocked on the door."),
    ("TONE-11", "The desk is manned day and night."),
    ("TONE-11", "The WPC on the desk was kind."),
    ("TONE-11", "Thank the firemen too."),
]
FINE = [
    "A walk in Battle, East Sussex, with our PCSO.",
    "Our team in Battle helped at the market.",
    "Battle Abbey was full of families.",
    "The Battle of Hastings is on the syllabus.",
    "Evil Lane is closed for the fair.",
    "Meet us at Evil Combe Farm.",
    "The statue shows see no evil, hear no evil.",
    "Copper wire was taken from the railway line.",
    "Our kettle is made of copper pipes, or so it looks.",
    "That is no cop-out. It was a fair cop for once.",
    "Mental health matters here.",
    "Mental and physical strength both need rest.",
    "Good mental wellbeing starts with sleep.",
    "Thank you to everyone who gives blood.",
    "Blood bikes carried it to the hospital.",
    "We met at the war memorial. It was built after the First World War.",
    "Being shouted at is not part of the job.",
    "Nobody is asking for it.",
    "Nobody should carry it alone.",
    "Nobody should walk home afraid.",
    "You do not need to be a hero.",
    "It can be a criminal offence, and it leaves a criminal record.",
    "She works at the young offender institution.",
    "The officers, staff and volunteers of Northshire thank you.",
    "Ask our officers, or one of our PCSOs.",
    "Detention officers make a lot of tea.",
    "Give an officer your name.",
    "Most people help. We thank you for that.",
    "More and more people ring us in time.",
    "A police officer, a firefighter and a paramedic met for tea.",
    "We remember WPC Yvonne Example.",
    "Guinea pigs and ponies came to the open day.",
    "Animals at the shelter need a walk.",
    "She lost a scarf. It was red, with a bloom on it.",
    "Her enquiry was answered the same day.",
]


@pytest.mark.parametrize(("code", "text"), FAULTS)
def test_a_fault_of_tone_is_caught(code: str, text: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize("text", FINE)
def test_a_near_miss_is_left_alone(text: str) -> None:
    assert {code for code in codes(text) if code.startswith("TONE")} == set()


def test_a_finding_says_the_word_the_reason_and_what_to_write() -> None:
    (found,) = findings("Three\nthugs stood there.")
    assert (found.line, found.column, found.severity) == (2, 1, Severity.ERROR)
    assert found.message.startswith("“thugs”: it takes a person’s humanity away")
    assert found.fix == "Write: a person who was violent."


def test_alt_texts_are_read_as_well() -> None:
    found = findings("Thank you.", image="a.jpg", alt="A thug in a hat.", lines={"alt": (7, 6)})
    assert [(f.line, f.column, f.code) for f in found] == [(7, 6, "TONE-01")]


def test_welsh_texts_are_not_read_by_english_lists() -> None:
    assert codes("Mae lol a cop yn y war.", language="cy") == set()


def test_what_looks_like_a_joke_is_asked_about_and_can_be_answered() -> None:
    (found,) = findings("What a day 😉")
    assert found.code == "TONE-02"
    assert found.message.endswith("?")
    assert "confirm: TONE-02" in found.fix
    assert codes("What a day 😉", confirmed=("TONE-02",)) == set()
    assert codes("What a day, you idiot 😉", confirmed=("TONE-02",)) == {"TONE-02"}


def test_a_picture_of_an_injury_is_asked_about() -> None:
    settings = {"image": "a.jpg", "alt": "An arm in a bandage."}
    assert codes("She is back at work.", **settings) == {"TONE-03"}
    assert codes("She is back at work.", **settings, confirmed=("TONE-03",)) == set()
    assert codes("She is back.", image="a.jpg", alt="A scarf on a hook.") == set()


def test_figures_that_count_officers_may_speak_of_officers_alone() -> None:
    where = library(fact("a", "41,221"))
    text = "{{ fact.a }} assaults on officers were recorded. Officers counted by the Home Office."
    assert "TONE-06" not in codes(text, where)


def test_filming_beside_laughing_is_asked_about() -> None:
    assert codes("Somebody filmed it and somebody laughed.") == {"TONE-09"}
    assert codes("Somebody filmed it.", confirmed=("TONE-09",)) == set()
