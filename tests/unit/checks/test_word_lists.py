"""The lists of words themselves: every entry explains itself, can be found, and never crashes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.checks.words import Entry, WordList, defaults, look_at, names
from campaign.checks.words.sweep import sweep
from campaign.library.register import HouseWord, HouseWords
from tests.servers.wording import PLAIN, codes, findings, library

ENTRIES = [(name, entry) for name in names() for entry in defaults(name)]
PATTERNS = [(name, entry) for name, entry in ENTRIES if entry.pattern]
LETTERS = st.characters(min_codepoint=32, max_codepoint=126)


def alone(entry: Entry, text: str) -> list[str]:
    """Return what an entry finds in a text when nothing is left out beforehand."""
    looked_at = look_at(text)
    return [text[start:end] for start, end in entry.find(looked_at)]


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=lambda one: getattr(one, "name", one))
def test_every_entry_has_a_reason_and_a_source(name: str, entry: Entry) -> None:
    assert bool(entry.word) is not bool(entry.pattern)
    assert entry.reason.strip()
    assert entry.source.strip()


@pytest.mark.parametrize(
    ("name", "entry"), [(n, e) for n, e in ENTRIES if e.word and "*" not in e.word]
)
def test_every_word_is_found_in_all_its_forms(name: str, entry: Entry) -> None:
    for form in (entry.word, *entry.forms):
        if any(mark in form for mark in "(|…*"):
            continue
        text = f"So {form} it is."
        assert [found.entry.name for found in WordList([entry]).find(text)] == [entry.name]


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=lambda one: getattr(one, "name", one))
def test_an_entry_is_not_found_in_its_exceptions(name: str, entry: Entry) -> None:
    for context in entry.unless:
        if not any(mark in context for mark in "(|…*"):
            assert alone(entry, f"So {context} it is.") == [], context


@pytest.mark.parametrize(("name", "entry"), PATTERNS, ids=lambda one: getattr(one, "name", one))
def test_what_a_pattern_needs_is_in_every_match(name: str, entry: Entry) -> None:
    """Otherwise the index would leave out texts in which it matches."""
    if not entry.needs:
        return
    flags = 0 if entry.exact else re.IGNORECASE
    index = WordList([entry])

    @settings(
        max_examples=10, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.from_regex(re.compile(entry.pattern, flags), fullmatch=True, alphabet=LETTERS))
    def proven(match: str) -> None:
        text = f"So {match} then."
        assert alone(entry, text) == [found.text for found in index.find(text)]

    proven()


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    for found in sweep(PLAIN, text).values():
        for one in found:
            assert one.text == text[one.start : one.end]
    codes(text)


@given(st.lists(st.sampled_from([form for _, e in ENTRIES for form in (e.word, *e.forms) if form])))
@settings(max_examples=40, deadline=None)
def test_no_mixture_of_our_words_is_too_odd(parts: list[str]) -> None:
    for found in findings("“" + " 7 ".join(parts) + "!"):
        assert found.message
        assert found.line >= 1 <= found.column


def test_the_lists_together_find_what_each_finds_alone() -> None:
    text = "The thugs on the front line: lol. Policemen chase him. It’s evil, and brutal."
    together = sweep(PLAIN, text)
    for name in names():
        alone = tuple(WordList(defaults(name)).find(text))
        assert together.get(name, ()) == alone


def test_capital_letters_that_grow_when_made_small_do_not_shift_what_is_found() -> None:
    (found,) = sweep(PLAIN, "İİİ thugs")["dehumanising"]
    assert found.text == "thugs"


def test_the_house_adds_and_removes_words() -> None:
    changes = HouseWords(
        add=(HouseWord(word="rascal", reason="We say so.", source="House rule"),),
        remove=(HouseWord(word="thug"),),
    )
    where = library(words={"dehumanising": changes})
    assert codes("A thug came.", where) == set()
    assert codes("A rascal came.", where) == {"TONE-01"}
    assert codes("A thug came.") == {"TONE-01"}
    assert codes("A rascal came.") == set()


def test_a_message_is_swept_in_well_under_a_millisecond() -> None:
    """About 0.1 ms on the machine this was written on; the bound leaves room for a busy one."""
    texts = [
        f"Message {number}. Behind every badge is a person with a home to go to. If you see one of"
        " our team out and about, say hello. Ring us if someone is hurt, and wait only if it is"
        " safe. Then let us see what you filmed." for number in range(300)
    ]  # fmt: skip
    sweep(PLAIN, texts[0])
    began = time.process_time()
    for text in texts:
        sweep(PLAIN, text)
    assert (time.process_time() - began) / len(texts) < 0.001


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "a", "a.", "“", " ", "@", "1 ", "mon 1 ", "obstruct", "thug\n", "if it is "],
)
def test_a_long_and_odd_text_is_looked_at_in_good_time(piece: str) -> None:
    """Some expressions take a time that grows with the square of such texts: none of ours do."""
    text = f"{piece * (20_000 // len(piece))} officers"
    began = time.process_time()
    findings(text)
    assert time.process_time() - began < 5
