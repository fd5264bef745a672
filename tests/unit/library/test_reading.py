"""Reading a campaign's folder: everything is kept, or told."""

from __future__ import annotations

import tempfile
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.library.loader import NoCampaign, read_library
from campaign.library.settings import SlotRule
from tests.servers.campaign_folder import (
    CAMPAIGN,
    FACTS,
    GOOD,
    PLATFORMS,
    POLICE,
    library_of,
    write_campaign,
)

FULL = """\
---
title: Share footage with us first
theme: bystander-guidance
audience: Bystander
platforms: all
author: A. Writer
organisations: northshire-police
when: every Friday at 17:30 from 1/12/2026 until 31/1/2027
from: 1/12/2026
until: 31 January 2027
grace: 2 hours
rest: 3 weeks
link: https://www.northshire-police.example
draft: yes
notes:
  - anything at all
---
  First line,
second line.


After two blank lines. \t

## X and Bluesky
Short.
"""
FILES = ("campaign.yaml", "organisations/northshire-police.yaml", "facts.yaml", "dates.yaml")


def test_a_message_says_what_its_file_says(tmp_path: Path) -> None:
    message = library_of(tmp_path, full=FULL).messages["behind-the-badge/full"]
    assert message.title == "Share footage with us first"
    assert (message.theme, message.audience, message.author) == (
        "bystander-guidance",
        "bystander",
        "A. Writer",
    )
    assert message.platforms == tuple(PLATFORMS)
    assert message.organisations == ("northshire-police",)
    assert message.when is not None
    assert message.when.weekdays == (4,)
    assert (message.not_before, message.not_after) == (date(2026, 12, 1), date(2027, 1, 31))
    assert (message.grace, message.rest, message.draft) == (120, 21, True)
    assert message.lines["title"] == (2, 8)
    assert message.lines["until"] == (10, 8)


def test_line_breaks_of_a_text_are_kept_exactly(tmp_path: Path) -> None:
    message = library_of(tmp_path, full=FULL).messages["behind-the-badge/full"]
    general, short = message.sections
    assert general.text == "  First line,\nsecond line.\n\n\nAfter two blank lines."
    assert (general.line, short.line) == (18, 25)
    assert (general.platforms, short.platforms) == ((), ("x", "bluesky"))


def test_what_a_message_leaves_out_comes_from_the_campaign(tmp_path: Path) -> None:
    message = library_of(tmp_path, short=GOOD).messages["behind-the-badge/short"]
    assert message.author == "Communications team"
    assert (message.when, message.organisations, message.draft) == (None, (), False)


def test_the_campaign_says_what_its_file_says(tmp_path: Path) -> None:
    text = CAMPAIGN + (
        "start: 1/9/2026\ncap: 2\nrest: 3 weeks\ngrace: 1 hour\n"
        "quiet:\n"
        '  - {day: 11/11/2026, from: "10:58", to: "11:05", reason: Silence, '
        "organisations: northshire-police}\n"
    )
    library = read_library(write_campaign(tmp_path, {"campaign.yaml": text}), PLATFORMS)
    campaign = library.campaign
    assert library.findings == ()
    assert (campaign.name, campaign.hashtag) == ("Behind the Badge", "#BehindTheBadge")
    assert (campaign.start, campaign.cap, campaign.rest, campaign.grace) == (
        date(2026, 9, 1),
        2,
        21,
        60,
    )
    eight, half_past_five = time(8), time(17, 30)
    assert campaign.slots == (SlotRule((0, 1, 2, 3, 4), (eight, half_past_five)),)
    assert [theme.share for theme in campaign.themes] == [50, 50]
    assert campaign.quiet[0].organisations == ("northshire-police",)


def test_organisations_and_registers_say_what_their_files_say(tmp_path: Path) -> None:
    library = library_of(tmp_path)
    police = library.organisations["northshire-police"]
    assert (police.name, police.kind) == ("Northshire Police", "force")
    assert police.names()["chief"] == "Chief Constable"
    assert police.names()["short_name"] == "Northshire Police"
    channel = library.channels["northshire-x"]
    assert (channel.platform, channel.handle, channel.adapter) == (
        "x",
        "@NorthshirePolice",
        "sandbox",
    )
    assert (channel.file, channel.line) == ("messages/organisations/northshire-police.yaml", 7)
    assert library.facts["total_assaults"].text == "41,221"
    assert library.facts["total_assaults"].expires == date(2027, 9, 1)
    assert library.signposts["emergency"].text == "999"
    assert library.dates[0].tone == "solemn"


