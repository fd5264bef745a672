"""What a post looks like inside the real Bluesky server."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from campaign.adapter import BadContent, Content, Deferred, Image, Link, PostKey
from campaign.adapters.bluesky import Bluesky
from campaign.adapters.bluesky_record import record_key
from campaign.testing import KEY, pictures, read_picture
from tests.servers.bluesky import Login
from tests.servers.bluesky_wire import PUT, Wire
from tests.servers.lexicon import FORMATS
from tests.servers.paths import SHARED

UPLOAD = "com.atproto.repo.uploadBlob"
TIDS = SHARED / "specs/bluesky/interop/syntax"
AT = datetime(2026, 12, 1, 8, 0, tzinfo=timezone.utc)


def stored(wire: Wire, login: Login) -> dict[str, Any]:
    """Return the only record there is, as the server keeps it."""
    [record] = wire.network.records(login)
    value: dict[str, Any] = record["value"]
    return value


def test_pictures_are_stored_with_their_alt_text_and_shape(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    images = pictures(2)
    bsky.publish(Content("Two fields.", images=images), KEY)
    embed = stored(wire, login)["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    assert [one["alt"] for one in embed["images"]] == [one.alt for one in images]
    for one, image in zip(embed["images"], images, strict=True):
        assert one["aspectRatio"] == {"width": image.width, "height": image.height}
        kept = wire.network.blob(login, one["image"]["ref"]["$link"])
        assert hashlib.sha256(kept).hexdigest() == image.sha256


def test_a_picture_of_unknown_size_claims_no_shape(bsky: Bluesky, wire: Wire, login: Login) -> None:
    bare = replace(pictures(1)[0], width=0, height=0)
    bsky.publish(Content("A field.", images=(bare,)), KEY)
    assert "aspectRatio" not in stored(wire, login)["embed"]["images"][0]


def test_links_and_tags_are_marked_where_they_stand_in_bytes(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    text = (
        "👮🏽‍♀️ Tŷ'r heddlu, #YTuÔl – gwelwch https://northshire-police.example/ŵ?a=1"
        " 🏴󠁧󠁢󠁷󠁬󠁳󠁿 #BehindTheBadge!"
    )
    bsky.publish(Content(text, language="cy"), KEY)
    record = stored(wire, login)
    assert record["text"] == text
    assert record["langs"] == ["cy"]
    marked = {}
    for facet in record["facets"]:
        place, [feature] = facet["index"], facet["features"]
        shown = text.encode()[place["byteStart"] : place["byteEnd"]].decode()
        marked[shown] = feature
    kind = "app.bsky.richtext.facet"
    address = "https://northshire-police.example/ŵ?a=1"
    assert marked == {
        "#YTuÔl": {"$type": f"{kind}#tag", "tag": "YTuÔl"},
        address: {"$type": f"{kind}#link", "uri": address},
        "#BehindTheBadge": {"$type": f"{kind}#tag", "tag": "BehindTheBadge"},
    }


def test_a_mention_is_marked_when_somebody_has_the_handle(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    other = wire.network.account("staff")
    bsky.publish(Content(f"Diolch @{other.handle} and @nobody-at-all.test."), KEY)
    [facet] = stored(wire, login)["facets"]
    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#mention", "did": other.did}]


def test_a_handle_that_cannot_be_asked_after_now_defers_the_post(
    bsky: Bluesky, wire: Wire, login: Login
) -> None:
    wire.fault("status", path="resolveHandle", code=503)
    with pytest.raises(Deferred):
        bsky.publish(Content(f"Thank you, @{login.handle}"), KEY)
    assert wire.network.records(login) == []


def test_plain_words_carry_no_marks(bsky: Bluesky, wire: Wire, login: Login) -> None:
    bsky.publish(Content("Thank you."), KEY)
    assert set(stored(wire, login)) == {"$type", "text", "createdAt", "langs"}


@pytest.mark.parametrize("thumbnail", [None, pictures(1)[0]])
def test_a_link_becomes_a_card(
    bsky: Bluesky, wire: Wire, login: Login, thumbnail: Image | None
) -> None:
    link = Link("https://northshire-police.example/footage", "Share footage", "How to.", thumbnail)
    bsky.publish(Content("Send us your video.", link=link), KEY)
    embed = stored(wire, login)["embed"]
    card = embed["external"]
    assert embed["$type"] == "app.bsky.embed.external"
    assert (card["uri"], card["title"], card["description"]) == (link.url, link.title, "How to.")
    assert ("thumb" in card) == (thumbnail is not None)


def test_a_card_without_a_title_shows_its_address(bsky: Bluesky, wire: Wire, login: Login) -> None:
    bsky.publish(Content("Look.", link=Link("https://northshire-police.example/")), KEY)
    assert stored(wire, login)["embed"]["external"]["title"] == "https://northshire-police.example/"


def test_pictures_come_before_a_card(bsky: Bluesky, wire: Wire, login: Login) -> None:
    link = Link("https://northshire-police.example/", "Home")
    bsky.publish(Content("Look.", images=pictures(1), link=link), KEY)
    assert stored(wire, login)["embed"]["$type"] == "app.bsky.embed.images"


def test_a_picture_without_alt_text_never_leaves(bsky: Bluesky, wire: Wire) -> None:
    with pytest.raises(BadContent, match="alt text"):
        bsky.publish(Content("Look.", images=(replace(pictures(1)[0], alt=" "),)), KEY)
    assert not wire.said


def test_a_card_picture_has_a_limit_of_its_own(bsky: Bluesky) -> None:
    large = replace(pictures(1)[0], size=1_000_001)
    link = Link("https://northshire-police.example/", image=large)
    assert [one.code for one in bsky.check(Content("Look.", link=link))] == ["image-too-large"]


@pytest.mark.parametrize("size", [2_100_000, 6_000_000])
def test_a_picture_the_server_finds_too_large_is_bad_content(
    bsky: Bluesky, wire: Wire, login: Login, size: int
) -> None:
    data = read_picture(pictures(1)[0].sha256).ljust(size, b"\0")
    image = replace(pictures(1)[0], sha256=hashlib.sha256(data).hexdigest(), size=0)
    # Past the proxy: this breaks the lexicon, which every request through it must keep.
    account = replace(bsky.account, base_url=wire.network.pds, read=lambda _: data)
    with pytest.raises(BadContent):
        Bluesky(account).publish(Content("Look.", images=(image,)), KEY)
    assert wire.network.records(login) == []


def test_a_picture_the_server_lost_is_sent_again(bsky: Bluesky, wire: Wire, login: Login) -> None:
    body = b'{"error":"BlobNotFound","message":"Could not find blob"}'
    wire.fault("status", path=PUT, code=400, body=body)
    bsky.publish(Content("A field.", images=pictures(1)), KEY)
    assert wire.count()[UPLOAD] == 2
    assert wire.bodies(PUT)[0] == wire.bodies(PUT)[1]
    assert stored(wire, login)["text"] == "A field."


def test_a_picture_lost_twice_defers_the_post(bsky: Bluesky, wire: Wire, login: Login) -> None:
    body = b'{"error":"BlobNotFound","message":"Could not find blob"}'
    wire.fault("status", path=PUT, code=400, body=body, times=2)
    with pytest.raises(Deferred):
        bsky.publish(Content("A field.", images=pictures(1)), KEY)
    assert wire.count()[PUT] == 2
    assert wire.network.records(login) == []


def test_a_picture_we_cannot_read_ourselves_defers_the_post(
    bsky: Bluesky, wire: Wire, tmp_path: Path
) -> None:
    account = replace(bsky.account, read=lambda sha256: (tmp_path / sha256).read_bytes())
    with pytest.raises(Deferred, match="storage"):
        Bluesky(account).publish(Content("A field.", images=pictures(1)), KEY)
    assert not wire.bodies(PUT)


def test_the_record_carries_the_time_of_its_key(bsky: Bluesky, wire: Wire, login: Login) -> None:
    at = datetime(2026, 12, 1, 9, 0, 0, 123_456, timezone(timedelta(hours=1)))
    receipt = bsky.publish(Content("On time."), PostKey(KEY.value, at))
    assert stored(wire, login)["createdAt"] == "2026-12-01T08:00:00.123Z"
    assert receipt.published_at == AT.replace(microsecond=123_000)


def test_the_receipt_leads_to_the_post(bsky: Bluesky, wire: Wire, login: Login) -> None:
    receipt = bsky.publish(Content("Here."), KEY)
    assert receipt.remote_id == f"at://{login.did}/app.bsky.feed.post/{record_key(KEY)}"
    assert receipt.url == f"https://bsky.app/profile/{login.handle}/post/{record_key(KEY)}"


def test_a_record_key_never_changes() -> None:
    """Posts sent by an older version must be found by a newer one."""
    assert record_key(PostKey("0123456789abcdef0123456789abcdef", AT)) == "3n3lrow3z3t7r"


def test_record_keys_sort_by_second_and_differ_within_one() -> None:
    keys = [
        PostKey(hashlib.md5(f"{number}".encode()).hexdigest(), AT + timedelta(seconds=second))
        for second in range(2)
        for number in range(1000)
    ]
    rkeys = [record_key(key) for key in keys]
    assert len(set(rkeys)) == 2000
    assert max(rkeys[:1000]) < min(rkeys[1000:])


def test_record_keys_are_tids() -> None:
    assert re.fullmatch(FORMATS["tid"], record_key(KEY))
    if not TIDS.is_dir():
        pytest.skip("the published examples of TIDs are not here")
    for verdict in ("valid", "invalid"):
        for line in (TIDS / f"tid_syntax_{verdict}.txt").read_text().splitlines():
            if line and not line.startswith("#"):
                assert bool(re.fullmatch(FORMATS["tid"], line)) == (verdict == "valid"), line
