"""Instagram keeps the contract, fetches our pictures, and its containers settle every doubt."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from PIL import Image as Pillow

from campaign.adapter import (
    Adapter,
    BadContent,
    Can,
    Content,
    Deferred,
    Disconnected,
    Image,
    Receipt,
    Refused,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
    Unsupported,
)
from campaign.adapters.instagram import Instagram
from campaign.testing import (
    KEY,
    OTHER_KEY,
    TEXT,
    AdapterContract,
    Parcel,
    pictures,
    read_picture,
)
from tests.servers.containers import account_at
from tests.servers.cutproxy import CutProxy
from tests.servers.fake_graph import APP_SECRET, FRESH, trouble
from tests.servers.fake_instagram import FakeInstagram, channel
from tests.servers.meta_errors import CONTAINER_ROWS, SHARED_ROWS
from tests.servers.picture_host import PictureHost

POST = Content(TEXT, images=pictures(1))
CAROUSEL = Content(TEXT, images=pictures(2))
LATER = timedelta(minutes=11)


def now() -> datetime:
    return datetime.now(timezone.utc)


def later(adapter: Adapter, by: timedelta = LATER) -> Instagram:
    return Instagram(replace(adapter.account, clock=lambda: now() + by))


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with PictureHost() as server:
        yield server


@pytest.fixture
def platform() -> Iterator[FakeInstagram]:
    with FakeInstagram() as server:
        yield server
    assert server.violations == [], "every request keeps to the published tables"


@pytest.fixture
def adapter(platform: FakeInstagram, host: PictureHost) -> Instagram:
    return Instagram(account_at(channel(platform.url), host))


class TestContract(AdapterContract):
    @pytest.fixture
    def unreachable(self, host: PictureHost) -> Instagram:
        return Instagram(account_at(channel("http://127.0.0.1:9"), host))

    def fullest(self, adapter: Adapter) -> Content:
        """One picture: several are staged in two steps, of which the first publishes nothing."""
        return self.pictured(adapter, 1)


@pytest.mark.parametrize(
    ("status", "code", "subcode", "kind", "word"), SHARED_ROWS + CONTAINER_ROWS
)
def test_every_error_has_its_meaning_and_its_sentence(
    adapter: Instagram, platform: FakeInstagram, status, code, subcode, kind, word
) -> None:
    platform.next_write((status, trouble(code, subcode, "Of s3cret-token-of-northshire")))
    with pytest.raises(kind, match=r"Instagram|127\.0\.0\.1") as caught:
        Parcel(adapter, POST).send()
    assert word in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert platform.posts == {}


@pytest.mark.parametrize(("code", "subcode"), [(24, 2207006), (24, 2207008), (-2, 2207020)])
def test_a_container_it_does_not_know_is_made_anew_once_it_is_old(
    adapter: Instagram, platform: FakeInstagram, code: int, subcode: int
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.next_write((400, trouble(code, subcode)))
    with pytest.raises(Deferred) as caught:
        parcel.send()
    assert not isinstance(caught.value, Unstaged), "it may only not have heard of it yet"
    platform.next_write((400, trouble(code, subcode)))
    with pytest.raises(Unstaged):
        later(adapter).release(POST, KEY, parcel.handle)
    assert parcel.send().remote_id in platform.posts


@pytest.mark.parametrize("content", [POST, CAROUSEL], ids=["one", "two"])
@pytest.mark.parametrize("step", FakeInstagram.PUBLISHING)
@pytest.mark.parametrize("mishap", ["cut before", "answer lost", "garbled answer", "503", "429"])
def test_a_mishap_at_any_step_ends_in_one_post(
    adapter: Instagram, platform: FakeInstagram, content: Content, step: str, mishap: str
) -> None:
    platform.befall(step, mishap)
    begun, parcel = now(), Parcel(adapter, content)
    for _ in range(4):
        try:
            parcel.send()
        except Uncertain:
            if adapter.find(content, KEY, begun, parcel.handle):
                break
        except Deferred:
            continue
        else:
            break
    assert list(platform.posts.values()) == [TEXT]
    assert list(platform.alts.values()) == [[image.alt for image in content.images]]


def test_alt_texts_are_on_the_wire_and_pictures_are_fetched(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost
) -> None:
    parcel = Parcel(adapter, CAROUSEL)
    parcel.send()
    *items, whole = [request.form() for request in platform.asked("container")]
    assert [item["alt_text"] for item in items] == [image.alt for image in CAROUSEL.images]
    assert {item["image_url"] for item in items} == {
        f"http://127.0.0.1:{host.server_port}{path}" for path in host.kept
    }
    assert whole["media_type"] == "CAROUSEL"
    assert whole["caption"] == TEXT


# -- the life of a container -------------------------------------------------------------------


def test_what_is_still_prepared_is_asked_after_a_minute_later(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    platform.processing = 3
    parcel = Parcel(adapter, POST)
    first = parcel.step()
    assert isinstance(first, Staged)
    assert first.check_after == 10
    for _ in range(3):
        assert parcel.step() == Staged(first.handle, 60)
    assert isinstance(parcel.step(), Receipt)
    assert len(platform.asked("container")) == 1


def test_processing_that_never_ends_publishes_nothing(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    platform.processing = 10**6
    parcel = Parcel(adapter, CAROUSEL)
    parcel.stage()
    for _ in range(20):
        assert isinstance(parcel.step(), Staged)
    assert platform.writes == 0
    assert adapter.find(CAROUSEL, KEY, now(), parcel.handle) is None


@pytest.mark.parametrize("content", [POST, CAROUSEL], ids=["one", "two"])
@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("Error: Media upload has failed with error code 2207009", "of this shape"),
        ("Error: Media upload has failed with error code 2207003", "public_address"),
        ("Error: Media upload has failed with error code 2207082", "error code 2207082"),
        ("Error: Media upload has failed with error code 2207053", "could not prepare this post"),
        ("UNKNOWN", "could not prepare this post: check its picture and its text."),
    ],
)
def test_a_container_that_failed_says_why(
    adapter: Instagram, platform: FakeInstagram, content: Content, reason: str, word: str
) -> None:
    parcel = Parcel(adapter, content)
    parcel.stage()
    platform.failing = reason
    with pytest.raises(BadContent) as caught:
        parcel.send()
    assert word in str(caught.value)
    assert str(caught.value).endswith(".")
    assert platform.writes == 0


def test_a_failed_container_is_not_asked_for_ever(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    """A person mended the cause and sends it again: it is prepared anew."""
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.failing = "Error"
    with pytest.raises(Unstaged):
        later(adapter).release(POST, KEY, parcel.handle)
    assert adapter.find(POST, KEY, now(), parcel.handle) is None


def test_an_expired_container_is_made_anew_only_if_nothing_is_out(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    begun = now()
    platform.lag = 25 * 3600
    ours = later(adapter, timedelta(hours=25))
    assert ours.find(POST, KEY, begun, parcel.handle) is None
    with pytest.raises(Unstaged):
        ours.release(POST, KEY, parcel.handle)
    other = Parcel(ours, POST, OTHER_KEY)
    receipt = other.send()
    assert ours.release(POST, KEY, parcel.handle) == receipt, "the list shows it: nothing anew"


def test_a_published_container_is_never_published_again(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, POST)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    receipt = parcel.send()
    assert set(platform.posts) == {receipt.remote_id}
    assert len(platform.publications) == 1


def test_a_published_post_that_is_not_listed_yet_stays_a_doubt(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, POST)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    platform.unlisted |= set(platform.posts)
    for call in (parcel.send, lambda: adapter.find(POST, KEY, now(), parcel.handle)):
        with pytest.raises(Uncertain, match="does not list it yet"):
            call()
    assert len(platform.publications) == 1


def test_a_permalink_that_cannot_be_read_right_after_is_looked_up(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    platform.befall("media", (400, trouble(100, 33)))
    parcel = Parcel(adapter, POST)
    with pytest.raises(Uncertain, match="did not show it"):
        parcel.send()
    found = adapter.find(POST, KEY, now(), parcel.handle)
    assert found is not None
    assert found.url.startswith("https://")


def test_a_container_that_cannot_be_read_is_asked_again(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.befall("status", (400, trouble(100, 33)), times=2)
    with pytest.raises(Deferred) as caught:
        parcel.send()
    assert caught.value.retry_after == 30
    with pytest.raises(Uncertain, match="cannot be told"):
        adapter.find(POST, KEY, now(), parcel.handle)
    assert isinstance(parcel.send(), Receipt)


def test_a_status_nobody_knows_is_no_answer(adapter: Instagram, platform: FakeInstagram) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    for answer in ({}, [], {"status_code": "DONE"}, {"status_code": 7}):
        platform.befall("status", (200, answer))
        with pytest.raises(Deferred):
            parcel.send()
    assert platform.writes == 0


def test_pictures_that_expired_before_they_were_gathered_are_made_anew(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    parcel = Parcel(adapter, CAROUSEL)
    parcel.step()
    platform.lag = 25 * 3600
    with pytest.raises(Unstaged):
        parcel.step()
    assert platform.writes == 0


def test_gathering_pictures_twice_publishes_nothing(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    """The note of the pictures may be read again after a crash: only the post's own publishes."""
    parcel = Parcel(adapter, CAROUSEL)
    items = parcel.stage()
    first, second = (adapter.release(CAROUSEL, KEY, items) for _ in range(2))
    assert isinstance(first, Staged)
    assert isinstance(second, Staged)
    assert platform.writes == 0
    assert adapter.find(CAROUSEL, KEY, now(), items) is None
    for handle in (second.handle, second.handle):
        Parcel(adapter, CAROUSEL, handle=handle).send()
    assert len(platform.posts) == 1