def test_a_folder_without_a_campaign_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoCampaign, match="campaign init"):
        read_library(tmp_path, PLATFORMS)
    with pytest.raises(NoCampaign, match="There is no folder"):
        read_library(tmp_path / "nowhere", PLATFORMS)


def test_a_faulty_file_never_hides_another(tmp_path: Path) -> None:
    library = library_of(
        tmp_path, one=GOOD.replace("title", "tilte"), two=b"\xff\xfe", three=GOOD, four=b"\x93"
    )
    assert list(library.messages) == ["behind-the-badge/three"]
    assert {f.file.rpartition("/")[2] for f in library.findings} == {"one.md", "two.md", "four.md"}


def test_settings_and_texts_are_faulted_in_one_go(tmp_path: Path) -> None:
    text = GOOD.replace("theme: ", "thme: ").replace("Text", "{{ nobody }}\n\n## Blusky\nHi")
    found = {(f.line, f.code) for f in library_of(tmp_path, one=text).findings}
    assert found == {
        (2, "missing-setting"),
        (3, "unknown-setting"),
        (7, "unknown-name"),
        (9, "unknown-platform"),
    }


def test_a_wrong_setting_of_the_campaign_leaves_the_others_alone(tmp_path: Path) -> None:
    text = CAMPAIGN.replace("author: Communications team", "cap: many\nzone: Europe/Lundon")
    files = {"campaign.yaml": text, "m.md": GOOD}
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert [(f.line, f.column, f.code) for f in library.findings] == [
        (3, 6, "number"),
        (4, 7, "zone"),
    ]
    assert library.campaign.hashtag == "#BehindTheBadge"
    assert "m" in library.messages


def test_a_campaign_that_cannot_be_read_does_not_fault_every_message(tmp_path: Path) -> None:
    files = {"campaign.yaml": 'name: "Behind the Badge\n', "m.md": GOOD}
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert [(f.file, f.code) for f in library.findings] == [
        ("messages/campaign.yaml", "open-quote")
    ]
    assert library.campaign.name == tmp_path.name


def test_themes_that_cannot_be_read_do_not_fault_every_message(tmp_path: Path) -> None:
    text = CAMPAIGN.partition("themes:")[0] + "themes: behind-the-badge\n"
    library = read_library(
        write_campaign(tmp_path, {"campaign.yaml": text, "m.md": GOOD}), PLATFORMS
    )
    assert [(f.file, f.line, f.column) for f in library.findings] == [
        ("messages/campaign.yaml", 4, 9)
    ]


def test_a_faulty_fact_does_not_fault_the_messages_that_use_it(tmp_path: Path) -> None:
    files = {
        "facts.yaml": FACTS.replace("expires: 1/9/2027", "expires: soon"),
        "m.md": GOOD.replace("Text", "{{ fact.total_assaults }}"),
    }
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert [(f.file, f.line, f.column) for f in library.findings] == [
        ("messages/facts.yaml", 9, 12)
    ]
    assert library.facts == {}


def test_a_faulty_organisation_does_not_fault_the_messages_it_says(tmp_path: Path) -> None:
    files = {
        "organisations/northshire-police.yaml": POLICE.replace("kind: force", "kind: farce"),
        "m.md": GOOD.replace(
            "---\nText", "organisations: northshire-police\n---\n{{ organisation.chief }}"
        ),
    }
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert [(f.line, f.column, f.code) for f in library.findings] == [(2, 7, "choice")]
    assert "m" in library.messages


def test_a_channel_has_one_organisation_only(tmp_path: Path) -> None:
    files = {"organisations/zeta.yaml": POLICE.replace("Northshire", "Zeta")}
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert [(f.file, f.line, f.column, f.code) for f in library.findings] == [
        ("messages/organisations/zeta.yaml", 7, 3, "duplicate-channel"),
        ("messages/organisations/zeta.yaml", 8, 3, "duplicate-channel"),
    ]
    assert "zeta" not in library.organisations


def test_a_secret_in_a_file_is_refused_and_never_repeated(tmp_path: Path) -> None:
    secret = "hunter2-correct-horse"
    text = POLICE.replace(
        "network: sandbox}\n  northshire-f", f"secrets: {{token: {secret}}}}}\n  northshire-f"
    )
    library = read_library(
        write_campaign(tmp_path, {"organisations/northshire-police.yaml": text}), PLATFORMS
    )
    assert [f.code for f in library.findings] == ["secret"]
    assert secret not in str(library.findings)


def test_an_unknown_platform_of_a_channel_is_told_where_it_stands(tmp_path: Path) -> None:
    text = POLICE.replace("platform: facebook", "platform: facebok")
    library = read_library(
        write_campaign(tmp_path, {"organisations/northshire-police.yaml": text}), PLATFORMS
    )
    assert [(f.line, f.column, f.code) for f in library.findings] == [(8, 35, "unknown-platform")]


