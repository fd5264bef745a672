"""Plain words and letters; links, accounts and words about time."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.checks.example import Example
from tests.servers.campaign_folder import CAMPAIGN
from tests.servers.checking import found, places

OWN = "https://www.northshire-police.example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our BWV helps", [(6, 5)]),
        ("Our body-worn video (BWV) helps", []),
        ("The bwv file and PSDs", [(6, 18)]),
        ("Prior to that we commenced", [(6, 1), (6, 18)]),
    ],
)
def test_jargon_is_told_unless_it_is_explained(
    tmp_path: Path, text: str, expected: list[tuple[int, int]]
) -> None:
    assert places(found(tmp_path, "PLAIN-03", text)) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Officers & staff", 1),
        ("M&S and R&R", 0),
        ("Meet us @ the park", 1),
        ("Thanks @NorthshirePolice", 0),
        ("THANK YOU TO EVERYONE", 1),
        ("THANK YOU ALL", 0),
        ("The PCSO, the PC, the NHS and the RSPCA", 0),
        ("𝗧𝗵𝗮𝗻𝗸 you", 1),
        ("Café, naïve, Ŵyn", 0),
    ],
)
def test_words_and_letters_are_plain(tmp_path: Path, text: str, count: int) -> None:
    assert len(found(tmp_path, "PLAIN-05", text)) == count


def test_a_wall_of_capitals_is_looked_at_in_no_time(tmp_path: Path) -> None:
    assert (
        len(found(tmp_path, "PLAIN-05", Example(text="A-B’C " * 9000, platforms="facebook"))) <= 1
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nso **bold** and **more**", [(7, 4)]),
        ("see [here](https://a.example)", [(6, 10)]),
        ("type `this`", [(6, 6)]),
        ("__so__", [(6, 1)]),
        ("2 ** 3 is (8) [sic], a_b_c, f*** off", []),
        ("{{ campaign.name | replace('`', '') }}", []),
        ("Join us on [insert date]", [(6, 12)]),
        ("Date TBC", [(6, 6)]),
        ("Hello <name>", [(6, 7)]),
        ("What???", [(6, 5)]),
        ("[and a friend] for $5, 50% off", []),
    ],
)
def test_what_is_left_over_is_told_where_it_stands(
    tmp_path: Path, text: str, expected: list[tuple[int, int]]
) -> None:
    assert places(found(tmp_path, "TECH-01", text)) == expected


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        ("Go to http://www.northshire-police.example/a now", "", [(6, 7)]),
        (f"Go to {OWN}/a now", "", []),
        ("Go to help.northshire-police.example now", "", []),
        ("Go to https://northshire-police.example.evil.example/a", "", [(6, 7)]),
        ("Go to https://notnorthshire-police.example", "", [(6, 7)]),
        ("Go to www.stranger.example", "", [(6, 7)]),
        ("Text", "link: http://www.northshire-police.example", [(5, 7)]),
        ("Text", "link: https://www.stranger.example", [(5, 7)]),
        ("Write to a@stranger.example. Or not.Then", "", []),
    ],
)
def test_links_are_safe_and_approved(
    tmp_path: Path, text: str, settings: str, expected: list[tuple[int, int]]
) -> None:
    findings = found(tmp_path, "TECH-02", Example(text=text, settings=settings))
    assert places(findings) == expected


def test_the_house_approves_further_websites(tmp_path: Path) -> None:
    files = {"messages/campaign.yaml": f"{CAMPAIGN}domains: www.Stranger.example\n"}
    example = Example(text="Go to https://www.stranger.example/a", files=files)
    assert found(tmp_path, "TECH-02", example) == []


@pytest.mark.parametrize(
    ("link", "count"),
    [
        (f"{OWN}/?utm_source=x&utm_campaign=badge", 0),
        (f"{OWN}/?page=2", 0),
        (f"{OWN}/?email=1", 1),
        (f"{OWN}/?a=jo@mail.example", 1),
        (f"{OWN}/?a=07700900123", 1),
        (f"{OWN}/?fbclid=abc", 1),
    ],
)
def test_links_carry_nothing_personal(tmp_path: Path, link: str, count: int) -> None:
    assert len(found(tmp_path, "TECH-04", f"See {link}")) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thanks @Stranger", [(6, 8)]),
        ("Thanks @northshirepolice, and all", []),
        ("Mail us: police@northshire.example", []),
        ("Meet @ 10", []),
    ],
)
def test_only_known_accounts_are_named(
    tmp_path: Path, text: str, expected: list[tuple[int, int]]
) -> None:
    assert places(found(tmp_path, "TECH-05", text)) == expected


@pytest.mark.parametrize(
    ("text", "settings", "count"),
    [
        ("The fair is today", "", 1),
        ("The fair is today", "until: 1/12/2026", 0),
        ("The fair is today", "when: on 25/11/2026 at 09:00", 0),
        ("The fair is today", "when: every Friday at 09:00", 1),
        ("The fair is this weekend, in September", "", 2),
        ("It began in September 2018", "", 0),
        ("You may call", "", 0),
    ],
)
def test_words_about_time_want_a_last_day(
    tmp_path: Path, text: str, settings: str, count: int
) -> None:
    assert len(found(tmp_path, "TECH-06", Example(text=text, settings=settings))) == count


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#Don’tLook", "a curly quotation mark"),
        ("See https://www.north\u200bshire.example/a", "an invisible character (U+200B)"),
        ("#Веhind", "a letter of another alphabet"),
        ("Thanks (#BehindTheBadge)", "no space is before it"),
        ("Thanks #Behind-TheBadge", "ends at its hyphen"),
        ("Thanks – #BehindTheBadge – and https://www.northshire-police.example/a#b-c", ""),
        ("“See #BehindTheBadge” and don’t look away", ""),
        ("#Cymru #Tŷ", ""),
    ],
)
def test_letters_that_only_look_right_are_told(tmp_path: Path, text: str, told: str) -> None:
    findings = found(tmp_path, "TECH-07", text)
    assert [told in finding.message for finding in findings] == [True] * bool(told)
