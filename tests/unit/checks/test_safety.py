"""Safety: what each rule catches, and the near misses it leaves alone."""

from __future__ import annotations

import pytest

from campaign.checks.rules.safety import has_caveat
from campaign.library.asset import Asset
from campaign.library.message import Section
from campaign.library.register import Signpost
from tests.servers.wording import PLAIN, codes, findings, library

FAULTS = [
    ("SAFE-01", "It is against the law to film us."),
    ("SAFE-01", "Stop filming and help."),
    ("SAFE-01", "Don’t film our officers."),
    ("SAFE-01", "Put your phone away."),
    ("SAFE-01", "Filming the police is wrong."),
    ("SAFE-01", "You may not film officers at work."),
    ("SAFE-01", "Help, don’t film."),
    ("SAFE-01", "Ring us instead of filming."),
    ("SAFE-01", "We will delete your video."),
    ("SAFE-02", "Watch the clip of the attack."),
    ("SAFE-02", "Shocking footage from Saturday."),
    ("SAFE-02", "The video has gone viral."),
    ("SAFE-02", "The footage shows it all."),
    ("SAFE-02", "Body-worn video of the assault is out."),
    ("SAFE-02", "See it at youtube.com/watch."),
    ("SAFE-03", "See an attack? Film it."),
    ("SAFE-03", "If an officer is assaulted, stay as a witness."),
    ("SAFE-03", "A fight? Calm your friend and walk them away."),
    ("SAFE-03", "If someone is attacked, check in with them."),
    ("SAFE-04", "Chase him."),
    ("SAFE-04", "Restrain the man until we come."),
    ("SAFE-04", "You could step in."),
    ("SAFE-04", "Hold him down."),
    ("SAFE-04", "Have a go."),
    ("SAFE-04", "Make a citizen’s arrest."),
    ("SAFE-04", "Get closer, then film it if it is safe."),
    ("SAFE-04", "Do you know this man?"),
    ("SAFE-04", "Help us track down the attacker."),
    ("SAFE-04", "Name and shame."),
    ("SAFE-04", "Share his picture."),
    ("SAFE-04", "Don’t just stand there, grab him."),
    ("SAFE-04", "Do not be shy: confront them."),
    ("SAFE-05", "Text 999 if you cannot speak."),
    ("SAFE-05", "Cannot speak? You can text {{ signpost.emergency }}."),
    ("SAFE-06", "DM us your footage."),
    ("SAFE-06", "Send us your video by direct message."),
    ("SAFE-06", "Reply below if you saw it."),
    ("SAFE-06", "Comment below with any information."),
    ("SAFE-06", "E-mail us if you saw it."),
    ("SAFE-06", "Witnesses: footage@northshire-police.example"),
    ("SAFE-06", "Report a crime via direct message."),
    ("SAFE-08", "Our shift change is the best time for tea."),
    ("SAFE-08", "Look out for unmarked cars."),
    ("SAFE-08", "Ask for PC 4711."),
    ("SAFE-08", "The car AB12 CDE is back."),
    ("SAFE-08", "She lives in Station Road."),
    ("SAFE-08", "Only two officers are on duty tonight."),
    ("SAFE-08", "The door code has changed."),
    ("SAFE-09", "He had nightmares for months."),
    ("SAFE-09", "We talk about suicide."),
    ("SAFE-09", "She lost her son."),
    ("SAFE-10", "Ring 0161 496 0000."),
    ("SAFE-10", "Ring 999 first."),
    ("SAFE-10", "Call +44 161 496 0000."),
]
FINE = [
    "You can film the police in public. It is lawful, and it can help.",
    "It is not against the law to film us.",
    "Nobody may ask you to stop filming.",
    "We will never delete your video.",
    "Please keep the original. Do not film faces of people who are hurt.",
    "Please do not step in.",
    "They never have to step in.",
    "Do not chase, grab or hold anyone.",
    "No one should confront them.",
    "There is no need to get involved.",
    "Our officers may have to restrain the man.",
    "You do not have to get close to answer.",
    "We pin them up in the kitchen.",
    "Follow the link, and follow us for more.",
    "Catch the last bus home. Push the door twice.",
    "See an attack? Film it only if it is safe.",
    "If someone is attacked, film from well back, if you can do so safely.",
    "Stay as a witness to an assault when it is safe to do so.",
    "A fight? Your own safety comes first. Stay with the crowd.",
    "You can also text, but register first: {{ signpost.emergency_sms }}.",
    "By textphone, ring {{ signpost.emergency }}.",
    "What gets you through a long day? Tell us below.",
    "Please do not send us footage by direct message.",
    "Message us about a visit to your school.",
    "You can reach the museum at hello@northshire-museum.example",
    "Send us the original: {{ organisation.footage_link }}",
    "The kettle and the shift ended at the same time.",
    "The unmarked grave was found in the old churchyard.",
    "He had nightmares for months. {{ signpost.victim_support }} is there for you.",
    "He had nightmares for months. Talk to Samaritans.",
    "Ring {{ signpost.emergency }}, or {{ signpost.crimestoppers }}.",
    "Meet us on 25/1/2027 at 09:00.",
]