@pytest.mark.parametrize(
    ("platform", "option", "told", "advice"),
    [
        ("linkedin", "api_verison", "LinkedIn has no option “api_verison”.", "“api_version”"),
        ("bluesky", "page", "Bluesky has no option “page”.", "Take it out: it has none."),
        ("handoff", "color", "Hand-off has no option “color”.", "can use: person, text_limit, wh"),
    ],
)
def test_an_option_its_platform_does_not_know_is_told_where_it_stands(
    tmp_path: Path, platform: str, option: str, told: str, advice: str
) -> None:
    text = POLICE.replace("platform: facebook", f"platform: {platform}, options: {{{option}: a}}")
    files = {"organisations/northshire-police.yaml": text}
    [found] = read_library(write_campaign(tmp_path, files), LIMITS).findings
    assert (found.line, found.code, found.message) == (8, "unknown-option", told)
    assert text.splitlines()[7][found.column - 1 :].startswith(option)
    assert advice in found.fix


def test_an_option_its_platform_knows_is_read(tmp_path: Path) -> None:
    text = POLICE.replace("platform: facebook", 'platform: facebook, options: {page: "42"}')
    files = {"organisations/northshire-police.yaml": text}
    library = read_library(write_campaign(tmp_path, files), LIMITS)
    assert not library.findings
    assert library.channels["northshire-facebook"].options == {"page": "42"}


def test_an_unknown_organisation_of_a_quiet_time_is_told_where_it_stands(tmp_path: Path) -> None:
    text = CAMPAIGN + "quiet:\n  - {day: 11/11/2026, reason: Silence, organisations: northshire}\n"
    library = read_library(write_campaign(tmp_path, {"campaign.yaml": text}), PLATFORMS)
    assert [(f.line, f.column, f.code) for f in library.findings] == [
        (10, 55, "unknown-organisation")
    ]


def test_without_an_organisation_nobody_speaks(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/campaign.yaml").write_text(CAMPAIGN)
    assert [f.code for f in read_library(tmp_path, PLATFORMS).findings] == ["no-organisation"]


def test_a_message_named_cy_is_welsh(tmp_path: Path) -> None:
    files = {"a.md": GOOD, "a.cy.md": GOOD.replace("Text", "Testun")}
    library = read_library(write_campaign(tmp_path, files), PLATFORMS)
    assert library.messages["a.cy"].language == "cy"
    assert [c.id for c in library.channels_for(library.messages["a.cy"])] == ["commissioner-cy"]
    assert library.messages["a"].language == "en-GB"


def test_a_name_and_a_setting_that_disagree_about_the_language_are_told(tmp_path: Path) -> None:
    text = GOOD.replace("audience: public", "language: en-GB")
    library = read_library(write_campaign(tmp_path, {"a.cy.md": text}), PLATFORMS)
    assert [(f.line, f.column, f.code) for f in library.findings] == [(5, 11, "language")]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = library_of(Path(folder), any=raw)
        assert library.findings or library.messages
        for name in FILES:
            root = Path(folder, name.partition("/")[0].partition(".")[0])
            check(read_library(write_campaign(root, {name: raw}), PLATFORMS), PLATFORMS, date.max)


SNIPPETS = st.sampled_from(
    [
        *"{}[]()|&*!%@`'\"#:;,-?>~\\\n\t ",
        "---\n",
        "- ",
        ": ",
        "{{ ",
        " }}",
        "{% if ",
        " %}",
        "{% endif %}",
        "{% for x in y %}",
        "organisation.name",
        "fact.total_assaults",
        "title: ",
        "theme: ",
        "platforms: x\n",
        "when: every Friday at ",
        "from: ",
        "image: ",
        "alt: ",
        "## X and ",
        "Bluesky\n",
        "“",
        "—",
        "\u00a0",
        "\u200b",
        "\u2028",
        "é",
        "1/12/2026",
        "99999999999999999999",
        "**",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "| upper",
        "| replace('a', 'b')",
        "_",
        ".",
        "==",
        " 1 ** 2",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SNIPPETS, max_size=40), st.booleans())
def test_no_mixture_of_meaningful_marks_crashes_the_reader(marks: list[str], body: bool) -> None:
    mixture = "".join(marks)
    text = GOOD.replace("Text", f"Text {mixture}") if body else GOOD.replace("audience", mixture)
    with tempfile.TemporaryDirectory() as folder:
        library = library_of(Path(folder), mix=text)
        assert library.errors or library.messages
        check(library, PLATFORMS, date(2026, 11, 22))
