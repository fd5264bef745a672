"""The audit log cannot be altered unseen: tampering, as with a database client."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from campaign.library.settings import Campaign
from campaign.store import alerts, anchors, chain, events, integrity, settings_log
from campaign.store.hashing import digest
from campaign.store.models import Alert, Event
from tests.servers.command import environment
from tests.servers.paths import ROOT
from tests.servers.rows import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_second_place(monkeypatch):
    monkeypatch.delenv("CAMPAIGN_AUDIT_ANCHORS", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".campaign").mkdir()
    return tmp_path


def write(count):
    for number in range(count):
        events.record(
            "hold placed", actor="Duty", at=NOW, subject=f"everything {number}", data={"n": number}
        )


def ids() -> list[int]:
    return list(Event.objects.order_by("id").values_list("pk", flat=True))


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def found(*known) -> list[str]:
    return [one.sentence for one in chain.breaks(*known)]


def test_an_untouched_log_has_no_break():
    write(5)
    assert found() == []


def test_an_empty_log_has_no_break():
    assert found() == []
    assert chain.head() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "Someone else"),
        ("data", '{"n": 7}'),
        ("kind", "hold lifted"),
        ("subject", ""),
        ("at", NOW + timedelta(microseconds=1)),
    ],
)
def test_a_changed_row_is_found_and_named(column, value):
    write(5)
    third = ids()[2]
    sql(f"UPDATE store_event SET {column} = %s WHERE id = %s", value, third)
    assert [one.event for one in chain.breaks()] == [third]
    assert found() == [f"Event {third} was changed after it was written."]


def rehash(pk):
    """Change a row as one who knows how the hash is made."""
    row = Event.objects.get(pk=pk)
    own = digest(row.previous, row.at, "Nobody", row.kind, row.post_id, row.subject, row.data)
    sql("UPDATE store_event SET actor = 'Nobody', hash = %s WHERE id = %s", own, pk)
    return own


def test_a_row_changed_with_its_hash_is_found_by_the_next():
    write(5)
    _, second, third, *_ = ids()
    rehash(second)
    assert found() == [
        (
            f"Event {third} does not follow event {second}: event {second} was changed and its "
            "hash reckoned anew."
        )
    ]


def test_a_deleted_row_is_found_and_named():
    write(5)
    _, second, third, fourth, _ = ids()
    sql("DELETE FROM store_event WHERE id = %s", third)
    assert found() == [
        (
            f"Event {fourth} does not follow event {second}: event {third} was taken out, or event "
            f"{second} was changed and its hash reckoned anew."
        )
    ]


def test_a_deleted_first_row_is_found():
    write(3)
    first, second, _ = ids()
    sql("DELETE FROM store_event WHERE id = %s", first)
    assert found() == [
        f"Event {second} is not the first that was written: what came before was taken out."
    ]


def test_rows_in_another_order_are_found_and_named():
    write(5)
    first, second, third, fourth, _ = ids()
    for old, new in ((second, 10**6), (third, second), (10**6, third)):
        sql("UPDATE store_event SET id = %s WHERE id = %s", new, old)
    assert found()[0] == (f"Event {second} was moved: it was written right after event {third}.")
    assert f"Event {third} was moved: it was written right after event {first}." in found()
    assert [one.event for one in chain.breaks()] == [second, third, fourth]


def test_rows_cut_off_the_end_are_found_by_an_anchor_alone(folder):
    write(5)
    anchors.drop(folder, now=NOW)
    *_, third, fourth, fifth = ids()
    sql("DELETE FROM store_event WHERE id >= %s", fourth)
    assert found() == []
    assert found(anchors.read(folder).anchors) == [
        (
            "The log was cut off at its end: the anchor of 01 Dec 2026, 17:30:00 UTC knew event "
            f"{fifth}, and events after {third} are not there any more."
        )
    ]


def test_rows_cut_off_and_written_over_are_found(folder):
    write(5)
    anchors.drop(folder, now=NOW)
    fifth = ids()[4]
    sql("DELETE FROM store_event WHERE id = %s", fifth)
    write(3)
    assert found() == []
    [sentence] = found(anchors.read(folder).anchors)
    assert sentence.startswith((f"Event {fifth} was taken out", f"Event {fifth} is not the one"))


def test_a_log_written_anew_as_a_whole_is_found_by_an_anchor_alone(folder):
    write(2)
    anchors.drop(folder, now=NOW)
    write(3)
    previous = "0" * 64
    for pk in ids():  # from the first row on, as one who knows how the hash is made
        sql("UPDATE store_event SET previous = %s WHERE id = %s", previous, pk)
        previous = rehash(pk)
    second = ids()[1]
    assert found() == []
    assert found(anchors.read(folder).anchors) == [
        (
            f"Event {second} is not the one that the anchor of 01 Dec 2026, 17:30:00 UTC knew: the "
            "log was written anew, from this event or an earlier one on."
        )
    ]


def test_an_emptied_log_is_found(folder):
    write(2)
    anchors.drop(folder, now=NOW)
    sql("DELETE FROM store_event")
    [sentence] = found(anchors.read(folder).anchors)
    assert "all events are not there any more" in sentence


# Anchors


def test_an_anchor_is_written_once_for_each_newest_event(folder):
    write(1)
    for _ in range(3):
        assert anchors.drop(folder, now=NOW) == []
    write(1)
    anchors.drop(folder, now=NOW)
    head = chain.head()
    lines = (folder / ".campaign" / "audit-anchors").read_text().splitlines()
    assert len(lines) == 2
    assert lines[1] == f"2026-12-01T17:30:00+00:00 {head.event} {head.hash}"


def test_anchors_lie_in_a_second_place_as_well(folder, tmp_path, monkeypatch):
    elsewhere = tmp_path / "share"
    elsewhere.mkdir()
    monkeypatch.setenv("CAMPAIGN_AUDIT_ANCHORS", str(elsewhere))
    write(2)
    anchors.drop(folder, now=NOW)
    (folder / ".campaign" / "audit-anchors").write_text("")  # whoever has the folder can do this
    sql("DELETE FROM store_event WHERE id = %s", ids()[-1])
    [sentence] = found(anchors.read(folder).anchors)
    assert sentence.startswith("The log was cut off at its end")


def test_a_second_place_out_of_reach_keeps_nothing_from_working(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_AUDIT_ANCHORS", str(tmp_path / "not-there"))
    write(1)
    [trouble] = anchors.drop(folder, now=NOW)
    assert "could not be written" in trouble
    assert len(anchors.read(folder).anchors) == 1


def test_a_torn_line_is_told_and_spoils_no_other(folder):
    write(1)
    anchors.drop(folder, now=NOW)
    path = folder / ".campaign" / "audit-anchors"
    path.write_text(path.read_text() + "2026-12-01T17:3")
    write(1)
    anchors.drop(folder, now=NOW)
    kept = anchors.read(folder)
    assert len(kept.anchors) == 2
    assert kept.troubles == (f"Line 2 of {path} is no anchor.",)


def test_a_running_program_tells_people_once_that_the_log_was_cut_off(folder):
    write(3)
    anchors.drop(folder, now=NOW)
    assert not integrity.watch(folder, now=NOW)
    sql("DELETE FROM store_event WHERE id = %s", ids()[-1])
    assert integrity.watch(folder, now=NOW)
    assert not integrity.watch(folder, now=NOW)
    assert [alert.kind for alert in Alert.objects.all()] == [alerts.Kind.AUDIT]


# Several writers


def test_many_writers_make_one_chain():
    def work(_):
        try:
            write(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert Event.objects.count() == 120
    assert found() == []


WRITER = textwrap.dedent(
    """
    import sys
    from django.conf import settings
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    import django
    django.setup()
    from datetime import datetime, timezone
    from campaign.store import events
    from pathlib import Path
    from time import sleep
    here = Path(sys.argv[4])
    (here / sys.argv[2]).touch()
    while not (here / "go").exists():
        sleep(0.001)
    for number in range(int(sys.argv[3])):
        events.record("hold placed", actor=sys.argv[2], at=datetime.now(timezone.utc),
                      subject="everything", data={"n": number})
        sleep(0.001)
    """
)


def test_processes_that_write_at_once_make_one_chain(tmp_path):
    name = str(connection.settings_dict["NAME"])
    setting = {"DJANGO_SETTINGS_MODULE": "campaign.settings", "CAMPAIGN_FOLDER": str(tmp_path)}
    if connection.vendor == "postgresql":
        options = connection.settings_dict
        where = f"{options['HOST']}:{options['PORT']}/{name}"
        setting["DATABASE_URL"] = f"postgresql://{options['USER']}@{where}"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name, f"Person {number}", "40", str(tmp_path)],
            cwd=ROOT,
            env=environment(setting),
        )
        for number in range(4)
    ]
    while len(list(tmp_path.glob("Person *"))) < len(writers):
        assert not any(writer.poll() for writer in writers)
        time.sleep(0.01)
    (tmp_path / "go").touch()
    assert [writer.wait(60) for writer in writers] == [0] * 4
    rows = list(Event.objects.order_by("id").values_list("actor", flat=True))
    assert len(rows) == 160
    assert found() == []
    changes = sum(one != other for one, other in itertools.pairwise(rows))
    assert changes > 4, "they must have written at once, not one after the other"


# Settings


def test_a_change_of_the_campaigns_settings_is_an_event_with_before_and_after():
    old = Campaign(name="Badge", cap=2)
    assert settings_log.note(old, actor="planner", now=NOW)
    assert not settings_log.note(old, actor="planner", now=NOW)
    assert settings_log.note(replace(old, cap=3), actor="planner", now=NOW)
    first, last = Event.objects.order_by("id")
    assert json.loads(first.data)["settings"]["cap"] == 2
    assert json.loads(last.data)["changed"] == {"cap": [2, 3]}
