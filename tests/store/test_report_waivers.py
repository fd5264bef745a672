"""The report's list of waivers: what messages let stand, why, and who decided."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from campaign.adapters.limits import LIMITS
from campaign.checks.codes import codes
from campaign.library.loader import read_library
from campaign.lifecycle import State
from campaign.reports.material import Question
from campaign.reports.report import ReportFiles, write_report
from tests.servers.campaign_folder import write_campaign
from tests.servers.posted import END, NOW, START, channel, post, read

pytestmark = pytest.mark.django_db

MESSAGE = """\
---
title: {title}
theme: behind-the-badge
platforms: x, facebook
{waive}
---
Thank you. #BehindTheBadge #One #Two #Three
"""
TAGS = "The tags are the names of the day"


def waive(code: str = "A11Y-E4", reason: str = TAGS, by: str = "Kim Osei, editor") -> str:
    return f"waive:\n  - {{code: {code}, reason: {reason}, by: '{by}'}}"


def write(folder: Path, **waivers: str) -> ReportFiles:
    """Write a campaign of messages with these waivers, and the report of October."""
    files = {
        f"behind-the-badge/{name}.md": MESSAGE.format(title=f"Message {name}", waive=waiver)
        for name, waiver in waivers.items()
    }
    library = read_library(write_campaign(folder, files), LIMITS)
    assert len(library.messages) == len(waivers)
    question = Question(start=START, end=END, now=NOW, campaign=library.campaign, library=library)
    return write_report(folder, question)


def text_of(files: ReportFiles) -> str:
    """Return the words of the page's part about waivers."""
    page = files.html.read_text(encoding="utf-8")
    part = page.partition("<h3>Waivers</h3>")[2].partition("<h2")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def rows_of(files: ReportFiles) -> list[dict[str, str]]:
    with files.waivers.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def published(name: str, **of: object) -> None:
    read(post(channel("x"), message=f"behind-the-badge/{name}", **of), impressions=500)


def test_a_library_without_waivers_is_said_to_have_none(tmp_path: Path) -> None:
    published("a")
    files = write(tmp_path, a="")
    assert "There are no waivers: no message in the library lets a warning stand." in text_of(files)
    assert "<table" not in files.html.read_text().partition("<h3>Waivers</h3>")[2].split("<h2")[0]
    assert rows_of(files) == []


def test_every_waiver_is_listed_with_rule_reason_and_name_those_sent_first(tmp_path: Path) -> None:
    published("z")
    post(channel("x"), message="behind-the-badge/m", state=State.MISSED, cause="Too late.")
    files = write(tmp_path, a=waive(by="A Writer"), m=waive(), z=waive(reason="It is a quotation"))
    told = text_of(files)
    assert "1 waiver is in messages that were sent in this period. 2 waivers belong to" in told
    sent, others = told.split("Waivers of other messages in the library")
    rule = codes()["A11Y-E4"].wants
    assert f"Message z behind-the-badge/z {rule} A11Y-E4 It is a quotation Kim Osei, editor" in sent
    assert f"Message a behind-the-badge/a {rule} A11Y-E4 {TAGS} A Writer" in others
    assert others.index("Message a") < others.index("Message m")
    assert [(r["message"], r["sent_in_period"], r["decided_by"]) for r in rows_of(files)] == [
        ("behind-the-badge/z", "yes", "Kim Osei, editor"),
        ("behind-the-badge/a", "no", "A Writer"),
        ("behind-the-badge/m", "no", "Kim Osei, editor"),
    ]


def test_two_waivers_of_one_message_are_two_rows(tmp_path: Path) -> None:
    published("a")
    both = waive() + "\n  - {code: PLAIN-03, reason: They say so themselves, by: A Writer}"
    assert [row["code"] for row in rows_of(write(tmp_path, a=both))] == ["A11Y-E4", "PLAIN-03"]


def test_a_waiver_of_a_rule_that_there_is_not_says_so(tmp_path: Path) -> None:
    files = write(tmp_path, a=waive(code="A11Y-E44"))
    assert "There is no rule with this code, so nothing is waived. A11Y-E44" in text_of(files)


def test_a_message_that_went_to_the_sandbox_only_is_marked(tmp_path: Path) -> None:
    published("a")
    trial = channel("x", "try", network="sandbox")
    for name in ("a", "b"):
        post(trial, day=1, message=f"behind-the-badge/{name}")
    files = write(tmp_path, a=waive(), b=waive())
    assert [(row["sent_in_period"], row["simulated"]) for row in rows_of(files)] == [
        ("yes", "no"),
        ("yes", "yes"),
    ]
    assert "Message b behind-the-badge/b Simulated" in text_of(files)
    assert "Message a behind-the-badge/a Simulated" not in text_of(files)


def test_messages_that_are_gone_from_the_library_are_owned_up_to(tmp_path: Path) -> None:
    published("gone")
    files = write(tmp_path, a="")
    assert "1 message sent in this period is no longer in the library: what was waived" in text_of(
        files
    )


def test_what_a_waiver_says_can_be_neither_page_nor_formula(tmp_path: Path) -> None:
    files = write(tmp_path, a=waive(reason="'=1+1 <script>alert(1)</script>'", by="@kim"))
    assert "<script" not in files.html.read_text(encoding="utf-8")
    [row] = rows_of(files)
    assert row["reason"].startswith("'=1+1")
    assert row["decided_by"] == "'@kim"


def test_the_tables_can_be_read_by_everybody(tmp_path: Path) -> None:
    files = write(tmp_path, a=waive())
    page = files.html.read_text(encoding="utf-8")
    table = page[page.index('id="waivers-other"') :].partition("</table>")[0]
    assert re.findall(r'<th scope="col">([^<]+)', table) == [
        "Message",
        "What the rule wants",
        "Why it may stand",
        "Who decided",
    ]
    assert '<th scope="row">' in table
    assert 'aria-labelledby="waivers-other" tabindex="0"' in page


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    published("a")
    first = write(tmp_path / "one", a=waive(), b=waive())
    second = write(tmp_path / "two", a=waive(), b=waive())
    assert first.waivers.read_bytes() == second.waivers.read_bytes()
    assert first.html.read_bytes() == second.html.read_bytes()
    assert first.waivers.name in first.html.read_text(encoding="utf-8")


def test_without_a_library_nothing_is_said_of_waivers(tmp_path: Path) -> None:
    files = write_report(tmp_path, Question(start=START, end=END, now=NOW))
    assert "aiver" not in files.html.read_text(encoding="utf-8")
    assert not files.waivers.exists()
