"""The dashboard: the report's own figures of this week and this month, and what needs somebody."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.lifecycle import State
from campaign.reports import tables
from campaign.reports.dashboard import board, outcomes, spans
from campaign.reports.document import Table
from campaign.reports.names import Names
from campaign.reports.results import results
from campaign.store.models import ChannelState, Post
from tests.servers import posted

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 10, 21, 9, tzinfo=timezone.utc)  # a Wednesday
NAMES = Names()

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FOLDER, settings.STATE = tmp_path, tmp_path / ".campaign"
    settings.STATE.mkdir()


def midnight(day):
    return datetime(2026, 10, day, tzinfo=LONDON)


def read(client):
    """Return the tables of the page: caption -> lines of cells, as plain words."""
    page = client.get("/dashboard").content.decode()
    found = {}
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        [caption] = re.findall(r"<caption[^>]*>(.*?)</caption>", table)
        lines = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        found[unescape(caption)] = [
            [words(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line)]
            for line in lines
        ]
    return found


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_both_spans_are_what_the_report_says_of_the_same_days():
    posted.example()
    found = spans(NAMES, now=NOW)
    week = results(midnight(19), midnight(26), now=NOW)
    month = results(midnight(1), datetime(2026, 11, 1, tzinfo=LONDON), now=NOW)
    assert (found.week.real, found.month.real) == (week.real, month.real)
    assert found.month.platforms == month.platforms
    assert (found.week.causes, found.month.causes) == (week.causes, month.causes)
    lines = outcomes(found).lines
    assert [line.head.text for line in lines] == ["This week", "This month"]
    assert [cell.value for cell in lines[1].cells[:2]] == [month.real.due, month.real.sent]


def test_the_posts_are_read_in_one_pass():
    posted.example()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        spans(NAMES, now=NOW)
    reading = [one for one in asked.captured_queries if "store_reading" in one["sql"]]
    assert len(reading) == 2  # those of the plan, and those a person made by hand


def test_a_week_over_the_end_of_a_month_loses_no_day():
    day = date(2026, 10, 29)
    posted.post(posted.channel("x"), day=24)  # Sunday 25 October
    posted.post(posted.channel("x"), day=25)
    posted.post(posted.channel("x"), day=31, state=State.SCHEDULED)  # Sunday 1 November
    at = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc)
    found = spans(NAMES, now=at)
    assert (found.week.real.due, found.month.real.due) == (2, 2)


def test_simulated_posts_have_lines_of_their_own():
    posted.post(posted.channel("x"), day=19)
    posted.post(posted.channel("sandbox", network="sandbox"), day=20)
    lines = outcomes(spans(NAMES, now=NOW)).lines
    assert [(line.head.text, line.simulated, line.cells[0].value) for line in lines] == [
        ("This week", False, 1), ("This week", True, 1),
        ("This month", False, 1), ("This month", True, 1),
    ]  # fmt: skip


def test_the_page_calls_itself_a_page_when_it_says_that_all_is_simulated():
    posted.post(posted.channel("sandbox", network="sandbox"), day=20)
    banner = board(NAMES, now=NOW).banner
    assert banner.startswith("Every post on this page belongs to the built-in sandbox network")


def test_the_response_is_the_table_of_the_report():
    posted.example()
    found = spans(NAMES, now=NOW)
    report = tables.performance(found.month, found.month.platforms, "platform")
    [section] = [one for one in board(NAMES, now=NOW).sections if one.key == "response"]
    assert section.blocks == (report,)


def test_it_says_what_waits_what_comes_and_who_is_in_trouble(client, monkeypatch):
    x = posted.channel("x")
    ChannelState.objects.filter(pk=x.pk).update(
        paused=True, why_paused="The sign-in was refused.", speaker="Northshire Police"
    )
    soon = datetime.now(timezone.utc) + timedelta(days=2)
    for title, state in (("Ready to go", State.SCHEDULED), ("Waits <b>here</b>", State.PENDING)):
        row = posted.post(x, title=title, state=state, digest=title[0] * 64)
        late = soon + timedelta(minutes=15)
        Post.objects.filter(pk=row.pk).update(due_at=soon, keyed_at=soon, late_at=late)
    shown = read(client)
    [coming] = [lines for caption, lines in shown.items() if caption.startswith("Posts planned")]
    assert [line[1:] for line in coming[1:]] == [
        ["Ready to go", "Northshire Police on X", "yes"],
        ["Waits <b>here</b>", "Northshire Police on X", "no"],
    ]
    assert shown["Posts that await approval"][1][:2] == [
        "Waits <b>here</b>", "Northshire Police on X",
    ]  # fmt: skip
    assert shown["Channels and platforms in trouble"][1] == [
        "Northshire Police on X northshire-x", "paused", "The sign-in was refused.",
    ]  # fmt: skip


def test_an_empty_campaign_has_a_page_that_says_so(client):
    answer = client.get("/dashboard")
    page = words(answer.content.decode())
    assert answer.status_code == 200
    assert "Nothing was sent this month" in page
    assert "Nothing waits for approval." in page
    assert "Every channel works." in page
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert 'href="/dashboard" aria-current="page"' in answer.content.decode()


def test_more_rows_than_fit_are_counted():
    x = posted.channel("x")
    for number in range(15):
        posted.post(x, day=21, hour=number, state=State.SCHEDULED, title=f"Post {number}")
    [section] = [one for one in board(NAMES, now=NOW).sections if one.key == "coming"]
    [table] = section.blocks
    assert isinstance(table, Table)
    assert (len(table.lines), table.left_off) == (12, "The first 12 of 15 posts.")
