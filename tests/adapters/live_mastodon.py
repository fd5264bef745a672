"""Mastodon's adapter against a server of your own: run it with an account nobody follows.

    CAMPAIGN_TEST_MASTODON_URL=https://social.example CAMPAIGN_TEST_MASTODON_TOKEN=... \\
        python -m pytest tests/adapters/live_mastodon.py

It posts a thread of two with a picture, and deletes it. The name of this file keeps it out of
the whole run, where the same tests are aimed at the fake.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from uuid import uuid4

import pytest

from campaign.adapter import Content, PostKey, Receipt
from campaign.adapters.mastodon import Mastodon
from campaign.testing import Parcel, account, pictures


def now() -> datetime:
    return datetime.now(timezone.utc)


def mastodon() -> Mastodon:
    """Return an adapter that remembers nothing."""
    known = {name: os.environ[f"CAMPAIGN_TEST_MASTODON_{name}"] for name in ("URL", "TOKEN")}
    secrets = {"token": known["TOKEN"]}
    return Mastodon(account(base_url=known["URL"], secrets=secrets, clock=now))


@pytest.fixture
def made() -> Iterator[list[Receipt]]:
    """Take back whatever a test has posted."""
    receipts: list[Receipt] = []
    yield receipts
    for receipt in reversed(receipts):
        mastodon().delete(receipt.remote_id)


def send(content: Content, key: PostKey, made: list[Receipt]) -> Receipt:
    receipt = Parcel(mastodon(), content, key).send()
    if receipt not in made:
        made.append(receipt)
    return receipt


def test_a_thread_with_a_picture_is_posted_once_found_measured_and_deleted(
    made: list[Receipt],
) -> None:
    begun, mark = now(), uuid4().hex[:8]
    first = Content(f"A test of Campaign ({mark}), soon deleted.", images=pictures(1))
    key = PostKey(uuid4().hex, begun)
    assert mastodon().identify()
    assert mastodon().find(first, key, begun) is None
    top = send(first, key, made)
    part = replace(first, text=f"Its second part ({mark}).", images=(), reply_to=top.remote_id)
    below_key = PostKey(uuid4().hex, begun)
    below = send(part, below_key, made)
    assert send(part, below_key, made) == below, "this server takes a key twice: no Mastodon"
    assert mastodon().find(part, below_key, begun) == below
    assert mastodon().find(replace(part, text="Other words."), below_key, begun) is None
    assert set(mastodon().measure([top.remote_id, below.remote_id])) == {
        *(top.remote_id, below.remote_id)
    }
    for receipt in (below, top):
        mastodon().delete(receipt.remote_id)
        mastodon().delete(receipt.remote_id)
    assert mastodon().find(part, below_key, begun) is None
