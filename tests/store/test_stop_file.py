"""The STOP file stops everything on its machine, with or without a database."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from django.db import connection

from campaign.lifecycle import State
from campaign.store import barriers, claims, holds, stop_file
from campaign.store.models import Event, Hold
from campaign.store.stop_watch import StopWatch
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path, settings):
    folder = tmp_path / "campaign"
    folder.mkdir()
    settings.FOLDER = folder
    return folder / "STOP"


def begin(now=NOW):
    return claims.begin("northshire-x", clock=lambda: now, lease=timedelta(minutes=5), worker="w1")


def test_without_the_file_nothing_is_stopped(file):
    assert stop_file.reason() is None
    post()
    assert begin() is not None


def test_its_first_line_is_the_reason(file):
    file.write_text("Major incident in the city\nAsk Sam\n")
    row = post()
    assert begin() is None
    barrier = barriers.before(row.pk, NOW)
    assert barrier.sentence == "A hold is in place: STOP file: Major incident in the city"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"\x1b[2J"])
def test_whatever_it_holds_it_stops(file, content):
    file.write_bytes(content)
    post()
    assert begin() is None
    assert stop_file.reason().isprintable()


def test_a_folder_or_a_dead_link_of_that_name_stops_too(file):
    file.symlink_to(file.with_name("nowhere"))
    assert stop_file.reason() is not None
    file.unlink()
    file.mkdir()
    assert stop_file.reason() is not None


def test_the_environment_may_name_another_place(file, monkeypatch, tmp_path):
    monkeypatch.setenv("CAMPAIGN_STOP_FILE", str(tmp_path / "halt"))
    file.write_text("not this one")
    assert stop_file.reason() is None
    (tmp_path / "halt").write_text("this one")
    assert stop_file.reason() == "STOP file: this one"


def test_a_place_that_is_not_whole_begins_at_the_folder_wherever_the_program_stands(
    file, monkeypatch, tmp_path
):
    monkeypatch.setenv("CAMPAIGN_STOP_FILE", "ops/HALT")
    (file.parent / "ops").mkdir()
    monkeypatch.chdir(tmp_path)
    assert stop_file.reason() is None
    (file.parent / "ops" / "HALT").write_text("Flood")
    assert stop_file.reason() == "STOP file: Flood"


def test_an_ending_that_an_editor_added_does_not_matter(file):
    file.with_name("STOP.txt").write_text("Flood")
    post()
    assert begin() is None
    assert stop_file.reason() == "STOP file: Flood"


def test_when_it_cannot_be_told_whether_it_is_there_nothing_goes_out(file):
    post()
    shutil.rmtree(file.parent)
    assert begin() is None
    assert "cannot be told" in stop_file.reason()
    file.parent.write_text("a file where a folder should be")
    assert "cannot be told" in stop_file.reason()


def test_it_stops_the_call_of_a_post_that_is_claimed_already(file):
    row, line = post(), Line(NOW)
    line.platform.before.append(lambda: file.write_text("An officer was hurt"))
    line.publisher.drain("northshire-x")
    assert line.sent == []
    row.refresh_from_db()
    assert (row.state, "officer was hurt" in row.cause) == (State.SCHEDULED, True)


def test_it_is_written_down_when_it_comes_and_when_it_goes(file):
    watch = StopWatch()
    watch.look(NOW)
    assert holds.standing() == []
    file.write_text("An officer was hurt")
    watch.look(NOW)
    watch.look(NOW)
    [hold] = holds.standing()
    assert (hold.reason, hold.kind) == ("STOP file: An officer was hurt", Hold.Kind.FILE)
    file.unlink()
    watch.look(NOW + timedelta(seconds=1))
    assert holds.standing() == []
    kinds = Event.objects.filter(kind__startswith="hold ").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["hold placed", "hold lifted"]


def test_what_fell_due_while_it_was_there_is_missed(file):
    row, watch = post(), StopWatch()
    file.write_text("An officer was hurt")
    watch.look(NOW)
    file.unlink()
    assert begin() is None  # the row stands until it is taken down, and takes this with it
    watch.look(NOW + timedelta(seconds=5))
    row.refresh_from_db()
    assert (row.state, "officer was hurt" in row.cause) == (State.MISSED, True)


def test_what_was_seen_while_the_database_was_away_is_made_up_for(file):
    row, watch = post(), StopWatch()
    file.write_text("An officer was hurt")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE store_hold RENAME TO store_hold_lost")
    try:
        with pytest.raises(Exception, match="store_hold"):
            watch.look(NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE store_hold_lost RENAME TO store_hold")
    file.unlink()
    watch.look(NOW + timedelta(seconds=5))
    row.refresh_from_db()
    assert row.state == State.MISSED
    assert Hold.objects.get().lifted_at is not None


def test_a_new_program_lifts_what_a_dead_one_wrote_down(file):
    file.write_text("An officer was hurt")
    StopWatch().look(NOW)
    file.unlink()
    StopWatch().look(NOW)
    assert holds.standing() == []


def test_its_hold_is_lifted_by_deleting_the_file(file):
    file.write_text("An officer was hurt")
    StopWatch().look(NOW)
    [hold] = holds.standing()
    with pytest.raises(holds.HoldError, match="Delete the file"):
        holds.lift(hold.pk, by="Other", now=NOW)