@pytest.mark.parametrize(("code", "text"), FAULTS)
def test_a_danger_is_caught(code: str, text: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize("text", FINE)
def test_a_near_miss_is_left_alone(text: str) -> None:
    assert {code for code in codes(text) if code.startswith("SAFE")} == set()


@pytest.mark.parametrize(
    "caveat",
    [
        "only if it is safe",
        "Only when it is safe.",
        "if you can do so safely",
        "as long as it's safe",
        "provided that you are safe",
        "when it is safe to do so",
        "where it feels safe",
        "Your safety comes first",
        "never put yourself in danger",
        "If it is not safe, move away",
        "unless it puts you at risk",
    ],
)
def test_these_are_caveats(caveat: str) -> None:
    assert has_caveat(f"Film it from well back. {caveat} – and ring us.")


@pytest.mark.parametrize(
    "no_caveat",
    [
        "even if it is not safe",
        "whether it is safe or not",
        "Stay safe.",
        "It is perfectly safe.",
        "if you see someone in danger",
        "when they are safe in the van",
        "Film it. If not, ring the safe line.",
    ],
)
def test_these_are_no_caveats(no_caveat: str) -> None:
    assert not has_caveat(no_caveat)


def test_a_text_to_999_is_fine_beside_how_to_register() -> None:
    assert "SAFE-05" not in codes("You can text 999, but register first: text ‘register’ to 999.")


def test_every_text_for_bystanders_has_the_caveat() -> None:
    assert "SAFE-03" in codes("Ring {{ signpost.emergency }} and wait.", audience="bystander")
    assert codes(
        "Ring {{ signpost.emergency }}. Wait only if it is safe.", audience="bystander"
    ) == (set())


def test_guidance_inside_the_force_needs_no_caveat() -> None:
    text = "After an assault: check in with them, and keep a record."
    assert "SAFE-03" in codes(text)
    assert "SAFE-03" not in codes(text, audience="workforce")


def test_each_section_has_a_caveat_of_its_own() -> None:
    sections = (
        Section((), "See an attack? Film it, only if it is safe.", 8),
        Section(("facebook",), "See an attack?\nFilm it.", 11),
    )
    (found,) = findings("", sections=sections)
    assert (found.line, found.column, found.code) == (12, 1, "SAFE-03")


def test_a_number_in_the_register_is_told_by_its_name() -> None:
    (found,) = findings("Ring 0800 555 111.")
    assert found.fix == "Write {{ signpost.crimestoppers }}."
    (found,) = findings("Ring 0800555111.")
    assert found.fix == "Write {{ signpost.crimestoppers }}."
    (found,) = findings("Ring 0161 496 0000.")
    assert "not in messages/signposts.yaml" in found.message


def test_digits_that_run_together_in_the_register_are_told() -> None:
    close = Signpost(id="close", text="08005550000", name="Close Line")
    where = library(signposts={**PLAIN.signposts, "close": close})
    (found,) = findings("Ring {{ signpost.close }}.", where)
    assert found.code == "SAFE-10"
    assert "“Close Line” run together" in found.message


def test_pictures_with_people_are_asked_about() -> None:
    asset = Asset(
        name="a.jpg", sha256="0" * 64, media_type="image/jpeg", width=1200, height=800, size=9,
        listed=True, people="background",
    )  # fmt: skip
    where = library(assets={"a.jpg": asset})
    settings = {"image": "a.jpg", "alt": "Two people at a desk."}
    assert codes("Thank you.", where, **settings) == {"SAFE-08"}
    assert codes("Thank you.", where, **settings, confirmed=("SAFE-08",)) == set()


def test_a_typed_link_beside_footage_is_asked_about() -> None:
    text = "Your video can help: https://www.northshire-police.example/footage"
    assert codes(text) == {"SAFE-02"}
    assert codes(text, confirmed=("SAFE-02",)) == set()


def test_a_tag_calls_for_a_signpost() -> None:
    assert codes("It can take a long time.", tags=("impact",)) == {"SAFE-09"}
    assert codes("It can. {{ signpost.victim_support }} listens.", tags=("impact",)) == set()
    assert codes("It can. Ring {{ signpost.emergency }}.", tags=("impact",)) == {"SAFE-09"}