def test_an_earlier_twin_is_not_adopted_by_a_container(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    Parcel(adapter, POST, OTHER_KEY).send()
    (twin,) = platform.out
    twin.published_at = now() - timedelta(minutes=30)
    parcel = Parcel(adapter, POST)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    found = adapter.find(POST, KEY, now() - timedelta(hours=2), parcel.handle)
    assert found is not None
    assert found.remote_id != twin.media_id


@pytest.mark.parametrize("lag", [-600.0, 600.0])
def test_a_clock_that_is_ten_minutes_off_is_understood(host: PictureHost, lag: float) -> None:
    with FakeInstagram() as server:
        server.lag = lag
        adapter = Instagram(account_at(channel(server.url), host))
        parcel = Parcel(adapter, POST)
        receipt = parcel.send()
        assert adapter.find(POST, KEY, now(), parcel.handle) == receipt
        assert adapter.find(POST, KEY, now()) == receipt
        assert adapter.find(POST, KEY, now() + timedelta(minutes=5)) is None


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_put_right_in_between_is_no_matter(
    adapter: Instagram, platform: FakeInstagram, minutes: int
) -> None:
    """What was prepared is held against the platform's own clock, then and now."""
    wrong = later(adapter, timedelta(minutes=minutes))
    handle = Parcel(wrong, POST).stage()
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        wrong.release(POST, KEY, handle)
    assert adapter.find(POST, KEY, now(), handle) is not None


@pytest.mark.parametrize("fault", ["cut_after", "cut_head", "garble", "refuse"])
def test_a_list_that_cannot_be_read_is_never_a_no(
    platform: FakeInstagram, host: PictureHost, fault: str
) -> None:
    with CutProxy(platform.url) as proxy:
        proxy.fault(fault, path="/media")
        adapter = Instagram(account_at(channel(proxy.url), host))
        with pytest.raises(Deferred):
            adapter.find(POST, KEY, now())


# -- the daily limit ---------------------------------------------------------------------------


def test_when_the_day_is_full_nothing_is_prepared(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    platform.quota = platform.used = 50
    with pytest.raises(Throttled, match="takes 50 posts of this account in 24 hours") as caught:
        adapter.publish(POST, KEY)
    assert caught.value.retry_after == 3600
    assert [step for step, _ in platform.heard] == ["limit"]


@pytest.mark.parametrize(
    "said",
    [
        (400, trouble(100)),
        (200, {"data": []}),
        (200, {"data": [{"quota_usage": "x", "config": 7}]}),
        (200, {"data": [{"quota_usage": 5, "config": {"quota_total": 0}}]}),
    ],
)
def test_a_limit_that_cannot_be_read_holds_nothing_up(
    adapter: Instagram, platform: FakeInstagram, said
) -> None:
    platform.befall("limit", said)
    assert isinstance(adapter.publish(POST, KEY), Staged)


# -- pictures ----------------------------------------------------------------------------------


def drawn(width: int, height: int, kind: str = "PNG") -> tuple[bytes, Image]:
    file = io.BytesIO()
    Pillow.new("RGB", (width, height), "teal").save(file, kind)
    data = file.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = f"image/{kind.lower()}"
    return data, Image(sha256, media_type, "A teal field.", width, height, len(data))


def showing(adapter: Instagram, data: bytes) -> Instagram:
    return Instagram(replace(adapter.account, read=lambda _: data))


@pytest.mark.parametrize("size", [(4000, 3000), (1080, 1350), (1200, 628), (200, 200)])
def test_a_png_of_any_size_is_sent_as_a_jpeg_it_takes(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost, size: tuple[int, int]
) -> None:
    data, image = drawn(*size)
    Parcel(showing(adapter, data), replace(POST, images=(image,))).send()
    assert len(platform.posts) == 1
    ((sent, kind),) = host.kept.values()
    assert kind == "image/jpeg"
    assert 320 <= Pillow.open(io.BytesIO(sent)).width <= 1440


def test_a_picture_of_a_shape_it_does_not_take_is_not_sent(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    data, image = drawn(1000, 2000)
    with pytest.raises(BadContent, match=r"1000 × 2000 pixels.*0\.8 to 1.91 times"):
        showing(adapter, data).publish(replace(POST, images=(image,)), KEY)
    assert platform.asked("container") == []


def test_a_picture_host_that_does_not_answer_is_told_and_tried_again(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost
) -> None:
    host.away = True
    with pytest.raises(Deferred, match=r"could not fetch the picture.*public_address") as caught:
        adapter.publish(POST, KEY)
    assert caught.value.retry_after == 60
    host.away = False
    assert isinstance(adapter.publish(POST, KEY), Staged)


def test_without_a_public_address_it_says_what_to_set(
    platform: FakeInstagram, host: PictureHost
) -> None:
    from campaign.testing import account

    there = channel(platform.url)
    bare = account(base_url=there["base_url"], secrets=there["secrets"], platform="instagram")
    with pytest.raises(Refused, match="public_address"):
        Instagram(replace(bare, options=there["options"])).publish(POST, KEY)


def test_a_post_without_a_picture_is_not_sent(adapter: Instagram) -> None:
    with pytest.raises(BadContent, match="no post without a picture"):
        adapter.publish(Content(TEXT), KEY)


def test_a_video_is_no_picture(adapter: Instagram) -> None:
    film = Image("0" * 64, "video/mp4", "A film.", 1080, 1080, 5_000_000)
    with pytest.raises(BadContent, match="JPEG or PNG pictures only"):
        adapter.publish(replace(POST, images=(film,)), KEY)


def test_what_is_no_picture_says_so(adapter: Instagram) -> None:
    data = b"\xff\xd8\xff no picture at all"
    image = replace(POST.images[0], sha256=hashlib.sha256(data).hexdigest())
    with pytest.raises(BadContent, match="cannot be read"):
        showing(adapter, data).publish(replace(POST, images=(image,)), KEY)


# -- the rest ----------------------------------------------------------------------------------


def through_instagram(platform: FakeInstagram, host: PictureHost) -> Instagram:
    return Instagram(account_at(channel(platform.url), host, login="", user=""))


def test_connected_through_instagram_it_finds_its_own_number(
    platform: FakeInstagram, host: PictureHost
) -> None:
    adapter = through_instagram(platform, host)
    receipt = Parcel(adapter, POST).send()
    assert receipt.remote_id in platform.posts
    assert adapter.identify() == f"@northshirepolice (account {platform.USER})"


def test_only_connected_through_facebook_it_deletes(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost
) -> None:
    other = through_instagram(platform, host)
    assert Can.DELETE in adapter.capabilities.can
    assert Can.DELETE not in other.capabilities.can
    receipt = Parcel(other, POST).send()
    with pytest.raises(Unsupported, match="Delete it in Instagram"):
        other.delete(receipt.remote_id)
    assert receipt.remote_id in platform.posts


def test_the_credential_is_renewed_the_way_it_was_given(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost
) -> None:
    renewed = through_instagram(platform, host).renew()
    assert renewed.secrets == {"token": FRESH}
    assert renewed.expires_at is not None
    assert abs(renewed.expires_at - now() - timedelta(days=60)) < timedelta(minutes=1)
    platform.token = platform.TOKEN
    secrets = {**adapter.account.secrets, "app_secret": APP_SECRET}
    assert Instagram(replace(adapter.account, secrets=secrets)).renew().secrets["token"] == FRESH


def test_a_fresh_credential_that_is_none_is_not_believed(
    platform: FakeInstagram, host: PictureHost
) -> None:
    adapter = through_instagram(platform, host)
    for answer in ({}, {"access_token": 7}, {"access_token": "two words"}, []):
        platform.befall("refresh", (200, answer))
        with pytest.raises(Deferred):
            adapter.renew()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"login": "x"}, "“login” is"),
        ({"user": "@northshire"}, "not its name"),
        ({"user": ""}, "which account it is"),
    ],
)
def test_a_setting_that_is_wrong_is_told(
    platform: FakeInstagram, host: PictureHost, options, sentence: str
) -> None:
    adapter = Instagram(account_at(channel(platform.url), host, **options))
    for call in (adapter.identify, lambda: adapter.publish(POST, KEY)):
        with pytest.raises(Disconnected, match=sentence):
            call()


def test_figures_without_insights_are_those_there_are(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    receipt = Parcel(adapter, POST).send()
    platform.metrics = {"views": 1}
    found = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert (found.reactions, found.comments, found.impressions) == (20, 3, None)


def test_an_empty_figure_is_not_nought(adapter: Instagram, platform: FakeInstagram) -> None:
    receipt = Parcel(adapter, POST).send()
    platform.befall("insights", (200, {"data": []}))
    found = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert found.reach is None


def test_the_pictures_of_the_contract_are_read(adapter: Instagram) -> None:
    assert adapter.account.read is read_picture
