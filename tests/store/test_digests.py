"""When summaries go out, and to whom: the worker's clock, the files, a real mail server."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from campaign.store import events
from campaign.store.models import Alert, Digest
from campaign.worker import scribe
from campaign.worker.digests import Digests
from tests.servers.campaign_folder import CAMPAIGN, OFFICE, POLICE, write_campaign
from tests.servers.ears import Ears
from tests.servers.letterbox import letterbox
from tests.servers.scripted import Clock
from tests.store.test_mailing import use

LONDON = ZoneInfo("Europe/London")
LEAD, DESK = "lead@northshire-police.example", "desk@northshire-police.example"

pytestmark = pytest.mark.django_db(transaction=True)


def wall(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(timezone.utc)


@pytest.fixture(autouse=True)
def begun(monkeypatch):
    """The campaign has been there for long; nobody has set a chat."""
    monkeypatch.delenv("CAMPAIGN_DAILY", raising=False)
    events.record("posts planned", actor="planner", at=wall("2026-01-01T00:00"))


@pytest.fixture
def folder(tmp_path):
    return files(tmp_path)


def files(folder, *, police=f"digests: {DESK}\n"):
    return write_campaign(
        folder,
        {
            "campaign.yaml": f"{CAMPAIGN}digests: {LEAD}\n",
            "organisations/northshire-police.yaml": POLICE + police,
            "organisations/commissioner.yaml": OFFICE,
        },
    )


@pytest.fixture
def server(settings):
    with letterbox() as (box, port):
        use(settings, port)
        yield box


class Program:
    """The worker's part that sends summaries, with a clock of ours."""

    def __init__(self, folder, at):
        self.folder, self.clock, self.written = folder, Clock(wall(at)), 0
        self.start()

    def start(self):
        self.digests = Digests(self.folder, clock=self.clock, zone=LONDON, write=self.write)

    def write(self, *asked):
        self.written += 1
        return scribe.here(*asked)  # a process of its own would not see the test's database

    def at(self, moment):
        self.clock.now = wall(moment)
        return self.digests.send()


def told(box):
    return sorted((found["To"], found["Subject"]) for found in box.taken)


def test_on_monday_at_eight_each_reader_gets_the_week_before(folder, server):
    program = Program(folder, "2026-11-23T07:59:59")
    Digest.objects.all().delete()
    assert program.at("2026-11-23T07:59:59") == 0
    assert program.at("2026-11-23T08:00:00") == 2
    assert told(server) == [
        (DESK, "Behind the Badge: no posts, 16 to 22 November 2026 (Northshire Police)"),
        (LEAD, "Behind the Badge: no posts, 16 to 22 November 2026 (All organisations)"),
    ]
    assert program.at("2026-11-23T08:00:30") == 0
    program.start()
    assert program.at("2026-11-24T12:00:00") == 0
    assert len(server.taken) == 2


@pytest.mark.parametrize(
    ("before", "monday"),
    [("2026-10-25T23:00", "2026-10-26"), ("2027-03-28T23:00", "2027-03-29"),
     ("2027-10-31T23:00", "2027-11-01")],
)  # fmt: skip
def test_through_both_clock_changes_it_is_eight_on_the_wall_and_once(
    folder, server, before, monday
):
    program = Program(folder, before)
    end = wall(f"{monday}T12:00")
    sent_at = []
    while program.clock.now < end:
        program.digests.send()
        if len(server.taken) > len(sent_at):
            sent_at += [program.clock.now.astimezone(LONDON)] * (len(server.taken) - len(sent_at))
        program.clock.forward(minutes=30)
        program.start()
    weekly = [found for found in server.taken if "to" in found["Subject"]]
    first = monday.endswith("-01")  # then the month's is due at the same time
    assert len(weekly) == (4 if first else 2)
    assert {(at.hour, at.minute) for at in sent_at} == {(8, 0)}


