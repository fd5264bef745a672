"""Threads on the real Bluesky server: each part names the one before, and the first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from campaign.adapter import Content, Deferred, Gone, Link, PostKey, Receipt, Refused, Uncertain
from campaign.adapters.bluesky import Bluesky
from campaign.testing import KEY, OTHER_KEY, pictures
from tests.servers.bluesky import Login
from tests.servers.bluesky_wire import PUT, Wire, speaker

THIRD_KEY = PostKey("3" * 32, KEY.at)
UPLOAD = "com.atproto.repo.uploadBlob"
READ = "com.atproto.repo.getRecord"


def records(wire: Wire, login: Login) -> dict[str, dict[str, Any]]:
    """Return what the server keeps, by the first word of each post."""
    return {one["value"]["text"].split()[0]: one for one in wire.network.records(login)}


def below(parent: Receipt, text: str) -> Content:
    return Content(text, images=pictures(1), reply_to=parent.remote_id)


def test_each_part_names_its_parent_and_the_first_by_address_and_version(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    first = bsky.publish(Content("1/3"), KEY)
    second = bsky.publish(below(first, "2/3"), OTHER_KEY)
    speaker(wire.url, login).publish(below(second, "3/3"), THIRD_KEY)
    kept = records(wire, login)
    root, middle = ({"uri": kept[n]["uri"], "cid": kept[n]["cid"]} for n in ("1/3", "2/3"))
    assert "reply" not in kept["1/3"]["value"]
    assert kept["2/3"]["value"]["reply"] == {"root": root, "parent": root}
    assert kept["3/3"]["value"]["reply"] == {"root": root, "parent": middle}


def test_a_part_repeated_is_one_part(bsky: Bluesky, wire: Wire, login: Login) -> None:
    first = bsky.publish(Content("1/2"), KEY)
    wire.fault("cut_after", path=PUT)
    with pytest.raises(Uncertain):
        bsky.publish(below(first, "2/2"), OTHER_KEY)
    again = speaker(wire.url, login)
    receipt = again.publish(below(first, "2/2"), OTHER_KEY)
    assert again.find(below(first, "2/2"), OTHER_KEY, KEY.at) == receipt
    assert wire.bodies(PUT)[-1] == wire.bodies(PUT)[-2]
    assert len(records(wire, login)) == 2


def test_a_part_whose_parent_was_taken_down_is_refused_before_anything_is_sent(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    first = bsky.publish(Content("1/2"), KEY)
    bsky.delete(first.remote_id)
    with pytest.raises(Gone, match="The part before this one is no longer on Bluesky"):
        bsky.publish(below(first, "2/2"), OTHER_KEY)
    assert wire.count()[UPLOAD] == 0
    assert records(wire, login) == {}


def test_a_part_that_was_in_time_is_adopted_though_its_parent_has_gone_since(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    first = bsky.publish(Content("1/2"), KEY)
    second = bsky.publish(below(first, "2/2"), OTHER_KEY)
    bsky.delete(first.remote_id)
    assert speaker(wire.url, login).publish(below(first, "2/2"), OTHER_KEY) == second


@pytest.mark.parametrize("parent", ["", "7", "at://did:plc:x/app.bsky.feed.post/3jzfcijpj2z2a"])
def test_only_posts_of_this_account_are_continued(bsky: Bluesky, wire: Wire, parent: str) -> None:
    with pytest.raises(Refused, match="not the address of a post of this Bluesky account"):
        bsky.publish(Content("2/2", reply_to=parent), KEY)
    assert wire.count()[PUT] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"uri": "at://x", "value": {}}',
        b'{"uri": "at://x", "cid": "no cid!", "value": {}}',
        b'{"uri": "at://x", "cid": "bafyreia", "value": 7}',
        b'{"uri": "at://x", "cid": "bafyreiab", "value": {"reply": {"root": {"uri": "x"}}}}',
        b'{"uri": "at://x", "cid": "bafyreiab", "value": {"reply": 7}}',
    ],
)
def test_a_parent_that_cannot_be_read_defers_the_part(
    bsky: Bluesky, wire: Wire, body: bytes
) -> None:
    first = bsky.publish(Content("1/2"), KEY)
    wire.fault("status", path=READ, code=200, body=body)
    with pytest.raises(Deferred):
        bsky.publish(replace(below(first, "2/2"), images=()), OTHER_KEY)
    assert wire.count()[PUT] == 1


def test_a_card_with_a_picture_hangs_below_its_parent_in_its_language(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    first = bsky.publish(Content("1/2"), KEY)
    link = Link("https://www.police.uk/", "Help", "How to help.", pictures(1)[0])
    part = Content("2/2 #BehindTheBadge", "cy", link=link, reply_to=first.remote_id)
    bsky.publish(part, OTHER_KEY)
    value = records(wire, login)["2/2"]["value"]
    card = value["embed"]["external"]
    assert (card["title"], card["description"]) == ("Help", "How to help.")
    assert card["thumb"]["size"] == pictures(1)[0].size
    assert value["langs"] == ["cy"]
    assert value["reply"]["parent"]["uri"] == first.remote_id
