"""Statements that are planned once; run on PostgreSQL as well, by tests/postgresql."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from campaign.store import claims, prepared
from tests.servers.rows import NOW, post

pytestmark = pytest.mark.django_db(transaction=True)

OFTEN = 20


def test_it_answers_as_any_other_statement_does():
    row = post()
    found = prepared.rows("SELECT p.id, p.due_at FROM store_post p WHERE p.id = %s", [row.pk])
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.id, p.due_at FROM store_post p WHERE p.id = %s", [row.pk])
        assert found == cursor.fetchall()
    assert prepared.rows("SELECT p.id FROM store_post p WHERE p.id = %s", [0]) == []


def test_it_is_part_of_the_transaction_at_hand():
    with transaction.atomic():
        row = post()
        found = prepared.rows("SELECT id FROM store_post WHERE id = %s", [row.pk])
        transaction.set_rollback(True)
    assert found == [(row.pk,)]
    assert prepared.rows("SELECT id FROM store_post WHERE id = %s", [row.pk]) == []


def test_a_fault_is_told_as_that_of_any_other_statement():
    with pytest.raises(DatabaseError):
        prepared.rows("SELECT 1 FROM store_of_nobody WHERE 1 = %s", [1])
    assert prepared.rows("SELECT 1 WHERE 1 = %s", [1]) == [(1,)]


def test_what_stands_before_a_post_is_not_planned_each_time():
    for number in range(OFTEN):
        post(f"text {number}", on=f"channel-{number}")
    for number in range(OFTEN):
        lease = timedelta(minutes=5)
        claim = claims.begin(f"channel-{number}", clock=lambda: NOW, lease=lease, worker="w1")
        assert claims.permitted(claim, NOW) is None
    if connection.vendor == "postgresql":
        assert _generic("%FOR UPDATE OF c, p") == OFTEN
        assert _generic("%p.state = 'publishing' AND p.attempt = %") == OFTEN


def _generic(like: str) -> int:
    """Return how often a prepared statement was run by a plan that was there already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(generic_plans), 0) FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            [like],
        )
        return int(cursor.fetchone()[0])
