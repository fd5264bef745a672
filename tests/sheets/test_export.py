"""The spreadsheet and the calendar file of a real calendar."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from icalendar import Calendar

from campaign.library.loader import read_library
from campaign.sheets.columns import SETTINGS
from campaign.sheets.exporting import TONES, VOICES, entries_in, export_workbook
from campaign.sheets.ics import calendar_of, write_calendar
from campaign.sheets.span import Span
from tests.servers import rows
from tests.servers.campaign_folder import CAMPAIGN, PLATFORMS, write_campaign
from tests.servers.sheet import NOW, imported, records, table, through_libreoffice

pytestmark = pytest.mark.django_db
ZONE = "Europe/London"
MESSAGE = """\
---
title: "@home: =1+1"
theme: behind-the-badge
platforms: x, facebook
---
=Call {{ signpost.emergency }}.

## X
+44 short
"""
ALWAYS = Span()
QUIET = """\
cap: 2
quiet:
  - {day: 11/11/2026, from: "10:58", to: "11:05", reason: Armistice Day silence}
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    files = {"campaign.yaml": CAMPAIGN + QUIET, "behind-the-badge/home.md": MESSAGE}
    return write_campaign(tmp_path / "c", files)


def at(local: str) -> datetime:
    wall = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE))
    return wall.astimezone(timezone.utc)


def post(local: str, channel: str = "northshire-x", message: str = "behind-the-badge/home", **more):
    platform = channel.rpartition("-")[2]
    rows.channel(channel, organisation="northshire-police", platform=platform)
    return rows.post(on=channel, due=at(local), message=message, approved=False, **more)


def export(folder: Path, path: Path, span: Span = ALWAYS):
    return export_workbook(path, read_library(folder, PLATFORMS), PLATFORMS, span, NOW)


def test_a_row_is_a_message_at_a_time_with_a_yes_for_each_platform(folder, tmp_path):
    post("2027-03-28T19:30")
    post("2027-03-28T19:30", "northshire-facebook", state="published")
    post("2027-03-29T08:00")
    done = export(folder, tmp_path / "c.xlsx")
    assert (done.posts, done.rows, done.messages, done.clashing) == (3, 2, 1, 0)
    first, second = records(tmp_path / "c.xlsx", "Calendar")
    assert first["Date"] == date(2027, 3, 28)
    assert f"{first['Time']:%H:%M}" == "19:30"
    assert (first["X"], first["Facebook"]) == ("Yes", "Yes")
    assert (second["X"], second["Facebook"]) == ("Yes", "")
    assert first["Status"] == "pending: northshire-x; published: northshire-facebook"
    assert (first["Title"], first["Text"]) == ("@home: =1+1", "=Call {{ signpost.emergency }}.")
    assert (first["Text for X"], first["Text for Facebook"]) == ("+44 short", "")


def test_nothing_becomes_a_formula_or_a_link(folder, tmp_path):
    post("2027-03-28T19:30")
    export(folder, tmp_path / "c.xlsx")
    with zipfile.ZipFile(tmp_path / "c.xlsx") as archive:
        sheets = [archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert not any(b"<mergeCell" in sheet for sheet in sheets)


def test_lists_to_choose_from_survive_libreoffice(folder, tmp_path):
    post("2027-03-28T19:30")
    export(folder, tmp_path / "c.xlsx")
    saved = through_libreoffice(tmp_path / "c.xlsx", tmp_path / "saved")
    for path in (tmp_path / "c.xlsx", saved):
        with zipfile.ZipFile(path) as archive:
            book = archive.read("xl/workbook.xml").decode()
            sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (3, 4)]
        assert re.search(r'name="Themes"[^>]*>\$?\'?Lists', book)
        assert re.search(r'name="Lists"[^>]*state="hidden"|state="hidden"[^>]*name="Lists"', book)
        for sheet in sheets:
            assert re.search(r"<formula1>\(?Themes\)?</formula1>", sheet)
            assert 'state="frozen"' in sheet or path == saved  # headless, it forgets the view


def test_what_is_in_the_way_is_marked(folder, tmp_path):
    post("2026-11-11T11:00")
    post("2026-11-12T09:00", message="behind-the-badge/other")
    post("2026-11-12T09:00")
    post("2026-11-12T15:00")
    post("2026-11-13T09:00")
    post("2026-11-13T09:00", message="behind-the-badge/other", state="cancelled")
    done = export(folder, tmp_path / "c.xlsx", Span(date(2026, 11, 1), date(2026, 11, 30)))
    marks = [row["Conflicts"] for row in records(tmp_path / "c.xlsx", "Calendar")]
    many = "northshire-x has 3 posts on 12 November 2026; the most is 2."
    assert marks == [
        "It falls into quiet time, 10:58 to 11:05: Armistice Day silence.",
        f"2 posts go out on northshire-x at 09:00. {many}",
        f"2 posts go out on northshire-x at 09:00. {many}",
        many,
        "",
    ]
    assert done.clashing == 4


def test_the_window_is_of_local_days(folder, tmp_path):
    for local in ("2027-03-27T23:30", "2027-03-28T00:15", "2027-03-28T23:45", "2027-03-29T00:00"):
        post(local)
    day = Span(date(2027, 3, 28), date(2027, 3, 28))
    assert [f"{e.local:%H:%M}" for e in entries_in(day, ZONE)] == ["00:15", "23:45"]


