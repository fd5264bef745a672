"""British spelling: what is right, what is not, and what was probably meant."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.checks.data import make
from campaign.checks.language import lists
from campaign.checks.language.american import is_ize
from campaign.checks.language.distance import distance
from campaign.checks.language.spelling import british_spelling, misspelt, suggest
from campaign.checks.language.tokens import tokens


def wrong(text: str, *extra: str) -> list[str]:
    return [word.word for word in misspelt(text, frozenset(extra))]


@pytest.mark.parametrize(
    "text",
    [
        "The neighbours organised it and the centre was full of colour.",
        "It’s the officers’ shift; they don’t know who’s on call, and that's o'clock sharp.",
        "Co-operate with the anti-social behaviour team. A non-violent, well-being, part-time day.",
        "PCSOs, the NHS and the UK’s Specials THANK YOU. Nottinghamshire and Battle, East Sussex.",
        "24hr help on 101, at 9am on the 3rd, for £5.50 a head: C3PO, x_y and 1st2nd.",
        "A café, a naïve idea, a cliché.",
        "Dashcam footage and doorbell footage: wellbeing, livestreams and safeguarding.",
        "日本語 Привет مرحبا",
        "",
    ],
)
def test_right_words_are_left_alone(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The polcie recieve it.", ["polcie", "recieve"]),
        ("Meet in london on fryday.", ["london", "fryday"]),
        ("We dont and cant.", ["dont", "cant"]),
        ("The color of the center.", ["color", "center"]),
        ("A co-ordinatd team’s assualt.", ["ordinatd", "assualt"]),
        ("ASSUALT", ["ASSUALT"]),
        ("an officcer’s bag", ["officcer’s"]),
        ("help.Thay come", ["Thay"]),
    ],
)
def test_slips_are_found(text: str, found: list[str]) -> None:
    assert wrong(text) == found


def test_a_slip_is_found_where_it_stands() -> None:
    text = "Ring the polcie 🚓 or the polcie."
    assert [text[start:end] for start, end, _ in misspelt(text)] == ["polcie", "polcie"]
    assert [start for start, _, _ in misspelt(text)] == [9, 25]


@pytest.mark.parametrize(
    "text",
    [
        "https://www.northshire-polcie.example/assualt?colr=1#recieve",
        "northshire-polcie.example/footge and www.polcie.uk",
        "Write to recieve@polcie.example or @assualt, @polcie@mast.example.",
    ],
)
def test_addresses_and_handles_are_nobodys_spelling(text: str) -> None:
    assert wrong(text.replace("Write to", "")) == []


def test_two_sentences_without_a_space_are_not_an_address() -> None:
    assert wrong("Call for help.they will recieve you") == ["recieve"]


def test_a_hashtag_is_checked_by_the_words_it_shows() -> None:
    assert wrong("#StopTheAssualt") == ["Assualt"]
    assert wrong("#StopTheAssault #NHSHeroes #Day2Day #polcie") == []
    assert wrong("#AskForAngella") == ["Angella"]
    assert wrong("#AskForAngella", "#AskForAngella") == []


def test_the_house_has_words_of_its_own() -> None:
    assert wrong("Northshire’s Gromley gromley") == ["Northshire’s", "Gromley", "gromley"]
    assert wrong("Northshire’s Gromley gromley", "Northshire", "gromley") == []
    assert wrong("gromley", "Gromley") == ["gromley"]  # a name keeps its capital


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("assualt", "assault"),
        ("recieve", "receive"),
        ("fryday", "Friday"),
        ("wensday", "Wednesday"),
        ("london", "London"),
        ("alot", "a lot"),
        ("dont", "don't"),
        ("cant", "can't"),
        ("thankyou", "thank you"),
        ("definately", "definitely"),
        ("Goverment", "Government"),
        ("OFICER", "OFFICER"),
        ("wich", "which"),
        ("color", "colour"),
    ],
)
def test_the_likeliest_suggestion_comes_first(word: str, meant: str) -> None:
    assert suggest(word)[0] == meant


def test_nothing_rude_is_suggested() -> None:
    rude = lists.british().rude
    assert len(rude) > 40
    for word in rude:
        assert not rude.intersection(suggest(word[:-1]), suggest(f"{word}x"), suggest(word[1:]))
        assert wrong(word) == []  # it is spelt right: other rules mind the tone


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("organize", "organise"),
        ("Organizations", "Organisations"),
        ("analyzed", "analysed"),
        ("neighborhood", "neighbourhood"),
        ("center", "centre"),
        ("traveled", "travelled"),
        ("counselor", "counsellor"),
        ("fulfill", "fulfil"),
        ("skillful", "skilful"),
        ("defense", "defence"),
        ("catalog", "catalogue"),
        ("pediatric", "paediatric"),
        ("gray", "grey"),
        ("MOM", "MUM"),
        ("polcie", ""),
        ("seize", ""),
        ("size", ""),
    ],
)
def test_american_spellings_have_a_british_one(american: str, british: str) -> None:
    assert british_spelling(american) == british
    assert wrong(american) == ([american] if british or american == "polcie" else [])


def test_only_ize_is_a_matter_of_the_house() -> None:
    assert [word for word in ("organize", "realizing", "color", "size") if is_ize(word)] == [
        "organize",
        "realizing",
        "size",
    ]


def test_near_slips_are_nearer_than_far_ones() -> None:
    assert distance("teh", "the") < distance("teh", "ten") + 0.01
    assert distance("comittee", "committee") < distance("comittee", "comities")
    assert distance("dont", "don't") < distance("dont", "done")
    assert distance("", "abc") == distance("abc", "") == 3
    assert distance("police", "police") == 0


@given(st.text(max_size=300))
@example("ßx İx ŉx \U0010ffff\U0010ffff")
def test_no_text_is_too_odd(text: str) -> None:
    suggest(text)
    for start, end, word in misspelt(text):
        assert text[start:end] == word
        british_spelling(word)
        assert len(suggest(word)) <= 3
    ends = [0, *(token.end for token in tokens(text))]
    assert all(token.start >= end for token, end in zip(tokens(text), ends, strict=False))


@pytest.mark.parametrize("piece", ["a", ".", "-", "a.", "@", "#", "a'", "http", "1,", "Aa", "\n"])
def test_long_texts_of_one_piece_take_no_time(piece: str) -> None:
    begin = time.process_time()
    misspelt(piece * 20_000)
    assert time.process_time() - begin < 3  # seconds: a regular expression gone wild takes hours


def test_importing_the_checks_reads_no_list() -> None:
    code = (
        "import campaign.checks.rules; from campaign.checks.language import lists;"
        "read = (lists.british, lists.common, lists.welsh);"
        "assert not any(one.cache_info().currsize for one in read)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_lists_are_what_their_sources_say() -> None:
    known, rude = lists.british()
    folder = Path(make.__file__).parent
    sources = (folder / "SOURCES.md").read_text("utf-8")
    forms = len(known - set(lists._plain("british.txt")))
    assert f"{forms:,} British word forms" in sources
    assert f"{len(rude)} of them are rude" in sources
    assert {path.name for path in folder.iterdir() if path.suffix in {".gz", ".txt"}} == {
        line.split("`")[1] for line in sources.splitlines() if line.startswith("| `")
    }
    assert "Kevin Atkinson" in (folder / "en-GB-LICENCE.txt").read_text("utf-8")


def test_the_list_is_made_of_a_hunspell_dictionary(tmp_path: Path) -> None:
    (tmp_path / "index.aff").write_text(
        "SET UTF-8\nPFX U Y 1\nPFX U 0 un .\nSFX D Y 2\nSFX D 0 d e\nSFX D 0 ed [^e]\n"
        "SFX V N 1\nSFX V e ive e\nSFX M Y 1\nSFX M 0 's .\n"
    )
    (tmp_path / "index.dic").write_text("6\nlock/UDM\nabuse/DV\nLondon/M\n1st/p\nboss's\nbum/!D\n")
    made = tmp_path / "list.gz"
    make.main(tmp_path, made)
    polite, rude = make.gzip.decompress(made.read_bytes()).decode().split("\n\n")
    assert polite.split() == [
        "London", "abuse", "abused", "abusive", "lock", "locked", "unlock", "unlocked"
    ]  # fmt: skip
    assert rude.split() == ["bum", "bumed"]
