"""Alerts: one an event, whatever happens around it."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from django.db import transaction

from campaign.store import alerts
from campaign.store.models import Alert

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)

pytestmark = pytest.mark.django_db(transaction=True)


def told(key: str) -> bool:
    return alerts.tell(
        key=key, kind="failed", subject="A post", what="It failed.", advice="Look.", at=NOW
    )


def test_an_event_is_told_once():
    assert told("failed:1:1")
    assert not told("failed:1:1")
    assert Alert.objects.count() == 1


def test_what_is_undone_is_not_told():
    with transaction.atomic():
        told("failed:1:1")
        transaction.set_rollback(True)
    assert not Alert.objects.exists()
    assert told("failed:1:1")


def test_two_long_keys_are_two_events():
    assert told("x" * 300 + "1")
    assert told("x" * 300 + "2")
    assert not told("x" * 300 + "2")


def test_an_unknown_kind_is_a_fault():
    with pytest.raises(ValueError, match="nonsense"):
        alerts.tell(key="k", kind="nonsense", subject="", what="", advice="", at=NOW)
