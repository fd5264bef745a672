"""``campaign check`` as a person sees it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.cli.findings import excerpt
from tests.servers.campaign_folder import CAMPAIGN, FACTS, GOOD, write_campaign
from tests.servers.command import campaign
from tests.servers.paths import ROOT

FAULTY = """\
---
title: Share footage with us first
theme: bystander-guidance
platforms: X, facebok
image: nothing.jpg
alt: A hand holding a phone that is calling 999.
---
日本 {{ signpost.emergancy }}
"""
TOLD = """\
messages/bystander-guidance/faulty.md:4:15: error: There is no platform called “facebok”. \
[unknown-platform]
    platforms: X, facebok
                  ^
    Did you mean “facebook”?
messages/bystander-guidance/faulty.md:5:8: error: There is no picture “nothing.jpg” in assets/. \
[picture-missing]
    image: nothing.jpg
           ^
    Put the picture into assets/.
messages/bystander-guidance/faulty.md:8:7: error: There is no signpost “emergancy” in \
messages/signposts.yaml. [unknown-name]
    日本 {{ signpost.emergancy }}
            ^
    Did you mean “emergency”?

3 errors in 1 file; 1 message read.
"""

TIER = "tier 1, a yes from one person other than its author.\n"
FOLDERS = ("messages/bystander-guidance", "messages", ".", "messages/behind-the-badge")


@pytest.fixture
def folder(tmp_path):
    messages = {"behind-the-badge/good.md": GOOD, "bystander-guidance/faulty.md": FAULTY}
    return write_campaign(tmp_path, messages)


def test_the_shipped_campaign_checks_clean():
    done = campaign(ROOT, "check")
    assert (done.code, done.err) == (0, "")
    *_, told = done.out.splitlines()  # Welsh texts wait for their translator: that is advice
    assert re.fullmatch(r"(No findings|\d+ pieces? of advice in .*); \d+ messages read\.", told)


def test_each_finding_says_where_what_and_what_to_do(folder):
    done = campaign(folder, "check")
    assert done.out == TOLD
    assert (done.code, done.err) == (1, "")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("messages/bystander-guidance", 1),
        ("messages/bystander-guidance/faulty.md", 1),
        ("bystander-guidance/faulty", 1),
        ("messages", 1),
        (".", 1),
        ("messages/behind-the-badge", 0),
        ("messages/behind-the-badge/good.md", 0),
    ],
)
def test_a_path_narrows_what_is_told(folder, path, code):
    done = campaign(folder, "check", path)
    assert done.code == code
    told = TOLD if code else "No findings; 1 message read.\n"
    if path not in FOLDERS:
        file = "bystander-guidance/faulty" if code else "behind-the-badge/good"
        told += f"messages/{file}.md: {TIER}"
    assert done.out == told


def test_a_path_is_meant_from_where_one_stands(folder):
    place = folder / "messages" / "bystander-guidance"
    done = campaign(place, "check", "faulty.md", "--folder", str(folder))
    assert done.out == f"{TOLD}messages/bystander-guidance/faulty.md: {TIER}"


def test_nothing_a_terminal_would_obey_comes_out_of_a_file(folder):
    message = GOOD.replace("behind-the-badge", "\x1b[2Jgone")
    write_campaign(folder, {"behind-the-badge/trick.md": message})
    done = campaign(folder, "check")
    assert "\x1b" not in done.out
    assert done.code == 1


def test_checking_leaves_nothing_behind_but_what_it_found(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    campaign(folder, "check")
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    after.pop(folder / ".campaign" / "check-cache.json")
    assert after == before


@pytest.mark.parametrize(
    ("zone", "code"),
    [("Pacific/Pago_Pago", 0), ("Pacific/Kiritimati", 1)],  # 25 hours apart
)
def test_today_is_the_day_where_the_campaign_is(folder, zone, code):
    tomorrow = datetime.now(ZoneInfo("Pacific/Pago_Pago")).date() + timedelta(days=1)
    facts = FACTS.replace("1/9/2027", f"{tomorrow:%d/%m/%Y}")
    settings = f"zone: {zone}\n{CAMPAIGN}"
    text = GOOD.replace("\nText\n", "\n{{ fact.total_assaults }} assaults were recorded.\n", 1)
    files = {"campaign.yaml": settings, "facts.yaml": facts, "behind-the-badge/good.md": text}
    write_campaign(folder, files)
    done = campaign(folder, "check", "behind-the-badge/good", "--code", "FACT-02")
    assert (done.code, "expired" in done.out) == (code, bool(code)), done.out


@pytest.mark.parametrize(
    ("line", "column", "caret"),
    [
        ("platforms: x", 12, "           ^"),
        ("theme:\tx", 8, "      \t^"),
        ("日本x", 3, "    ^"),
        ("e\u0301x", 3, " ^"),
        ("short", 90, "     ^"),
    ],
)
def test_the_caret_stands_below_the_place(line, column, caret):
    assert excerpt(line, column) == (line, caret)


def test_of_a_very_long_line_the_part_around_the_place_is_shown():
    shown, caret = excerpt("a" * 300 + "X" + "b" * 300, 301)
    assert shown[len(caret) - 1] == "X"
    assert len(shown) < 200
    assert shown.startswith("…")
    assert shown.endswith("…")


DRAFT = FAULTY.replace("image:", "draft: yes\nimage:")


def test_what_is_wrong_with_a_draft_is_told_and_fails_nothing(tmp_path):
    folder = write_campaign(tmp_path, {"behind-the-badge/good.md": GOOD, "behind/draft.md": DRAFT})
    for _ in ("everything is looked at", "what was kept is told"):
        done = campaign(folder, "check")
        assert "error: There is no platform called “facebok”." in done.out
        assert done.out.endswith("3 errors in 1 file, 3 of them in drafts; 1 message read.\n")
        assert (done.code, done.err) == (0, "")
    assert campaign(folder, "check", "--drafts").code == 1
    assert campaign(folder, "check", "--strict").code == 0
    (folder / "messages/behind/finished.md").write_text(FAULTY, encoding="utf-8")
    done = campaign(folder, "check")
    assert "6 errors in 2 files, 3 of them in drafts" in done.out
    assert done.code == 1


def test_a_draft_whose_settings_cannot_be_read_counts(tmp_path):
    broken = DRAFT.replace("title: Share", "title: a: b")
    folder = write_campaign(tmp_path, {"behind/draft.md": broken})
    assert campaign(folder, "check").code == 1


def test_a_fault_in_the_settings_is_told_once_and_not_for_every_message(tmp_path):
    texts = {name: GOOD.replace("Text", f"{name} {{{{ campaign.hashtag }}}}") for name in "ab"}
    files = {f"behind/{name}.md": text for name, text in texts.items()}
    folder = write_campaign(tmp_path, files)
    file = folder / "messages/campaign.yaml"
    file.write_text(file.read_text("utf-8").replace("themes:", "themes: ["), "utf-8")
    done = campaign(folder, "check")
    assert done.out.startswith("messages/campaign.yaml:4:9: error: A [ or { is opened here")
    assert done.out.endswith(
        "\n1 error in 1 file; 4 more, not shown, because of messages/campaign.yaml; "
        "2 messages read.\n"
    )
    assert done.code == 1
    assert "“campaign.hashtag” is empty" in campaign(folder, "check", "behind/a").out
