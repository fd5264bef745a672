"""The audit log cannot be altered unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from campaign.store import events
from campaign.store.models import Event
from tests.servers.rows import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def write(count):
    for number in range(count):
        events.record(
            "hold placed", actor="Duty", at=NOW, subject=f"everything {number}", data={"n": number}
        )


def test_an_untouched_log_has_no_break():
    write(5)
    assert list(events.breaks()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "Someone else"},
        {"data": '{"n": 7}'},
        {"kind": "hold lifted"},
        {"subject": ""},
        {"at": NOW + timedelta(microseconds=1)},
    ],
)
def test_a_changed_row_is_found_and_named(change):
    write(5)
    third = Event.objects.order_by("id")[2]
    Event.objects.filter(pk=third.pk).update(**change)
    assert [found.event for found in events.breaks()] == [third.pk]


def test_a_deleted_row_is_found():
    write(5)
    ids = list(Event.objects.order_by("id").values_list("pk", flat=True))
    Event.objects.filter(pk=ids[2]).delete()
    assert [found.event for found in events.breaks()] == [ids[3]]


def test_many_writers_make_one_chain():
    def work(_):
        try:
            write(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert Event.objects.count() == 120
    assert list(events.breaks()) == []