def test_a_post_whose_file_is_gone_is_shown_and_makes_no_file(folder, tmp_path):
    post("2027-03-28T19:30", message="gone/away")
    export(folder, tmp_path / "c.xlsx")
    [row] = records(tmp_path / "c.xlsx", "Calendar")
    assert (row["Title"], row["Text"]) == ("Call 999 first", "Call 999 first.")
    outcome = imported(folder, tmp_path / "c.xlsx")
    assert (outcome.changes, outcome.problems, outcome.notes) == ([], [], [])


def test_instructions_come_first_and_name_every_column(folder, tmp_path):
    export(folder, tmp_path / "c.xlsx")
    assert "campaign import FILE" in " ".join(
        str(r[0]) for r in table(tmp_path / "c.xlsx", "How to use")
    )
    named = {row[0] for row in table(tmp_path / "c.xlsx", "Columns")[1:]}
    for sheet in ("Calendar", "Messages"):
        assert set(table(tmp_path / "c.xlsx", sheet)[0]) <= named


def test_the_choices_offered_are_choices_there_are():
    for key, words in (("voice", VOICES), ("tone", TONES)):
        assert [SETTINGS[key].meaning(word) for word in words] == list(words)
        assert SETTINGS[key].judge
        with pytest.raises(ValueError, match="is not one of the choices"):
            SETTINGS[key].judge("none of them")


# The calendar file


def events(calendar: Calendar) -> dict[str, object]:
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def written(tmp_path: Path) -> Calendar:
    entries = entries_in(Span(), ZONE)
    write_calendar(tmp_path / "c.ics", entries, name="Behind the Badge", zone=ZONE, now=NOW)
    raw = (tmp_path / "c.ics").read_bytes()
    assert b"\r\n" in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    return Calendar.from_ical(raw)


CLOCKS = [
    "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T03:30",
    "2027-03-28T00:30", "2027-03-28T02:30", "2027-03-28T03:00",
    "2027-10-31T00:30", "2027-10-31T01:30", "2027-10-31T02:30",
]  # fmt: skip


def test_both_clock_changes_are_right_for_two_readers(tmp_path):
    posts = {f"{post(local).key}@campaign.example": at(local) for local in CLOCKS}
    second = datetime(2027, 10, 31, 1, 30, tzinfo=timezone.utc)  # 01:30 for the second time
    later = rows.post(due=second, approved=False, message="behind-the-badge/late")
    posts[f"{later.key}@campaign.example"] = second
    calendar = written(tmp_path)
    assert calendar.get_missing_tzids() == set()
    found = {uid: event.start.astimezone(timezone.utc) for uid, event in events(calendar).items()}
    assert found == posts
    # dateutil reads the zone's rules themselves, and not only its name.
    text = (tmp_path / "c.ics").read_text().replace("\r\n", "\n")
    [block] = re.findall(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", text, re.DOTALL)
    rules = _tzical(block)
    for event in calendar.walk("VEVENT"):
        start = event["DTSTART"]
        if start.params.get("TZID"):
            local = start.dt.replace(tzinfo=rules)
            assert local.astimezone(timezone.utc) == posts[str(event["UID"])], local


def _tzical(block: str):
    """Turn RDATEs into the onsets dateutil understands: one rule for each."""
    import io

    lines = []
    for part in re.findall(
        r"BEGIN:(?:STANDARD|DAYLIGHT).*?END:(?:STANDARD|DAYLIGHT)", block, re.DOTALL
    ):
        onsets = re.findall(r"^(?:DTSTART|RDATE)[^:]*:(.+)$", part, re.MULTILINE)
        rest = re.sub(r"^(?:DTSTART|RDATE)[^:]*:.+\n", "", part, flags=re.MULTILINE)
        for onset in onsets:
            head, tail = rest.split("\n", 1)
            rule = f"DTSTART:{onset}\nRRULE:FREQ=YEARLY;COUNT=1"
            lines.append(f"{head}\n{rule}\n{tail}")
    text = "BEGIN:VTIMEZONE\nTZID:Europe/London\n" + "\n".join(lines) + "\nEND:VTIMEZONE\n"
    return tz.tzical(io.StringIO(text)).get()


def test_the_onset_of_summer_time_is_told_in_the_time_that_ends():
    calendar = calendar_of([], name="x", zone=ZONE, now=NOW)
    text = calendar.to_ical().decode()
    assert "RDATE:20270328T010000" in text.replace("\r\n", "\n")
    assert "20271031T020000" in text


def test_an_event_keeps_its_identity_when_its_post_moves_or_is_approved(tmp_path):
    row = post("2027-01-25T19:30")
    [before] = events(written(tmp_path))
    row.due_at += timedelta(days=1)
    row.state = "scheduled"
    row.save()
    calendar = written(tmp_path)
    assert list(events(calendar)) == [before]
    [event] = events(calendar).values()
    assert event["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("state", "status"),
    [("pending", "TENTATIVE"), ("scheduled", "CONFIRMED"), ("published", "CONFIRMED"),
     ("missed", "TENTATIVE"), ("cancelled", "CANCELLED")],
)  # fmt: skip
def test_an_event_tells_the_text_and_the_state(tmp_path, state, status):
    text = "Commas, semicolons; back\\slashes\nand ŵ 😀 " + "long " * 40
    post("2027-01-25T19:30", text=text, state=state)
    [event] = events(written(tmp_path)).values()
    assert event["STATUS"] == status
    assert state in event["CATEGORIES"].cats
    assert text.strip() in str(event["DESCRIPTION"])
    assert event.duration == timedelta(minutes=15)
