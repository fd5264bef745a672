"""Voice: what each rule catches, and the near misses it leaves alone."""

from __future__ import annotations

import pytest

from tests.servers.wording import codes, findings

COMMENTS = [
    "Only six months for an assault.",
    "Just two years.",
    "We call for tougher sentences.",
    "Magistrates must do more.",
    "The courts let us down.",
    "He was let off with a slap on the wrist.",
    "He should be locked up.",
    "They got what they deserved: the full force of the law.",
    "We are pleased with the sentence.",
    "The sentence was too short.",
    "We want a change in the law.",
    "Prosecutors, judges and magistrates must do all in their power.",
]
NO_COMMENTS = [
    "He was sentenced to two years.",
    "Magistrates sit in Northshire every day.",
    "The court heard the case in May.",
    "It is only two years ago that she joined.",
    "The law says up to two years.",
    "Our volunteers let off steam at football. They got off the bus at the court.",
    "You should get more sleep.",
    "We ask for help, and you give it.",
]


@pytest.mark.parametrize("text", COMMENTS)
def test_a_force_does_not_comment_on_courts(text: str) -> None:
    assert "VOICE-02" in codes(text)
    assert "VOICE-02" in codes(text, voice="officer")


@pytest.mark.parametrize("text", COMMENTS)
@pytest.mark.parametrize("speaker", ["office", "union"])
def test_governance_and_associations_may(text: str, speaker: str) -> None:
    assert "VOICE-02" not in codes(text, organisations=(speaker,))


@pytest.mark.parametrize("text", NO_COMMENTS)
def test_a_force_may_state_what_happened(text: str) -> None:
    assert "VOICE-02" not in codes(text)


def test_a_message_that_everybody_says_is_said_by_the_force_too() -> None:
    assert "VOICE-02" in codes("Magistrates must do more.", organisations=())


@pytest.mark.parametrize(
    ("voice", "speakers", "fits"),
    [
        ("force", ("force",), True),
        ("officer", ("force",), True),
        ("officer", ("union",), True),
        ("governance", ("office",), True),
        ("association", ("union",), True),
        ("", ("force", "office", "union"), True),
        ("force", ("office",), False),
        ("governance", ("force",), False),
        ("association", ("force", "union"), False),
        ("partner", ("force",), False),
        ("officer", ("office",), False),
        ("force", (), False),
    ],
)
def test_a_voice_belongs_on_its_own_accounts(
    voice: str, speakers: tuple[str, ...], fits: bool
) -> None:
    found = codes("Thank you.", voice=voice, organisations=speakers)
    assert ("VOICE-01" not in found) is fits


def test_the_wrong_accounts_are_named() -> None:
    (found,) = findings("Thanks.", voice="force", organisations=(), lines={"voice": (5, 8)})
    assert (found.line, found.column) == (5, 8)
    assert found.message.endswith(
        "the accounts of Northshire Commissioner and Northshire Federation."
    )


@pytest.mark.parametrize(
    "text",
    [
        "“I have never been so glad to see a kettle.”",
        "“I was so very glad,” she said.",
        "As one of us puts it: “Tea first, and talk second.”",
        '"I have never been so glad to see a kettle."',
    ],
)
def test_a_quotation_needs_somebody_who_agreed(text: str) -> None:
    assert codes(text) == {"VOICE-03"}
    assert codes(text, quote_by="Sam Example, PCSO, 1/2/2026") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Three small words: “Are you OK?”",
        "Text ‘register’ to us.",
        "Send a message: “I thought of you today. How are things?”",
        "We call it “the long shift”.",
    ],
)
def test_a_phrase_in_quotation_marks_is_no_quotation(text: str) -> None:
    assert "VOICE-03" not in codes(text)


@pytest.mark.parametrize("quoted", ["Sam Example", "Sam Example, PCSO", "Sam, PCSO, in May"])
def test_who_is_quoted_is_told_in_full(quoted: str) -> None:
    (found,) = findings(
        "“I was so very glad,” she said.", quote_by=quoted, lines={"quote_by": (6, 11)}
    )
    assert (found.code, found.line) == ("VOICE-03", 6)


@pytest.mark.parametrize(
    "text",
    [
        "Supported by Northshire Cadets.",
        "In partnership with Northshire Council.",
        "Our partners at Northshire Rail came too.",
        "We met Northshire Federation for tea.",
    ],
)
def test_a_partner_is_named_with_its_yes(text: str) -> None:
    assert codes(text) == {"VOICE-04"}
    assert codes(text, partner="Northshire Cadets") == set()


@pytest.mark.parametrize(
    "text", ["Supported by kind words.", "Working with you is a joy.", "Backed by tea."]
)
def test_other_support_needs_none(text: str) -> None:
    assert codes(text) == set()


def test_a_partner_may_name_itself() -> None:
    assert codes("We are Northshire Federation.", organisations=("union",)) == set()
