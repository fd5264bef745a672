"""Sentences, syllables and the age a text is written for."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.checks.example import Example
from campaign.checks.language.readability import reading_age, sentences, syllables
from campaign.checks.rules.reading import hard_to_read, long_sentence
from campaign.checks.rules.spelling import spelling
from campaign.library.finding import Severity
from tests.servers.campaign_folder import CAMPAIGN
from tests.servers.looking import found

EASY = "The cat sat on the mat. The dog ran to the park. We all had tea."
HARD = (
    "Notwithstanding operational considerations, representatives of participating organisations"
    " are respectfully requested to facilitate investigations expeditiously."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("help", 1), ("police", 2), ("officer", 3), ("emergency", 4), ("people", 2),
        ("assaulted", 3), ("helped", 1), ("wanted", 2), ("horses", 2), ("times", 1), ("safe", 1),
        ("video", 3), ("being", 2), ("area", 3), ("officer’s", 3), ("little", 2), ("community", 4),
        ("watches", 2), ("quiet", 2), ("a", 1), ("’", 1), ("ŵ", 1), ("shhh", 1), ("racism", 3),
    ],
)  # fmt: skip
def test_syllables_are_counted_by_the_letters(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_reading_age_is_the_grade_of_flesch_and_kincaid_plus_five() -> None:
    words, count, total = 16, 3, 16  # by hand
    grade = 0.39 * words / count + 11.8 * total / words - 15.59
    assert reading_age(EASY) == round(grade + 5, 1)
    assert (reading_age(HARD) or 0) > 20


def test_names_numbers_and_addresses_do_not_count() -> None:
    plain = "We saw it. She ran home."
    named = (
        "We saw it in Middlesbrough. She ran home, https://www.northshire-police.example/a 41,221"
    )
    assert reading_age("The Metropolitan Constabulary ran.") == reading_age("The ran.")
    assert sentences(named)[0].words == sentences(plain)[0].words + 2
    assert reading_age("@NorthshirePolice #BehindTheBadge 999 https://a.example") is None
    assert reading_age("") is None


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("One. Two words. Three words here!", [1, 2, 3]),
        ("Are you OK? “Yes.” Then go…\n\nA new line", [3, 1, 2, 3]),
        ("Mr. Smith met Dr. T. Jones at St. Ives, e.g. today.", [12]),
        ("It costs £5.50 a day, or 1,000 a year.", [9]),
        ("A well-known, long-standing rule.", [4]),
        ("See www.northshire-police.example/footage. Then call.", [1, 2]),
        ("#BehindTheBadge", []),
        ("...", []),
    ],
)
def test_sentences_and_their_words(text: str, counts: list[int]) -> None:
    assert [sentence.words for sentence in sentences(text)] == counts


def test_a_sentence_is_found_where_it_stands() -> None:
    text = "One two.  Three\nfour"
    assert [text[start:end] for start, end, _ in sentences(text)] == ["One two.", "Three", "four"]


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end, _ in sentences(text))
    reading_age(text)


@pytest.mark.parametrize("piece", ["a. ", "a\n", "a", "\n", ". ", "-a", "Mr. ", "”"])
def test_long_texts_of_one_piece_take_no_time(piece: str) -> None:
    begin = time.process_time()
    reading_age(piece * 20_000)
    assert time.process_time() - begin < 3  # seconds


def test_a_sentence_of_26_words_is_long(tmp_path: Path) -> None:
    text = f"Short.\n{'word ' * 25}{{{{ organisation.name }}}}."
    (finding,) = found(tmp_path, Example(text=text, platforms="facebook"), "PLAIN-01")
    assert (finding.line, finding.column, finding.severity) == (7, 1, Severity.WARNING)
    assert "26 words" in finding.message


def test_a_sentence_of_25_words_is_not(tmp_path: Path) -> None:
    text = f"{'word ' * 24}{{{{ organisation.name }}}}.\n#BehindTheBadge https://a.example"
    assert not found(tmp_path, Example(text=text, platforms="facebook"), "PLAIN-01")


def test_the_campaign_says_at_what_age_it_is_read(tmp_path: Path) -> None:
    hard = Example(text=f"{HARD} {HARD}", platforms="facebook")
    (finding,) = found(tmp_path / "a", hard, "PLAIN-02")
    assert (finding.line, finding.column, finding.severity) == (6, 1, Severity.WARNING)
    text = "Colleagues in every office of the county support families every evening. " * 3
    assert 11 < (reading_age(text) or 0) < 18
    assert found(tmp_path / "b", Example(text=text, platforms="facebook"), "PLAIN-02")
    files = {"messages/campaign.yaml": f"{CAMPAIGN}reading_age: 18\n"}
    older = Example(text=text, platforms="facebook", files=files)
    assert not found(tmp_path / "c", older, "PLAIN-02")


def test_a_short_text_has_no_reading_age(tmp_path: Path) -> None:
    text = "Respectfully acknowledging extraordinary dedication."
    assert not found(tmp_path, Example(text=text), "PLAIN-02")


@pytest.mark.parametrize("rule", [long_sentence, hard_to_read, spelling])
def test_each_rule_shows_what_it_means(tmp_path: Path, rule: object) -> None:
    bad, good = rule.example_bad, rule.example_good
    assert found(tmp_path / "bad", bad, rule.code)
    assert not found(tmp_path / "good", good, rule.code)