def test_on_the_first_the_month_before_is_told_of(folder, server):
    program = Program(folder, "2026-12-01T08:00")
    Digest.objects.filter(rhythm="weekly").delete()
    program.at("2026-12-01T08:00")
    months = [subject for _, subject in told(server) if "1 to 30 November" in subject]
    assert len(months) == 2


def test_a_machine_that_was_off_sends_late_but_not_too_late(folder, server):
    program = Program(folder, "2026-11-09T08:00")
    program.at("2026-11-09T08:00")  # a Monday: the first ones
    assert program.at("2026-11-17T23:00") == 2  # off from then on; Tuesday night
    server.taken.clear()
    program.start()
    program.at("2026-11-25T08:01")  # Wednesday a week later: too late
    assert server.taken == []
    left = Digest.objects.filter(state="left out")
    assert sorted(row.name for row in left) == [DESK, LEAD]
    assert Alert.objects.get().subject == ("The weekly summary from 16 November 2026 was left out")
    program.at("2026-11-30T08:00")
    assert len(server.taken) == 2


def test_of_the_time_before_a_campaign_began_nobody_is_told(folder, server):
    from campaign.store.models import Event

    Event.objects.all()._raw_delete(Event.objects.db)
    program = Program(folder, "2026-11-23T10:00")
    events.record("posts planned", actor="planner", at=wall("2026-11-23T09:59"))
    assert program.at("2026-11-23T10:00") == 0
    assert not Digest.objects.exists()


def test_a_file_with_a_fault_keeps_its_readers_waiting_and_nobody_else(folder, server):
    path = folder / "messages/organisations/northshire-police.yaml"
    good = path.read_text("utf-8")
    path.write_text(good.replace("kind: force", "kind: fource"), "utf-8")
    program = Program(folder, "2026-11-23T08:00")
    assert program.at("2026-11-23T08:00") == 1
    path.write_text(good, "utf-8")
    assert program.at("2026-11-23T08:05") == 0
    assert program.at("2026-11-23T08:11") == 1
    assert [to for to, _ in told(server)] == [DESK, LEAD]


def test_a_folder_without_a_campaign_file_stops_nothing(folder, server):
    (folder / "messages/campaign.yaml").unlink()
    assert Program(folder, "2026-11-23T08:00").at("2026-11-23T08:00") == 0


def test_the_clock_put_back_in_the_night_sends_nothing_twice(folder, server):
    program = Program(folder, "2026-11-23T08:00")
    program.at("2026-11-23T08:00")
    for moment in ("2026-11-23T07:30", "2026-11-16T08:00", "2026-11-23T08:00"):
        program.at(moment)
    weeks = [found["Message-ID"] for found in server.taken]
    assert len(weeks) == len(set(weeks))


def test_the_daily_line_is_sent_once_at_eight_to_each_chat(folder, server, monkeypatch):
    with Ears() as one, Ears() as two:
        monkeypatch.setenv("CAMPAIGN_DAILY", f"{one.url}\n{two.url}")
        program = Program(folder, "2026-11-26T07:59")
        assert program.at("2026-11-26T07:59") == 0
        for moment in ("2026-11-26T08:00", "2026-11-26T08:01", "2026-11-26T11:00"):
            program.at(moment)
            program.start()
        program.at("2026-11-27T12:30")  # it was off in the morning: four hours are too late
        program.at("2026-11-28T08:00")
    assert one.titles == two.titles == [
        "Behind the Badge, 25 November 2026", "Behind the Badge, 27 November 2026",
    ]  # fmt: skip
    assert one.heard[0]["message"].startswith("No post was due on 25 November 2026.")


def test_a_summary_is_worked_out_once_for_all_its_readers(folder, server):
    readers = ", ".join(f"r{number}@northshire-police.example" for number in range(5))
    files(folder, police=f"digests: {readers}\n")
    program = Program(folder, "2026-11-23T08:00")
    assert program.at("2026-11-23T08:00") == 6
    assert program.written == 2
    assert len({found["To"] for found in server.taken}) == 6
    assert program.clock.now - wall("2026-11-23T08:00") == timedelta()
