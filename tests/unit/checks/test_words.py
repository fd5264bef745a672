"""Lists of words: what they match, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.checks.words import Entry, WordList, defaults, names, words
from campaign.library.loader import read_library
from tests.servers.campaign_folder import PLATFORMS, write_campaign


def hits(text: str, **entry: object) -> list[str]:
    made = Entry(**{"word": "", "reason": "r", "source": "s", **entry})
    return [found.text for found in WordList([made]).find(text)]


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("battle", "A battle. BATTLE! battles battleship", ["battle", "BATTLE"]),
        ("battle*", "battle, battles, embattled", ["battle", "battles"]),
        (
            "kill* (cop|cops)",
            "Killing  cops. kill\ncop. kill copper",
            ["Killing  cops", "kill\ncop"],
        ),
        ("had … coming", "had it all coming. had it and all of that coming", ["had it all coming"]),
        ("don't look", "Don’t look. don't look", ["Don’t look", "don't look"]),
        ("cop", "www.cop.example @cop a-cop cop.", ["cop", "cop"]),
        ("&", "this & that", ["&"]),
        ("link in (our |the )bio", "Link in our bio", ["Link in our bio"]),
    ],
)
def test_a_word_matches_whole_words(word: str, text: str, expected: list[str]) -> None:
    assert hits(text, word=word) == expected


def test_a_word_in_one_of_its_fine_contexts_is_left_alone() -> None:
    text = "From Battle, East Sussex, to Battle Abbey: a battle"
    assert hits(text, word="battle", unless=("Battle, East Sussex", "Battle Abbey")) == ["battle"]


def test_capitals_matter_where_the_entry_says_so() -> None:
    assert hits("CED ced", word="CED", exact=True) == ["CED"]


def test_a_pattern_is_tried_where_one_of_its_words_stands() -> None:
    pattern = r"go(?:es|ing)? to (?:war|court)"
    assert hits("They go to war", pattern=pattern, needs=("war", "court")) == ["go to war"]
    assert hits("They go to war", pattern=pattern, needs=("court",)) == []


def test_of_two_that_overlap_the_first_is_told() -> None:
    both = WordList([Entry("evil thug", "r", "s"), Entry("thug life", "r", "s")])
    assert [found.text for found in both.find("evil thug life")] == ["evil thug"]


def test_every_default_has_a_reason_and_a_source_and_finds_itself() -> None:
    for name in names():
        for entry in defaults(name):
            assert entry.reason.endswith("."), (name, entry.name)
            assert entry.source, (name, entry.name)
            for form in entry.forms:
                if not set(form) & set("(*…|"):
                    assert list(WordList([entry]).find(form)), (name, form)


def test_no_list_has_a_word_twice() -> None:
    for name in names():
        found = [entry.name.casefold() for entry in defaults(name)]
        assert len(found) == len(set(found)), name


def test_the_house_adds_and_removes_words(tmp_path: Path) -> None:
    reason = "reason: R, source: S"
    text = f"jargon:\n  add: [{{word: shout, {reason}}}]\n  remove: [{{word: bwv, {reason}}}]\n"
    library = read_library(write_campaign(tmp_path, {"words.yaml": text}), PLATFORMS)
    jargon = words("jargon", library)
    assert [(f.text, f.entry.house) for f in jargon.find("A shout. BWV. NPCC.")] == [
        ("shout", True),
        ("NPCC", False),
    ]
    assert words("jargon", library) is jargon, "a list is made ready once"
